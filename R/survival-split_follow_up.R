#' Split follow-up where a covariate changes
#'
#' From one row per patient to rows of (start, stop], at fixed times or at the time when
#' something happens to the patient: a response, an adverse event, a transplant. A covariate
#' then has in each row the value that was known at its start.
#'
#' @details
#' Comparing patients by something that happens during follow-up, as if it had been known at
#' the start, favours those it happens to: they lived long enough (guarantee-time or immortal
#' time bias). With rows split at that time the patient counts without it before, and with
#' it after: for a change at time c a patient followed to t becomes (0, c] with the covariate 0
#' and (c, t] with 1. A change at 0 or before holds from the start. A change at the very time
#' where follow-up ends, or later, or never (`NA`), leaves the covariate 0: what is found
#' together with the event did not precede it.
#'
#' A split alone changes no estimate: the partial likelihood, Kaplan-Meier and log-rank see the
#' same risk sets.
#'
#' @param data a data frame, one row per patient, or (start, stop] rows split before.
#' @param at cut points, numbers above 0; or, for a covariate that changes, an expression with
#'   its name: `at = c(exposed = days_to_third_event)`, a time per row, `NA` for never. Several
#'   covariates in one call: `c(a = time_a, b = time_b)`.
#' @param ... not used; a misspelt argument is an error.
#' @param time,event columns of `data`: end of follow-up, and whether it is an event (0/1 or
#'   logical).
#' @param start column of `data` for rows that do not begin at 0; none by default.
#' @return `data` with a row for each piece, patients in their order, and new columns: `start`,
#'   `stop`, `event` (0 but for the last piece of a row that ends in an event), `row` (row of
#'   `data`), and for each named change a column of 0 and 1; for cut points `interval`, a
#'   factor. The columns named by `time`, `event` and `start` stay as they were unless
#'   they have these names.
#' @references
#' Therneau TM, Grambsch PM (2000). *Modeling Survival Data: Extending the Cox Model*, section
#' 3.7. Springer. \doi{10.1007/978-1-4757-3294-8}
#'
#' Giobbie-Hurder A, Gelber RD, Regan MM (2013). Challenges of guarantee-time bias.
#' *J Clin Oncol* 31:2963-2969. \doi{10.1200/JCO.2013.49.5283}
#' @family survival functions
#' @seealso [landmark_data()], [simulate_guarantee_time()]
#' @examples
#' # Do patients with three adverse events stay free of progression longer? Patient 1 had the
#' # third after 2 months, patient 2 never, patient 3 after 1 month.
#' study <- data.frame(
#'   patient = 1:6, months = c(7, 2, 4, 9, 3, 6), progressed = c(1, 1, 1, 0, 1, 1),
#'   third_event = c(2, NA, 1, 4, NA, 5)
#' )
#' rows <- split_follow_up(study, c(toxic = third_event), time = months, event = progressed)
#' rows
#' cox_ph(Surv(start, stop, event) ~ toxic, rows)
#'
#' # Pieces of follow-up, for an effect that differs by period
#' split_follow_up(study, c(3, 6), time = months, event = progressed)
#' @export
split_follow_up <- function(data, at, ..., time, event, start = NULL) {
  check_dots(..., .after = "at")
  call <- rlang::current_env()
  check_data(data, call = call)
  follow <- follow_up_columns(
    data, rlang::enquo(time), rlang::enquo(event), rlang::enquo(start), call
  )
  cuts <- change_times(rlang::enquo(at), data, call)
  pieces <- if (cuts$fixed) {
    split_at(follow, rep(list(cuts$times), nrow(data)))
  } else {
    split_at(follow, change_lists(cuts$times, nrow(data)))
  }
  out <- data[pieces$row, , drop = FALSE]
  row.names(out) <- NULL
  out[c("start", "stop", "event", "row")] <- pieces[c("start", "stop", "event", "row")]
  if (cuts$fixed) {
    out$interval <- interval_of(pieces$start, cuts$times)
    return(out)
  }
  for (name in names(cuts$times)) {
    change <- cuts$times[[name]][pieces$row]
    out[[name]] <- as.integer(!is.na(change) & change <= pieces$start)
  }
  out
}

#' Start, end and event of each row, checked
#' @noRd
follow_up_columns <- function(data, time, event, start, call) {
  column <- function(quosure, arg) {
    if (rlang::quo_is_missing(quosure)) {
      abort_oncohort(
        c("{.arg {arg}} must name a column of {.arg data}.", x = "It is not given."),
        "argument",
        call = call
      )
    }
    value <- eval_column(quosure, data, arg, call)
    if (is.numeric(value) || (is.logical(value) && arg == "event")) {
      if (length(value) == nrow(data)) {
        return(as.double(value))
      }
    }
    abort_oncohort(
      c("{.arg {arg}} must be numbers, one for each row.",
        x = "It is {describe(value)}, for {nrow(data)} row{?s}."
      ),
      "times",
      call = call
    )
  }
  follow <- list(
    start = if (rlang::quo_is_null(start)) rep.int(0, nrow(data)) else column(start, "start"),
    stop = column(time, "time"), event = column(event, "event")
  )
  check_follow_up(follow, call)
  follow
}

eval_column <- function(quosure, data, arg, call) {
  tryCatch(
    rlang::eval_tidy(quosure, data),
    error = function(cnd) {
      reason <- conditionMessage(cnd)
      abort_oncohort(
        c("{.arg {arg}} must use columns of {.arg data}.", x = "{reason}"), "argument",
        call = call
      )
    }
  )
}

check_follow_up <- function(follow, call) {
  refuse <- function(bad, rule, class) {
    if (!any(bad)) {
      return(invisible())
    }
    abort_oncohort(c(rule, x = "Not so in {row_list(which(bad))}."), class, call = call)
  }
  refuse(
    !is.finite(follow$start) | !is.finite(follow$stop),
    "Follow-up must begin and end at finite times.", "times"
  )
  refuse(
    follow$stop <= follow$start,
    "Follow-up must end after it begins ({.arg time} above {.arg start}, which is 0 by default).",
    "times"
  )
  refuse(
    is.na(follow$event) | !follow$event %in% c(0, 1),
    "{.arg event} must be 0 or 1 (or logical), without missing values.", "outcome"
  )
}

#' @return list: `fixed` (cut points for all?), `times` (numbers, or a named list of vectors).
#' @noRd
change_times <- function(quosure, data, call) {
  expression <- if (rlang::quo_is_missing(quosure)) NULL else rlang::quo_get_expr(quosure)
  parts <- if (rlang::is_call(expression, c("c", "list"))) as.list(expression)[-1L]
  if (!is.null(names(parts)) && any(names(parts) != "")) {
    return(list(fixed = FALSE, times = named_changes(parts, quosure, data, call)))
  }
  value <- if (is.null(expression)) NULL else eval_column(quosure, data, "at", call)
  if (is.list(value) && length(value) > 0L && !is.null(names(value)) && all(names(value) != "")) {
    return(list(fixed = FALSE, times = check_changes(value, data, call)))
  }
  ok <- is.numeric(value) && length(value) > 0L && all(is.finite(value)) &&
    is.null(names(value))
  if (!ok) {
    abort_oncohort(
      c("{.arg at} must be cut points, or times of a change with a name.",
        x = "It is {describe(value)}.",
        i = "Write {.code at = c(3, 6)} or {.code at = c(exposed = months_to_event)}."
      ),
      "at",
      call = call
    )
  }
  list(fixed = TRUE, times = sort(unique(as.double(value))))
}

named_changes <- function(parts, quosure, data, call) {
  if (any(names(parts) == "")) {
    abort_oncohort(
      c("Every change in {.arg at} must have a name.",
        i = "Write {.code at = c(exposed = months_to_event)}."
      ),
      "at",
      call = call
    )
  }
  environment <- rlang::quo_get_env(quosure)
  values <- lapply(parts, function(part) {
    eval_column(rlang::new_quosure(part, environment), data, "at", call)
  })
  check_changes(values, data, call)
}

check_changes <- function(values, data, call) {
  for (name in names(values)) {
    value <- values[[name]]
    if (is.logical(value) && all(is.na(value))) value <- as.double(value)
    # One number for all is a change that the calendar makes.
    if (is.numeric(value) && length(value) == 1L) value <- rep.int(value, nrow(data))
    if (!is.numeric(value) || length(value) != nrow(data)) {
      abort_oncohort(
        c("The time of a change must be a number for each row, or {.code NA} for never.",
          x = "{.arg {name}} is {describe(value)}, for {nrow(data)} row{?s}."
        ),
        "at",
        call = call
      )
    }
    if (name %in% c("start", "stop", "event", "row", names(data))) {
      abort_oncohort(
        c("A covariate that changes needs a name of its own.",
          x = "{.val {name}} is taken."
        ),
        "at",
        call = call
      )
    }
    values[[name]] <- as.double(value)
  }
  values
}

change_lists <- function(times, n) {
  lapply(seq_len(n), function(i) vapply(times, function(time) time[i], 0))
}

#' Pieces of each row, cut at the times that lie strictly within it
#' @noRd
split_at <- function(follow, cuts) {
  ends <- lapply(seq_along(cuts), function(i) {
    inside <- cuts[[i]]
    inside <- inside[!is.na(inside) & inside > follow$start[i] & inside < follow$stop[i]]
    c(sort(unique(unname(inside))), follow$stop[i])
  })
  n <- lengths(ends)
  row <- rep.int(seq_along(cuts), n)
  stop <- unlist(ends)
  last <- cumsum(n)
  start <- c(0, stop[-length(stop)])
  start[last - n + 1L] <- follow$start
  event <- integer(length(stop))
  event[last] <- as.integer(follow$event)
  list(row = row, start = start, stop = stop, event = event)
}

interval_of <- function(start, cuts) {
  edges <- c(-Inf, cuts, Inf)
  labels <- c(
    paste0("up to ", format(cuts[1L])),
    if (length(cuts) > 1L) paste(format(cuts[-length(cuts)], trim = TRUE), "to", format(cuts[-1L], trim = TRUE)),
    paste0("after ", format(cuts[length(cuts)]))
  )
  factor(findInterval(start, edges), seq_along(labels), labels)
}
