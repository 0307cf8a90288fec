p_values <- function() {
  data.frame(
    method = c("Wald", "Log-rank"), p.value = c(0.0118, 0), comparison = "Angiosarcoma"
  )
}

test_that("dots stand at their p-values; one of 0 at the end, said in figures", {
  # by hand
  figure <- plot_p_values(p_values())
  expect_equal(10^drawn_layer(figure, "GeomPoint")$x, c(0.0118, 0.0118 / 1.5))
  expect_equal(drawn_layer(figure, "GeomText")$label, c("0.012", "<0.0001"))
  expect_equal(10^drawn_layer(figure, "GeomVline")$xintercept, 0.05)
})

test_that("plot_p_values() refuses what is no p-value", {
  # error classes
  wrong <- transform(p_values(), p.value = 2)
  expect_error(plot_p_values(wrong), class = "oncohort_error_argument")
  expect_error(plot_p_values(wrong["method"]), class = "oncohort_error_columns")
  expect_error(plot_p_values(p_values(), alpha = 0), class = "oncohort_error_argument")
  expect_snapshot(error = TRUE, plot_p_values(wrong))
})
