# Reading the outcome: a literal Surv() is checked argument by argument before it is built.

#' An environment in which `Surv` checks its arguments before it builds the outcome
#'
#' A user's own function of that name wins: then the formula is evaluated as it stands.
#' Rows that `keep` leaves out are not judged: they become missing, and are dropped with it.
#' @noRd
reader_environment <- function(env, keep, call) {
  child <- new.env(parent = env)
  visible <- get0("Surv", envir = env, mode = "function")
  if (is.null(visible) || identical(visible, survival::Surv)) {
    child$Surv <- function(time, time2, event, type, origin = 0) {
      read_surv(time, time2, event, type, origin, keep, call)
    }
  }
  if (!exists("strata", envir = env, mode = "function")) child$strata <- survival::strata
  if (!exists("cluster", envir = env, mode = "function")) child$cluster <- survival::cluster
  child
}

read_surv <- function(time, time2, event, type, origin, keep, call) {
  if (missing(time)) abort_outcome("{.fn Surv} needs a time.", call)
  time <- leave_out(time, keep)
  if (!missing(time2)) time2 <- leave_out(time2, keep)
  if (!missing(event)) event <- leave_out(event, keep)
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

leave_out <- function(values, keep) {
  if (is.null(keep) || length(values) == 0L) {
    return(values)
  }
  values[!seq_along(values) %in% keep$rows] <- NA
  values
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
  remedy <- "Write it as a comparison: {.code Surv(time, status == \"dead\")}, or {.code status == 2}."
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
