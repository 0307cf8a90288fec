# From a formula and a data frame to complete cases: one door for every survival function.

#' Evaluate a survival formula and keep the complete cases
#'
#' @param formula two-sided, `Surv()` on the left.
#' @param data a data frame, or `NULL` to look the variables up in the formula's environment.
#' @param subset,counts quosures (or `NULL`): which rows, and how many patients a row stands for.
#' @param na.action function applied to the frame, as in [stats::model.frame()].
#' @param specials names kept as specials of the terms, such as `"strata"`.
#' @return list: `model` (the frame of complete cases, response first), `terms`, `y` (a `Surv`),
#'   `counts` (double or `NULL`), `na.action`, `missing` (`rows`, `by_variable`).
#' @noRd
survival_frame <- function(formula, data = NULL, subset = NULL, counts = NULL,
                           na.action = NULL, specials = c("strata", "cluster"),
                           call = rlang::caller_env()) {
  check_formula(formula, call)
  if (!is.null(data)) check_data(data, call = call)
  keep <- chosen_rows(subset, data, call)

  environment(formula) <- reader_environment(environment(formula), keep, call)
  terms <- tryCatch(
    stats::terms(drop_namespace(formula), specials = specials, data = data),
    error = function(cnd) abort_formula(cnd, call)
  )
  frame <- tryCatch(
    stats::model.frame(terms, data = data, na.action = stats::na.pass, drop.unused.levels = FALSE),
    error = function(cnd) abort_formula(cnd, call)
  )
  check_outcome(stats::model.response(frame), call)
  check_column_types(frame, call)
  check_subset_length(keep, nrow(frame), call)
  count_values <- read_counts(counts, data, nrow(frame), keep, call)
  frame <- take_rows(frame, keep)
  if (!is.null(count_values)) frame[["(counts)"]] <- count_values

  kept <- keep_complete(frame, na.action, call)
  frame <- kept$frame
  y <- stats::model.response(frame)
  check_times(y, call)
  list(
    model = frame, terms = attr(frame, "terms"), y = y, counts = frame[["(counts)"]],
    na.action = attr(frame, "na.action"), missing = kept$missing
  )
}

#' Columns that no estimate can be made from: complex numbers
#' @noRd
check_column_types <- function(frame, call) {
  bad <- names(frame)[vapply(frame, is.complex, NA)]
  if (length(bad) > 0L) {
    abort_oncohort(
      c("Variables must be numbers, logicals, factors or text.", x = "{.var {bad[1]}} is complex."),
      "formula",
      call = call
    )
  }
}

check_formula <- function(formula, call) {
  if (!inherits(formula, "formula") || length(formula) != 3L) {
    abort_oncohort(
      c("{.arg formula} must have an outcome on its left: {.code Surv(time, event) ~ group}.",
        x = "It is {describe_formula(formula)}.",
        i = "For one curve write {.code Surv(time, event) ~ 1}."
      ),
      "outcome",
      call = call
    )
  }
}

describe_formula <- function(formula) {
  if (inherits(formula, "formula")) paste(deparse(formula), collapse = " ") else describe(formula)
}

abort_formula <- function(cnd, call) {
  if (inherits(cnd, "oncohort_error")) rlang::cnd_signal(cnd)
  reason <- conditionMessage(cnd)
  abort_oncohort(
    c("Every variable of the formula must be in {.arg data} or in the formula's environment.",
      x = "{reason}"
    ),
    "formula",
    call = call
  )
}

#' `survival::strata(x)` is the same special as `strata(x)`, and likewise for `Surv`
#' @noRd
drop_namespace <- function(formula) {
  known <- c("Surv", "strata", "cluster")
  strip <- function(node) {
    if (!is.call(node)) {
      return(node)
    }
    head <- node[[1L]]
    if (is.call(head) && identical(head[[1L]], quote(`::`)) &&
      as.character(head[[2L]]) %in% c("survival", "oncohort") &&
      as.character(head[[3L]]) %in% known) {
      node[[1L]] <- head[[3L]]
    }
    for (i in seq_along(node)[-1L]) {
      if (!identical(node[[i]], quote(expr = ))) node[[i]] <- strip(node[[i]])
    }
    node
  }
  formula[] <- strip(as.call(as.list(formula)))
  formula
}
