#' Confidence limits of proportions
#'
#' Limits of `x` successes among `n`, for one proportion or a million. Clopper and
#' Pearson's, the default, are exact: whatever the true proportion, they cover it at least
#' as often as they say, which matters with 28 patients. Wilson's are shorter and cover
#' it as often as they say on average.
#'
#' @param x numbers of successes: whole numbers from 0 to `n`.
#' @param n numbers of patients: whole numbers, 1 or more. `x` and `n` have one length,
#'   or one of them length 1, which then goes with every value of the other.
#' @param ... must be empty.
#' @param conf.level confidence level, strictly between 0 and 1.
#' @param method how the limits are made: `"clopper-pearson"` (exact), `"wilson"` (score
#'   test), `"agresti-coull"`, `"jeffreys"` (Bayes) or `"wald"` (normal approximation, for
#'   comparison only: it fails in small samples and at 0 and `n`).
#'
#' @return A data frame with one row per proportion: `x`, `n`, `estimate` (`x / n`),
#'   `conf.low`, `conf.high` (fractions, not percentages) and `method`.
#'
#' @details
#' With \eqn{\alpha} = 1 - `conf.level`, \eqn{z} the upper \eqn{\alpha/2} quantile of the
#' normal distribution and \eqn{\hat p = x/n}:
#'
#' * Clopper-Pearson: the lower limit is the \eqn{p} at which
#'   \eqn{P(X \ge x \mid n, p) = \alpha/2}, the upper the one at which
#'   \eqn{P(X \le x \mid n, p) = \alpha/2}: quantiles of beta distributions. At
#'   \eqn{x = 0} the limits are 0 and \eqn{1 - (\alpha/2)^{1/n}}.
#' * Wilson: the two roots of \eqn{(\hat p - p)^2 = z^2 p (1 - p) / n}, without correction
#'   for continuity.
#' * Agresti-Coull: \eqn{\tilde p \pm z \sqrt{\tilde p (1 - \tilde p) / \tilde n}} with
#'   \eqn{\tilde n = n + z^2} and \eqn{\tilde p = (x + z^2/2) / \tilde n}.
#' * Jeffreys: quantiles \eqn{\alpha/2} and \eqn{1 - \alpha/2} of the beta distribution
#'   with \eqn{x + 1/2} and \eqn{n - x + 1/2}; the lower limit is 0 at \eqn{x = 0}, the
#'   upper 1 at \eqn{x = n}, the other end stays.
#' * Wald: \eqn{\hat p \pm z \sqrt{\hat p (1 - \hat p) / n}}; no width at 0 and `n`.
#'
#' Agresti-Coull and Wald limits are cut off at 0 and 1. All intervals are two-sided also
#' at \eqn{x = 0} and \eqn{x = n}: `conf.level` is split into two halves there as elsewhere.
#'
#' @references
#' Clopper CJ, Pearson ES (1934). The use of confidence or fiducial limits illustrated in
#' the case of the binomial. *Biometrika* 26:404-413. \doi{10.1093/biomet/26.4.404}
#'
#' Wilson EB (1927). Probable inference, the law of succession, and statistical inference.
#' *Journal of the American Statistical Association* 22:209-212.
#' \doi{10.1080/01621459.1927.10502953}
#'
#' Agresti A, Coull BA (1998). Approximate is better than "exact" for interval estimation
#' of binomial proportions. *The American Statistician* 52:119-126.
#' \doi{10.1080/00031305.1998.10480550}
#'
#' Brown LD, Cai TT, DasGupta A (2001). Interval estimation for a binomial proportion.
#' *Statistical Science* 16:101-133. \doi{10.1214/ss/1009213286}
#'
#' Newcombe RG (1998). Two-sided confidence intervals for the single proportion: comparison
#' of seven methods. *Statistics in Medicine* 17:857-872.
#' \doi{10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E}
#'
#' @family response
#' @examples
#' # The study's objective response rate: 7 of 28 patients
#' binom_ci(7, 28)
#'
#' # None of 28 patients had a grade 4 event: up to 12.3% is compatible with that
#' binom_ci(0, 28)
#'
#' # Every number of responders among 10, by Wilson
#' binom_ci(0:10, 10, method = "wilson")
#' @export
binom_ci <- function(x, n, ..., conf.level = 0.95,
                     method = c("clopper-pearson", "wilson", "agresti-coull", "jeffreys", "wald")) {
  check_dots(..., .after = "n")
  conf.level <- check_conf_level(conf.level)
  method <- check_choice(method, eval(formals(binom_ci)$method), "method")
  x <- check_whole_numbers(x, "x")
  n <- check_whole_numbers(n, "n")
  check_proportions(x, n)
  limits <- call_core(proportion_limits_cpp(x, n, conf.level, method))
  size <- max(length(x), length(n))
  list2DF(list(
    x = recycle(x, size), n = recycle(n, size), estimate = x / n,
    conf.low = limits$conf.low, conf.high = limits$conf.high, method = rep_len(method, size)
  ))
}

#' `rep_len()` without its copy of a vector that is long enough
#' @noRd
recycle <- function(x, size) if (length(x) == size) x else rep_len(x, size)

#' How a print names the interval
#' @noRd
proportion_method_label <- function(method) {
  labels <- c(
    "clopper-pearson" = "Clopper-Pearson (exact)", "wilson" = "Wilson (score)",
    "agresti-coull" = "Agresti-Coull", "jeffreys" = "Jeffreys (Bayes, equal tails)",
    "wald" = "Wald (normal)"
  )
  unname(labels[method])
}

#' Plain numbers without attributes; which values are allowed, `check_proportions()` says
#' @noRd
check_whole_numbers <- function(x, arg, call = rlang::caller_env()) {
  if (!is.numeric(x)) {
    abort_oncohort(
      c("{.arg {arg}} must be whole numbers: how many patients.",
        x = "It is {describe(x)}.",
        i = "Count first: {.code sum(response == \"CR\")}, or use {.fn response_rate}."
      ),
      "proportion",
      call = call
    )
  }
  if (length(x) == 0L) {
    abort_oncohort(
      c("{.arg {arg}} must have at least one value.", x = "It has none."), "empty",
      call = call
    )
  }
  as.vector(x)
}

check_proportions <- function(x, n, call = rlang::caller_env()) {
  sizes <- c(length(x), length(n))
  if (sizes[1L] != sizes[2L] && all(sizes != 1L)) {
    abort_oncohort(
      c("{.arg x} and {.arg n} must have one length, or one of them length 1.",
        x = "They have {sizes[1L]} and {sizes[2L]} values."
      ),
      "proportion",
      call = call
    )
  }
  bad <- call_core(first_bad_proportion_cpp(x, n), call)
  if (bad <= max(sizes)) {
    x <- rep_len(x, bad)[bad]
    n <- rep_len(n, bad)[bad]
    where <- if (max(sizes) > 1L) " in pair {bad}" else ""
    abort_oncohort(
      c("{.arg x} of {.arg n} must be whole numbers with 0 <= x <= n and n >= 1.",
        x = paste0("{.code x = {x}} and {.code n = {n}}", where, ": ", proportion_fault(x, n), "."),
        i = proportion_remedy(x, n)
      ),
      "proportion",
      call = call
    )
  }
}

#' What is wrong with a pair that the core refused
#' @noRd
proportion_fault <- function(x, n) {
  both <- c(x, n)
  if (anyNA(both)) return("a value is missing")
  if (any(is.infinite(both))) return("a number of patients is finite")
  if (any(both < 0)) return("a number of patients is not negative")
  if (any(both != floor(both))) return("a number of patients is whole")
  if (n == 0) return("a proportion of nobody is not defined")
  if (x > n) return("there are more successes than patients")
  "whole numbers above 2^53 cannot be told apart"
}

proportion_remedy <- function(x, n) {
  if (anyNA(c(x, n))) return("Drop the pair, or find the count.")
  if (isTRUE(n == 0)) return("Drop groups without patients first.")
  if (isTRUE(x > n)) return("Are {.arg x} and {.arg n} in this order?")
  "Give counts, not fractions or percentages."
}
