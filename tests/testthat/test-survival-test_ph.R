# The test of proportional hazards.

lung <- na.omit(survival::lung[c("time", "status", "age", "ph.ecog", "sex", "inst")])
lung$month <- ceiling(lung$time / 30)
lung$died <- as.integer(lung$status == 2)

expect_cox_zph <- function(fit, transform = "km") {
  plain <- fit
  class(plain) <- "coxph"
  theirs <- survival::cox.zph(plain, transform = transform)$table
  ours <- test_ph(fit, transform = transform)
  expect_equal(ours$term, rownames(theirs))
  expect_equal(as.matrix(as.data.frame(ours)[-1]), theirs, tolerance = 1e-9, ignore_attr = TRUE)
}

test_that("test_ph() equals survival::cox.zph() on every scale of time", {
  # oracle
  for (ties in c("efron", "breslow")) {
    fits <- list(
      cox_ph(Surv(month, died) ~ age + factor(ph.ecog > 1) + factor(inst > 10), lung, ties = ties),
      cox_ph(Surv(month, died) ~ age, lung, ties = ties),
      cox_ph(Surv(month, died) ~ splines::ns(age, 3) + strata(sex), lung, ties = ties)
    )
    for (fit in fits) {
      for (transform in c("km", "identity", "rank", "log")) expect_cox_zph(fit, transform)
    }
    heart <- cox_ph(Surv(start, stop, event) ~ age + transplant, survival::heart, ties = ties)
    for (transform in c("km", "identity", "rank")) expect_cox_zph(heart, transform)
  }
})

test_that("an aliased coefficient is left out", {
  # oracle: the fit without it
  suppressWarnings(fit <- cox_ph(Surv(month, died) ~ age + I(2 * age) + sex, lung))
  whole <- test_ph(cox_ph(Surv(month, died) ~ age + sex, lung))
  expect_equal(as.data.frame(test_ph(fit)), as.data.frame(whole), tolerance = 1e-10)
})

test_that("the test is the score test of an interaction with time, by finite differences", {
  # definition: rows split at every event time, x g(t) as a covariate; its score test beside x
  set.seed(1)
  study <- data.frame(t = round(rexp(40), 1) + 0.1, s = rbinom(40, 1, 0.7), x = rnorm(40))
  fit <- cox_ph(Surv(t, s) ~ x, study, ties = "breslow")
  long <- survival::survSplit(Surv(t, s) ~ x, study, cut = sort(unique(study$t)))
  long$xt <- long$x * long$t
  null <- survival::coxph(Surv(tstart, t, s) ~ x + xt, long,
    ties = "breslow", init = c(coef(fit), 0), iter.max = 0
  )
  expect_equal(test_ph(fit, transform = "identity")$statistic[1], null$score, tolerance = 1e-6)
})

test_that("a row of count 3 is three patients, and exact ties without ties are Breslow's", {
  # property
  set.seed(6)
  lung$k <- sample(1:3, nrow(lung), TRUE)
  long <- lung[rep(seq_len(nrow(lung)), lung$k), ]
  for (ties in c("efron", "breslow", "exact")) {
    for (transform in c("km", "rank")) {
      a <- test_ph(cox_ph(Surv(month, died) ~ age + sex, lung, counts = k, ties = ties), transform = transform)
      b <- test_ph(cox_ph(Surv(month, died) ~ age + sex, long, ties = ties), transform = transform)
      expect_equal(as.data.frame(a), as.data.frame(b), tolerance = 1e-8)
    }
  }
  lung$apart <- lung$time + seq_len(nrow(lung)) / 1000
  exact <- test_ph(cox_ph(Surv(apart, died) ~ age + sex, lung, ties = "exact"))
  breslow <- test_ph(cox_ph(Surv(apart, died) ~ age + sex, lung, ties = "breslow"))
  expect_equal(as.data.frame(exact), as.data.frame(breslow), tolerance = 1e-8)
})

test_that("print fits 80 columns and says scale and limits of the test", {
  # definition
  test <- test_ph(cox_ph(Surv(pfs_months, pfs_event) ~ ecog + primary_site, sarcoma))
  expect_lte(max(nchar(format(test))), 80)
  expect_snapshot(test)
  expect_s3_class(test, "data.frame")
  expect_identical(class(as.data.frame(test)), "data.frame")
})

test_that("what cannot be tested is refused", {
  # definition
  expect_error(test_ph(1), class = "oncohort_error_fit")
  expect_error(test_ph(cox_ph(Surv(month, died) ~ 1, lung)), class = "oncohort_error_fit")
  fit <- cox_ph(Surv(month, died) ~ age, lung)
  expect_error(test_ph(fit, transform = "sqrt"), class = "oncohort_error_argument")
  expect_error(test_ph(fit, scale = 1), class = "oncohort_error_argument")
  early <- cox_ph(Surv(time, died) ~ age, transform(lung, time = time - min(time)))
  expect_error(test_ph(early, transform = "log"), class = "oncohort_error_argument")
  expect_snapshot(error = TRUE, {
    test_ph(1)
    test_ph(cox_ph(Surv(month, died) ~ 1, lung))
    test_ph(fit, transform = "sqrt")
    test_ph(early, transform = "log")
  })
})
