#' Median and other quantiles of a survival curve, with limits
#'
#' The time by which a fraction `prob` of the patients have had the event, with limits
#' by inverting the limits of the curve (Brookmeyer and Crowley).
#'
#' @details
#' The quantile is the first time with \eqn{S(t) \le 1 - p}; its limits are where the
#' curve's lower and upper limit fall to that level. Where the curve runs flat at
#' exactly the level (to a tolerance of 1.5e-8), `plateau` decides, and where it stays
#' there to its end, with no later event, `terminal` does:
#'
#' - `"midpoint"`: halfway to the next time at which the curve falls (for `terminal`,
#'   halfway to the last follow-up time, which is what [survival::survfit()]'s quantile
#'   method does, although nothing says that the next event would come then);
#' - `"first"`: where the plateau begins;
#' - `"NE"` (default at the end): not estimable.
#'
#' `median()`, `quantile()`, `summary()$table` and the printed fit use this function, so
#' one fit has one median.
#'
#' @param fit a [kaplan_meier()] fit.
#' @param probs fractions between 0 and 1 of patients with the event; 0.5 is the median.
#' @param ... not used.
#' @param plateau rule for a plateau inside the curve: `"midpoint"` or `"first"`.
#' @param terminal rule for a plateau at its end: `"NE"`, `"midpoint"` or `"first"`.
#' @return A data frame, one row per curve and fraction: the grouping variables and
#'   `strata` where there are groups, then `prob, estimate, conf.low, conf.high` in the
#'   unit of time, and `note`, which says why a value is `NA`.
#' @references Brookmeyer R, Crowley J (1982). A confidence interval for the median
#'   survival time. *Biometrics* 38:29-41. \doi{10.2307/2530286}
#' @family survival functions
#' @examples
#' fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, sarcoma)
#' survival_quantile(fit)
#' survival_quantile(fit, c(0.25, 0.5, 0.75))
#' survival_quantile(fit, plateau = "first")
#' @export
survival_quantile <- function(fit, probs = 0.5, ..., plateau = c("midpoint", "first"),
                              terminal = c("NE", "midpoint", "first")) {
  check_dots(..., .after = "probs")
  check_km(fit)
  probs <- check_probs(probs)
  plateau <- check_choice(plateau, c("midpoint", "first"), "plateau")
  terminal <- check_choice(terminal, c("NE", "midpoint", "first"), "terminal")
  curves <- seq_len(max(1L, length(fit$strata)))
  of_row <- curve_of_row(fit)
  invert <- function(curve, field) {
    values <- fit[[field]]
    if (is.null(values)) {
      return(rep(NA_real_, length(probs)))
    }
    rows <- of_row == curve
    call_core(curve_quantile_cpp(fit$time[rows], values[rows], 1 - probs, plateau, terminal))
  }
  column <- function(field) unlist(lapply(curves, invert, field), use.names = FALSE)
  rows <- data.frame(
    prob = rep(probs, times = length(curves)), estimate = column("surv"),
    conf.low = column("lower"), conf.high = column("upper")
  )
  rows$note <- quantile_note(fit, rows)
  with_groups(fit, rep(curves, each = length(probs)), rows)
}

quantile_note <- function(fit, rows) {
  level <- format(1 - rows$prob, digits = 4, trim = TRUE, drop0trailing = TRUE)
  no_limits <- fit$conf.type == "none"
  parts <- list(
    ifelse(is.na(rows$estimate), paste0("NE: S(t) does not fall below ", level), NA),
    ifelse(!no_limits & is.na(rows$conf.low) & !is.na(rows$estimate),
      paste0("lower limit NE: the lower limit of S(t) does not fall to ", level), NA
    ),
    ifelse(!no_limits & is.na(rows$conf.high),
      paste0("upper limit NE: the upper limit of S(t) does not fall to ", level), NA
    )
  )
  joined <- do.call(mapply, c(
    list(FUN = function(...) paste(stats::na.omit(c(...)), collapse = "; ")), parts,
    list(USE.NAMES = FALSE)
  ))
  as.character(joined)
}

check_km <- function(fit, call = rlang::caller_env()) {
  if (!inherits(fit, "oncohort_km")) {
    abort_oncohort(
      c("{.arg fit} must be a fit made by {.fn kaplan_meier}.", x = "It is {describe(fit)}."),
      "argument",
      call = call
    )
  }
}

check_probs <- function(probs, call = rlang::caller_env()) {
  ok <- is.numeric(probs) && length(probs) > 0L && !anyNA(probs) && all(probs > 0 & probs < 1)
  if (!ok) {
    abort_oncohort(
      c("{.arg probs} must lie strictly between 0 and 1.",
        x = "It is {describe(probs)}.",
        i = "0.5 is the median: half of the patients have had the event."
      ),
      "argument",
      call = call
    )
  }
  as.double(probs)
}
