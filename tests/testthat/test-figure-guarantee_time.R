simulated <- function() {
  data.frame(
    analysis = rep(c("naive", "landmark"), each = 4), estimate = c(0.1, 0.2, 0.2, 0.4, 0.5, 1, 1, NA),
    p.value = c(0.01, 0.02, 0.03, 0.5, 0.04, 0.5, 0.9, NA)
  )
}

test_that("medians and shares of significant studies are printed by method", {
  # by hand: naive median 0.2, 3 of 4 below 0.05; landmark median 1, 1 of 3
  figure <- plot_guarantee_time(simulated(), c(naive = "Naive: ever exposed"))
  note <- drawn_layer(figure, "GeomText")
  expect_equal(note$label, c("median 0.20\np < 0.05 in 75%", "median 1.00\np < 0.05 in 33%"))
  expect_equal(10^drawn_layer(figure, "GeomVline", 2L)$xintercept, c(0.2, 1))
  expect_equal(levels(figure$data$analysis), c("Naive: ever exposed", "landmark"))
  without <- plot_guarantee_time(simulated()[c("analysis", "estimate")])
  expect_equal(drawn_layer(without, "GeomText")$label, c("median 0.20", "median 1.00"))
})

test_that("every study is in a bar, those beyond the axis in the outermost", {
  # property
  rows <- simulated()
  rows$estimate[c(1, 5)] <- c(1e-6, Inf)
  bars <- drawn_layer(plot_guarantee_time(rows), "GeomBar")
  expect_equal(as.vector(tapply(bars$count, bars$PANEL, sum)), c(4, 3))
})

test_that("plot_guarantee_time() names the columns it lacks", {
  # error classes
  expect_error(plot_guarantee_time(data.frame(estimate = 1)), class = "oncohort_error_columns")
  expect_error(plot_guarantee_time(simulated(), xlim = 1), class = "oncohort_error_argument")
  expect_snapshot(error = TRUE, plot_guarantee_time(data.frame(estimate = 1)))
})
