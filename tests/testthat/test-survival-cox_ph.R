# Helpers of this file: survival's fit of the same formula, converged as far as it can be, and
# the fields to compare. coxph() stops where its log-likelihood stands still, which at eps = 1e-15
# still leaves 1e-9 in the estimates; started again from them it takes the step that is missing.

tight <- function(formula, data, ...) {
  fit <- function(...) {
    control <- survival::coxph.control(eps = 1e-15, iter.max = 50, toler.chol = 1e-16)
    suppressWarnings(survival::coxph(..., control = control, model = TRUE, x = TRUE))
  }
  first <- fit(formula, data, ...)
  if (is.null(coef(first)) || anyNA(coef(first))) {
    return(first)
  }
  again <- fit(formula, data, ..., init = coef(first))
  # What the start enters into is that of the first: l(0), the score test; and b'V^-1 b by hand.
  again$loglik[1] <- first$loglik[1]
  again$score <- first$score
  again$wald.test <- first$wald.test
  again$wald.test[] <- drop(coef(again) %*% solve(again$var, coef(again)))
  again
}

pair <- function(formula, data, ties = "efron", ...) {
  environment(formula) <- list2env(list(data = data), parent = environment(formula))
  list(
    ours = suppressMessages(cox_ph(formula, data, ties = ties, ...)),
    theirs = tight(formula, data, ties = ties, ...)
  )
}

expect_equals_coxph <- function(formula, data, ties = c("efron", "breslow"), ...) {
  for (tie in ties) {
    both <- pair(formula, data, tie, ...)
    # Their iteration count is theirs; the call names another function.
    fields <- setdiff(names(both$theirs), c("iter", "call", "first", "info", "counts"))
    for (field in fields) {
      expect_equal(both$ours[[field]], both$theirs[[field]],
        tolerance = 1e-10, ignore_formula_env = TRUE, info = paste(deparse1(formula), tie, field)
      )
    }
  }
}

six <- data.frame(
  time = c(1, 1, 6, 6, 8, 9), event = c(1, 0, 1, 1, 0, 1), x = c(1, 1, 1, 0, 0, 0)
)

test_that("cox_ph() gives the closed form of Therneau and Grambsch's six patients", {
  # by hand
  breslow <- cox_ph(Surv(time, event) ~ x, six, ties = "breslow")
  r <- (3 + sqrt(33)) / 2
  expect_equal(coef(breslow), c(x = log(r)), tolerance = 1e-12)
  expect_equal(breslow$loglik[1], -log(6) - 2 * log(4), tolerance = 1e-14)
  expect_equal(breslow$loglik[2], 2 * log(r) - log(3 * r + 3) - 2 * log(r + 3), tolerance = 1e-14)
  expect_equal(breslow$var[1, 1], 1 / (r / (r + 1)^2 + 6 * r / (r + 3)^2), tolerance = 1e-12)
  expect_equal(breslow$score, 1 / (1 / 4 + 6 / 16), tolerance = 1e-12)
  h <- cumsum(c(1 / (3 * r + 3), 2 / (r + 3), 1))
  expect_equal(
    unname(residuals(breslow)), six$event - exp(coef(breslow) * six$x) * h[c(1, 1, 2, 2, 2, 3)],
    tolerance = 1e-12
  )
  # published: 1.676857 with Efron (Therneau & Grambsch 2000, appendix E)
  expect_lt(abs(coef(cox_ph(Surv(time, event) ~ x, six)) - 1.676857), 5e-7)
})

test_that("cox_ph() gives the answers of the study", {
  # published and oracle: the table of the project, from survival and SPSS-like settings
  formula <- Surv(pfs_months, pfs_event) ~ I(histology == "Angiosarcoma")
  efron <- tidy(cox_ph(formula, sarcoma), exponentiate = TRUE)
  breslow <- tidy(cox_ph(formula, sarcoma, ties = "breslow"), exponentiate = TRUE)
  numbers <- function(x) round(unlist(x[c("estimate", "conf.low", "conf.high")], use.names = FALSE), 4)
  expect_equal(numbers(efron), c(0.2005, 0.0574, 0.7008))
  expect_equal(numbers(breslow), c(0.2109, 0.0601, 0.7405))
  expect_equal(round(breslow$p.value, 4), 0.0151)
  expect_equal(round(efron$p.value, 4), 0.0118)
  expect_equal(round(glance(cox_ph(formula, sarcoma))$p.value.log, 4), 0.0030)

  head_other <- cox_ph(Surv(pfs_months, pfs_event) ~ I(primary_site == "Head"), sarcoma)
  expect_equal(numbers(tidy(head_other, exponentiate = TRUE)), c(0.2645, 0.0590, 1.1857))
  expect_equal(round(tidy(head_other)$p.value, 3), 0.082)
  expect_equal(round(glance(head_other)$p.value.log, 3), 0.041)

  site <- cox_ph(Surv(pfs_months, pfs_event) ~ primary_site, sarcoma)
  head <- tidy(site, exponentiate = TRUE)
  head <- head[head$term == "primary_siteHead", ]
  expect_equal(numbers(head), c(0.1995, 0.0403, 0.9874))
  expect_equal(round(head$p.value, 4), 0.0482)
  expect_equal(round(glance(site)$statistic.log, 2), 5.91)
  expect_equal(round(glance(site)$p.value.log, 2), 0.12)

  without <- function(formula) {
    tidy(cox_ph(formula, sarcoma, subset = patient != 8), exponentiate = TRUE)
  }
  expect_equal(round(numbers(without(formula)), 2), c(0.28, 0.08, 0.95))
  expect_equal(round(without(formula)$p.value, 3), 0.042)
  head <- without(Surv(pfs_months, pfs_event) ~ I(primary_site == "Head"))
  expect_equal(round(numbers(head), 2), c(0.57, 0.13, 2.57))
  expect_equal(round(head$p.value, 2), 0.47)

  histology <- glance(cox_ph(Surv(pfs_months, pfs_event) ~ histology, sarcoma))
  expect_equal(round(histology$statistic.log, 2), 14.54)
  expect_equal(round(histology$p.value.log, 3), 0.042)
})

test_that("cox_ph() equals coxph() in every field on the data sets of survival", {
  # oracle
  bladder <- survival::bladder
  expect_equals_coxph(Surv(time, status) ~ age + sex + ph.ecog, survival::lung)
  expect_equals_coxph(Surv(time, status) ~ trt + celltype + karno, survival::veteran)
  expect_equals_coxph(Surv(futime, fustat) ~ age + rx, survival::ovarian)
  expect_equals_coxph(Surv(time, status) ~ x, survival::aml)
  expect_equals_coxph(Surv(time, status) ~ age + sex + disease, survival::kidney)
  expect_equals_coxph(Surv(time, status) ~ rx + sex, survival::rats)
  expect_equals_coxph(Surv(stop, event) ~ rx + size + number, bladder)
  expect_equals_coxph(Surv(time, status) ~ rx + age + nodes + factor(differ), survival::colon)
  expect_equals_coxph(Surv(start, stop, event) ~ age + year + surgery * transplant, survival::heart)
})

test_that("cox_ph() equals coxph() with strata, offset, interactions and contrasts", {
  # oracle
  lung <- transform(survival::lung,
    ecog = ordered(ph.ecog), site = factor(inst), female = sex == 2, name = letters[sex]
  )
  ns <- splines::ns
  expect_equals_coxph(Surv(time, status) ~ age + strata(sex), lung)
  expect_equals_coxph(Surv(time, status) ~ age * sex + strata(ph.ecog, inst), lung)
  expect_equals_coxph(Surv(time, status) ~ age * strata(sex), lung)
  expect_equals_coxph(Surv(time, status) ~ ecog + female, lung)
  expect_equals_coxph(Surv(time, status) ~ name + offset(age / 20) + wt.loss, lung)
  expect_equals_coxph(Surv(time, status) ~ ns(age, df = 3) + sex, lung)
  expect_equals_coxph(Surv(time, status) ~ C(ecog, contr.sum) + poly(age, 2), lung)
  expect_equals_coxph(Surv(time, status) ~ log(age) + I(age > 60) + factor(sex) - 1, lung)
  expect_equals_coxph(Surv(time, status) ~ ., lung[c("time", "status", "age", "ph.karno")])
  heart <- survival::heart
  expect_equals_coxph(Surv(start, stop, event) ~ age + strata(surgery), heart)
})

test_that("subset and na.action do what they do in coxph()", {
  # oracle
  lung <- survival::lung
  ours <- suppressMessages(cox_ph(Surv(time, status) ~ wt.loss, lung,
    subset = sex == 1, na.action = na.exclude
  ))
  theirs <- survival::coxph(Surv(time, status) ~ wt.loss, lung,
    subset = sex == 1, na.action = na.exclude
  )
  expect_identical(ours$na.action, theirs$na.action)
  # coxph() at its default tolerance
  expect_equal(residuals(ours), residuals(theirs), tolerance = 1e-7)
  expect_equal(predict(ours), predict(theirs), tolerance = 1e-7)
  expect_error(
    suppressMessages(cox_ph(Surv(time, status) ~ wt.loss, lung, na.action = na.fail)),
    class = "oncohort_error_missing"
  )
})

test_that("cox_ph() equals coxph() on random cohorts with heavy ties", {
  # oracle
  set.seed(314)
  for (i in 1:15) {
    n <- sample(30:200, 1)
    d <- data.frame(
      time = ceiling(rexp(n, 0.2)), event = rbinom(n, 1, 0.7), a = rnorm(n), b = rbinom(n, 1, 0.3),
      g = factor(sample(letters[1:3], n, TRUE)), s = sample(1:2, n, TRUE)
    )
    d$start <- floor(runif(n, 0, d$time))
    expect_equals_coxph(Surv(time, event) ~ a + b + g, d)
    expect_equals_coxph(Surv(time, event) ~ a * b + strata(s), d)
    expect_equals_coxph(Surv(start, time, event) ~ a + b + strata(s), d)
  }
})

test_that("near ties are merged as survival's timefix merges them", {
  # oracle
  d <- survival::lung
  d$time <- d$time / 10
  d$time[seq(1, 228, 3)] <- d$time[seq(1, 228, 3)] * (1 + 2e-16)
  expect_equals_coxph(Surv(time, status) ~ age + sex, d)
  d$time <- d$time + 1e-10 * rep(1:3, 76)
  expect_equals_coxph(Surv(time, status) ~ age + sex, d)
})

test_that("survival's own methods give on the fit what they give on coxph()", {
  # oracle
  d <- survival::lung[complete.cases(survival::lung[c("ph.ecog", "age")]), ]
  d$g <- factor(d$ph.ecog)
  new <- data.frame(
    age = c(50, 70), sex = 1:2, g = factor(c(0, 2), levels = levels(d$g)), time = c(200, 300),
    status = c(1, 2), inst = 3
  )
  same <- function(both, f, ...) {
    a <- suppressMessages(f(both$ours, ...))
    b <- f(both$theirs, ...)
    if (is.list(a)) a$call <- b$call <- NULL
    expect_equal(a, b, tolerance = 1e-10, ignore_formula_env = TRUE)
  }
  for (formula in list(
    Surv(time, status) ~ age + sex + g, Surv(time, status) ~ age + strata(sex),
    Surv(time, status) ~ age * sex + offset(age / 30)
  )) {
    both <- pair(formula, d)
    same(both, summary)
    same(both, vcov)
    same(both, logLik)
    same(both, AIC)
    same(both, BIC)
    same(both, nobs)
    same(both, confint)
    same(both, model.matrix)
    same(both, model.frame)
    same(both, extractAIC)
    same(both, stats::formula)
    same(both, function(fit) survival::concordance(fit)[c("concordance", "count", "var")])
    same(both, function(fit) unclass(survival::cox.zph(fit))[c("table", "x", "time", "y", "var")])
    same(both, survival::basehaz)
    for (type in c("martingale", "deviance", "score", "schoenfeld", "dfbeta", "dfbetas", "scaledsch")) {
      same(both, residuals, type = type)
    }
    for (type in c("lp", "risk", "expected", "survival", "terms")) {
      same(both, predict, type = type)
      same(both, predict, type = type, newdata = new)
      same(both, predict, type = type, newdata = new, se.fit = TRUE)
    }
    same(both, function(fit) unclass(survival::survfit(fit, newdata = new)))
  }
})

test_that("anova() compares nested fits as survival does", {
  # oracle
  d <- na.omit(survival::lung[c("time", "status", "age", "sex", "ph.ecog")])
  small <- pair(Surv(time, status) ~ age, d)
  large <- pair(Surv(time, status) ~ age + sex + ph.ecog, d)
  expect_equal(anova(small$ours, large$ours), anova(small$theirs, large$theirs), tolerance = 1e-10)
})

test_that("anova() of one fit adds terms one by one, also with strata and offsets", {
  # oracle: survival's own at its default tolerance, where it works (without x or an offset)
  d <- na.omit(survival::lung[c("time", "status", "age", "sex", "ph.ecog")])
  for (formula in list(
    Surv(time, status) ~ age * sex + factor(ph.ecog), Surv(time, status) ~ age + ph.ecog + strata(sex)
  )) {
    ours <- anova(suppressMessages(cox_ph(formula, d)))
    theirs <- anova(survival::coxph(formula, d))
    expect_equal(ours, theirs, tolerance = 1e-7)
  }
  fit <- suppressMessages(cox_ph(Surv(time, status) ~ age + sex + offset(ph.ecog / 2), d))
  table <- anova(fit)
  expect_equal(table$loglik[c(1, 3)], fit$loglik, tolerance = 1e-12)
  expect_equal(table$loglik[2], update(fit, . ~ . - sex)$loglik[2], tolerance = 1e-12)
})

test_that("print and summary of survival say the numbers of coxph()", {
  # oracle: survival's own print methods, on the fit without our class
  both <- pair(Surv(time, status) ~ age + sex, survival::lung)
  both$ours$call <- both$theirs$call <- quote(coxph())
  plain <- structure(both$ours, class = "coxph")
  expect_equal(capture.output(print(plain)), capture.output(print(both$theirs)))
  expect_equal(
    capture.output(print(summary(both$ours))), capture.output(print(summary(both$theirs)))
  )
})

test_that("fits made in functions and loops find their data again", {
  # property
  make <- function(outcome, threshold) {
    hidden <- survival::aml
    f <- stats::as.formula(paste("Surv(time, status) ~", outcome))
    cox_ph(f, hidden[hidden$time > threshold, ], subset = time > threshold)
  }
  fit <- make("x", 5)
  expect_equal(update(fit, . ~ 1)$n, fit$n)
  expect_equal(coef(update(fit)), coef(fit))
  expect_equal(update(fit, ties = "breslow")$method, "breslow")
  expect_identical(fit$call$data, quote(data))
  new <- survival::aml[survival::aml$time > 12, ]
  expect_equal(
    predict(update(fit, data = new, subset = NULL)),
    predict(cox_ph(Surv(time, status) ~ x, new))
  )
  expect_equal(ncol(survival::survfit(fit, newdata = new)$surv), nrow(new))
  steps <- drop1(cox_ph(Surv(futime, fustat) ~ age + rx, survival::ovarian), test = "Chisq")
  expect_equal(rownames(steps), c("<none>", "age", "rx"))
})

test_that("broom, emmeans and survminer take the fit for a coxph()", {
  # oracle
  skip_if_not_installed("broom")
  both <- pair(Surv(time, status) ~ age + factor(sex), survival::lung)
  ours <- broom::tidy(both$ours, conf.int = TRUE)
  theirs <- as.data.frame(broom::tidy(both$theirs, conf.int = TRUE))
  expect_equal(ours[names(theirs)], theirs, tolerance = 1e-10)
  hazard_ratios <- broom::tidy(both$ours, exponentiate = TRUE, conf.int = TRUE)
  expect_equal(hazard_ratios$conf.low, exp(theirs$conf.low), tolerance = 1e-10)
  expect_true(all(is.na(hazard_ratios$std.error)))
  ours <- broom::glance(both$ours)
  theirs <- as.data.frame(broom::glance(both$theirs))
  # A deliberate difference: summary.coxph() rounds the Wald statistic to two decimals.
  expect_equal(round(ours$statistic.wald, 2), unname(theirs$statistic.wald))
  ours$statistic.wald <- theirs$statistic.wald
  expect_equal(ours, theirs, tolerance = 1e-10, ignore_attr = TRUE)
  skip_if_not_installed("emmeans")
  means <- function(fit) as.data.frame(emmeans::emmeans(fit, "sex", data = survival::lung))
  expect_equal(means(both$ours), means(both$theirs), tolerance = 1e-10, ignore_attr = TRUE)
  skip_if_not_installed("survminer")
  lung <- transform(survival::lung, sex = factor(sex))
  fit <- suppressMessages(cox_ph(Surv(time, status) ~ sex + age, lung))
  expect_s3_class(survminer::ggforest(fit, data = lung), "ggplot")
})

test_that("a count of three is three rows", {
  # property
  set.seed(2)
  n <- 60
  d <- data.frame(
    time = ceiling(rexp(n, 0.3)), event = rbinom(n, 1, 0.7), a = rnorm(n), s = rbinom(n, 1, 0.5),
    k = sample(0:3, n, TRUE)
  )
  rows <- d[rep(seq_len(n), d$k), ]
  for (ties in c("efron", "breslow")) {
    grouped <- cox_ph(Surv(time, event) ~ a + strata(s) + offset(a / 5), d, counts = k, ties = ties)
    written <- cox_ph(Surv(time, event) ~ a + strata(s) + offset(a / 5), rows, ties = ties)
    expect_identical(class(grouped), "oncohort_cox")
    for (field in c(
      "coefficients", "var", "loglik", "score", "wald.test", "means", "n", "nevent", "concordance"
    )) {
      expect_equal(grouped[[field]], written[[field]], tolerance = 1e-10, info = field)
    }
    totals <- tapply(residuals(written), rep(which(d$k > 0), d$k[d$k > 0]), sum)
    expect_equal(unname(residuals(grouped)), as.vector(totals), tolerance = 1e-10)
    expect_equal(tidy(grouped), tidy(written), tolerance = 1e-10)
    expect_equal(glance(grouped), glance(written), tolerance = 1e-10)
    expect_equal(vcov(grouped), vcov(written), tolerance = 1e-10)
    new <- data.frame(a = c(-1, 2), s = 0)
    expect_equal(
      predict(grouped, newdata = new),
      predict(written, newdata = new, reference = "sample"),
      tolerance = 1e-10
    )
  }
  smaller <- update(grouped, . ~ . - a)
  expect_equal(anova(smaller, grouped)$loglik[2], grouped$loglik[2])
  expect_equal(anova(grouped)$loglik, grouped$loglik)
  expect_error(residuals(grouped, "partial"), class = "oncohort_error_counts")
  expect_error(predict(grouped, type = "expected"), class = "oncohort_error_counts")
  expect_snapshot(error = TRUE, predict(grouped, type = "expected"))
  expect_s3_class(cox_ph(Surv(time, event) ~ a, rows, counts = rep(1, nrow(rows))), "coxph")
})

test_that("covariates of any unit and origin give the same answer", {
  # property: 1e9 added leaves 7 digits of the covariate, so it is added before all else
  d <- survival::ovarian
  d$far <- d$age + 2^30
  plain <- cox_ph(Surv(futime, fustat) ~ age + rx, d)
  moved <- cox_ph(Surv(futime, fustat) ~ far + rx, d)
  expect_equal(unname(coef(moved)), unname(coef(plain)), tolerance = 1e-6)
  d$age2 <- d$far - 2^30
  expect_equal(
    unname(coef(cox_ph(Surv(futime, fustat) ~ age2 + rx, d))), unname(coef(moved)),
    tolerance = 1e-10
  )
  wide <- cox_ph(Surv(futime, fustat) ~ I(age * 1e-8) + I(rx * 1e8), d)
  expect_equal(unname(coef(wide)), unname(coef(plain)) * c(1e8, 1e-8), tolerance = 1e-10)
})

test_that("an aliased coefficient is NA with a warning, as in coxph()", {
  # oracle
  d <- transform(survival::ovarian, twice = 2 * age + 1, same = 5)
  expect_warning(
    fit <- cox_ph(Surv(futime, fustat) ~ age + twice + same + rx, d),
    class = "oncohort_warning_aliased"
  )
  theirs <- tight(Surv(futime, fustat) ~ age + twice + same + rx, d)
  for (field in c("coefficients", "var", "loglik", "score", "wald.test", "linear.predictors")) {
    expect_equal(fit[[field]], theirs[[field]], tolerance = 1e-10, info = field)
  }
  expect_equal(tidy(fit)$estimate, unname(coef(theirs)), tolerance = 1e-10)
  expect_snapshot(fit)
  expect_snapshot(cox_ph(Surv(futime, fustat) ~ same + age, d))
})

test_that("a coefficient that runs to infinity is named and shown as infinite", {
  # by hand: a group without events; its likelihood rises to that of the others
  d <- survival::ovarian
  d$none <- as.integer(d$fustat == 0 & d$rx == 1)
  expect_warning(
    fit <- cox_ph(Surv(futime, fustat) ~ none, d),
    class = "oncohort_warning_infinite"
  )
  others <- cox_ph(Surv(futime, fustat) ~ 1, d[d$none == 0, ])
  expect_equal(fit$loglik[2], others$loglik, tolerance = 1e-11)
  expect_equal(fit$infinite, c(none = -1L))
  expect_equal(tidy(fit)$estimate, -Inf)
  expect_equal(tidy(fit, exponentiate = TRUE)$estimate, 0)
  expect_true(all(is.na(confint(fit))))
  expect_true(all(is.na(unlist(tidy(fit)[c("std.error", "p.value", "conf.low", "conf.high")]))))
  expect_true(is.na(glance(fit)$p.value.wald))
  expect_snapshot(fit)
  expect_snapshot(cox_ph(Surv(futime, fustat) ~ none, d))
  d$some <- 1 - d$none
  expect_equal(suppressWarnings(cox_ph(Surv(futime, fustat) ~ some, d))$infinite, c(some = 1L))
})

test_that("cox_ph() without covariates is a null model", {
  # oracle
  ours <- suppressMessages(cox_ph(Surv(time, status) ~ strata(sex) + offset(age / 40), survival::lung))
  theirs <- tight(Surv(time, status) ~ strata(sex) + offset(age / 40), survival::lung)
  expect_s3_class(ours, "coxph.null")
  for (field in c("loglik", "linear.predictors", "residuals", "n", "nevent", "y")) {
    expect_equal(ours[[field]], theirs[[field]], tolerance = 1e-10, info = field)
  }
  expect_equal(nrow(tidy(ours)), 0L)
  expect_equal(glance(ours)$logLik, theirs$loglik, tolerance = 1e-10)
  expect_snapshot(ours)
})

test_that("bad input is a classed error that names what came", {
  lung <- survival::lung
  lung$big <- ifelse(seq_len(228) == 4, Inf, lung$age)
  lung$dead <- 0
  fit <- function(formula, ...) suppressMessages(cox_ph(formula, lung, ...))
  expect_error(fit(Surv(time, dead) ~ age), class = "oncohort_error_events")
  expect_error(fit(Surv(time, status) ~ I(0 * age)), class = "oncohort_error_constant")
  expect_error(
    cox_ph(Surv(time, status == 2) ~ age, lung[1, ]),
    class = "oncohort_error_constant"
  )
  expect_error(fit(Surv(time, status) ~ big), class = "oncohort_error_covariates")
  expect_error(fit(Surv(time, status) ~ age + offset(big)), class = "oncohort_error_covariates")
  expect_error(fit(Surv(time, status) ~ age + offset(500 * (sex - 1) - 250)), NA)
  expect_error(
    suppressWarnings(fit(Surv(time, status) ~ age + offset(9 * (time - 500)))),
    class = "oncohort_error"
  )
  expect_error(fit(Surv(time, status) ~ missing_column), class = "oncohort_error_formula")
  for (term in c("pspline(age)", "frailty(inst)", "ridge(age)", "tt(age)")) {
    formula <- stats::as.formula(paste("Surv(time, status) ~ sex + ", term))
    expect_error(fit(formula), class = "oncohort_error_term")
  }
  expect_error(fit(Surv(time, status) ~ age:cluster(inst)), class = "oncohort_error_cluster")
  expect_error(fit(Surv(time, status) ~ age, tie = "efron"), class = "oncohort_error_argument")
  expect_error(fit(Surv(time, status) ~ age, ties = "discrete"), class = "oncohort_error_argument")
  expect_error(fit(Surv(time, status) ~ age, conf.level = 1), class = "oncohort_error_conf_level")
  good <- fit(Surv(time, status) ~ age)
  expect_error(confint(good, "sex"), class = "oncohort_error_argument")
  expect_error(confint(good, method = "profile"), class = "oncohort_error_argument")
  expect_snapshot(error = TRUE, {
    cox_ph(Surv(time, dead) ~ age, lung)
    cox_ph(Surv(time, status == 2) ~ I(0 * age), lung)
    cox_ph(Surv(time, status == 2) ~ big, lung)
    cox_ph(Surv(time, status == 2) ~ age + offset(big), lung)
    cox_ph(Surv(time, status == 2) ~ age + frailty(inst), lung)
    cox_ph(Surv(time, status == 2) ~ age:cluster(inst), lung)
    cox_ph(Surv(time, status == 2) ~ age, lung, ties = "discrete")
    confint(good, "sex")
  })
})

test_that("iterations used up are a warning", {
  # by hand: the check alone, for no sane data use up fifty steps
  core <- list(status = "not converged", iter = 50L, coefficients = 1, runs_to = 0L)
  design <- list(x = matrix(1:3, 3, 1, dimnames = list(NULL, "a")))
  expect_warning(
    check_cox_fit(core, design, rlang::current_env()),
    class = "oncohort_warning_not_converged"
  )
  core$status <- "overflow"
  expect_error(check_cox_fit(core, design, rlang::current_env()), class = "oncohort_error_overflow")
})

test_that("printing says who, how, and where not to trust it", {
  expect_snapshot({
    cox_ph(Surv(pfs_months, pfs_event) ~ primary_site + ecog, sarcoma)
    cox_ph(Surv(pfs_months, pfs_event) ~ I(histology == "Angiosarcoma"), sarcoma, conf.level = 0.9)
    cox_ph(Surv(time, status == 2) ~ age + ph.ecog + strata(sex), survival::lung, ties = "breslow")
    cox_ph(Surv(start, stop, event) ~ age + transplant, survival::heart)
  })
})
