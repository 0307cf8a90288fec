# From a formula and a data frame to complete cases: one door for every survival function.

#' Evaluate a survival formula and keep the complete cases
#'
#' @param formula two-sided, `Surv()` on the left.
#' @param data a data frame, or `NULL` to look the variables up in the formula's environment.
#' @param subset,counts,weights,cluster quosures (or `NULL`): which rows, how many patients a
#'   row stands for, case weights, groups of rows whose patients depend on each other.
#' @param na.action function applied to the frame, as in [stats::model.frame()].
#' @param specials names kept as specials of the terms, such as `"strata"`.
#' @return list: `model` (the frame of complete cases, response first), `terms`, `y` (a `Surv`),
#'   `counts`, `weights` (double or `NULL`), `cluster`, `na.action`, `missing` (`rows`, `by_variable`).
#' @noRd
survival_frame <- function(formula, data = NULL, subset = NULL, counts = NULL,
                           na.action = NULL, specials = c("strata", "cluster"),
                           weights = NULL, cluster = NULL, call = rlang::caller_env()) {
  check_formula(formula, call)
  if (!is.null(data)) check_data(data, call = call)
  if (!is.null(data)) data <- keep_subset(data, subset, call)

  environment(formula) <- reader_environment(environment(formula), call)
  terms <- tryCatch(
    stats::terms(drop_namespace(formula), specials = specials, data = data),
    error = function(cnd) abort_formula(cnd, call)
  )
  frame <- tryCatch(
    stats::model.frame(terms, data = data, na.action = stats::na.pass, drop.unused.levels = FALSE),
    error = function(cnd) abort_formula(cnd, call)
  )
  count_values <- read_counts(counts, data, nrow(frame), call)
  if (!is.null(count_values)) frame[["(counts)"]] <- count_values
  frame <- add_weights(frame, weights, cluster, data, call)

  y <- stats::model.response(frame)
  check_outcome(y, call)
  kept <- keep_complete(frame, na.action, call)
  frame <- kept$frame
  y <- stats::model.response(frame)
  check_times(y, call)
  list(
    model = frame, terms = attr(frame, "terms"), y = y, counts = frame[["(counts)"]],
    weights = frame[["(weights)"]], cluster = frame[["(cluster)"]],
    na.action = attr(frame, "na.action"), missing = kept$missing
  )
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

keep_subset <- function(data, subset, call) {
  if (is.null(subset) || rlang::quo_is_null(subset) || rlang::quo_is_missing(subset)) {
    return(data)
  }
  keep <- rlang::eval_tidy(subset, data)
  if (!is.logical(keep) && !is.numeric(keep)) {
    abort_oncohort(
      c("{.arg subset} must be a condition or row numbers.", x = "It is {describe(keep)}."),
      "argument",
      call = call
    )
  }
  if (is.logical(keep)) keep <- keep & !is.na(keep)
  data <- data[keep, , drop = FALSE]
  if (nrow(data) == 0L) {
    abort_oncohort(
      c("{.arg subset} must leave at least one row.", x = "It leaves none."), "empty",
      call = call
    )
  }
  data
}

#' Replications: whole numbers; rows of 0 are dropped, and counted nowhere
#' @noRd
read_counts <- function(counts, data, n, call) {
  if (is.null(counts) || rlang::quo_is_null(counts) || rlang::quo_is_missing(counts)) {
    return(NULL)
  }
  value <- rlang::eval_tidy(counts, data)
  if (is.null(value)) {
    return(NULL)
  }
  rule <- "{.arg counts} must be whole numbers, 0 or more, one for each row: how many patients it stands for."
  ok <- is.numeric(value) && length(value) == n
  bad <- if (ok) which(is.na(value) | !is.finite(value) | value < 0 | value != floor(value))
  if (!ok || length(bad) > 0L) {
    abort_oncohort(
      c(rule,
        x = if (ok) "Not so in {row_list(bad)}." else "It is {describe(value)}, for {n} row{?s}.",
        i = "Sampling weights are another thing: they need a robust variance."
      ),
      "counts",
      call = call
    )
  }
  if (all(value == 0)) {
    abort_oncohort(c(rule, x = "All are 0: no patient is left."), "counts", call = call)
  }
  as.double(value)
}

#' Apply the missing-value action, and say which variable cost how many rows
#' @noRd
keep_complete <- function(frame, na.action, call) {
  for (mass in frame[intersect(c("(counts)", "(weights)"), names(frame))]) {
    if (all(mass > 0)) next
    terms <- attr(frame, "terms")
    frame <- frame[mass > 0, , drop = FALSE]
    attr(frame, "terms") <- terms
  }
  by_variable <- vapply(frame, count_missing, 0L)
  by_variable <- by_variable[by_variable > 0L]
  if (length(by_variable) == 0L) {
    return(list(frame = frame, missing = list(rows = 0L, by_variable = by_variable)))
  }
  rows <- sum(!stats::complete.cases(frame))
  action <- if (is.null(na.action)) getOption("na.action", "na.omit") else na.action
  action <- if (is.function(action)) action else get(action, mode = "function")
  if (identical(action, stats::na.fail)) {
    abort_oncohort(
      c("{.code na.action = na.fail} allows no missing values.",
        x = "Missing in {.var {names(by_variable)}}: {rows} row{?s}."
      ),
      "missing",
      call = call
    )
  }
  kept <- action(frame)
  if (any(vapply(kept, count_missing, 0L) > 0L)) {
    abort_oncohort(
      c("Missing values cannot be kept: no estimate is defined on them.",
        x = "Missing in {.var {names(by_variable)}}: {rows} row{?s}.",
        i = "Use {.code na.action = na.omit} (or {.code na.exclude})."
      ),
      "missing",
      call = call
    )
  }
  if (nrow(kept) == 0L) {
    abort_oncohort(
      c("At least one row must be complete.",
        x = "All {nrow(frame)} row{?s} have a missing value ({.var {names(by_variable)}})."
      ),
      "empty",
      call = call
    )
  }
  kept <- restore_bases(kept, frame)
  attr(kept, "terms") <- attr(frame, "terms")
  list(frame = kept, missing = list(rows = rows, by_variable = by_variable))
}

#' Rows of a column (a vector, or a matrix such as a `Surv`) with a missing value
#' @noRd
count_missing <- function(column) {
  values <- unclass(column)
  if (!anyNA(values)) {
    return(0L)
  }
  missing <- is.na(values)
  sum(if (is.matrix(missing)) rowSums(missing) > 0 else missing)
}

#' Bases such as poly() lose class and knots when rows are dropped; model.frame() puts them back
#' @noRd
restore_bases <- function(kept, frame) {
  for (name in names(kept)[vapply(kept, is.matrix, NA)]) {
    if (inherits(kept[[name]], "Surv")) next
    whole <- attributes(frame[[name]])
    attributes(kept[[name]]) <- c(
      attributes(kept[[name]])[c("dim", "dimnames")],
      whole[setdiff(names(whole), c("dim", "dimnames", "names"))]
    )
  }
  kept
}
