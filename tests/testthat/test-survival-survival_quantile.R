test_that("the study's median is 2.25 with 1.8-3.0 on the log scale, 1.8-2.8 on log-log and plain", {
  # published: Table 3 of Tian et al. (2022); by hand: S is 14/28 from 2.0 to 2.5
  for (case in list(c("log", 3), c("log-log", 2.8), c("plain", 2.8))) {
    fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, sarcoma, conf.type = case[1])
    expect_equal(survival_quantile(fit)$estimate, 2.25)
    expect_equal(survival_quantile(fit)$conf.low, 1.8)
    expect_equal(survival_quantile(fit)$conf.high, as.numeric(case[2]))
    expect_equal(survival_quantile(fit, plateau = "first")$estimate, 2)
  }
})

test_that("quantiles and limits equal survival's where the curve has no plateau at its end", {
  # oracle
  set.seed(11)
  for (type in c("log", "log-log", "plain", "logit", "arcsin")) {
    for (i in 1:10) {
      cohort <- data.frame(time = rexp(40), event = rbinom(40, 1, 0.7), g = rep(1:2, 20))
      ours <- survival_quantile(
        kaplan_meier(Surv(time, event) ~ g, cohort, conf.type = type), c(0.2, 0.5, 0.7)
      )
      theirs <- quantile(
        survival::survfit(Surv(time, event) ~ g, cohort, conf.type = type), c(0.2, 0.5, 0.7)
      )
      expect_equal(ours$estimate, c(t(theirs$quantile)), tolerance = 1e-10)
      expect_equal(ours$conf.low, c(t(theirs$lower)), tolerance = 1e-10)
      expect_equal(ours$conf.high, c(t(theirs$upper)), tolerance = 1e-10)
    }
  }
})

test_that("a plateau at the end is NE unless a rule is asked for", {
  # by hand: events at 1 and 2 of four, censored at 5 and 6: S is 1/2 from 2 on
  fit <- kaplan_meier(Surv(t, e) ~ 1, data.frame(t = c(1, 2, 5, 6), e = c(1, 1, 0, 0)))
  expect_identical(survival_quantile(fit)$estimate, NA_real_)
  expect_match(survival_quantile(fit)$note, "NE: S(t) does not fall below 0.5", fixed = TRUE)
  expect_equal(survival_quantile(fit, terminal = "first")$estimate, 2)
  expect_equal(survival_quantile(fit, terminal = "midpoint")$estimate, 4)
  # A deliberate difference: survival averages in the last censoring time.
  theirs <- survival::survfit(Surv(c(1, 2, 5, 6), c(1, 1, 0, 0)) ~ 1)
  expect_equal(unname(quantile(theirs, 0.5)$quantile), 4)
})

test_that("one fit has one median, whatever function is asked", {
  # property
  set.seed(5)
  for (i in 1:20) {
    cohort <- data.frame(t = sample(1:8, 10, TRUE), e = rbinom(10, 1, 0.6), g = rep(1:2, 5))
    fit <- kaplan_meier(Surv(t, e) ~ g, cohort)
    table <- survival_quantile(fit)
    expect_identical(unname(summary(fit)$table[, "median"]), table$estimate)
    expect_identical(unname(summary(fit)$table[, "0.95LCL"]), table$conf.low)
    expect_identical(unname(quantile(fit, 0.5)$quantile[, 1]), table$estimate)
    expect_identical(unname(median(fit)[, 1]), table$estimate)
    first <- fit[1]
    expect_identical(glance(kaplan_meier(Surv(t, e) ~ 1, cohort[cohort$g == 1, ]))$median,
      table$estimate[1])
    expect_identical(unname(median(first)), table$estimate[1])
  }
})

test_that("limits that are not reached are NA and say so", {
  # by hand
  fit <- kaplan_meier(Surv(t, e) ~ 1, data.frame(t = c(4, 9), e = c(1, 1)))
  row <- survival_quantile(fit, 0.25)
  expect_equal(row$estimate, 4)
  expect_identical(row$conf.high, NA_real_)
  expect_match(row$note, "upper limit NE")
  none <- kaplan_meier(Surv(t, e) ~ 1, data.frame(t = c(4, 9), e = c(1, 1)), conf.type = "none")
  expect_identical(survival_quantile(none, 0.25)$note, "")
})

test_that("bad input is refused with its rule", {
  # property
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, sarcoma)
  for (bad in list(0, 1, -1, NA, "a", numeric(), c(0.5, 2))) {
    expect_error(survival_quantile(fit, bad), class = "oncohort_error_argument")
  }
  expect_error(survival_quantile(sarcoma), class = "oncohort_error_argument")
  expect_error(survival_quantile(fit, plateau = "last"), class = "oncohort_error_argument")
  expect_error(survival_quantile(fit, 0.5, plato = "first"), class = "oncohort_error_argument")
  expect_snapshot(error = TRUE, {
    survival_quantile(fit, 50)
    survival_quantile(fit, plateau = "last")
    survival_quantile(sarcoma)
    survival_quantile(fit, 0.5, plato = "first")
  })
})
