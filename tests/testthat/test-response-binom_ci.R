all_pairs <- function(largest) {
  n <- rep(seq_len(largest), seq_len(largest) + 1L)
  data.frame(x = sequence(seq_len(largest) + 1L) - 1L, n = n)
}

test_that("binom_ci() gives the limits that the study's rates need", {
  # published: sarcoma study, ORR 7/28 and DCR 14/28; digits of the issue's table
  ci <- binom_ci(c(7, 14, 0), 28)
  expect_equal(round(100 * ci$estimate, 1), c(25, 50, 0))
  expect_equal(round(100 * ci$conf.low, 2), c(10.69, 30.65, 0))
  expect_equal(round(100 * ci$conf.high[1:2], 2), c(44.87, 69.35))
  expect_equal(round(100 * ci$conf.high[3], 1), 12.3)
})

test_that("binom_ci() has the closed forms at 0 of n, n of n and 1 of 1", {
  # by hand: (1 - p)^n = 0.025 and p^n = 0.025; the score equation at x = 0
  n <- c(1, 2, 10, 28, 1e6)
  none <- binom_ci(0, n)
  all <- binom_ci(n, n)
  expect_equal(none$conf.low, rep(0, 5))
  expect_equal(none$conf.high, -expm1(log(0.025) / n), tolerance = 1e-13)
  expect_equal(all$conf.low, 0.025^(1 / n), tolerance = 1e-13)
  expect_equal(all$conf.high, rep(1, 5))
  z2 <- qchisq(0.95, 1)
  expect_equal(binom_ci(0, n, method = "wilson")$conf.high, z2 / (n + z2), tolerance = 1e-13)
  expect_equal(binom_ci(n, n, method = "wilson")$conf.low, n / (n + z2), tolerance = 1e-13)
  expect_equal(
    binom_ci(1, 1),
    data.frame(
      x = 1, n = 1, estimate = 1, conf.low = 0.025, conf.high = 1, method = "clopper-pearson"
    )
  )
})

test_that("binom_ci() equals binom.test() for all x <= n <= 200", {
  # oracle: stats::binom.test, relative 1e-12 as the issue asks
  pairs <- all_pairs(200)
  ci <- binom_ci(pairs$x, pairs$n)
  oracle <- vapply(
    seq_len(nrow(pairs)), function(i) binom.test(pairs$x[i], pairs$n[i])$conf.int[1:2], numeric(2)
  )
  within <- function(ours, theirs) max(abs(ours - theirs) / pmax(theirs, 1e-300))
  expect_lt(within(ci$conf.low, oracle[1L, ]), 1e-12)
  expect_lt(within(ci$conf.high, oracle[2L, ]), 1e-12)
  expect_identical(ci[c("x", "n")], pairs)
  expect_identical(ci$estimate, pairs$x / pairs$n)
})

test_that("binom_ci() equals binom.test() at other levels", {
  # oracle: stats::binom.test at 50%, 90% and 99.9%
  pairs <- all_pairs(20)
  for (level in c(0.5, 0.9, 0.999)) {
    ci <- binom_ci(pairs$x, pairs$n, conf.level = level)
    limits <- function(x, n) binom.test(x, n, conf.level = level)$conf.int[1:2]
    oracle <- mapply(limits, pairs$x, pairs$n)
    expect_equal(rbind(ci$conf.low, ci$conf.high), unname(oracle), tolerance = 1e-12)
  }
})

test_that("binom_ci(method = \"wilson\") equals prop.test(correct = FALSE) for all x <= n <= 200", {
  # oracle: stats::prop.test; absolute 1e-12 because it subtracts near 0 and loses digits there
  pairs <- all_pairs(200)
  ci <- binom_ci(pairs$x, pairs$n, method = "wilson")
  oracle <- suppressWarnings(vapply(
    seq_len(nrow(pairs)),
    function(i) prop.test(pairs$x[i], pairs$n[i], correct = FALSE)$conf.int[1:2], numeric(2)
  ))
  expect_lt(max(abs(ci$conf.low - oracle[1L, ])), 1e-12)
  expect_lt(max(abs(ci$conf.high - oracle[2L, ])), 1e-12)
})

test_that("binom_ci() gives the digits of Newcombe's Table I", {
  # published: fixtures/newcombe1998, half a unit of the fourth decimal
  table1 <- read.csv(test_path("fixtures", "newcombe1998", "table1.csv"))
  for (method in unique(table1$method)) {
    printed <- table1[table1$method == method, ]
    ci <- binom_ci(printed$x, printed$n, method = method)
    expect_lt(max(abs(ci$conf.low - printed$conf.low)), 0.5e-4)
    expect_lt(max(abs(ci$conf.high - printed$conf.high)), 0.5e-4)
  }
})

test_that("binom_ci() limits are the roots of the binomial tails", {
  # definition: Clopper & Pearson 1934, tails as sums of choose() terms, root by uniroot
  tail_from <- function(p, x, n) sum(choose(n, x:n) * p^(x:n) * (1 - p)^(n - x:n))
  for (n in c(5, 28)) {
    for (x in seq_len(n - 1)) {
      lower <- uniroot(function(p) tail_from(p, x, n) - 0.025, c(0, 1), tol = 1e-14)$root
      upper <- uniroot(function(p) 1 - tail_from(p, x + 1, n) - 0.025, c(0, 1), tol = 1e-14)$root
      ci <- binom_ci(x, n)
      expect_equal(c(ci$conf.low, ci$conf.high), c(lower, upper), tolerance = 1e-11)
    }
  }
})

test_that("binom_ci() computes Agresti-Coull, Jeffreys and Wald limits by their formulas", {
  # definition: Agresti & Coull 1998; Brown, Cai & DasGupta 2001, by qbeta and qnorm
  pairs <- all_pairs(30)
  x <- pairs$x
  n <- pairs$n
  z <- qnorm(0.975)
  more <- n + z^2
  centre <- (x + z^2 / 2) / more
  half <- z * sqrt(centre * (1 - centre) / more)
  agresti <- binom_ci(x, n, method = "agresti-coull")
  expect_equal(agresti$conf.low, pmax(0, centre - half), tolerance = 1e-12)
  expect_equal(agresti$conf.high, pmin(1, centre + half), tolerance = 1e-12)
  jeffreys <- binom_ci(x, n, method = "jeffreys")
  lower <- ifelse(x == 0, 0, qbeta(0.025, x + 0.5, n - x + 0.5))
  upper <- ifelse(x == n, 1, qbeta(0.975, x + 0.5, n - x + 0.5))
  expect_equal(jeffreys$conf.low, lower, tolerance = 1e-12)
  expect_equal(jeffreys$conf.high, upper, tolerance = 1e-12)
  half <- z * sqrt(x / n * (1 - x / n) / n)
  wald <- binom_ci(x, n, method = "wald")
  expect_equal(wald$conf.low, pmax(0, x / n - half), tolerance = 1e-12)
  expect_equal(wald$conf.high, pmin(1, x / n + half), tolerance = 1e-12)
})

test_that("limits are mirrored, contain the estimate, grow with x and with the level", {
  # property: all x <= n <= 60, every method
  pairs <- all_pairs(60)
  for (method in eval(formals(binom_ci)$method)) {
    ci <- binom_ci(pairs$x, pairs$n, method = method)
    mirror <- binom_ci(pairs$n - pairs$x, pairs$n, method = method)
    wider <- binom_ci(pairs$x, pairs$n, conf.level = 0.99, method = method)
    expect_equal(ci$conf.low, 1 - mirror$conf.high, tolerance = 1e-14)
    expect_true(all(ci$conf.low <= ci$estimate + 1e-15 & ci$estimate <= ci$conf.high + 1e-15))
    expect_true(all(ci$conf.low >= 0 & ci$conf.high <= 1))
    expect_true(all(wider$conf.low <= ci$conf.low & wider$conf.high >= ci$conf.high))
    grows <- function(limit) all(tapply(limit, pairs$n, function(l) all(diff(l) >= 0)))
    expect_true(grows(ci$conf.low) && grows(ci$conf.high))
  }
})

test_that("Clopper-Pearson contains p exactly when the doubled one-sided test does not reject", {
  # property: duality with the central exact test, over a grid of p that avoids the limits
  p <- seq(0.003, 0.997, length.out = 143)
  for (x in c(0, 1, 7, 14, 27, 28)) {
    ci <- binom_ci(x, 28)
    central <- pmin(1, 2 * pmin(pbinom(x, 28, p), pbinom(x - 1, 28, p, lower.tail = FALSE)))
    expect_identical(p > ci$conf.low & p < ci$conf.high, central > 0.05)
  }
})

test_that("binom_ci() covers p at least as often as it says", {
  # property: exact coverage of the 95% interval for n = 28
  ci <- binom_ci(0:28, 28)
  p <- seq(0.005, 0.995, by = 0.005)
  covers <- function(q) ci$conf.low <= q & q <= ci$conf.high
  coverage <- vapply(p, function(q) sum(dbinom(0:28, 28, q)[covers(q)]), 0)
  expect_true(all(coverage >= 0.95))
})

test_that("a long vector gets what each of its pairs gets alone", {
  # property: repeats, large and small n, one length and length 1 recycled
  set.seed(1)
  n <- c(sample(50, 300, replace = TRUE), 1e9, 1e5, 1e9, 28)
  x <- c(rbinom(300, n[1:300], 0.4), 3e8, 0, 7e8, 28)
  alone <- do.call(rbind, Map(binom_ci, x, n))
  expect_equal(binom_ci(x, n), alone, ignore_attr = "row.names")
  expect_identical(binom_ci(0:5, 28), binom_ci(0:5, rep(28, 6)))
  expect_identical(binom_ci(1, c(2, 28)), binom_ci(c(1, 1), c(2, 28)))
})

test_that("a billion patients and integer counts are fine", {
  # oracle: qbeta, relative 1e-9, what it holds at this size
  ci <- binom_ci(c(1, 3e8, 1e9), 1e9)
  expect_equal(ci$conf.low, qbeta(0.025, ci$x, 1e9 - ci$x + 1), tolerance = 1e-9)
  expect_identical(binom_ci(7L, 28L)$conf.low, binom_ci(7, 28)$conf.low)
  expect_type(binom_ci(7L, 28L)$x, "integer")
})

test_that("binom_ci() refuses what is no count, by class", {
  # by hand: each rule once
  expect_error(binom_ci(5, 4), class = "oncohort_error_proportion")
  expect_error(binom_ci(0, 0), class = "oncohort_error_proportion")
  expect_error(binom_ci(-1, 4), class = "oncohort_error_proportion")
  expect_error(binom_ci(0.25, 4), class = "oncohort_error_proportion")
  expect_error(binom_ci(1, 4.5), class = "oncohort_error_proportion")
  expect_error(binom_ci(NA_real_, 4), class = "oncohort_error_proportion")
  expect_error(binom_ci(1, NA_integer_), class = "oncohort_error_proportion")
  expect_error(binom_ci(1, Inf), class = "oncohort_error_proportion")
  expect_error(binom_ci(NaN, 4), class = "oncohort_error_proportion")
  expect_error(binom_ci(1, 1e16), class = "oncohort_error_proportion")
  expect_error(binom_ci("7", 28), class = "oncohort_error_proportion")
  expect_error(binom_ci(factor(7), 28), class = "oncohort_error_proportion")
  expect_error(binom_ci(TRUE, 28), class = "oncohort_error_proportion")
  expect_error(binom_ci(NULL, 28), class = "oncohort_error_proportion")
  expect_error(binom_ci(1:2, 1:3), class = "oncohort_error_proportion")
  expect_error(binom_ci(numeric(), 28), class = "oncohort_error_empty")
  expect_error(binom_ci(7, 28, conf.level = 95), class = "oncohort_error_conf_level")
  expect_error(binom_ci(7, 28, 0.95), class = "oncohort_error_argument")
  expect_error(binom_ci(7, 28, method = "exact"), class = "oncohort_error_argument")
})

test_that("binom_ci() says rule, input and remedy", {
  # by hand: the text of each error, read
  expect_snapshot(error = TRUE, {
    binom_ci(5, 4)
    binom_ci(c(1, 0), c(4, 0))
    binom_ci(-1, 4)
    binom_ci(25.5, 28)
    binom_ci(NA_real_, 4)
    binom_ci(1, Inf)
    binom_ci(1, 1e16)
    binom_ci("7", 28)
    binom_ci(1:2, 1:3)
    binom_ci(numeric(), 28)
    binom_ci(7, 28, conf.level = 95)
    binom_ci(7, 28, 0.95)
  })
})
