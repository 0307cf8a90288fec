#' Log-rank tests, asymptotic and exact
#'
#' Tests whether two or more groups share one survivor function, weighted in the G-rho
#' family, with strata. For two groups the exact permutation distribution is one
#' argument away: with few patients in a group the asymptotic p-value is not to be
#' trusted, and in small, unequal groups the choice of statistic decides.
#'
#' @details
#' With \eqn{d_t} events among \eqn{n_t} at risk at time \eqn{t}, \eqn{d_{ta}} and
#' \eqn{n_{ta}} of them in group \eqn{a}, and weights \eqn{w_t = S(t-)^\rho} from the
#' pooled Kaplan-Meier estimate just before \eqn{t},
#' \deqn{O_a - E_a = \sum_t w_t (d_{ta} - d_t n_{ta} / n_t),}
#' \deqn{V_{ab} = \sum_t w_t^2 \frac{d_t (n_t - d_t)}{n_t - 1} \frac{n_{ta}}{n_t}
#'   \left([a = b] - \frac{n_{tb}}{n_t}\right), \qquad
#'   \chi^2 = (O - E)' V^- (O - E).}
#' Sums run over the event times of each stratum, then over strata. Tied times enter
#' through the hypergeometric variance. `rho = 0` is the log-rank (Mantel-Haenszel) test,
#' `rho = 1` weights early differences; both equal [survival::survdiff()]. The degrees of
#' freedom are the rank of V: a group without expected events, or groups that never meet in
#' a stratum, lower it, and the result says so. Where no event time has patients of two
#' groups at risk, or there are no events, the test is not defined: `NA`, with a note.
#'
#' **Exact** (`method = "exact"`; two groups, no strata). Under equal hazards and equal
#' censoring every split of the patients into groups of these sizes is equally likely. Each
#' patient keeps the score
#' \deqn{a_i = w_{t_i} \delta_i - \sum_{t \le t_i} w_t d_t / n_t,}
#' (for `rho = 0` the martingale residual), and O - E is the sum of the scores of a group.
#' All splits are walked; statistics within a relative 1e-10 count as tied. Two statistics:
#'
#' | `statistic` | compares over all splits |
#' |---|---|
#' | `"score"` (default) | \eqn{O - E}, scores fixed |
#' | `"studentised"` | \eqn{(O - E) / \sqrt V}, with the V of that split; 0 where V is 0 |
#'
#' The p-value is two-sided by absolute value; both tails, the doubled one-sided and all
#' their mid-p variants stand in `$exact` and in print. `"score"` is the test of
#' `coin::logrank_test(distribution = "exact", ties.method = "mid-ranks")` (with
#' `type = "Fleming-Harrington"` where `rho` is not 0); coin's `"average-scores"` is another
#' statistic. At most 1e8 distinguishable splits are walked
#' (patients of one time and status are exchangeable): about 29 patients in two equal groups, or
#' 3 of 800; beyond that the call is an error.
#'
#' The permutation argument needs equal follow-up in both groups. Where censoring differs
#' by group, Heinze, Gnant and Schemper (2003) give an alternative, which is not here yet.
#'
#' @inheritParams kaplan_meier
#' @param formula [Surv()] on the left (right-censored); on the right the variables whose
#'   combinations make the groups, and [strata()] terms.
#' @param rho exponent of the weights, one number of at least 0.
#' @param method `"asymptotic"` (chi-squared) or `"exact"` (all splits, two groups).
#' @param statistic what the exact test compares: see Details.
#' @param alternative `"two.sided"`, or for two groups `"less"` or `"greater"`: the hazard
#'   of the second group is less or greater than that of the first (fewer or more events
#'   than expected in the second group).
#'
#' @return An object of class `c("oncohort_log_rank", "htest")`: `statistic`, `parameter`,
#'   `p.value`, `alternative`, `method`, `data.name` as in every `htest`, and
#'   \describe{
#'     \item{groups}{data frame, one row per group: the grouping variables in their own types,
#'       `strata` (survival's label), `N`, `n.event`, `observed`, `expected` (both weighted)}
#'     \item{difference, covariance}{O - E and its covariance matrix, by group}
#'     \item{exact}{for `method = "exact"`, a data frame `tail, p.value, mid.p` with the rows
#'       absolute, doubled, less, greater; else `NULL`}
#'     \item{note}{why a value is `NA` or what else must be known, else `NA`}
#'   }
#'   The statistic is chi-squared (two-sided), z (one-sided), or for the exact test O - E
#'   of the second group, or that over its standard error; `parameter` is `df`, nothing, or the
#'   number of `splits`. [tidy()] gives `groups`, [glance()] one row: `nobs, n.event, n.groups,
#'   n.strata, statistic, df, p.value, method, alternative, note`.
#' @references
#' Mantel N (1966). Evaluation of survival data and two new rank order statistics arising
#' in its consideration. *Cancer Chemother Rep* 50:163-170.
#'
#' Peto R, Peto J (1972). Asymptotically efficient rank invariant test procedures.
#' *J R Stat Soc A* 135:185-207. \doi{10.2307/2344317}
#'
#' Harrington DP, Fleming TR (1982). A class of rank test procedures for censored survival
#' data. *Biometrika* 69:553-566. \doi{10.1093/biomet/69.3.553}
#'
#' Fleming TR, Harrington DP (1991). *Counting Processes and Survival Analysis*. Wiley.
#' \doi{10.1002/9781118150672}
#'
#' Heinze G, Gnant M, Schemper M (2003). Exact log-rank tests for unequal follow-up.
#' *Biometrics* 59:1151-1157. \doi{10.1111/j.0006-341X.2003.00132.x}
#' @seealso [kaplan_meier()] for the curves.
#' @family survival functions
#' @examples
#' # Five patients with angiosarcoma against 23 others: the p-value by method
#' outcome <- Surv(pfs_months, pfs_event) ~ histology == "Angiosarcoma"
#' log_rank(outcome, sarcoma)
#' log_rank(outcome, sarcoma, method = "exact")
#' log_rank(outcome, sarcoma, method = "exact", statistic = "studentised")$p.value
#'
#' # Early differences count more; strata; more than two groups
#' log_rank(Surv(pfs_months, pfs_event) ~ primary_site + strata(ecog), sarcoma, rho = 1)
#' @export
log_rank <- function(formula, data, ..., subset = NULL, na.action = NULL, counts = NULL,
                     rho = 0, method = c("asymptotic", "exact"),
                     statistic = c("score", "studentised"),
                     alternative = c("two.sided", "less", "greater")) {
  check_dots(...)
  choices <- formals(log_rank)
  options <- list(
    rho = check_rho(rho),
    method = check_choice(method, eval(choices$method), "method"),
    statistic = check_choice(statistic, eval(choices$statistic), "statistic"),
    alternative = check_choice(alternative, eval(choices$alternative), "alternative")
  )
  if (options$method == "asymptotic" && options$statistic == "studentised") {
    abort_oncohort(
      c("{.arg statistic} belongs to {.code method = \"exact\"}.",
        x = "The method is {.val asymptotic}, which has one statistic."
      ),
      "argument"
    )
  }
  frame <- survival_frame(
    formula, if (missing(data)) NULL else data,
    subset = rlang::enquo(subset), counts = rlang::enquo(counts), na.action = na.action
  )
  check_right_censored(frame$y)
  groups <- test_groups(frame)
  check_test_scope(options, groups)
  new_oncohort_log_rank(log_rank_impl(frame, groups, options), groups, frame, options, formula)
}

check_rho <- function(rho, call = rlang::caller_env()) {
  ok <- is.numeric(rho) && length(rho) == 1L && is.finite(rho) && rho >= 0
  if (!ok) {
    abort_oncohort(
      c("{.arg rho} must be one finite number of at least 0.",
        x = "It is {describe(rho)}.",
        i = "0 is the log-rank test, 1 weights early differences."
      ),
      "argument",
      call = call
    )
  }
  as.double(rho)
}

log_rank_impl <- function(frame, groups, options, call = rlang::caller_env()) {
  y <- unclass(frame$y)
  time <- as.double(y[, 1L])
  status <- as.integer(y[, 2L])
  counts <- if (is.null(frame$counts)) numeric() else frame$counts
  core <- call_core(log_rank_cpp(
    time, status, groups$index, groups$n, groups$stratum, groups$n_strata, counts, options$rho
  ), call)
  if (options$method == "exact") {
    core$exact <- call_core(exact_log_rank_cpp(
      time, status, groups$index, counts, options$rho, options$statistic == "studentised"
    ), call)
    check_enumerated(core, call)
  }
  core
}

check_enumerated <- function(core, call) {
  exact <- core$exact
  if (!exact$enumerated) {
    limit <- format(exact$max.splits, big.mark = ",", scientific = FALSE)
    abort_oncohort(
      c("The exact test walks at most {limit} distinguishable splits.",
        x = "{format(core$n[1])} and {format(core$n[2])} patients can be split in
             {format(exact$n.splits, digits = 3)} ways.",
        i = "With so many patients {.code method = \"asymptotic\"} serves."
      ),
      "exact",
      call = call
    )
  }
}

#' Statistic, parameter and p-value of the chosen method and alternative
#' @noRd
log_rank_answer <- function(core, options) {
  if (options$method == "exact") {
    which <- if (options$alternative == "two.sided") "absolute" else options$alternative
    name <- if (options$statistic == "score") "O - E" else "z"
    return(list(
      statistic = stats::setNames(core$exact$statistic, name),
      parameter = c(splits = core$exact$n.splits), p.value = core$exact[[which]][1L]
    ))
  }
  if (options$alternative == "two.sided") {
    p <- stats::pchisq(core$chi.square, max(core$df, 1L), lower.tail = FALSE)
    return(list(
      statistic = c("X-squared" = core$chi.square), parameter = c(df = core$df), p.value = p
    ))
  }
  z <- if (core$df > 0L) core$difference[2L] / sqrt(core$covariance[2L, 2L]) else NA_real_
  list(
    statistic = c(z = z), parameter = NULL,
    p.value = stats::pnorm(z, lower.tail = options$alternative == "less")
  )
}

#' What must be known beside the p-value, or NA
#' @noRd
log_rank_note <- function(core, options, labels) {
  exact <- core$exact
  if (sum(core$n.event) == 0) {
    "not defined: no events"
  } else if (if (is.null(exact)) core$df == 0L else is.na(exact$absolute[1L])) {
    "not defined: no event time tells the groups apart"
  } else if (is.null(exact)) {
    rank_note(core, labels)
  } else if (options$alternative == "two.sided" &&
    exact$absolute[1L] == min(exact$less[1L], exact$greater[1L])) {
    "no split lies as far in the other direction: one-sided in fact"
  } else {
    NA_character_
  }
}

rank_note <- function(core, labels) {
  if (core$df == length(labels) - 1L) {
    return(NA_character_)
  }
  silent <- labels[diag(core$covariance) == 0]
  if (length(silent) == 0L) {
    return("not all groups meet within a stratum")
  }
  paste("no information on", paste(silent, collapse = ", "))
}

log_rank_method <- function(options, n_strata) {
  weighted <- paste0("G-rho rank test (rho = ", options$rho, ")")
  test <- if (options$rho == 0) "log-rank test" else weighted
  words <- c(
    if (options$method == "exact") "exact",
    if (options$method == "exact" && options$statistic == "studentised") "studentised",
    if (n_strata > 1L) "stratified", test
  )
  text <- paste(words, collapse = " ")
  paste0(toupper(substr(text, 1L, 1L)), substring(text, 2L))
}

new_oncohort_log_rank <- function(core, groups, frame, options, formula) {
  stopifnot(is.list(core), is.data.frame(groups$values), length(core$n) == groups$n)
  columns <- c("strata", "N", "n.event", "observed", "expected")
  values <- groups$values
  names(values) <- make.unique(c(columns, names(values)))[-seq_along(columns)]
  table <- data.frame(values,
    strata = groups$labels, N = core$n, n.event = core$n.event, observed = core$observed,
    expected = core$expected, check.names = FALSE
  )
  label <- list(groups$labels, groups$labels)
  exact <- if (options$method == "exact") {
    tails <- do.call(rbind, core$exact[c("absolute", "doubled", "less", "greater")])
    data.frame(tail = rownames(tails), p.value = tails[, 1L], mid.p = tails[, 2L], row.names = NULL)
  }
  structure(
    c(log_rank_answer(core, options), list(
      null.value = if (groups$n == 2L) c("hazard ratio" = 1), alternative = options$alternative,
      method = log_rank_method(options, groups$n_strata), data.name = deparse1(formula),
      groups = table, difference = stats::setNames(core$difference, groups$labels),
      covariance = structure(core$covariance, dimnames = label), exact = exact,
      rho = options$rho, n.strata = groups$n_strata,
      note = log_rank_note(core, options, groups$labels),
      empty_groups = groups$empty, na.action = frame$na.action, missing = frame$missing
    )),
    class = c("oncohort_log_rank", "htest")
  )
}
