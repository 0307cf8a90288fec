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

  y <- stats::model.response(frame)
  check_outcome(y, call)
  kept <- keep_complete(frame, na.action, call)
  frame <- kept$frame
  y <- stats::model.response(frame)
  check_times(y, call)
  list(
    model = frame, terms = attr(frame, "terms"), y = y, counts = frame[["(counts)"]],
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

#' An environment in which `Surv` checks its arguments before it builds the outcome
#'
#' A user's own function of that name wins: then the formula is evaluated as it stands.
#' @noRd
reader_environment <- function(env, call) {
  child <- new.env(parent = env)
  visible <- get0("Surv", envir = env, mode = "function")
  if (is.null(visible) || identical(visible, survival::Surv)) {
    child$Surv <- function(time, time2, event, type, origin = 0) {
      read_surv(time, time2, event, type, origin, call)
    }
  }
  if (!exists("strata", envir = env, mode = "function")) child$strata <- survival::strata
  if (!exists("cluster", envir = env, mode = "function")) child$cluster <- survival::cluster
  child
}

read_surv <- function(time, time2, event, type, origin, call) {
  if (!missing(type) && !type %in% c("right", "counting")) {
    abort_censoring(type, call)
  }
  if (!missing(time2) && missing(event)) {
    if (!missing(type) && type == "counting") {
      abort_outcome("{.code type = \"counting\"} needs start, stop and event.", call)
    }
    event <- time2
    check_time_column(time, "time", call)
    if (missing(event)) event <- rep(1, length(time))
    return(survival::Surv(time - origin, read_status(event, length(time), call)))
  }
  check_time_column(time, "time", call)
  if (missing(event)) {
    return(survival::Surv(time - origin, rep(1, length(time))))
  }
  status <- read_status(event, length(time), call)
  if (missing(time2)) {
    return(survival::Surv(time - origin, status))
  }
  check_time_column(time2, "time2", call)
  if (length(time2) != length(time)) {
    abort_outcome(
      "Start and stop must have the same length, not {length(time)} and {length(time2)}.", call
    )
  }
  bad <- which(!is.na(time) & !is.na(time2) & time >= time2)
  if (length(bad) > 0L) {
    abort_oncohort(
      c("Every stop must lie after its start.",
        x = "Not so in {row_list(bad)}.",
        i = "A patient followed for no time adds nothing: drop the row, or correct the dates."
      ),
      "times",
      call = call
    )
  }
  survival::Surv(time - origin, time2 - origin, status)
}

abort_outcome <- function(message, call, .envir = parent.frame()) {
  abort_oncohort(message, "outcome", call = call, .envir = .envir)
}

check_time_column <- function(time, name, call) {
  if (inherits(time, "difftime")) {
    abort_oncohort(
      c("{.arg {name}} in {.fn Surv} must be plain numbers.",
        x = "It is a difftime, whose unit can change without a word.",
        i = "Say the unit: {.code as.numeric(x, units = \"days\")}."
      ),
      "times",
      call = call
    )
  }
  if (!is.numeric(time) || is.factor(time) || inherits(time, "Date")) {
    abort_oncohort(
      c("{.arg {name}} in {.fn Surv} must be numeric: follow-up time, in any one unit.",
        x = "It is {describe(time)}.",
        i = if (inherits(time, "Date")) {
          "Subtract the start date: {.code as.numeric(end - start)}."
        } else if (is.character(time)) {
          "Text such as \"3.5\" is read by {.code as.numeric()}; look for cells that are not numbers."
        }
      ),
      "times",
      call = call
    )
  }
}

#' 0/1 or logical pass; 1/2 with both present passes with a message; all else is refused
#' @noRd
read_status <- function(status, n, call) {
  rule <- "The event indicator in {.fn Surv} must be 0/1 or FALSE/TRUE, 1 or TRUE for an event."
  remedy <- "Write it as a comparison: {.code Surv(time, status == \"dead\")}."
  if (length(status) != n) {
    abort_outcome("Time and event must have the same length, not {n} and {length(status)}.", call)
  }
  if (is.logical(status)) {
    return(status)
  }
  if (is.factor(status)) {
    levels <- levels(status)
    abort_oncohort(
      c(rule, x = "It is a factor with the level{?s} {.val {levels}}.", i = remedy),
      "status",
      call = call
    )
  }
  if (!is.numeric(status)) {
    abort_oncohort(c(rule, x = "It is {describe(status)}.", i = remedy), "status", call = call)
  }
  codes <- sort(unique(as.vector(status)))
  if (all(codes %in% c(0, 1))) {
    return(status)
  }
  if (length(codes) == 2L && all(codes == c(1, 2))) {
    inform_oncohort("Event coded 1/2: read as 1 = censored, 2 = event.", "status")
    return(status - 1)
  }
  shown <- paste0(toString(utils::head(codes, 5L)), if (length(codes) > 5L) ", ...")
  abort_oncohort(
    c(rule, x = "It holds {if (length(codes) == 1) 'only '}{shown}.", i = remedy),
    "status",
    call = call
  )
}

abort_censoring <- function(type, call) {
  abort_oncohort(
    c("Times must be right-censored, or (start, stop] rows.",
      x = "The outcome is of type {.val {type}}.",
      i = "Interval- and left-censored times need an estimator of their own (Turnbull)."
    ),
    "censoring",
    call = call
  )
}

check_outcome <- function(y, call) {
  if (!inherits(y, "Surv")) {
    abort_oncohort(
      c("The left side of {.arg formula} must be a {.fn Surv} object.",
        x = "It is {describe(y)}.",
        i = "Write {.code Surv(time, event) ~ group}."
      ),
      "outcome",
      call = call
    )
  }
  type <- attr(y, "type")
  if (!type %in% c("right", "counting")) abort_censoring(type, call)
}

check_times <- function(y, call) {
  times <- unclass(y)[, seq_len(ncol(y) - 1L), drop = FALSE]
  if (any(is.infinite(times))) {
    rows <- which(rowSums(is.infinite(times)) > 0)
    abort_oncohort(
      c("Follow-up times must be finite.",
        x = "Infinite in {row_list(rows)}.",
        i = "A patient still followed is censored at the last known time."
      ),
      "times",
      call = call
    )
  }
  if (attr(y, "type") == "right" && any(times < 0)) {
    rows <- which(times < 0)
    abort_oncohort(
      c("Follow-up times must be 0 or more.",
        x = "Negative in {row_list(rows)}.",
        i = "Is the end date before the start date?"
      ),
      "times",
      call = call
    )
  }
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
  counts <- frame[["(counts)"]]
  if (!is.null(counts) && any(counts == 0)) {
    terms <- attr(frame, "terms")
    frame <- frame[counts > 0, , drop = FALSE]
    attr(frame, "terms") <- terms
  }
  is_missing <- function(column) {
    missing <- is.na(column)
    if (is.matrix(missing)) rowSums(missing) > 0 else missing
  }
  by_variable <- vapply(frame, function(column) sum(is_missing(column)), 0L)
  by_variable <- by_variable[by_variable > 0L]
  rows <- if (length(by_variable)) sum(!stats::complete.cases(frame)) else 0L

  action <- if (is.null(na.action)) getOption("na.action", "na.omit") else na.action
  action <- if (is.function(action)) action else get(action, mode = "function")
  if (rows > 0L && identical(action, stats::na.fail)) {
    abort_oncohort(
      c("{.code na.action = na.fail} allows no missing values.",
        x = "Missing in {.var {names(by_variable)}}: {rows} row{?s}."
      ),
      "missing",
      call = call
    )
  }
  kept <- action(frame)
  if (anyNA(stats::model.response(kept)) || (rows > 0L && identical(action, stats::na.pass))) {
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
  attr(kept, "terms") <- attr(frame, "terms")
  list(frame = kept, missing = list(rows = rows, by_variable = by_variable))
}
