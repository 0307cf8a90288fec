quantity <- function(...) {
  row <- list(
    recompute = NA, variable = NA, level = NA, within = NA, within_level = NA, at = NA,
    as_printed = NA
  )
  utils::modifyList(row, list(...))
}
hazard_ratio_setting <- function(comparison = "all others", ties = "efron", test = "wald") {
  list(ties = ties, test = test, comparison = comparison)
}
angiosarcoma <- quantity(recompute = "hazard ratio", variable = "histology", level = "Angiosarcoma")
# survival's coxph, to its own last digits
control <- survival::coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50)

test_that("counts, extremes and moments of Table 1", {
  # by hand
  plain <- function(...) recompute_claim(quantity(...), list(), sarcoma)[["estimate"]]
  count <- function(...) plain(recompute = "count", ...)
  expect_identical(count(), 28)
  expect_identical(count(variable = "best_response", level = "PD"), 14)
  expect_identical(count(
    variable = "best_response", level = "SD", within = "histology", within_level = "Angiosarcoma"
  ), 1)
  lines <- function(what) plain(recompute = what, variable = "prior_lines")
  expect_identical(c(lines("minimum"), lines("maximum")), c(1, 3))
  expect_equal(lines("mean"), mean(sarcoma$prior_lines))
  expect_equal(lines("standard deviation"), sqrt(sum((sarcoma$prior_lines - lines("mean"))^2) / 27))
})

test_that("a printed fraction is read from the words around it", {
  # by hand
  expect_identical(printed_fraction("25.0% (7/28)"), c(x = 7, n = 28))
  expect_identical(printed_fraction("10.7%; 3/28"), c(x = 3, n = 28))
  expect_null(printed_fraction("none"))
  expect_null(printed_fraction(NA_character_))
  expect_null(recompute_claim(quantity(recompute = "share", as_printed = "none"), list(), sarcoma))
})

test_that("hazard ratios by comparison equal survival's", {
  # oracle
  theirs <- function(formula, data, ties = "efron") {
    fit <- survival::coxph(formula, data, ties = ties, control = control)
    summary(fit)
  }
  values <- function(table, row = 1L) {
    unname(c(table$conf.int[row, c(1, 3, 4)], table$coefficients[row, 5]))
  }
  others <- theirs(Surv(pfs_months, pfs_event) ~ I(histology == "Angiosarcoma"), sarcoma, "breslow")
  ours <- recompute_claim(angiosarcoma, hazard_ratio_setting(ties = "breslow"), sarcoma)
  expect_equal(unname(ours), values(others), tolerance = 1e-8)

  data <- sarcoma
  data$histology <- stats::relevel(data$histology, "Fibrosarcoma")
  factor <- theirs(Surv(pfs_months, pfs_event) ~ histology, data)
  ours <- recompute_claim(
    angiosarcoma, hazard_ratio_setting(list(against = "Fibrosarcoma", alone = FALSE)), sarcoma
  )
  expect_equal(unname(ours), values(factor, "histologyAngiosarcoma"), tolerance = 1e-8)

  two <- droplevels(sarcoma[sarcoma$histology %in% c("UPS", "Angiosarcoma"), ])
  alone <- theirs(Surv(pfs_months, pfs_event) ~ histology, two)
  ours <- recompute_claim(
    angiosarcoma, hazard_ratio_setting(list(against = "UPS", alone = TRUE)), sarcoma
  )
  expect_equal(unname(ours), values(alone), tolerance = 1e-8)
})

test_that("the tests of the whole model answer for a term only where it stands alone", {
  # oracle
  fit <- survival::coxph(
    Surv(pfs_months, pfs_event) ~ I(histology == "Angiosarcoma"), sarcoma, control = control
  )
  p <- function(...) recompute_claim(angiosarcoma, hazard_ratio_setting(...), sarcoma)
  theirs <- summary(fit)
  ratio <- p(test = "likelihood ratio")[["p.value"]]
  expect_equal(ratio, theirs$logtest[["pvalue"]], tolerance = 1e-8)
  expect_equal(p(test = "score")[["p.value"]], theirs$sctest[["pvalue"]], tolerance = 1e-8)
  expect_null(p(test = "score", comparison = list(against = "UPS", alone = FALSE)))
})

test_that("a comparison without an answer reproduces nothing", {
  # by hand: the exposed outlives everyone, so the hazard ratio runs to 0 and the fit warns
  data <- sarcoma[sarcoma$patient %in% c(8, 27), ]
  setting <- hazard_ratio_setting(list(against = "Pleomorphic liposarcoma", alone = TRUE))
  values <- recompute_claim(angiosarcoma, setting, data)
  expect_true(is.null(values) || !all(is.finite(values)))
})

test_that("SPSS's median has the limits of the second computation", {
  # oracle: the second computation, which shares no code with the package
  second <- read.csv(test_path("fixtures", "sarcoma", "second_computation.csv"))
  second <- second[second$quantity == "median_spss", ]
  theirs <- stats::setNames(second$value, second$part)
  expect_equal(unlist(spss_median(sarcoma)), theirs, tolerance = 1e-12)
})

test_that("what is not printed by patient cannot be recomputed", {
  # definition
  expect_false(can_recompute(quantity(recompute = "mean", variable = "age"), sarcoma))
  expect_true(can_recompute(quantity(recompute = "minimum", variable = "prior_lines"), sarcoma))
  expect_true(can_recompute(quantity(recompute = "count"), sarcoma))
  expect_true(can_recompute(quantity(recompute = "share", variable = "n_grade_3_4"), sarcoma))
})
