fit_one <- function() kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, data = sarcoma)
fit_lung <- function() {
  kaplan_meier(Surv(time, status == 2) ~ sex, data = survival::lung)
}
layer_of <- function(plot, geom) {
  which(vapply(plot$layers, function(layer) inherits(layer$geom, geom), TRUE))
}

test_that("the drawn line is the step function of survfit(), from (0, 1)", {
  # oracle: survival::survfit
  curves <- autoplot(fit_lung(), risk_table = "none")
  drawn <- ggplot2::layer_data(curves, layer_of(curves, "GeomStep")[1L])
  truth <- survival::survfit(survival::Surv(time, status == 2) ~ sex, data = survival::lung)
  for (curve in 1:2) {
    line <- drawn[drawn$group == curve, ]
    expect_equal(c(line$x[1L], line$y[1L]), c(0, 1))
    at <- c(0, 5, 11, 100.5, 200, 310, 500, 883, 900)
    step <- stats::stepfun(line$x[-1L], line$y)
    expect_equal(step(at), summary(truth[curve], times = at, extend = TRUE)$surv)
    expect_equal(max(line$x), max(truth[curve]$time))
  }
})

test_that("the band carries the fit's limits as steps and stops where they do", {
  # by hand: four patients, S = 3/4, 1/2, 1/4, 0; log limits are not defined at 0
  fit <- kaplan_meier(Surv(time, event) ~ 1, data = data.frame(time = 1:4, event = 1))
  curves <- autoplot(fit, risk_table = "none")
  band <- ggplot2::layer_data(curves, layer_of(curves, "GeomRibbon"))
  expect_equal(band$x, c(0, 1, 1, 2, 2, 3, 3, 4))
  expect_equal(band$ymin, c(1, 1, rep(fit$lower[1:3], each = 2)))
  expect_equal(band$ymax, c(1, 1, rep(fit$upper[1:3], each = 2)))
})

test_that("limits of type none draw no band and raise no warning", {
  # property
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, data = sarcoma, conf.type = "none")
  curves <- autoplot(fit, limits = TRUE, risk_table = "none")
  expect_no_warning(built <- ggplot2::ggplot_build(curves))
  expect_equal(nrow(ggplot2::layer_data(curves, layer_of(curves, "GeomRibbon"))), 0L)
})

test_that("censored patients are marked on the curve at their times", {
  # by hand: censored at 2 (S = 3/4) and 4 (S = 3/8)
  data <- data.frame(time = 1:4, event = c(1, 0, 1, 0))
  curves <- autoplot(kaplan_meier(Surv(time, event) ~ 1, data = data), risk_table = "none")
  marks <- ggplot2::layer_data(curves, layer_of(curves, "GeomPoint"))
  expect_equal(marks$x, c(2, 4))
  expect_equal(marks$y, c(3 / 4, 3 / 8))
  without <- autoplot(
    kaplan_meier(Surv(time, event) ~ 1, data = data), risk_table = "none", censor_marks = FALSE
  )
  expect_length(layer_of(without, "GeomPoint"), 0L)
})

test_that("median lines stand at the medians of survival_quantile()", {
  # published: median PFS 2.25 months by the midpoint rule (issue of the study)
  curves <- autoplot(fit_one(), risk_table = "none")
  segments <- lapply(layer_of(curves, "GeomSegment"), function(i) ggplot2::layer_data(curves, i))
  expect_equal(segments[[1L]]$xend, 2.25)
  expect_equal(segments[[2L]]$x, 2.25)
  expect_equal(unname(unlist(segments[[2L]][c("y", "yend")])), c(0.5, 0))
  none <- autoplot(fit_one(), risk_table = "none", median_lines = FALSE)
  expect_length(layer_of(none, "GeomSegment"), 0L)
})

test_that("axes start at 0, survival in percent, the time axis named by the column's label", {
  # property
  curves <- autoplot(fit_one(), risk_table = "none")
  expect_equal(curves$labels$x, attr(sarcoma$pfs_months, "label"))
  view <- ggplot2::ggplot_build(curves)$layout$panel_params[[1L]]
  expect_equal(view$x.range[1L], 0)
  expect_equal(view$y.range[1L], 0)
  expect_equal(view$y$get_labels(), paste0(c(0, 25, 50, 75, 100), "%"))
  expect_equal(view$x$get_breaks(), seq(0, 15, 3))
  expect_equal(autoplot(fit_lung(), risk_table = "none")$labels$x, "Time")
})

test_that("groups are named by their values", {
  # property
  sarcoma$group <- ifelse(sarcoma$histology == "Angiosarcoma", "Angiosarcoma", "Other")
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ group, data = sarcoma)
  expect_equal(curve_labels(fit), c("Angiosarcoma", "Other"))
  expect_null(groups_title(fit))
  expect_equal(curve_labels(fit_lung()), c("1", "2"))
  expect_equal(groups_title(fit_lung()), "sex")
  two <- kaplan_meier(Surv(time, status == 2) ~ sex + ph.ecog, data = survival::lung)
  expect_equal(curve_labels(two)[1:2], c("1, 0", "1, 1"))
})

test_that("p-values are printed as numbers, tests and texts", {
  # property
  expect_equal(p_value_text(0.0061), "p = 0.0061")
  expect_equal(p_value_text(1e-9), "p < 0.0001")
  expect_equal(p_value_text(structure(list(p.value = 0.5), class = "htest")), "p = 0.500")
  expect_equal(p_value_text("stratified p = 0.04"), "stratified p = 0.04")
  curves <- autoplot(fit_one(), risk_table = "none", p_value = 0.0061)
  expect_equal(ggplot2::layer_data(curves, layer_of(curves, "GeomText"))$label, "p = 0.0061")
})

test_that("one patient, no events, time 0 and a lone group can be drawn", {
  # property: each figure is built without error or warning
  grDevices::pdf(NULL)
  withr::defer(grDevices::dev.off())
  cohorts <- list(
    data.frame(time = 3, event = 1, group = "a"), data.frame(time = 3, event = 0, group = "a"),
    data.frame(time = c(3, 5), event = 0, group = c("a", "b")),
    data.frame(time = 0, event = 1, group = "a"),
    data.frame(time = c(0, 0, 2), event = c(1, 0, 1), group = c("a", "a", "b"))
  )
  for (cohort in cohorts) {
    for (formula in list(Surv(time, event) ~ 1, Surv(time, event) ~ group)) {
      fit <- suppressMessages(kaplan_meier(formula, data = cohort))
      expect_no_warning(patchwork::patchworkGrob(autoplot(fit)))
    }
  }
})

test_that("an event at time 0 drops the curve there", {
  # by hand: two of four patients fail at 0
  data <- data.frame(time = c(0, 0, 2, 3), event = c(1, 1, 0, 0))
  curves <- autoplot(kaplan_meier(Surv(time, event) ~ 1, data = data), risk_table = "none")
  line <- ggplot2::layer_data(curves, layer_of(curves, "GeomStep"))
  expect_equal(line$x, c(0, 0, 3))
  expect_equal(line$y, c(1, 0.5, 0.5))
})

test_that("thinning leaves every step within 1/2000 of the axis", {
  # property: seeded, 20,000 distinct times
  set.seed(1)
  data <- data.frame(time = stats::rexp(2e4), event = stats::rbinom(2e4, 1, 0.7))
  rows <- curve_rows(kaplan_meier(Surv(time, event) ~ 1, data = data))
  steps <- curve_steps(rows)
  expect_lte(nrow(steps), 4002L)
  drawn <- stats::stepfun(steps$time[-1L], steps$surv)
  cell <- max(rows$time) / 2000
  expect_true(all(drawn(rows$time + cell) <= rows$surv + 1e-12))
  expect_true(all(drawn(rows$time - cell) >= rows$surv - 1e-12))
})

test_that("autoplot() of a fit refuses what it does not know", {
  # error classes
  fit <- fit_one()
  expect_error(autoplot(fit, risk_table = "n"), class = "oncohort_error_argument")
  expect_error(autoplot(fit, median_line = TRUE), class = "oncohort_error_argument")
  expect_error(autoplot(fit, limits = NA), class = "oncohort_error_argument")
  expect_error(autoplot(fit, times = c(0, NA)), class = "oncohort_error_argument")
  expect_error(autoplot(fit, p_value = 2), class = "oncohort_error_argument")
  many <- kaplan_meier(Surv(t, d) ~ g, data = data.frame(t = 1:30, d = 1, g = 1:30))
  expect_error(autoplot(many), class = "oncohort_error_groups")
  expect_snapshot(error = TRUE, {
    autoplot(fit, risk_table = "n")
    autoplot(fit, median_line = TRUE)
    autoplot(fit, p_value = 2)
    autoplot(many)
  })
})
