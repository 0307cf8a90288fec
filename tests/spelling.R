# Words are checked by tools/test.R, where a stranger is a failure; here they are only shown.
if (requireNamespace("spelling", quietly = TRUE)) {
  spelling::spell_check_test(vignettes = TRUE, error = FALSE, skip_on_cran = TRUE)
}
