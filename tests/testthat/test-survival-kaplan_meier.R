# Helpers of this file: survival's fit of the same formula, and the fields to compare.

fields <- c(
  "n", "time", "n.risk", "n.event", "n.censor", "surv", "std.err", "cumhaz", "std.chaz", "strata",
  "type", "logse", "conf.int", "conf.type", "lower", "upper"
)

# Where S is 1, survival 3.5 has no log-log, logit and arcsin limits, as we do; newer versions
# print 1 on some of these scales: a deliberate difference.
without_limits_at_one <- function(fit) {
  if (fit$conf.type %in% c("log-log", "logit", "arcsin")) {
    fit$lower[fit$surv == 1] <- fit$upper[fit$surv == 1] <- NA
  }
  fit
}

expect_equals_survfit <- function(formula, data, ...) {
  ours <- suppressMessages(kaplan_meier(formula, data, ...))
  expect_identical(ours, without_limits_at_one(ours))
  theirs <- without_limits_at_one(survival::survfit(formula, data, ...))
  for (field in fields) {
    expect_equal(ours[[field]], theirs[[field]], tolerance = 1e-10, ignore_attr = FALSE, info = field)
  }
}

test_that("kaplan_meier() gives the closed forms of six patients", {
  # by hand
  six <- data.frame(time = c(2, 5, 1, 2, 4, 2), event = c(0, 1, 1, 1, 0, 1))
  fit <- kaplan_meier(Surv(time, event) ~ 1, six)
  expect_equal(fit$time, c(1, 2, 4, 5))
  expect_equal(fit$n.risk, c(6, 5, 2, 1))
  expect_equal(fit$n.event, c(1, 2, 0, 1))
  expect_equal(fit$n.censor, c(0, 1, 1, 0))
  expect_equal(fit$surv, c(5 / 6, 1 / 2, 1 / 2, 0))
  expect_equal(fit$std.err, c(sqrt(1 / 30), sqrt(1 / 30 + 2 / 15), sqrt(1 / 30 + 2 / 15), Inf))
  expect_equal(fit$cumhaz, cumsum(c(1 / 6, 2 / 5, 0, 1)))
  half_width <- qnorm(0.975) * sqrt(1 / 30 + 2 / 15)
  expect_equal(fit$lower[2], exp(log(1 / 2) - half_width))
  expect_equal(fit$upper[2], 1)
})

test_that("kaplan_meier() equals survfit() in every field on the data sets of survival", {
  # oracle
  d <- survival::bladder
  expect_equals_survfit(Surv(time, status) ~ 1, survival::lung)
  expect_equals_survfit(Surv(time, status) ~ sex + ph.ecog, survival::lung)
  expect_equals_survfit(Surv(time, status) ~ celltype, survival::veteran)
  expect_equals_survfit(Surv(futime, fustat) ~ rx, survival::ovarian)
  expect_equals_survfit(Surv(time, status) ~ x, survival::aml)
  expect_equals_survfit(Surv(time, status) ~ disease, survival::kidney)
  expect_equals_survfit(Surv(time, status) ~ rx + sex, survival::rats)
  expect_equals_survfit(Surv(stop, event) ~ rx + enum, d)
  expect_equals_survfit(Surv(time, status) ~ rx, survival::colon)
})

test_that("kaplan_meier() equals survfit() on every interval scale and level", {
  # oracle
  for (type in c("plain", "log", "log-log", "logit", "arcsin", "none")) {
    expect_equals_survfit(Surv(time, status) ~ x, survival::aml, conf.type = type)
    ours <- kaplan_meier(Surv(time, status) ~ sex, survival::rats, conf.type = type, conf.level = 0.9)
    theirs <- without_limits_at_one(
      survival::survfit(Surv(time, status) ~ sex, survival::rats, conf.type = type, conf.int = 0.9)
    )
    expect_equal(ours$lower, theirs$lower, tolerance = 1e-10)
    expect_equal(ours$upper, theirs$upper, tolerance = 1e-10)
  }
})

test_that("kaplan_meier() equals survfit() on random cohorts with heavy ties", {
  # oracle
  set.seed(20221)
  for (i in 1:20) {
    n <- sample(c(1, 2, 5, 28, 300), 1)
    cohort <- data.frame(
      time = if (i %% 2) sample(0:12, n, TRUE) else round(rexp(n), 1) + 0.1 * sample(3, n, TRUE),
      event = rbinom(n, 1, runif(1)), g = factor(sample(letters[1:4], n, TRUE))
    )
    expect_equals_survfit(Surv(time, event) ~ 1, cohort)
    expect_equals_survfit(Surv(time, event) ~ g, cohort)
  }
})

test_that("times that differ by rounding alone are one time, as survfit() has it", {
  # oracle
  ties <- data.frame(time = c(0.3, 0.1 + 0.2, 0.7, 1.1 - 0.4, 2, 2 + 1e-9), event = c(1, 1, 0, 1, 1, 1))
  expect_length(kaplan_meier(Surv(time, event) ~ 1, ties)$time, 3)
  expect_equals_survfit(Surv(time, event) ~ 1, ties)
})

test_that("a row of count three is three patients in every field", {
  # property
  set.seed(7)
  cohort <- data.frame(
    time = sample(1:6, 20, TRUE), event = rbinom(20, 1, 0.6), g = rep(c("a", "b"), 10),
    copies = sample(0:3, 20, TRUE)
  )
  counted <- kaplan_meier(Surv(time, event) ~ g, cohort, counts = copies)
  rows <- kaplan_meier(Surv(time, event) ~ g, cohort[rep(1:20, cohort$copies), ])
  for (field in fields) expect_equal(counted[[field]], rows[[field]], info = field)
})

test_that("the order of rows does not matter, and without censoring S is 1 - ecdf", {
  # property
  set.seed(3)
  cohort <- data.frame(time = round(rexp(50, 0.1), 1), event = 1)
  fit <- kaplan_meier(Surv(time, event) ~ 1, cohort)
  expect_equal(fit$surv, 1 - ecdf(cohort$time)(fit$time), tolerance = 1e-13)
  shuffled <- kaplan_meier(Surv(time, event) ~ 1, cohort[sample(50), , drop = FALSE])
  for (field in fields) expect_identical(shuffled[[field]], fit[[field]], info = field)
})

test_that("small and empty cases give the documented result", {
  # by hand
  one <- kaplan_meier(Surv(t, e) ~ 1, data.frame(t = 5, e = 1))
  expect_equal(c(one$surv, one$n, one$n.event), c(0, 1, 1))
  censored <- kaplan_meier(Surv(t, e) ~ 1, data.frame(t = c(3, 5), e = 0))
  expect_equal(censored$surv, c(1, 1))
  expect_equal(censored$lower, c(1, 1))
  at_zero <- kaplan_meier(Surv(t, e) ~ 1, data.frame(t = c(0, 2), e = c(1, 0)))
  expect_equal(at_zero$surv, c(0.5, 0.5))
})

test_that("a level without patients is named, never dropped in silence", {
  # by hand
  data <- data.frame(t = 1:4, e = 1, g = factor(c("a", "a", "b", "b"), levels = c("a", "b", "c")))
  fit <- kaplan_meier(Surv(t, e) ~ g, data)
  expect_identical(fit$empty_groups, "g=c")
  expect_identical(names(fit$strata), c("g=a", "g=b"))
  expect_match(format(fit), "No patients: g=c", all = FALSE)
})

test_that("print, tidy and glance say what was estimated", {
  # published: 2.25 (1.80-3.00), Table 3 of Tian et al. (2022)
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, sarcoma)
  expect_snapshot(fit)
  expect_snapshot(suppressMessages(kaplan_meier(Surv(time, status) ~ ph.ecog, survival::lung)))
  expect_named(
    tidy(fit),
    c("time", "n.risk", "n.event", "n.censor", "estimate", "std.error", "conf.low", "conf.high")
  )
  glanced <- glance(fit)
  expect_equal(nrow(glanced), 1)
  expect_equal(
    unlist(glanced[c("nobs", "n.event", "median", "conf.low", "conf.high")], use.names = FALSE),
    c(28, 28, 2.25, 1.8, 3)
  )
})

test_that("tidy() keeps the groups in their own types, with std.error on the scale of S", {
  # definition
  fit <- suppressMessages(kaplan_meier(Surv(time, status) ~ sex, survival::lung))
  rows <- tidy(fit)
  expect_identical(rows$sex, rep(c(1, 2), fit$strata))
  expect_equal(rows$std.error, ifelse(fit$surv > 0, fit$surv * fit$std.err, NA))
  expect_identical(as.data.frame(fit), rows)
  named_time <- kaplan_meier(Surv(t, e) ~ time, data.frame(t = 1:2, e = 1, time = c("x", "y")))
  expect_identical(tidy(named_time)$time.group, c("x", "y"))
  one_level <- kaplan_meier(Surv(t, e) ~ g, data.frame(t = 1:2, e = 1, g = "a"))
  expect_identical(tidy(one_level)$g, c("a", "a"))
})

test_that("a curve is chosen by number or label, and only by one that exists", {
  # oracle
  fit <- suppressMessages(kaplan_meier(Surv(time, status) ~ sex, survival::lung))
  expect_identical(fit["sex=2"]$surv, fit[2]$surv)
  theirs <- survival::survfit(Surv(time, status) ~ sex, survival::lung)
  expect_equal(fit[2]$surv, theirs[2]$surv, tolerance = 1e-10)
  expect_equal(fit[2]$n, theirs[2]$n)
  expect_identical(fit[c(2, 1)]$groups$sex, c(2, 1))
  expect_snapshot(fit[3], error = TRUE)
  expect_error(fit[3], class = "oncohort_error_subset")
  expect_error(kaplan_meier(Surv(time, status) ~ 1, survival::aml)[1], class = "oncohort_error_subset")
})

test_that("survival's own methods work on the fit and give survfit()'s answers", {
  # oracle
  ours <- suppressMessages(kaplan_meier(Surv(time, status) ~ sex, survival::lung))
  theirs <- survival::survfit(Surv(time, status) ~ sex, survival::lung)
  for (times in list(c(100, 500), NULL)) {
    a <- if (is.null(times)) summary(ours) else summary(ours, times = times)
    b <- if (is.null(times)) summary(theirs) else summary(theirs, times = times)
    same <- c("time", "n.risk", "n.event", "surv", "std.err", "lower", "upper", "table")
    expect_equal(unclass(a)[same], unclass(b)[same], tolerance = 1e-10)
  }
  expect_equal(quantile(ours), quantile(theirs), tolerance = 1e-10)
  expect_equal(median(ours), median(theirs), tolerance = 1e-10)
  expect_silent({
    grDevices::pdf(NULL)
    plot(ours)
    lines(ours)
    grDevices::dev.off()
  })
})

test_that("broom, survminer and ggsurvfit accept the fit", {
  # oracle
  ours <- suppressMessages(kaplan_meier(Surv(time, status) ~ sex, survival::lung))
  theirs <- survival::survfit(Surv(time, status) ~ sex, survival::lung)
  skip_if_not_installed("broom")
  expect_equal(broom::tidy(ours)$estimate, broom::tidy(theirs)$estimate, tolerance = 1e-10)
  expect_equal(broom::glance(ours)$nobs, 228)
  skip_if_not_installed("survminer")
  columns <- c("time", "n.risk", "surv", "lower", "upper", "strata")
  expect_equal(
    survminer::surv_summary(ours, survival::lung)[columns],
    survminer::surv_summary(theirs, survival::lung)[columns],
    tolerance = 1e-10
  )
})

test_that("ggsurvfit draws the fit", {
  # oracle
  skip_if_not_installed("ggsurvfit")
  fit <- suppressMessages(kaplan_meier(Surv(time, status) ~ sex, survival::lung))
  figure <- ggsurvfit::ggsurvfit(fit) + ggsurvfit::add_risktable()
  expect_s3_class(figure, "ggplot")
  expect_no_error(ggplot2::ggplot_build(figure))
})

test_that("the call holds the formula itself, also when it came from outside", {
  # property
  fit_inside <- function(f) {
    local_data <- survival::aml
    kaplan_meier(f, data = local_data)
  }
  fit <- fit_inside(Surv(time, status) ~ x)
  expect_identical(deparse1(fit$call$formula), "Surv(time, status) ~ x")
  expect_identical(fit$call$data, quote(local_data))
  expect_true(exists("local_data", envir = fit$.Environment))
})
