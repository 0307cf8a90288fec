# The door from a formula to complete cases, seen through kaplan_meier().

cohort <- data.frame(t = c(2, 4, 6, 8), e = c(1, 0, 1, 1), g = c("a", "b", "a", "b"))
km <- function(...) kaplan_meier(...)

test_that("codings of the event that are clear pass, 1/2 with a message", {
  # by hand
  expected <- km(Surv(t, e) ~ 1, cohort)$surv
  expect_silent(logical <- km(Surv(t, e == 1) ~ 1, cohort))
  expect_equal(logical$surv, expected)
  expect_message(two <- km(Surv(t, e + 1) ~ 1, cohort), class = "oncohort_message_status")
  expect_equal(two$surv, expected)
  expect_equal(km(survival::Surv(t, e) ~ 1, cohort)$surv, expected)
  expect_equal(km(oncohort::Surv(t, e) ~ 1, cohort)$surv, expected)
  expect_equal(km(Surv(t) ~ 1, cohort)$surv, c(0.75, 0.5, 0.25, 0))
  expect_equal(km(Surv(time = t, event = e) ~ 1, cohort)$surv, expected)
  ready <- survival::Surv(cohort$t, cohort$e)
  expect_equal(km(ready ~ 1)$surv, expected)
})

test_that("codings that are not clear are refused", {
  # property
  bad <- list(
    rep(2, 4), c(0, 1, 2, 1), c(1, 1.5, 1, 1), c(-1, 1, 1, 1), factor(c("no", "yes", "no", "no")),
    c("1", "0", "1", "1")
  )
  for (status in bad) {
    expect_error(km(Surv(t, status) ~ 1, cohort), class = "oncohort_error_status")
  }
  expect_snapshot(error = TRUE, {
    km(Surv(t, rep(2, 4)) ~ 1, cohort)
    km(Surv(t, c(0, 1, 2, 9)) ~ 1, cohort)
    km(Surv(t, factor(e)) ~ 1, cohort)
    km(Surv(t, as.character(e)) ~ 1, cohort)
  })
})

test_that("times that are not follow-up times are refused", {
  # property
  bad <- list(
    c(-1, 1, 2, 3), c(Inf, 1, 2, 3), as.character(1:4), factor(1:4),
    as.Date("2020-01-01") + 1:4, as.difftime(1:4, units = "days")
  )
  for (t in bad) {
    expect_error(km(Surv(t, e) ~ 1, list2DF(list(t = t, e = cohort$e))), class = "oncohort_error_times")
  }
  expect_snapshot(error = TRUE, {
    km(Surv(t - 3, e) ~ 1, cohort)
    km(Surv(c(1, Inf, 2, 3), e) ~ 1, cohort)
    km(Surv(as.character(t), e) ~ 1, cohort)
    km(Surv(as.Date("2020-01-01") + t, e) ~ 1, cohort)
    km(Surv(as.difftime(t, units = "days"), e) ~ 1, cohort)
  })
})

test_that("outcomes of another kind are refused", {
  # property
  expect_error(km(t ~ 1, cohort), class = "oncohort_error_outcome")
  expect_error(km(~g, cohort), class = "oncohort_error_outcome")
  expect_error(km("Surv(t, e) ~ 1", cohort), class = "oncohort_error_outcome")
  expect_error(km(Surv(t, t + 1, type = "interval2") ~ 1, cohort), class = "oncohort_error_censoring")
  expect_error(km(Surv(t, e, type = "left") ~ 1, cohort), class = "oncohort_error_censoring")
  left <- survival::Surv(cohort$t, cohort$e, type = "left")
  expect_error(km(left ~ 1), class = "oncohort_error_censoring")
  expect_error(km(Surv(t, t + 1, e) ~ 1, cohort), class = "oncohort_error_censoring")
  expect_error(km(Surv(t, t - 1, e) ~ 1, cohort), class = "oncohort_error_times")
  expect_snapshot(error = TRUE, {
    km(t ~ 1, cohort)
    km(~g, cohort)
    km(Surv(t, e, type = "left") ~ 1, cohort)
    km(Surv(t, t - 1, e) ~ 1, cohort)
  })
})

test_that("data without rows, or that are no data, are refused", {
  # property
  expect_error(km(Surv(t, e) ~ 1, cohort[0, ]), class = "oncohort_error_empty")
  expect_error(km(Surv(t, e) ~ 1, as.list(cohort)), class = "oncohort_error_data")
  expect_error(km(Surv(t, e) ~ 1, cohort, subset = t > 99), class = "oncohort_error_empty")
  expect_error(km(Surv(t, e) ~ h, cohort), class = "oncohort_error_formula")
  all_missing <- transform(cohort, g = NA)
  expect_error(km(Surv(t, e) ~ g, all_missing), class = "oncohort_error_empty")
  expect_snapshot(error = TRUE, {
    km(Surv(t, e) ~ 1, cohort[0, ])
    km(Surv(t, e) ~ 1, as.list(cohort))
    km(Surv(t, e) ~ h, cohort)
    km(Surv(t, e) ~ g, all_missing)
  })
})

test_that("rows with missing values are left out, counted and printed", {
  # by hand
  holes <- cohort
  holes$t[1] <- NA
  holes$g[2:3] <- NA
  fit <- km(Surv(t, e) ~ g, holes)
  expect_identical(fit$missing$rows, 3L)
  expect_equal(unname(fit$missing$by_variable), c(1, 2))
  expect_match(format(fit), "3 rows dropped for missing values", all = FALSE)
  expect_equal(fit$n, 1)
  expect_error(km(Surv(t, e) ~ g, holes, na.action = na.fail), class = "oncohort_error_missing")
  expect_error(km(Surv(t, e) ~ g, holes, na.action = na.pass), class = "oncohort_error_missing")
  expect_snapshot(km(Surv(t, e) ~ g, holes, na.action = na.fail), error = TRUE)
})

test_that("subset works before anything is judged", {
  # by hand
  wild <- rbind(cohort, data.frame(t = -9, e = 7, g = "z"))
  expect_equal(km(Surv(t, e) ~ 1, wild, subset = t > 0)$surv, km(Surv(t, e) ~ 1, cohort)$surv)
  in_function <- function(limit) km(Surv(t, e) ~ 1, wild, subset = t > limit)
  expect_equal(in_function(3)$n, 3)
  expect_equal(km(Surv(t, e) ~ 1, cohort, subset = c(1, 3))$n, 2)
  expect_error(km(Surv(t, e) ~ 1, cohort, subset = "a"), class = "oncohort_error_argument")
})

test_that("counts must be whole numbers, and rows of 0 are no patients", {
  # property
  for (bad in list(c(1, -1, 1, 1), c(1, NA, 1, 1), c(1, 0.5, 1, 1), c(Inf, 1, 1, 1), "a", 1:3, rep(0, 4))) {
    expect_error(km(Surv(t, e) ~ 1, cohort, counts = bad), class = "oncohort_error_counts")
  }
  expect_equal(km(Surv(t, e) ~ 1, cohort, counts = c(0, 2, 1, 1))$n, 4)
  holes <- transform(cohort, g = c(NA, "a", "a", "b"))
  expect_identical(km(Surv(t, e) ~ g, holes, counts = c(0, 1, 1, 1))$missing$rows, 0L)
  expect_snapshot(km(Surv(t, e) ~ 1, cohort, counts = c(1, 0.5, 1, 1)), error = TRUE)
})

test_that("conf.level, conf.type and misspelt arguments are refused with their rule", {
  # property
  for (bad in list(0, 1, 95, NA, "0.95", c(0.9, 0.95))) {
    expect_error(km(Surv(t, e) ~ 1, cohort, conf.level = bad), class = "oncohort_error_conf_level")
  }
  expect_error(km(Surv(t, e) ~ 1, cohort, conf.type = "loglog"), class = "oncohort_error_argument")
  expect_error(km(Surv(t, e) ~ 1, cohort, conf.int = 0.9), class = "oncohort_error_argument")
  expect_snapshot(error = TRUE, {
    km(Surv(t, e) ~ 1, cohort, conf.level = 95)
    km(Surv(t, e) ~ 1, cohort, conf.type = "loglog")
    km(Surv(t, e) ~ 1, cohort, conf.int = 0.9)
  })
})

test_that("a user's own Surv() is left alone", {
  # property
  own <- local({
    Surv <- function(a, b) survival::Surv(a / 2, b)
    Surv(t, e) ~ 1
  })
  expect_equal(km(own, cohort)$time, cohort$t / 2)
})

test_that("subset, counts and na.action that cannot be read are refused", {
  # property
  expect_error(km(Surv(t, e) ~ 1, cohort, subset = nope), class = "oncohort_error_argument")
  expect_error(km(Surv(t, e) ~ 1, cohort, counts = nope), class = "oncohort_error_argument")
  expect_error(km(Surv(t, e) ~ 1, cohort, na.action = "nope"), class = "oncohort_error_argument")
  expect_error(km(Surv(t, e) ~ 1, cohort, na.action = 3), class = "oncohort_error_argument")
  expect_error(km(Surv(t, e) ~ 1, cohort, subset = c(TRUE, FALSE)), class = "oncohort_error_argument")
  expect_error(km(Surv(t, e) ~ 1, cohort, subset = rep(TRUE, 9)), class = "oncohort_error_argument")
  expect_error(km(Surv(t, e) ~ 1, cohort, subset = 9), class = "oncohort_error_argument")
  expect_error(km(Surv(t, e) ~ 1, cohort, counts = rep(1e10, 4)), class = "oncohort_error_counts")
  expect_equal(km(Surv(t, e) ~ 1, cohort, subset = -1)$n, 3)
  expect_equal(km(Surv(t, e) ~ 1, cohort, counts = c(2, 9, 9, 3), subset = c(1, 4))$n, 5)
  expect_snapshot(error = TRUE, {
    km(Surv(t, e) ~ 1, cohort, subset = nope)
    km(Surv(t, e) ~ 1, cohort, subset = c(TRUE, FALSE))
    km(Surv(t, e) ~ 1, cohort, na.action = "nope")
  })
})

test_that("terms that make no group are refused, never dropped", {
  # property
  wide <- transform(cohort, x = c(1, 2, 3, Inf))
  expect_error(km(Surv(t, e) ~ g + offset(t), cohort), class = "oncohort_error_formula")
  expect_error(km(Surv(t, e) ~ g + cluster(t), cohort), class = "oncohort_error_formula")
  expect_error(km(Surv(t, e) ~ cbind(t, e), cohort), class = "oncohort_error_groups")
  expect_error(km(Surv(t, e) ~ x, wide), class = "oncohort_error_groups")
  many <- data.frame(t = 1:2000, e = 1, a = 1:2000, b = 1:2000)
  expect_error(km(Surv(t, e) ~ a + b, many), class = "oncohort_error_groups")
  expect_snapshot(error = TRUE, {
    km(Surv(t, e) ~ g + cluster(t), cohort)
    km(Surv(t, e) ~ a + b, many)
  })
})
