# Exact ties: cox_ph(ties = "exact").

lung <- na.omit(survival::lung[c("time", "status", "age", "ph.ecog", "sex", "inst")])
lung$month <- ceiling(lung$time / 60)
lung$died <- as.integer(lung$status == 2)
tight <- survival::coxph.control(eps = 1e-13, iter.max = 50, toler.chol = 1e-15)

expect_fields <- function(ours, theirs, fields) {
  for (field in fields) {
    expect_equal(ours[[field]], theirs[[field]],
      tolerance = 1e-8, ignore_attr = TRUE, info = field
    )
  }
}

test_that("exact ties equal coxph(ties = 'exact'), with strata and (start, stop] rows", {
  # oracle; 1e-8, for coxph stops where its log-likelihood stands still
  fields <- c(
    "coefficients", "var", "loglik", "score", "wald.test", "residuals", "means", "n", "nevent",
    "concordance"
  )
  formulas <- list(Surv(month, died) ~ age + ph.ecog, Surv(month, died) ~ age + strata(sex))
  for (formula in formulas) {
    ours <- cox_ph(formula, lung, ties = "exact")
    expect_fields(ours, survival::coxph(formula, lung, ties = "exact", control = tight), fields)
    expect_equal(ours$method, "exact")
  }
  heart <- survival::heart
  ours <- cox_ph(Surv(start, stop, event) ~ age + transplant, heart, ties = "exact")
  theirs <- survival::coxph(Surv(start, stop, event) ~ age + transplant, heart,
    ties = "exact", control = tight
  )
  expect_fields(ours, theirs, fields)
})

test_that("1,000 tied deaths of 2,000 patients have the likelihood of a binomial coefficient", {
  # by hand: for two groups of 1,000, 600 and 400 of whom die, e_d is a polynomial in r whose
  # terms are choose(1000, k) choose(1000, 1000 - k) r^k; its derivatives are moments of k
  study <- data.frame(
    time = 1, died = rep(c(1, 0, 1, 0), c(600, 400, 400, 600)), x = rep(c(1, 0), each = 1000)
  )
  fit <- cox_ph(Surv(time, died) ~ x, study, ties = "exact")
  k <- 0:1000
  terms <- lchoose(1000, k) + lchoose(1000, 1000 - k)
  chance <- function(b) {
    e <- terms + k * b
    exp(e - max(e)) / sum(exp(e - max(e)))
  }
  log_e <- function(b) {
    e <- terms + k * b
    max(e) + log(sum(exp(e - max(e))))
  }
  b <- uniroot(function(b) sum(k * chance(b)) - 600, c(0, 3), tol = 1e-13)$root
  expect_equal(unname(coef(fit)), b, tolerance = 1e-11)
  expect_equal(fit$loglik, c(-log_e(0), 600 * b - log_e(b)), tolerance = 1e-12)
  p <- chance(b)
  expect_equal(1 / fit$var[1, 1], sum(k^2 * p) - sum(k * p)^2, tolerance = 1e-9)
})

test_that("a row of count 3 is three patients under exact ties, residuals are totals", {
  # property
  set.seed(5)
  grouped <- lung[1:60, ]
  grouped$k <- sample(0:3, 60, replace = TRUE)
  kept <- grouped$k > 0
  long <- grouped[rep(seq_len(60), grouped$k), ]
  row <- rep(seq_len(sum(kept)), grouped$k[kept])
  a <- cox_ph(Surv(month, died) ~ age + ph.ecog, grouped, counts = k, ties = "exact")
  b <- cox_ph(Surv(month, died) ~ age + ph.ecog, long, ties = "exact")
  expect_fields(a, b, c("coefficients", "var", "loglik", "score", "n", "nevent"))
  for (type in c("martingale", "score", "dfbeta")) {
    expect_equal(
      as.matrix(residuals(a, type)), rowsum(as.matrix(residuals(b, type)), row),
      tolerance = 1e-9, ignore_attr = TRUE, info = type
    )
  }
})

test_that("score and Schoenfeld residuals of exact ties sum to zero, and enumerate by hand", {
  # definition: chances of each patient over all pairs of the four at risk
  fit <- cox_ph(Surv(month, died) ~ age + strata(sex), lung, ties = "exact")
  expect_lt(abs(sum(residuals(fit, "score"))), 1e-9)
  expect_lt(abs(sum(residuals(fit, "schoenfeld"))), 1e-9)
  six <- data.frame(time = c(1, 1, 1, 1, 2), died = c(1, 1, 0, 0, 0), x = c(0.5, 2, 1, -1, 0))
  fit <- cox_ph(Surv(time, died) ~ x, six, ties = "exact")
  r <- exp(coef(fit) * six$x)
  pairs <- combn(5, 2)
  product <- r[pairs[1, ]] * r[pairs[2, ]]
  chance <- vapply(1:5, function(i) sum(product[colSums(pairs == i) > 0]) / sum(product), 0)
  mean_x <- sum(chance * six$x) / 2
  expect_equal(
    unname(residuals(fit, "score")), (six$died - chance) * (six$x - mean_x),
    tolerance = 1e-10
  )
  expect_equal(unname(residuals(fit, "schoenfeld")), six$x[1:2] - mean_x, tolerance = 1e-10)
})

test_that("exact ties refuse case weights", {
  # definition
  lung$w <- 0.5
  expect_error(
    cox_ph(Surv(month, died) ~ age, lung, weights = w, ties = "exact"),
    class = "oncohort_error_weights"
  )
  expect_snapshot(cox_ph(Surv(month, died) ~ age, lung, weights = w, ties = "exact"), error = TRUE)
})
