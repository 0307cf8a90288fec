#' Survival probabilities at landmark times
#'
#' The curve, its standard error and limits at chosen times: the 6-month rate.
#'
#' @details
#' The estimate at time t is the curve's value at the last time not after t, so an event
#' at exactly t counts. `n.risk` is the number of patients still followed just before t.
#' Beyond the last follow-up time of a curve that has not reached 0 the data say
#' nothing: `beyond = "NE"` gives `NA` with a note, `"carry"` repeats the last value (as
#' `summary(fit, times, extend = TRUE)` of survival does).
#'
#' @param fit a [kaplan_meier()] fit.
#' @param times times of 0 or more, in the unit of the fit, in any order.
#' @param ... not used.
#' @param beyond what to give past the last follow-up: `"NE"` or `"carry"`.
#' @return A data frame, one row per curve and time: the grouping variables and `strata`
#'   where there are groups, then `time, n.risk, estimate, std.error, conf.low,
#'   conf.high, note`. `std.error` is Greenwood's, on the scale of the estimate; `NA` where the
#'   curve is at 0.
#' @family survival functions
#' @examples
#' fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, sarcoma)
#' survival_at(fit, c(4, 6))
#' survival_at(fit, 24)
#' @export
survival_at <- function(fit, times, ..., beyond = c("NE", "carry")) {
  check_dots(..., .after = "times")
  check_km(fit)
  times <- check_numbers(times, "times", lower = 0)
  beyond <- check_choice(beyond, c("NE", "carry"), "beyond")
  curves <- seq_len(max(1L, length(fit$strata)))
  of_row <- curve_of_row(fit)
  parts <- lapply(curves, function(curve) curve_at(fit, which(of_row == curve), times, beyond))
  with_groups(fit, rep(curves, each = length(times)), do.call(rbind, parts))
}

#' One curve, held by `rows` of the fit, read at `times`
#' @noRd
curve_at <- function(fit, rows, times, beyond) {
  grid <- fit$time[rows]
  # The same tolerance that merges near-tied times: 0.1 + 0.2 is 0.3.
  gap <- sqrt(.Machine$double.eps) * max(1, mean(abs(grid)))
  at <- findInterval(times + gap, grid)
  before <- findInterval(times - gap, grid)
  read <- function(field, start) c(start, fit[[field]][rows])[at + 1L]
  survival <- read("surv", 1)
  past <- times > max(grid) + gap & survival > 0
  undefined <- past & beyond == "NE"
  has_limits <- fit$conf.type != "none"
  out <- data.frame(
    time = times,
    n.risk = c(fit$n.risk[rows], 0)[before + 1L],
    estimate = survival,
    std.error = ifelse(survival > 0, survival * read("std.err", 0), NA_real_),
    conf.low = if (has_limits) read("lower", 1) else NA_real_,
    conf.high = if (has_limits) read("upper", 1) else NA_real_,
    note = ""
  )
  out[undefined, c("estimate", "std.error", "conf.low", "conf.high")] <- NA_real_
  last <- format(max(grid), digits = 7)
  out$note[undefined] <- paste0("NE: beyond the last follow-up (", last, ")")
  out$note[past & beyond == "carry"] <- paste0("carried from the last follow-up (", last, ")")
  no_limit <- has_limits & !undefined & is.na(out$conf.low)
  out$note[no_limit] <- paste0(
    "no ", fit$conf.type, " limits at S = ", format(survival[no_limit], digits = 3)
  )
  out
}
