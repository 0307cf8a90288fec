test_that("the figure has a panel per coefficient with a point per event and the estimate", {
  # definition
  fit <- cox_ph(Surv(pfs_months, pfs_event) ~ ecog + primary_site, sarcoma)
  plot <- autoplot(test_ph(fit))
  expect_s3_class(plot, "ggplot")
  built <- ggplot2::ggplot_build(plot)
  known <- sum(!is.na(coef(fit)))
  expect_equal(nrow(ggplot2::layer_data(plot, 1)), known * fit$nevent)
  expect_equal(sort(ggplot2::layer_data(plot, 2)$yintercept), sort(unname(coef(fit))))
  expect_equal(nrow(built$layout$layout), known)
})

test_that("the points of one coefficient are survival's scaled Schoenfeld residuals", {
  # oracle
  fit <- cox_ph(Surv(pfs_months, pfs_event) ~ ecog, sarcoma)
  plain <- fit
  class(plain) <- "coxph"
  expect_equal(
    sort(ggplot2::layer_data(autoplot(test_ph(fit)), 1)$y),
    sort(unname(residuals(plain, "scaledsch"))),
    tolerance = 1e-9
  )
})

test_that("few events give points without a smooth; a bad df is refused", {
  # definition
  six <- data.frame(
    time = c(1, 1, 6, 6, 8, 9), event = c(1, 0, 1, 1, 0, 1), x = c(1, 1, 1, 0, 0, 0)
  )
  test <- test_ph(cox_ph(Surv(time, event) ~ x, six))
  expect_length(autoplot(test)$layers, 2)
  expect_error(autoplot(test, df = 1), class = "oncohort_error_argument")
  expect_snapshot(autoplot(test, df = 1), error = TRUE)
})
