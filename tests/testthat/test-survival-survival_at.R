test_that("the study's 4- and 6-month rates have the printed limits", {
  # published: Table 3 of Tian et al. (2022), 17.9% (0.081-0.395) and 7.1% (0.019-0.272)
  rates <- survival_at(kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, sarcoma), c(4, 6))
  expect_equal(rates$estimate, c(5, 2) / 28)
  expect_equal(rates$conf.low, c(0.081, 0.019), tolerance = 0.0005 / 0.019)
  expect_equal(round(rates$conf.low, 3), c(0.081, 0.019))
  expect_equal(round(rates$conf.high, 3), c(0.395, 0.272))
  expect_identical(rates$n.risk, c(6, 2))
})

test_that("survival_at() equals summary(survfit, times) inside the follow-up", {
  # oracle
  times <- c(0, 5, 100, 310, 500.5, 883)
  for (type in c("log", "log-log", "plain")) {
    ours <- survival_at(
      suppressMessages(kaplan_meier(Surv(time, status) ~ sex, survival::lung, conf.type = type)), times
    )
    theirs <- summary(
      survival::survfit(Surv(time, status) ~ sex, survival::lung, conf.type = type),
      times = times, extend = TRUE
    )
    inside <- ours$note == ""
    expect_gt(sum(inside), 9)
    for (column in list(c("estimate", "surv"), c("conf.low", "lower"), c("conf.high", "upper"),
      c("std.error", "std.err"), c("n.risk", "n.risk"))) {
      expect_equal(ours[[column[1]]][inside], theirs[[column[2]]][inside], tolerance = 1e-10)
    }
  }
})

test_that("past the last follow-up the rate is NE, or carried on request; at S = 0 it stays 0", {
  # by hand
  fit <- kaplan_meier(Surv(t, e) ~ 1, data.frame(t = c(1, 4), e = c(1, 0)))
  expect_identical(survival_at(fit, 5)$estimate, NA_real_)
  expect_identical(survival_at(fit, 5)$n.risk, 0)
  expect_match(survival_at(fit, 5)$note, "beyond the last follow-up (4)", fixed = TRUE)
  expect_equal(survival_at(fit, 5, beyond = "carry")$estimate, 0.5)
  expect_match(survival_at(fit, 5, beyond = "carry")$note, "carried")
  dead <- kaplan_meier(Surv(t, e) ~ 1, data.frame(t = c(1, 4), e = 1))
  expect_equal(survival_at(dead, 99)$estimate, 0)
})

test_that("the curve counts an event at the time asked for, through rounding", {
  # by hand
  fit <- kaplan_meier(Surv(t, e) ~ 1, data.frame(t = c(0.3, 1), e = 1))
  expect_equal(survival_at(fit, 0.1 + 0.2)$estimate, 0.5)
  expect_identical(survival_at(fit, 0.1 + 0.2)$n.risk, 2)
  backwards <- survival_at(fit, c(1, 0.3, 0, 0.3))
  expect_equal(backwards$estimate, c(0, 0.5, 1, 0.5))
})

test_that("groups come first, in their own types, times within", {
  # by hand
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ ecog, sarcoma)
  table <- survival_at(fit, c(4, 6))
  expect_named(table, c(
    "ecog", "strata", "time", "n.risk", "estimate", "std.error", "conf.low", "conf.high", "note"
  ))
  expect_equal(table$time, c(4, 6, 4, 6))
})

test_that("bad times are refused with their rule", {
  # property
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, sarcoma)
  for (bad in list(-1, NA_real_, Inf, "4", numeric())) {
    expect_error(survival_at(fit, bad), class = "oncohort_error_argument")
  }
  expect_snapshot(survival_at(fit, -1), error = TRUE)
})
