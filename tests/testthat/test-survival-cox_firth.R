# Helper of this file: coxphf converged as far as it can be, and the numbers to compare.

expect_equals_coxphf <- function(formula, data) {
  environment(formula) <- asNamespace("survival")
  theirs <- coxphf::coxphf(formula, data, maxit = 1000, epsilon = 1e-10, gconv = 1e-10)
  ours <- cox_ph(formula, data, ties = "breslow", penalty = "firth")
  rows <- tidy(ours, exponentiate = TRUE)
  expect_equal(coef(ours), theirs$coefficients, tolerance = 1e-6)
  expect_equal(unname(ours$var), unname(theirs$var), tolerance = 1e-6)
  # coxphf's log-likelihoods are those of standardised covariates: a constant apart
  expect_equal(diff(ours$loglik), diff(theirs$loglik), tolerance = 1e-6)
  expect_equal(rows$conf.low, unname(theirs$ci.lower), tolerance = 1e-6)
  expect_equal(rows$conf.high, unname(theirs$ci.upper), tolerance = 1e-6)
  expect_equal(rows$p.value, unname(theirs$prob), tolerance = 1e-6)
  expect_equal(sum(residuals(ours)), 0, tolerance = 1e-8)
}

test_that("cox_ph(penalty = \"firth\") equals coxphf", {
  # oracle: Breslow ties; the breast cancer data are those of Heinze and Schemper (2001), with a
  # monotone likelihood in G
  skip_if_not_installed("coxphf")
  home <- new.env()
  utils::data("breast", package = "coxphf", envir = home)
  expect_equals_coxphf(Surv(TIME, CENS) ~ T + N + G + CD, home$breast)
  expect_equals_coxphf(Surv(TIME, CENS) ~ G, home$breast)
  expect_equals_coxphf(Surv(time, cens) ~ x, data.frame(time = 1:3, cens = 1, x = c(1, 1, 0)))
  expect_equals_coxphf(Surv(futime, fustat) ~ age + rx + resid.ds, survival::ovarian)
  intervals <- data.frame(
    start = c(1, 2, 5, 2, 1, 7, 3, 4, 8, 8), stop = c(2, 3, 6, 7, 8, 9, 9, 9, 14, 17),
    event = c(1, 1, 1, 1, 1, 1, 1, 0, 0, 0), x = c(1, 0, 0, 1, 0, 1, 1, 1, 0, 0)
  )
  expect_equals_coxphf(Surv(start, stop, event) ~ x, intervals)
  set.seed(7)
  for (i in 1:5) {
    n <- sample(20:60, 1)
    d <- data.frame(
      time = ceiling(rexp(n, 0.2)), event = rbinom(n, 1, 0.5), a = rnorm(n), b = rbinom(n, 1, 0.2)
    )
    expect_equals_coxphf(Surv(time, event) ~ a + b, d)
  }
})

test_that("three patients have a closed form", {
  # by hand: l = 2b - log(2r + 1) - log(r + 1), I = 2r/(2r + 1)^2 + r/(r + 1)^2
  d <- data.frame(time = 1:3, event = 1, x = c(1, 1, 0))
  penalised <- function(b) {
    r <- exp(b)
    2 * b - log(2 * r + 1) - log(r + 1) + log(2 * r / (2 * r + 1)^2 + r / (r + 1)^2) / 2
  }
  fit <- cox_ph(Surv(time, event) ~ x, d, penalty = "firth")
  best <- optimize(penalised, c(-5, 10), maximum = TRUE, tol = 1e-10)
  expect_equal(coef(fit)[["x"]], best$maximum, tolerance = 1e-6) # optimize() sees the value only
  expect_equal(fit$loglik, c(penalised(0), best$objective), tolerance = 1e-12)
  row <- tidy(fit)
  drop <- function(b) penalised(b) - best$objective + qchisq(0.95, 1) / 2
  expect_equal(row$conf.low, uniroot(drop, c(-10, row$estimate), tol = 1e-12)$root, tolerance = 1e-8)
  expect_equal(row$conf.high, uniroot(drop, c(row$estimate, 20), tol = 1e-12)$root, tolerance = 1e-8)
  expect_equal(row$p.value, pchisq(2 * (best$objective - penalised(0)), 1, lower.tail = FALSE))
  expect_equal(unname(confint(fit)), matrix(c(row$conf.low, row$conf.high), 1))
  expect_equal(
    confint(fit, method = "wald")[1, ], coef(fit) + c(-1, 1) * qnorm(0.975) * sqrt(fit$var[1, 1]),
    ignore_attr = TRUE
  )
})

test_that("a pair of patients, one dead: the penalised estimate is log 3", {
  # by hand: l = b - log(r + 1), I = r/(r + 1)^2, so l* = 3b/2 - 2 log(r + 1) and r = 3
  d <- data.frame(time = 1:2, event = c(1, 0), x = c(1, 0))
  fit <- cox_ph(Surv(time, event) ~ x, d, penalty = "firth")
  expect_equal(coef(fit), c(x = log(3)), tolerance = 1e-9)
  expect_equal(fit$loglik, c(-2 * log(2), 1.5 * log(3) - 2 * log(4)), tolerance = 1e-12)
  expect_equal(fit$var[1, 1], 16 / 3, tolerance = 1e-8)
})

test_that("counts are rows, one stratum is none, the order is nothing, units are units", {
  # property
  set.seed(11)
  d <- data.frame(
    time = ceiling(rexp(30, 0.2)), event = rbinom(30, 1, 0.6), a = rnorm(30),
    b = rbinom(30, 1, 0.3), k = sample(1:3, 30, TRUE), one = 1
  )
  numbers <- function(fit) list(coef(fit), fit$loglik, fit$var, tidy(fit)[c("conf.low", "p.value")])
  firth <- function(formula, data, ...) cox_ph(formula, data, penalty = "firth", ...)
  formula <- Surv(time, event) ~ a + b
  written <- d[rep(1:30, d$k), ]
  expect_equal(numbers(firth(formula, d, counts = k)), numbers(firth(formula, written)), tolerance = 1e-8)
  plain <- firth(formula, d)
  expect_equal(numbers(firth(formula, d[30:1, ])), numbers(plain), tolerance = 1e-8)
  expect_equal(
    numbers(firth(Surv(time, event) ~ a + b + strata(one), d)), numbers(plain),
    tolerance = 1e-8
  )
  d$wide <- 1e8 * d$a + 5
  scaled <- firth(Surv(time, event) ~ wide + b, d)
  expect_equal(unname(coef(scaled)), unname(coef(plain)) * c(1e-8, 1), tolerance = 1e-8)
  expect_equal(tidy(scaled)$p.value, tidy(plain)$p.value, tolerance = 1e-8)
  expect_equal(diff(scaled$loglik), diff(plain$loglik), tolerance = 1e-8)
  # a follow-up split in two is the same follow-up
  split <- survival::survSplit(Surv(time, event) ~ ., d, cut = c(2, 5))
  expect_equal(
    numbers(firth(Surv(tstart, time, event) ~ a + b, split)), numbers(plain),
    tolerance = 1e-8
  )
  apart <- transform(d, time = rank(time, ties.method = "first"))
  expect_equal(
    numbers(firth(formula, apart)), numbers(firth(formula, apart, ties = "breslow")),
    tolerance = 1e-8
  )
})

test_that("separation is found and named where it is, and not where estimates are only large", {
  # by hand
  late <- data.frame(time = 1:40, event = 1, x = rep(1:0, each = 20))
  expect_warning(
    fit <- cox_ph(Surv(time, event) ~ x, late),
    class = "oncohort_warning_infinite"
  )
  expect_equal(fit$infinite, c(x = 1L))
  late$x[40] <- 1
  expect_no_warning(fit <- cox_ph(Surv(time, event) ~ x, late))
  expect_equal(fit$infinite, c(x = 0L))
  # two covariates of which only the sum separates, one that has no part in it
  set.seed(3)
  d <- data.frame(time = 1:30, event = 1, a = rnorm(30), c = rnorm(30))
  d$b <- 30:1 - d$a
  fit <- suppressWarnings(cox_ph(Surv(time, event) ~ a + b + c, d))
  expect_equal(unname(fit$infinite[1:2]), c(1L, 1L))
  expect_equal(unname(coef(fit)[1:2]), c(Inf, Inf))
  # one death that breaks the rule
  d$time[c(10, 11)] <- d$time[c(11, 10)]
  whole <- cox_ph(Surv(time, event) ~ x, data.frame(time = 1:30, event = 1, x = c(1:2, 28:1)))
  expect_equal(whole$infinite, c(x = 0L))
})

test_that("what is infinite is nowhere a large number", {
  # by hand: a group without events
  d <- survival::ovarian
  d$none <- as.integer(d$fustat == 0 & d$rx == 1)
  fit <- suppressWarnings(cox_ph(Surv(futime, fustat) ~ none + age, d))
  expect_equal(coef(fit)[["none"]], -Inf)
  expect_true(all(is.na(vcov(fit)["none", ])))
  table <- summary(fit)$coefficients
  expect_equal(unname(table["none", ]), c(-Inf, 0, NA, NA, NA))
  expect_equal(summary(fit)$conf.int[["none", 3]], 0)
  expect_snapshot(summary(fit))
  # what predictions need is finite
  expect_true(all(is.finite(predict(fit))))
  others <- cox_ph(Surv(futime, fustat) ~ age, d[d$none == 0, ])
  expect_equal(coef(fit)[["age"]], coef(others)[["age"]], tolerance = 1e-5)
})

test_that("what depends on the estimates alone holds of a penalised fit", {
  # oracle: coxph() held at our estimates
  d <- survival::ovarian
  fit <- cox_ph(Surv(futime, fustat) ~ age + rx, d, penalty = "firth")
  held <- suppressWarnings(survival::coxph(Surv(futime, fustat) ~ age + rx, d,
    init = coef(fit), control = survival::coxph.control(iter.max = 0), x = TRUE
  ))
  for (type in c("martingale", "deviance", "score", "schoenfeld")) {
    expect_equal(residuals(fit, type), residuals(held, type), tolerance = 1e-8)
  }
  for (type in c("lp", "risk", "expected", "survival", "terms")) {
    expect_equal(predict(fit, type = type), predict(held, type = type), tolerance = 1e-8)
  }
  new <- data.frame(age = 60, rx = 1:2)
  expect_equal(
    summary(survival::survfit(fit, new))$surv, summary(survival::survfit(held, new))$surv,
    tolerance = 1e-8
  )
  expect_equal(fit$concordance, held$concordance, tolerance = 1e-10)
  expect_true(all(is.na(unlist(glance(fit)[c("AIC", "BIC", "statistic.sc")]))))
  expect_equal(update(fit, . ~ . - rx)$penalty, "firth")
  expect_equal(update(fit, penalty = "none")$penalty, "none")
})

test_that("what assumes a score of 0 is refused, bad input is a classed error", {
  d <- survival::ovarian
  fit <- cox_ph(Surv(futime, fustat) ~ age + rx, d, penalty = "firth")
  expect_error(anova(fit), class = "oncohort_error_penalty")
  expect_error(anova(cox_ph(Surv(futime, fustat) ~ age, d), fit), class = "oncohort_error_penalty")
  expect_error(residuals(fit, "dfbeta"), class = "oncohort_error_penalty")
  expect_error(
    cox_ph(Surv(futime, fustat) ~ age, d, penalty = "ridge"),
    class = "oncohort_error_argument"
  )
  expect_snapshot(error = TRUE, {
    anova(fit)
    residuals(fit, "dfbetas")
    cox_ph(Surv(futime, fustat) ~ age, d, penalty = "ridge")
  })
})

test_that("an aliased coefficient is NA in a penalised fit, too", {
  # property
  d <- transform(survival::ovarian, twice = 2 * age)
  expect_warning(
    fit <- cox_ph(Surv(futime, fustat) ~ age + twice + rx, d, penalty = "firth"),
    class = "oncohort_warning_aliased"
  )
  plain <- cox_ph(Surv(futime, fustat) ~ age + rx, d, penalty = "firth")
  expect_equal(tidy(fit)[-2, ], tidy(plain), tolerance = 1e-8, ignore_attr = TRUE)
  expect_true(all(is.na(tidy(fit)[2, -1])))
})

test_that("more coefficients than events have an estimate with Firth or a word about it", {
  # property: three events, three columns
  set.seed(2)
  d <- data.frame(time = 1:20, event = rep(c(1, 0), c(3, 17)), a = rnorm(20), b = rnorm(20), c = rnorm(20))
  fit <- cox_ph(Surv(time, event) ~ a + b + c, d, penalty = "firth")
  expect_equal(fit$status, "converged")
  expect_true(all(is.finite(confint(fit))))
})

test_that("printing says that the likelihood is penalised, and what the limits are", {
  expect_snapshot({
    cox_ph(Surv(pfs_months, pfs_event) ~ primary_site, sarcoma, penalty = "firth")
    summary(cox_ph(Surv(pfs_months, pfs_event) ~ ecog, sarcoma, penalty = "firth"))
  })
})
