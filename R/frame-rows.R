# Which rows of the data are used: subset, counts, missing values.

#' Row numbers of `subset`, evaluated on all the data, as model.frame() has it
#'
#' @return `NULL` for all, or `rows`, and `n` where the condition has the data's length.
#' @noRd
chosen_rows <- function(subset, data, call) {
  if (is.null(subset) || rlang::quo_is_null(subset) || rlang::quo_is_missing(subset)) {
    return(NULL)
  }
  value <- evaluate_argument(subset, data, "subset", call)
  if (is.null(value)) {
    return(NULL)
  }
  rule <- "{.arg subset} must be a condition, TRUE or FALSE for each row, or row numbers."
  whole <- is.numeric(value) && !anyNA(value) && all(is.finite(value)) && all(value == floor(value))
  if (!is.logical(value) && !whole) {
    abort_oncohort(c(rule, x = "It is {describe(value)}."), "argument", call = call)
  }
  n <- if (is.logical(value)) length(value) else if (!is.null(data)) nrow(data)
  if (is.numeric(value) && !is.null(n) && any(abs(value) > n)) {
    abort_oncohort(
      c(rule, x = "Row {max(abs(value))} is asked for, of {n}."), "argument",
      call = call
    )
  }
  rows <- if (is.logical(value)) which(value) else value
  if (is.numeric(value) && any(value < 0) && !is.null(n)) rows <- seq_len(n)[value]
  if (length(rows) == 0L) {
    abort_oncohort(
      c("{.arg subset} must leave at least one row.", x = "It leaves none."), "empty",
      call = call
    )
  }
  list(rows = rows, n = n)
}

check_subset_length <- function(keep, n, call) {
  if (!is.null(keep$n) && keep$n != n) {
    abort_oncohort(
      c("{.arg subset} must be a condition, TRUE or FALSE for each row, or row numbers.",
        x = "It has {keep$n} value{?s} for {n} row{?s}."
      ),
      "argument",
      call = call
    )
  }
}

take_rows <- function(frame, keep) {
  if (is.null(keep)) {
    return(frame)
  }
  kept <- restore_bases(frame[keep$rows, , drop = FALSE], frame)
  attr(kept, "terms") <- attr(frame, "terms")
  kept
}

#' An argument that names columns, evaluated in the data
#' @noRd
evaluate_argument <- function(quosure, data, arg, call) {
  tryCatch(
    rlang::eval_tidy(quosure, data),
    error = function(cnd) {
      reason <- conditionMessage(cnd)
      abort_oncohort(
        c("{.arg {arg}} must be made of columns of {.arg data} or of objects that are there.",
          x = "{reason}"
        ),
        "argument",
        call = call
      )
    }
  )
}

#' Replications: whole numbers; rows of 0 are dropped, and counted nowhere
#' @noRd
read_counts <- function(counts, data, n, keep, call) {
  if (is.null(counts) || rlang::quo_is_null(counts) || rlang::quo_is_missing(counts)) {
    return(NULL)
  }
  value <- evaluate_argument(counts, data, "counts", call)
  if (is.null(value)) {
    return(NULL)
  }
  rule <- "{.arg counts} must be whole numbers, 0 or more, one for each row: how many patients it stands for."
  ok <- is.numeric(value) && length(value) == n
  if (ok && !is.null(keep)) value <- value[keep$rows]
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
  if (sum(value) > .Machine$integer.max) {
    abort_oncohort(
      c("{.arg counts} must add up to at most 2,147,483,647 patients.",
        x = "They add up to {format(sum(value))}."
      ),
      "counts",
      call = call
    )
  }
  as.double(value)
}

#' Apply the missing-value action, and say which variable cost how many rows
#' @noRd
keep_complete <- function(frame, na.action, call) {
  action <- missing_action(na.action, call)
  counts <- frame[["(counts)"]]
  if (!is.null(counts) && any(counts == 0)) {
    terms <- attr(frame, "terms")
    frame <- frame[counts > 0, , drop = FALSE]
    attr(frame, "terms") <- terms
  }
  by_variable <- vapply(frame, count_missing, 0L)
  by_variable <- by_variable[by_variable > 0L]
  if (length(by_variable) == 0L) {
    return(list(frame = frame, missing = list(rows = 0L, by_variable = by_variable)))
  }
  rows <- sum(!stats::complete.cases(frame))
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

missing_action <- function(na.action, call) {
  action <- if (is.null(na.action)) getOption("na.action", "na.omit") else na.action
  if (rlang::is_string(action)) action <- get0(action, mode = "function")
  if (!is.function(action)) {
    abort_oncohort(
      c("{.arg na.action} must be a function such as {.code na.omit}, or its name.",
        x = "It is {describe(na.action)}."
      ),
      "argument",
      call = call
    )
  }
  action
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
