test_that("the naive hazard ratio is far below 1, the honest ones are not, and nothing works", {
  # property: 200 seeded runs; the share of p < 0.05 under no effect has a standard error of 0.016
  set.seed(20220112)
  x <- simulate_guarantee_time(200)
  counts <- summary(x)
  expect_identical(as.character(counts$analysis), c("naive", "landmark", "time-dependent"))
  expect_lt(counts$estimate[1], 0.3)
  expect_gt(counts$rejected[1], 0.85)
  expect_lt(abs(log(counts$estimate[2])), 0.3)
  expect_lt(counts$rejected[2], 0.12)
  expect_lt(abs(log(counts$estimate[3])), 0.3)
  expect_lt(counts$rejected[3], 0.12)
})

test_that("resampled times give the same lesson", {
  # property
  set.seed(7)
  counts <- summary(simulate_guarantee_time(150, pfs = "resampled"))
  expect_lt(counts$estimate[1], 0.4)
  expect_gt(counts$rejected[1], 0.75)
  expect_lt(max(counts$rejected[2:3]), 0.12)
})

test_that("set.seed() repeats a simulation", {
  # property
  run <- function() {
    set.seed(3)
    as.data.frame(simulate_guarantee_time(5))
  }
  first <- run()
  expect_identical(first, run())
  expect_identical(names(first), c(
    "run", "analysis", "n", "N", "estimate", "conf.low", "conf.high", "p.value"
  ))
  expect_identical(first$run, rep(1:5, each = 3))
  expect_true(all(first$N[first$analysis == "naive"] == 28))
  expect_true(all(first$N[first$analysis == "landmark"] < 28))
  expect_true(all(first$N[first$analysis == "time-dependent"] == 28))
  # Exposed by the end is exposed at some time.
  expect_identical(
    first$n[first$analysis == "time-dependent"], first$n[first$analysis == "naive"]
  )
})

test_that("each analysis sees only what the definition lets it see", {
  # by hand: at rate 1e9 everyone has the events at once, at 1e-9 no one ever has
  set.seed(1)
  study <- simulate_study(c(1, 2, 3, 5), 1e9, at_least = 3, landmark = 2)
  expect_identical(study$naive$exposed, rep(1, 4))
  expect_identical(study$landmark$stop, c(1, 3))
  expect_identical(study$landmark$exposed, c(1, 1))
  changing <- study$time_dependent
  expect_identical(changing$exposed, rep(1, 4))
  expect_identical(changing$stop, c(1, 2, 3, 5))
  none <- simulate_study(c(1, 2, 3, 5), 1e-9, at_least = 1, landmark = 2)
  expect_identical(none$naive$exposed, rep(0, 4))
  expect_identical(none$time_dependent$stop, c(1, 2, 3, 5))
})

test_that("the time-dependent rows cover each patient once, exposed from the event on", {
  # property
  set.seed(4)
  time <- rexp(200, 0.3)
  study <- simulate_study(time, 1.2, at_least = 3, landmark = 2)
  rows <- study$time_dependent
  expect_equal(rowsum(rows$stop - rows$start, rows$patient)[, 1], time, ignore_attr = TRUE)
  expect_identical(rowsum(rows$event, rows$patient)[, 1] == 1L, rowsum(rows$event, rows$patient)[, 1] > 0L)
  ever <- tapply(rows$exposed, rows$patient, max)
  expect_equal(as.vector(ever), study$naive$exposed)
  later <- rows[rows$exposed == 1, ]
  before <- rows[rows$exposed == 0, ]
  expect_equal(later$start, before$stop[match(later$patient, before$patient)])
})

test_that("the number of events by T is Poisson with mean rate x T", {
  # definition: shares over 20,000 patients followed for 2 months at one event a month
  set.seed(11)
  study <- simulate_study(rep(2, 20000), 1, at_least = 3, landmark = 1)
  expect_lt(abs(mean(study$naive$exposed) - ppois(2, 2, lower.tail = FALSE)), 4 * sqrt(0.25 / 20000))
  expect_lt(
    abs(mean(study$landmark$exposed) - ppois(2, 1, lower.tail = FALSE)), 4 * sqrt(0.25 / 20000)
  )
})

test_that("weibull_fit() is the maximum of the likelihood", {
  # oracle: survreg() of survival, which stops near 1e-9
  ours <- weibull_fit(sarcoma$pfs_months)
  theirs <- survival::survreg(
    survival::Surv(pfs_months) ~ 1, sarcoma,
    control = survival::survreg.control(rel.tolerance = 1e-14)
  )
  expect_equal(ours[["shape"]], 1 / theirs$scale, tolerance = 1e-6)
  expect_equal(ours[["scale"]], exp(coef(theirs)[[1]]), tolerance = 1e-6)
  # by hand: the scores are zero there
  k <- ours[["shape"]]
  u <- (sarcoma$pfs_months / ours[["scale"]])^k
  expect_equal(sum(u), 28)
  expect_lt(abs(sum(1 / k + (1 - u) * log(sarcoma$pfs_months / ours[["scale"]]))), 1e-6)
})

test_that("a study with all patients in one group has no hazard ratio, and print counts it", {
  # by hand: a million events a month expose everyone
  set.seed(1)
  x <- simulate_guarantee_time(2, rate = 1e6)
  expect_true(all(is.na(x$estimate)))
  expect_identical(summary(x)$runs, c(0L, 0L, 0L))
  expect_match(format(x), "without a hazard ratio: [4-6] analyses", all = FALSE)
})

test_that("print says what was assumed", {
  # by hand: fields made up, so that no seed decides the digits
  x <- new_guarantee_time(
    data.frame(
      run = rep(1:2, each = 3),
      analysis = factor(guarantee_time_analyses, guarantee_time_analyses),
      n = 10, N = 28, estimate = c(0.2, 1, 0.9, 0.2, 1.1, 1), conf.low = 0.1, conf.high = 2,
      p.value = c(0.01, 0.6, 0.8, 0.02, 0.7, 0.9)
    ),
    list(n = 28L, rate = 1.157, at_least = 3L, landmark = 2, pfs = "weibull")
  )
  expect_snapshot(x)
  expect_true(all(nchar(format(x)) <= 80))
})

test_that("simulate_guarantee_time() refuses what it cannot use", {
  # definition
  bad <- list(
    list(runs = 0), list(n = 1), list(n = 2.5), list(rate = 0), list(rate = "1"),
    list(at_least = -1), list(landmark = Inf), list(times = c(1, NA)), list(times = c(0, 1)),
    list(times = c(2, 2)), list(pfs = "exponential"), list(lambda = 1)
  )
  for (arguments in bad) {
    expect_error(do.call(simulate_guarantee_time, arguments), class = "oncohort_error_argument")
  }
  expect_snapshot(error = TRUE, {
    simulate_guarantee_time(0)
    simulate_guarantee_time(rate = 0)
    simulate_guarantee_time(times = c(2, 2))
    simulate_guarantee_time(lambda = 1)
  })
})
