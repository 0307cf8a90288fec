# Helpers of this file: survival's test of the same formula, and the permutation
# distribution written down from its definition.

expect_equals_survdiff <- function(formula, data, rho = 0) {
  ours <- suppressMessages(log_rank(formula, data, rho = rho))
  theirs <- survival::survdiff(formula, data, rho = rho)
  over_strata <- function(x) if (is.matrix(x)) rowSums(x) else as.vector(x)
  equal <- function(a, b) expect_equal(unname(a), unname(b), tolerance = 1e-10)
  equal(ours$groups$N, as.vector(theirs$n))
  equal(ours$groups$observed, over_strata(theirs$obs))
  equal(ours$groups$expected, over_strata(theirs$exp))
  equal(ours$covariance, theirs$var)
  equal(ours$statistic, theirs$chisq)
  equal(ours$p.value, theirs$pvalue)
  expect_equal(ours$parameter, c(df = length(theirs$n) - 1))
  expect_equal(ours$groups$strata, names(theirs$n))
}

heavy_ties <- function(seed, n = 60L, times = 6L, groups = 3L) {
  set.seed(seed)
  data.frame(
    time = sample(times, n, TRUE), status = rbinom(n, 1, 0.7), group = sample(groups, n, TRUE),
    centre = sample(4L, n, TRUE)
  )
}

# O - E and V of the patients in `chosen`, summed over the event times as written.
naive_split <- function(time, status, chosen, rho = 0) {
  difference <- variance <- 0
  survivor <- 1
  for (t in sort(unique(time[status == 1]))) {
    n <- sum(time >= t)
    n1 <- sum(time[chosen] >= t)
    d <- sum(time == t & status == 1)
    d1 <- sum(time[chosen] == t & status[chosen] == 1)
    w <- survivor^rho
    difference <- difference + w * (d1 - d * n1 / n)
    if (n > 1) variance <- variance + w^2 * d * (n - d) / (n - 1) * n1 / n * (1 - n1 / n)
    survivor <- survivor * (1 - d / n)
  }
  c(difference = difference, variance = variance)
}

naive_exact <- function(time, status, second, statistic = "score", rho = 0) {
  value <- function(chosen) {
    split <- naive_split(time, status, chosen, rho)
    if (statistic == "score") {
      return(split[["difference"]])
    }
    if (split[["variance"]] < 1e-12) 0 else split[["difference"]] / sqrt(split[["variance"]])
  }
  all <- combn(length(time), sum(second), value)
  observed <- value(which(second))
  tail <- function(beyond, equal) c(mean(beyond | equal), mean(beyond | equal) - mean(equal) / 2)
  same <- abs(all - observed) < 1e-9
  same_absolute <- abs(abs(all) - abs(observed)) < 1e-9
  less <- tail(all < observed, same)
  greater <- tail(all > observed, same)
  tails <- rbind(
    tail(abs(all) > abs(observed), same_absolute), pmin(1, 2 * pmin(less, greater)), less, greater
  )
  data.frame(
    tail = c("absolute", "doubled", "less", "greater"), p.value = tails[, 1], mid.p = tails[, 2],
    row.names = NULL
  )
}

angiosarcoma <- Surv(pfs_months, pfs_event) ~ histology == "Angiosarcoma"
head_site <- Surv(pfs_months, pfs_event) ~ primary_site == "Head"

test_that("log_rank() gives 8/13 for four patients, 4/7 with rho = 1", {
  # by hand: A 1, 3; B 2, 4: E_A = 1/2 + 1/3 + 1/2, V = 1/4 + 2/9 + 1/4
  four <- data.frame(time = 1:4, event = 1, arm = c("A", "B", "A", "B"))
  test <- log_rank(Surv(time, event) ~ arm, four)
  expect_equal(test$statistic, c("X-squared" = 8 / 13))
  expect_equal(test$parameter, c(df = 1))
  expect_equal(test$p.value, pchisq(8 / 13, 1, lower.tail = FALSE))
  expect_equal(test$groups, data.frame(
    arm = c("A", "B"), strata = c("arm=A", "arm=B"), N = c(2, 2), n.event = c(2, 2),
    observed = c(2, 2), expected = c(4 / 3, 8 / 3)
  ))
  expect_equal(test$difference, c("arm=A" = 2 / 3, "arm=B" = -2 / 3))
  expect_equal(log_rank(Surv(time, event) ~ arm, four, rho = 1)$statistic, c("X-squared" = 4 / 7))
})

test_that("one-sided log_rank() speaks of the hazard of the second group", {
  # by hand: z = -(2/3) / sqrt(13/18) in group B of the four patients
  four <- data.frame(time = 1:4, event = 1, arm = c("A", "B", "A", "B"))
  less <- log_rank(Surv(time, event) ~ arm, four, alternative = "less")
  greater <- log_rank(Surv(time, event) ~ arm, four, alternative = "greater")
  expect_equal(less$statistic, c(z = -sqrt(8 / 13)))
  expect_equal(less$p.value, pnorm(-sqrt(8 / 13)))
  expect_equal(greater$p.value, 1 - less$p.value)
})

test_that("exact log_rank() of four patients counts six splits", {
  # by hand: scores 3/4, 5/12, -1/12, -13/12; the two last sum to -7/6, the smallest sum
  four <- data.frame(time = 1:4, event = 1, late = c(FALSE, FALSE, TRUE, TRUE))
  test <- log_rank(Surv(time, event) ~ late, four, method = "exact")
  expect_equal(test$statistic, c("O - E" = -7 / 6))
  expect_equal(test$parameter, c(splits = 6))
  expect_equal(test$p.value, 2 / 6)
  expect_equal(test$exact, data.frame(
    tail = c("absolute", "doubled", "less", "greater"), p.value = c(2, 2, 1, 6) / 6,
    mid.p = c(1, 1, 0.5, 5.5) / 6
  ))
  less <- log_rank(Surv(time, event) ~ late, four, method = "exact", alternative = "less")
  expect_equal(less$p.value, 1 / 6)
  studentised <- log_rank(Surv(time, event) ~ late, four, method = "exact", statistic = "studentised")
  expect_equal(studentised$statistic, c(z = -7 / sqrt(17)))
})

test_that("log_rank() equals survdiff() on the data sets of survival", {
  # oracle
  for (rho in c(0, 0.5, 1)) {
    expect_equals_survdiff(Surv(time, status) ~ sex, survival::lung, rho)
    expect_equals_survdiff(Surv(time, status) ~ sex + ph.ecog, survival::lung, rho)
    expect_equals_survdiff(Surv(time, status) ~ sex + strata(inst), survival::lung, rho)
    expect_equals_survdiff(Surv(time, status) ~ celltype, survival::veteran, rho)
    expect_equals_survdiff(Surv(time, status) ~ celltype + strata(trt, prior), survival::veteran, rho)
    expect_equals_survdiff(Surv(futime, fustat) ~ rx, survival::ovarian, rho)
    expect_equals_survdiff(Surv(time, status) ~ x, survival::aml, rho)
    expect_equals_survdiff(Surv(time, status) ~ disease + strata(sex), survival::kidney, rho)
    expect_equals_survdiff(Surv(time, status) ~ rx + strata(litter), survival::rats, rho)
    expect_equals_survdiff(Surv(stop, event) ~ rx + strata(enum), survival::bladder, rho)
    expect_equals_survdiff(Surv(time, status) ~ rx + strata(etype), survival::colon, rho)
  }
})

test_that("log_rank() equals survdiff() on random cohorts with heavy ties", {
  # oracle
  for (seed in 1:10) {
    d <- heavy_ties(seed)
    for (rho in c(0, 0.5, 1)) {
      expect_equals_survdiff(Surv(time, status) ~ group, d, rho)
      expect_equals_survdiff(Surv(time, status) ~ group + strata(centre), d, rho)
    }
  }
})

test_that("log_rank() merges times that differ by rounding, as survdiff() does", {
  # oracle
  d <- heavy_ties(11)
  d$time <- d$time / 10 + ifelse(seq_len(nrow(d)) %% 2 == 0, 1e-10, 0)
  expect_equals_survdiff(Surv(time, status) ~ group, d)
})

test_that("exact log_rank() is coin's exact test with mid-ranks, not with average scores", {
  # oracle
  skip_if_not_installed("coin")
  for (seed in 1:8) {
    d <- heavy_ties(seed, n = 14L, times = 7L, groups = 2L)
    d$group <- factor(d$group)
    for (alternative in c("two.sided", "less", "greater")) {
      ours <- log_rank(Surv(time, status) ~ group, d, method = "exact", alternative = alternative)
      theirs <- coin::logrank_test(Surv(time, status) ~ group, d,
        distribution = "exact", ties.method = "mid-ranks", alternative = alternative
      )
      expect_equal(ours$p.value, as.vector(coin::pvalue(theirs)), tolerance = 1e-10)
    }
    weighted <- coin::logrank_test(Surv(time, status) ~ group, d,
      distribution = "exact", type = "Fleming-Harrington", rho = 1, gamma = 0
    )
    expect_equal(
      log_rank(Surv(time, status) ~ group, d, method = "exact", rho = 1)$p.value,
      as.vector(coin::pvalue(weighted)),
      tolerance = 1e-10
    )
  }
  d <- data.frame(time = c(1, 1, 1, 2, 2, 3, 3, 4), status = 1, group = factor(c(1, 1, 2, 1, 2, 2, 1, 2)))
  average <- coin::logrank_test(Surv(time, status) ~ group, d, ties.method = "average-scores")
  expect_false(isTRUE(all.equal(
    as.vector(coin::statistic(average, "linear")),
    unname(log_rank(Surv(time, status) ~ group, d)$difference[2])
  )))
})

test_that("log_rank() gives the study's answers for angiosarcoma against the rest", {
  # published: issue 2's table, from an independent computation; digits as printed there
  expect_equal(round(log_rank(angiosarcoma, sarcoma)$p.value, 4), 0.0061)
  exact <- log_rank(angiosarcoma, sarcoma, method = "exact")
  expect_equal(exact$parameter, c(splits = 98280))
  expect_equal(round(exact$p.value, 5), 0.00155)
  expect_equal(round(exact$exact$p.value, 4)[2], 0.0031)
  studentised <- log_rank(angiosarcoma, sarcoma, method = "exact", statistic = "studentised")
  expect_equal(round(studentised$p.value, 4), 0.0143)
  expect_match(exact$note, "one-sided in fact")
})

test_that("log_rank() gives the study's answers for head against all other sites", {
  # published: issue 2's table, from an independent computation; digits as printed there
  expect_equal(round(log_rank(head_site, sarcoma)$p.value, 3), 0.061)
  exact <- log_rank(head_site, sarcoma, method = "exact")
  expect_equal(round(exact$p.value, 4), 0.0220)
  expect_equal(round(exact$exact$p.value, 4)[2], 0.0440)
  studentised <- log_rank(head_site, sarcoma, method = "exact", statistic = "studentised")
  expect_equal(round(studentised$p.value, 4), 0.0971)
})

test_that("exact log_rank() of the head site equals all 3,276 splits written out", {
  # definition
  time <- sarcoma$pfs_months
  second <- sarcoma$primary_site == "Head"
  for (statistic in c("score", "studentised")) {
    test <- log_rank(head_site, sarcoma, method = "exact", statistic = statistic)
    expect_equal(test$exact, naive_exact(time, sarcoma$pfs_event, second, statistic))
  }
})

test_that("exact log_rank() equals full enumeration of up to ten patients with ties", {
  # definition
  for (seed in 1:12) {
    d <- heavy_ties(seed, n = 4L + seed %% 7L, times = 5L, groups = 2L)
    d$group[1:2] <- 1:2
    d$status[1] <- 1
    rho <- c(0, 1, 0.5)[1 + seed %% 3]
    for (statistic in c("score", "studentised")) {
      test <- log_rank(Surv(time, status) ~ group, d, method = "exact", statistic = statistic, rho = rho)
      if (is.na(test$p.value)) next
      expect_equal(test$exact, naive_exact(d$time, d$status, d$group == 2, statistic, rho))
    }
  }
})

test_that("log_rank() does not depend on the order of rows", {
  # property
  d <- heavy_ties(21)
  shuffled <- d[sample(nrow(d)), ]
  formula <- Surv(time, status) ~ group + strata(centre)
  expect_equal(log_rank(formula, shuffled)$groups, log_rank(formula, d)$groups)
  expect_equal(log_rank(formula, shuffled)$statistic, log_rank(formula, d)$statistic)
})

test_that("a row of count 3 is three rows, a row of count 0 is none", {
  # property
  d <- heavy_ties(22, n = 12L, groups = 2L)
  d$n <- rep(c(0, 1, 3), 4)
  repeated <- d[rep(seq_len(nrow(d)), d$n), ]
  for (method in c("asymptotic", "exact")) {
    by_counts <- log_rank(Surv(time, status) ~ group, d, counts = n, method = method)
    by_rows <- log_rank(Surv(time, status) ~ group, repeated, method = method)
    fields <- c("statistic", "parameter", "p.value", "groups", "covariance", "exact")
    expect_equal(by_counts[fields], by_rows[fields])
  }
})

test_that("one stratum is no strata", {
  # property
  d <- heavy_ties(23)
  d$one <- 1
  stratified <- log_rank(Surv(time, status) ~ group + strata(one), d)
  plain <- log_rank(Surv(time, status) ~ group, d)
  fields <- c("statistic", "parameter", "p.value", "method", "groups", "covariance")
  expect_equal(stratified[fields], plain[fields])
})

test_that("survival::strata() and its place in the formula change nothing", {
  # property
  d <- heavy_ties(24)
  test <- log_rank(Surv(time, status) ~ group + strata(centre), d)
  other <- log_rank(survival::Surv(time, status) ~ survival::strata(centre) + group, d)
  expect_equal(other[c("statistic", "groups")], test[c("statistic", "groups")])
})

test_that("without ties the chi-squared of two groups is Cox's score test", {
  # property
  set.seed(25)
  d <- data.frame(time = rexp(50), status = rbinom(50, 1, 0.7), group = rep(0:1, 25))
  fit <- survival::coxph(Surv(time, status) ~ group, d)
  expect_equal(unname(log_rank(Surv(time, status) ~ group, d)$statistic), fit$score, tolerance = 1e-8)
})

test_that("exact one-sided p-values turn with the groups, and one-sided z squares to chi-squared", {
  # property
  d <- heavy_ties(26, n = 14L, groups = 2L)
  d$turned <- 3 - d$group
  test <- log_rank(Surv(time, status) ~ group, d, method = "exact")$exact
  turned <- log_rank(Surv(time, status) ~ turned, d, method = "exact")$exact
  expect_equal(turned$p.value[4:3], test$p.value[3:4])
  expect_equal(turned$p.value[1:2], test$p.value[1:2])
  z <- log_rank(Surv(time, status) ~ group, d, alternative = "less")$statistic
  expect_equal(z[["z"]]^2, log_rank(Surv(time, status) ~ group, d)$statistic[["X-squared"]])
})

test_that("log_rank() crosses several variables and keeps their types", {
  # property
  test <- suppressMessages(log_rank(Surv(time, status) ~ celltype + prior, survival::veteran))
  expect_s3_class(test$groups$celltype, "factor")
  expect_type(test$groups$prior, "double")
  expect_equal(nrow(test$groups), 8L)
  expect_equal(sum(test$groups$N), 137)
})

test_that("log_rank() takes variables whose names need backticks, and a subset", {
  # oracle: survdiff() of the same data under plain names
  d <- transform(survival::lung, event = status == 2)
  d[["the sex"]] <- d$sex
  test <- log_rank(Surv(time, event) ~ `the sex` + strata(`inst`), d, subset = age > 60)
  theirs <- survival::survdiff(Surv(time, event) ~ sex + strata(inst), d[d$age > 60, ])
  expect_equal(unname(test$statistic), theirs$chisq, tolerance = 1e-10)
  expect_named(test$groups, c("the sex", "strata", "N", "n.event", "observed", "expected"))
})

test_that("a level without patients is left out and named", {
  # property
  d <- heavy_ties(27)
  d$arm <- factor(d$group, levels = 1:4, labels = c("a", "b", "c", "none"))
  test <- log_rank(Surv(time, status) ~ arm, d)
  expect_equal(unname(test$statistic), unname(log_rank(Surv(time, status) ~ group, d)$statistic))
  expect_match(format(test), "No patients, left out: arm=none", all = FALSE)
})

test_that("a group without events is fine, one without expected events lowers the df", {
  # by hand: group c is censored before the first event
  d <- data.frame(time = c(1:4, 0.5), event = c(1, 1, 1, 1, 0), arm = c("a", "b", "a", "b", "c"))
  test <- log_rank(Surv(time, event) ~ arm, d)
  expect_equal(test$parameter, c(df = 1))
  expect_equal(unname(test$statistic), 8 / 13)
  expect_equal(test$note, "no information on arm=c")
  quiet <- data.frame(time = c(1, 2, 3), event = c(1, 1, 0), arm = c("a", "a", "b"))
  # E_b = 1/3 + 1/2, V = 2/9 + 1/4
  expect_equal(unname(log_rank(Surv(time, event) ~ arm, quiet)$statistic), (5 / 6)^2 / (17 / 36))
})

test_that("groups that never meet in a stratum lower the df", {
  # by hand: the four patients twice, in two strata of their own
  d <- data.frame(time = c(1:4, 1:4), event = 1, arm = c("A", "B", "A", "B", "C", "D", "C", "D"), site = rep(1:2, each = 4))
  test <- log_rank(Surv(time, event) ~ arm + strata(site), d)
  expect_equal(test$parameter, c(df = 2))
  expect_equal(unname(test$statistic), 16 / 13)
  expect_equal(test$note, "not all groups meet within a stratum")
})

test_that("where nothing can be compared the result is NA with its reason", {
  # by hand
  d <- data.frame(time = 1:4, none = 0, event = 1, arm = c("A", "B", "A", "B"))
  for (method in c("asymptotic", "exact")) {
    no_events <- log_rank(Surv(time, none) ~ arm, d, method = method)
    expect_identical(no_events$p.value, NA_real_)
    expect_equal(no_events$note, "not defined: no events")
    at_once <- log_rank(Surv(rep(1, 4), event) ~ arm, d, method = method)
    expect_identical(at_once$p.value, NA_real_)
    expect_equal(at_once$note, "not defined: no event time tells the groups apart")
  }
  apart <- log_rank(Surv(time, event) ~ arm + strata(arm), d)
  expect_identical(apart$statistic, c("X-squared" = NA_real_))
  expect_equal(apart$parameter, c(df = 0))
  expect_equal(apart$note, "not defined: no event time tells the groups apart")
  one_sided <- log_rank(Surv(time, none) ~ arm, d, alternative = "less")
  expect_identical(one_sided$p.value, NA_real_)
})

test_that("the result is an htest, with tidy() and glance()", {
  # property
  test <- log_rank(angiosarcoma, sarcoma)
  expect_s3_class(test, c("oncohort_log_rank", "htest"), exact = TRUE)
  theirs <- survival::survdiff(angiosarcoma, sarcoma)
  line <- paste0("X-squared = ", format(theirs$chisq, digits = 5), ", df = 1, p-value")
  expect_output(print(structure(unclass(test), class = "htest")), line, fixed = TRUE)
  expect_identical(tidy(test), test$groups)
  expect_identical(as.data.frame(test), test$groups)
  expect_equal(glance(test), data.frame(
    nobs = 28, n.event = 28, n.groups = 2L, n.strata = 1L, statistic = unname(test$statistic),
    df = 1L, p.value = test$p.value, method = "Log-rank test", alternative = "two.sided",
    note = NA_character_
  ))
  expect_identical(glance(log_rank(angiosarcoma, sarcoma, method = "exact"))$df, NA_integer_)
})

test_that("print says groups, method, tie rule, splits, tails and who was dropped", {
  # property
  expect_snapshot(print(log_rank(angiosarcoma, sarcoma)))
  expect_snapshot(print(log_rank(angiosarcoma, sarcoma, method = "exact")))
  expect_snapshot(print(log_rank(head_site, sarcoma, method = "exact", statistic = "studentised", rho = 1, alternative = "less")))
  expect_snapshot(print(log_rank(Surv(time, status == 2) ~ sex + ph.ecog + strata(inst), survival::lung)))
  expect_snapshot(print(log_rank(Surv(pfs_months, pfs_event) ~ ecog + strata(ecog), sarcoma)))
  wide <- format(log_rank(Surv(pfs_months, pfs_event) ~ histology + primary_site + metastatic_site, sarcoma))
  expect_lte(max(nchar(wide)), 80L)
})

test_that("a formula that names fewer than two groups is refused", {
  # property
  expect_error(log_rank(Surv(pfs_months, pfs_event) ~ 1, sarcoma), class = "oncohort_error_groups")
  expect_error(log_rank(Surv(pfs_months, pfs_event) ~ pfs_event, sarcoma), class = "oncohort_error_groups")
  d <- data.frame(time = 1:1001, event = 1)
  expect_error(log_rank(Surv(time, event) ~ time, d), class = "oncohort_error_groups")
  expect_snapshot(error = TRUE, {
    log_rank(Surv(pfs_months, pfs_event) ~ 1, sarcoma)
    log_rank(Surv(pfs_months, pfs_event) ~ pfs_event, sarcoma)
    log_rank(Surv(time, event) ~ time, d)
    log_rank(Surv(pfs_months, pfs_event) ~ histology, sarcoma, alternative = "less")
  })
})

test_that("a rho that is negative, infinite, missing or no number is refused", {
  # property
  for (rho in list(-1, Inf, NA, "1", c(0, 1), NULL)) {
    expect_error(log_rank(angiosarcoma, sarcoma, rho = rho), class = "oncohort_error_argument")
  }
  expect_snapshot(error = TRUE, log_rank(angiosarcoma, sarcoma, rho = -1))
})

test_that("unknown words and misplaced arguments are refused", {
  # property
  expect_snapshot(error = TRUE, {
    log_rank(angiosarcoma, sarcoma, method = "Exact")
    log_rank(angiosarcoma, sarcoma, statistic = "studentised")
  })
  expect_error(log_rank(angiosarcoma, sarcoma, alternative = "two"), class = "oncohort_error_argument")
  expect_error(log_rank(angiosarcoma, sarcoma, statistic = "studentised"), class = "oncohort_error_argument")
  expect_error(log_rank(angiosarcoma, sarcoma, roh = 1), class = "oncohort_error_argument")
})

test_that("the exact test is refused for three groups, strata and too many splits", {
  # property
  lung <- survival::lung
  expect_error(
    log_rank(Surv(pfs_months, pfs_event) ~ histology, sarcoma, method = "exact"),
    class = "oncohort_error_exact"
  )
  expect_error(
    log_rank(Surv(time, status == 2) ~ sex, lung, method = "exact"),
    class = "oncohort_error_exact"
  )
  expect_snapshot(error = TRUE, {
    log_rank(Surv(pfs_months, pfs_event) ~ histology, sarcoma, method = "exact")
    log_rank(Surv(pfs_months, pfs_event) ~ (histology == "UPS") + strata(ecog), sarcoma, method = "exact")
    log_rank(Surv(time, status == 2) ~ sex, lung, method = "exact")
  })
})

test_that("clusters, offsets and start-stop times are refused", {
  # property
  d <- transform(sarcoma, start = 0)
  expect_error(
    log_rank(Surv(pfs_months, pfs_event) ~ ecog + cluster(patient), d),
    class = "oncohort_error_formula"
  )
  expect_error(
    log_rank(Surv(pfs_months, pfs_event) ~ ecog + offset(stage), transform(d, stage = 1)),
    class = "oncohort_error_formula"
  )
  expect_error(
    log_rank(Surv(start, pfs_months, pfs_event) ~ ecog, d),
    class = "oncohort_error_censoring"
  )
  expect_snapshot(error = TRUE, {
    log_rank(Surv(pfs_months, pfs_event) ~ ecog + cluster(patient), d)
    log_rank(Surv(start, pfs_months, pfs_event) ~ ecog, d)
  })
})
