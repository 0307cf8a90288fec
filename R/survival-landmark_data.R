#' Patients at risk at a landmark, clock restarted
#'
#' A landmark analysis compares patients by what was known at a fixed time, from that time on:
#' those whose follow-up ended before are left out, and time counts from the landmark.
#'
#' @details
#' A patient with follow-up to t is at risk after a landmark at l where t > l; the new time is
#' t - l. Those who had their event by then, and those censored by then, are counted and
#' reported. Groups must be made from what was known at the landmark, such as "third adverse
#' event at or before l": the restriction alone does not see to that.
#'
#' @inheritParams split_follow_up
#' @param data a data frame, one row per patient.
#' @param at the landmark, one number above 0, in the units of `time`.
#' @param time,event columns of `data`: end of follow-up, and whether it is an event (0/1 or
#'   logical).
#' @return A data frame of class `oncohort_landmark`: the rows of `data` still at risk, with
#'   the columns `time_from_landmark` and `event_after_landmark` (0 or 1). Attribute `left_out`:
#'   named numbers, `event` and `censored` by the landmark. `print()` says both.
#' @references
#' Anderson JR, Cain KC, Gelber RD (1983). Analysis of survival by tumor response.
#' *J Clin Oncol* 1:710-719. \doi{10.1200/JCO.1983.1.11.710}
#' @family survival functions
#' @seealso [split_follow_up()], which leaves nobody out
#' @examples
#' at_risk <- landmark_data(sarcoma, 2, time = pfs_months, event = pfs_event)
#' at_risk
#' cox_ph(Surv(time_from_landmark, event_after_landmark) ~ ecog, at_risk)
#' @export
landmark_data <- function(data, at, ..., time, event) {
  check_dots(..., .after = "at")
  call <- rlang::current_env()
  check_data(data, call = call)
  at <- check_one_positive(at, "at", call)
  follow <- follow_up_columns(
    data, rlang::enquo(time), rlang::enquo(event), rlang::quo(NULL), call
  )
  at_risk <- follow$stop > at
  if (!any(at_risk)) {
    abort_oncohort(
      c("Somebody must be at risk after the landmark.",
        x = "The last follow-up ends at {format(max(follow$stop))}, the landmark is {format(at)}."
      ),
      "empty",
      call = call
    )
  }
  out <- as.data.frame(data)[at_risk, , drop = FALSE]
  out$time_from_landmark <- follow$stop[at_risk] - at
  out$event_after_landmark <- as.integer(follow$event[at_risk])
  gone <- follow$event[!at_risk]
  structure(out,
    landmark = at, left_out = c(event = sum(gone == 1), censored = sum(gone == 0)),
    class = c("oncohort_landmark", "data.frame")
  )
}

#' @export
print.oncohort_landmark <- function(x, ...) {
  cat(format(x), "", sep = "\n")
  print(as.data.frame(x), ...)
  invisible(x)
}

#' @export
format.oncohort_landmark <- function(x, ...) {
  left_out <- attr(x, "left_out")
  if (is.null(left_out)) {
    return("Rows of a landmark data set")
  }
  strwrap(paste0(
    "At risk after the landmark of ", format(attr(x, "landmark")), ": ",
    count_noun(nrow(x), "patient"), "; left out: ", left_out[["event"]],
    " with the event and ", left_out[["censored"]], " censored by then."
  ), 78, exdent = 2)
}

#' @export
as.data.frame.oncohort_landmark <- function(x, ...) {
  attr(x, "landmark") <- NULL
  attr(x, "left_out") <- NULL
  class(x) <- "data.frame"
  x
}
