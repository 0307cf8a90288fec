# Case weights, clusters and robust variance of cox_ph().

lung <- na.omit(survival::lung[c("time", "status", "age", "ph.ecog", "sex", "inst")])
lung$month <- ceiling(lung$time / 60)
lung$died <- as.integer(lung$status == 2)
set.seed(2)
lung$w <- runif(nrow(lung), 0.2, 3)
lung$whole <- sample(1:3, nrow(lung), TRUE)
tight <- survival::coxph.control(eps = 1e-13, iter.max = 50, toler.chol = 1e-15)
fields <- c(
  "coefficients", "var", "naive.var", "loglik", "score", "rscore", "wald.test",
  "linear.predictors", "residuals", "means", "n", "nevent", "concordance", "weights"
)

expect_coxph <- function(ours, theirs) {
  for (field in fields) {
    expect_equal(ours[[field]], theirs[[field]],
      tolerance = 1e-9, ignore_attr = TRUE, info = field
    )
  }
}

test_that("weights, clusters and the robust variance equal coxph's", {
  # oracle
  for (ties in c("efron", "breslow")) {
    expect_coxph(
      cox_ph(Surv(month, died) ~ age + ph.ecog + strata(sex), lung, weights = w, ties = ties),
      survival::coxph(Surv(month, died) ~ age + ph.ecog + strata(sex), lung,
        weights = w, ties = ties, control = tight
      )
    )
    expect_coxph(
      cox_ph(Surv(month, died) ~ age + ph.ecog, lung, weights = whole, ties = ties),
      survival::coxph(Surv(month, died) ~ age + ph.ecog, lung,
        weights = whole, ties = ties, control = tight
      )
    )
    expect_coxph(
      cox_ph(Surv(month, died) ~ age, lung, weights = w, cluster = inst, ties = ties),
      survival::coxph(Surv(month, died) ~ age, lung,
        weights = w, cluster = inst, ties = ties, control = tight
      )
    )
    expect_coxph(
      cox_ph(Surv(month, died) ~ age, lung, robust = TRUE, ties = ties),
      survival::coxph(Surv(month, died) ~ age, lung, robust = TRUE, ties = ties, control = tight)
    )
    expect_coxph(
      cox_ph(Surv(start, stop, event) ~ age + transplant, survival::heart, cluster = id, ties = ties),
      survival::coxph(Surv(start, stop, event) ~ age + transplant, survival::heart,
        cluster = id, ties = ties, control = tight
      )
    )
  }
})

test_that("a cluster() term is the argument, and update() keeps it", {
  # property
  argument <- cox_ph(Surv(month, died) ~ age + sex, lung, cluster = inst)
  term <- cox_ph(Surv(month, died) ~ age + cluster(inst) + sex, lung)
  first <- cox_ph(Surv(month, died) ~ survival::cluster(inst) + age + sex, lung)
  expect_equal(term[fields], argument[fields])
  expect_equal(first[fields], argument[fields])
  expect_equal(update(term)[fields], argument[fields])
  expect_equal(update(argument, . ~ . - sex)$var, cox_ph(Surv(month, died) ~ age, lung, cluster = inst)$var)
})

test_that("with counts each patient is a cluster, or the rows written out share the cluster", {
  # property
  long <- lung[rep(seq_len(nrow(lung)), lung$whole), ]
  row.names(long) <- NULL
  for (ties in c("efron", "breslow", "exact")) {
    a <- cox_ph(Surv(month, died) ~ age + sex, lung, counts = whole, robust = TRUE, ties = ties)
    b <- cox_ph(Surv(month, died) ~ age + sex, long, robust = TRUE, ties = ties)
    same <- c("coefficients", "var", "naive.var", "rscore", "wald.test", "n.cluster", "n")
    expect_equal(a[same], b[same], tolerance = 1e-9)
    a <- cox_ph(Surv(month, died) ~ age + sex, lung, counts = whole, cluster = inst, ties = ties)
    b <- cox_ph(Surv(month, died) ~ age + sex, long, cluster = inst, ties = ties)
    expect_equal(a[c(same, "concordance")], b[c(same, "concordance")], tolerance = 1e-9)
  }
})

test_that("a weight of 0 is a deleted row; equal weights change nothing but the scale", {
  # property; a stated departure from coxph(), which stops
  lung$zero <- ifelse(seq_len(nrow(lung)) %% 5 == 0, 0, lung$w)
  a <- cox_ph(Surv(month, died) ~ age, lung, weights = zero)
  b <- cox_ph(Surv(month, died) ~ age, lung[lung$zero > 0, ], weights = w)
  expect_equal(a[fields], b[fields])
  doubled <- cox_ph(Surv(month, died) ~ age, transform(lung, two = 2), weights = two)
  plain <- cox_ph(Surv(month, died) ~ age, lung)
  expect_equal(coef(doubled), coef(plain), tolerance = 1e-12)
  expect_equal(doubled$var, plain$var / 2, tolerance = 1e-11)
})

test_that("glance(), print() and anova() know the robust variance", {
  # definition
  fit <- cox_ph(Surv(month, died) ~ age + sex, lung, cluster = inst)
  expect_equal(glance(fit)$statistic.robust, fit$rscore)
  expect_equal(tidy(fit)$std.error, sqrt(diag(fit$var)))
  expect_match(format(fit), "Robust variance over", all = FALSE)
  expect_error(anova(fit), class = "oncohort_error_robust")
  expect_snapshot(fit)
  expect_snapshot(anova(fit), error = TRUE)
})

test_that("weights and clusters that mean nothing are refused", {
  # definition
  fit <- function(...) cox_ph(Surv(month, died) ~ age, lung, ...)
  bad <- list(-1, Inf, NA)
  for (value in bad) {
    lung$bad <- replace(lung$w, 3, value)
    expect_error(cox_ph(Surv(month, died) ~ age, lung, weights = bad), class = "oncohort_error_weights")
  }
  lung$none <- 0
  expect_error(cox_ph(Surv(month, died) ~ age, lung, weights = none), class = "oncohort_error_weights")
  expect_error(fit(weights = w, counts = whole), class = "oncohort_error_weights")
  expect_error(fit(cluster = inst, robust = FALSE), class = "oncohort_error_cluster")
  expect_error(fit(cluster = 1:3), class = "oncohort_error_cluster")
  expect_error(fit(robust = NA), class = "oncohort_error_argument")
  expect_error(
    cox_ph(Surv(start, stop, event) ~ age, survival::heart, robust = TRUE),
    class = "oncohort_error_cluster"
  )
  expect_error(
    cox_ph(Surv(month, died) ~ age * cluster(inst), lung),
    class = "oncohort_error_cluster"
  )
  expect_snapshot(error = TRUE, {
    cox_ph(Surv(month, died) ~ age, lung, weights = bad)
    cox_ph(Surv(month, died) ~ age, lung, weights = none)
    cox_ph(Surv(month, died) ~ age, lung, weights = w, counts = whole)
    cox_ph(Surv(month, died) ~ age, lung, cluster = inst, robust = FALSE)
    cox_ph(Surv(start, stop, event) ~ age, survival::heart, robust = TRUE)
    cox_ph(Surv(month, died) ~ age * cluster(inst), lung)
  })
})
