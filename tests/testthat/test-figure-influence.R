left_out <- function() {
  data.frame(
    patient = c(NA, 1:4), term = "Angiosarcoma", estimate = c(0.2, 0.21, 0.4, 0.19, Inf),
    conf.low = c(0.06, 0.06, 0.08, 0.05, 0.5), conf.high = c(0.7, 0.7, 1.2, 0.7, Inf)
  )
}

test_that("each left-out patient is a point, the full estimate a line, the mover is named", {
  # by hand: patient 2 doubles the hazard ratio; patient 4 has no finite one
  figure <- plot_leave_one_out(left_out(), label = 1)
  points <- drawn_layer(figure, "GeomPoint")
  expect_equal(10^points$y[1:3], c(0.21, 0.4, 0.19))
  expect_equal(points$x, c(1, 2, 3, 4)[seq_along(points$x)])
  expect_equal(10^drawn_layer(figure, "GeomHline", 2L)$yintercept, 0.2)
  expect_equal(as.character(drawn_layer(figure, "GeomText")$label), "2")
})

test_that("the full estimates can come on their own", {
  # property
  rows <- left_out()
  apart <- plot_leave_one_out(rows[-1, ], full = rows[1, ], label = 1)
  expect_equal(drawn_layer(apart, "GeomPoint"), drawn_layer(plot_leave_one_out(rows), "GeomPoint"))
  none <- plot_leave_one_out(rows[-1, ])
  expect_no_error(ggplot2::ggplot_build(none))
})

test_that("plot_leave_one_out() names the columns it lacks", {
  # error classes
  expect_error(plot_leave_one_out(left_out()["term"]), class = "oncohort_error_columns")
  expect_error(plot_leave_one_out(1), class = "oncohort_error_data")
  expect_snapshot(error = TRUE, plot_leave_one_out(left_out()["term"]))
})

test_that("influence_plot() draws the hazard ratios of fits without each patient", {
  # oracle: coxph() without patient 8, and with all
  sarcoma$head <- as.numeric(sarcoma$primary_site == "Head")
  sarcoma$angio <- as.numeric(sarcoma$histology == "Angiosarcoma")
  fits <- list(
    Head = cox_ph(Surv(pfs_months, pfs_event) ~ head, sarcoma),
    Angiosarcoma = cox_ph(Surv(pfs_months, pfs_event) ~ angio, sarcoma)
  )
  points <- drawn_layer(influence_plot(fits, id = "patient"), "GeomPoint")
  for (panel in 1:2) {
    term <- c("head", "angio")[panel]
    formula <- reformulate(term, "survival::Surv(pfs_months, pfs_event)")
    without <- survival::coxph(formula, sarcoma[sarcoma$patient != 8, ])
    drawn <- points[as.integer(points$PANEL) == panel & points$x == 8, ]
    expect_equal(10^drawn$y[1], exp(unname(coef(without))), tolerance = 1e-8)
  }
  one <- influence_plot(fits$Head)
  expect_equal(10^drawn_layer(one, "GeomHline", 2L)$yintercept, exp(unname(coef(fits$Head))))
  inside <- local({
    kept <- sarcoma[sarcoma$ecog == 1, ]
    influence_plot(cox_ph(Surv(pfs_months, pfs_event) ~ head, kept), id = "patient")
  })
  expect_equal(nrow(drawn_layer(inside, "GeomPoint")), sum(sarcoma$ecog == 1))
})

test_that("influence_plot() refuses what is no Cox fit", {
  # property
  expect_error(influence_plot(sarcoma), class = "oncohort_error_argument")
  expect_error(influence_plot(list()), class = "oncohort_error_argument")
  fit <- cox_ph(Surv(pfs_months, pfs_event) ~ prior_lines, sarcoma)
  expect_error(influence_plot(fit, id = "nobody"), class = "oncohort_error_argument")
  expect_snapshot(influence_plot(sarcoma), error = TRUE)
})

test_that("all rows of a patient are left out together, and tibbles keep their rows", {
  # oracle
  fit <- cox_ph(Surv(start, stop, event) ~ age, survival::heart)
  expect_error(influence_plot(fit), class = "oncohort_error_argument")
  points <- drawn_layer(influence_plot(fit, id = "id"), "GeomPoint", 1L)
  expect_equal(nrow(points), 103)
  without_1 <- survival::coxph(Surv(start, stop, event) ~ age, survival::heart, subset = id != 1)
  expect_equal(10^points$y[points$x == 1], exp(unname(coef(without_1))), tolerance = 1e-7)

  skip_if_not_installed("tibble")
  both <- lapply(list(survival::aml, tibble::as_tibble(survival::aml)), function(data) {
    drawn_layer(influence_plot(cox_ph(Surv(time, status) ~ x, data, subset = time > 8)), "GeomPoint", 1L)
  })
  expect_equal(both[[1]]$y, both[[2]]$y)
})
