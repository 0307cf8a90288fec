# Helper of this file: the profile log-likelihood by a refit with the column as an offset.

profile_by_refit <- function(formula, data, column, ties = "efron") {
  function(value) {
    vapply(value, function(v) {
      data$held <- v * data[[column]]
      rest <- stats::update(formula, paste(". ~ . -", column, "+ offset(held)"))
      fit <- suppressWarnings(survival::coxph(rest, data,
        ties = ties, control = survival::coxph.control(eps = 1e-14, iter.max = 100)
      ))
      fit$loglik[length(fit$loglik)]
    }, 0)
  }
}

test_that("profile limits are where a refit with the column as offset has fallen far enough", {
  # definition: uniroot() on survival's own log-likelihood
  lung <- transform(survival::lung, dead = status - 1)
  formula <- Surv(time, dead) ~ age + sex + ph.ecog
  for (ties in c("efron", "breslow")) {
    fit <- cox_ph(formula, lung, ties = ties)
    ours <- confint(fit, method = "profile")
    theirs <- ours
    used <- lung[!is.na(lung$ph.ecog), ]
    for (column in names(coef(fit))) {
      profile <- profile_by_refit(formula, used, column, ties)
      short <- function(v) profile(v) - fit$loglik[2] + qchisq(0.95, 1) / 2
      b <- coef(fit)[[column]]
      far <- 6 * sqrt(fit$var[match(column, names(coef(fit))), match(column, names(coef(fit)))])
      theirs[column, 1] <- uniroot(short, c(b - far, b), tol = 1e-11)$root
      theirs[column, 2] <- uniroot(short, c(b, b + far), tol = 1e-11)$root
    }
    expect_equal(ours, theirs, tolerance = 1e-7)
  }
})

test_that("profile limits of two small cohorts are roots of closed forms", {
  # by hand: Therneau and Grambsch's six patients, l = 2b - log(3r + 3) - 2 log(r + 3)
  six <- data.frame(
    time = c(1, 1, 6, 6, 8, 9), event = c(1, 0, 1, 1, 0, 1), x = c(1, 1, 1, 0, 0, 0)
  )
  fit <- cox_ph(Surv(time, event) ~ x, six, ties = "breslow")
  limits <- confint(fit, method = "profile", level = 0.9)
  r <- exp(limits[1, ])
  expect_equal(
    2 * log(r) - log(3 * r + 3) - 2 * log(r + 3),
    rep(fit$loglik[2] - qchisq(0.9, 1) / 2, 2),
    tolerance = 1e-10, ignore_attr = TRUE
  )
  # four patients, the two with x = 1 without events: l = -log(2 + 2r) - log(1 + 2r) rises to
  # -log(2) as r falls to 0
  four <- data.frame(time = 1:4, event = c(1, 1, 0, 0), x = c(0, 0, 1, 1))
  fit <- suppressWarnings(cox_ph(Surv(time, event) ~ x, four))
  limits <- confint(fit, method = "profile")
  drop <- exp(qchisq(0.95, 1) / 2)
  expect_equal(as.vector(limits), c(-Inf, log((-3 + sqrt(1 + 8 * drop)) / 4)), tolerance = 1e-9)
  expect_match(attr(limits, "note"), "x")
})

test_that("limits move with the unit of a covariate and not with replications", {
  # property
  d <- survival::ovarian
  plain <- confint(cox_ph(Surv(futime, fustat) ~ age + rx, d), method = "profile")
  wide <- confint(cox_ph(Surv(futime, fustat) ~ I(age * 1e-8) + I(1e8 * rx + 1), d), method = "profile")
  expect_equal(unname(wide), unname(plain) * c(1e8, 1e-8), tolerance = 1e-9)
  d$one <- "a"
  strata <- cox_ph(Surv(futime, fustat) ~ age + rx + strata(one), d)
  expect_equal(confint(strata, method = "profile"), plain, tolerance = 1e-9)
  d$k <- rep(1:2, 13)
  grouped <- cox_ph(Surv(futime, fustat) ~ age + rx, d, counts = k)
  written <- cox_ph(Surv(futime, fustat) ~ age + rx, d[rep(1:26, d$k), ])
  expect_equal(
    confint(grouped, method = "profile"), confint(written, method = "profile"),
    tolerance = 1e-9
  )
  expect_equal(confint(written, "rx", method = "profile"), confint(written, method = "profile")[2, , drop = FALSE])
})

test_that("where the likelihood is a parabola profile limits are Wald's", {
  # property: many events
  set.seed(5)
  d <- data.frame(time = rexp(20000), x = rnorm(20000))
  fit <- cox_ph(Surv(time) ~ x, d)
  expect_equal(confint(fit, method = "profile"), confint(fit), tolerance = 1e-3)
})

test_that("complete separation by several covariates has no limit at either end", {
  # by hand: deaths in the order of a + b, which no single one of them decides; with a held
  # anywhere the other makes up for it
  d <- data.frame(time = 1:6, event = 1, a = c(6, 4, 5, 2, 3, 1), b = c(6, 6, 3, 4, 1, 1))
  fit <- suppressWarnings(cox_ph(Surv(time, event) ~ a + b, d))
  limits <- confint(fit, method = "profile")
  expect_true(all(fit$infinite != 0))
  for (column in 1:2) {
    if (fit$either[column]) {
      expect_equal(as.vector(limits[column, ]), c(-Inf, Inf))
    } else {
      expect_equal(sum(is.infinite(limits[column, ])), 1L)
    }
  }
  expect_equal(fit$loglik[2], 0, tolerance = 1e-9)
})

test_that("bad input is a classed error that names what came", {
  fit <- cox_ph(Surv(futime, fustat) ~ age, survival::ovarian)
  expect_error(confint(fit, method = "exact"), class = "oncohort_error_argument")
  expect_error(confint(fit, "rx", method = "profile"), class = "oncohort_error_argument")
  expect_error(confint(fit, 2), class = "oncohort_error_argument")
  expect_error(confint(fit, level = 95), class = "oncohort_error_conf_level")
  expect_snapshot(error = TRUE, confint(fit, method = "exact"))
})

test_that("a limit that could not be found is a warning", {
  # by hand: the check alone, for no sane data lose a root
  status <- matrix(c("not found", "found", "found", "infinite"), 2)
  call <- rlang::current_env()
  expect_warning(warn_lost_limits(status, c("a", "b"), call), class = "oncohort_warning_profile")
  expect_no_warning(warn_lost_limits(status[2, , drop = FALSE], "b", call))
})
