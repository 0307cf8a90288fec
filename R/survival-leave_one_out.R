# How much of a hazard ratio hangs on one patient.

#' Hazard ratios without each patient in turn
#'
#' @param formula `Surv()` on the left, the terms of the model on the right.
#' @param data the patients.
#' @param id the column that names the patients; all rows of a patient are left out together.
#' @param ties as in [cox_ph()].
#' @return data frame, one row per patient left out and term, sorted as `data`: `patient, term,
#'   estimate, conf.low, conf.high, p.value` (hazard ratio, Wald limits and test). `NA` where the
#'   model cannot be fitted without the patient.
#' @noRd
leave_one_out_hazard_ratio <- function(formula, data, id = "patient", ties = "efron",
                                       conf.level = 0.95) {
  conf.level <- check_conf_level(conf.level)
  check_data(data)
  if (!id %in% names(data)) {
    abort_oncohort(
      c("{.arg id} must name a column of {.arg data}.", x = "It is {describe(id)}."), "argument"
    )
  }
  terms <- suppressMessages(
    wald_table(cox_ph(formula, data, ties = ties), conf.level)$term,
    classes = "oncohort_message"
  )
  # What is to be said of the coding was said when the fit was made.
  rows <- lapply(unique(data[[id]]), function(patient) {
    fit <- suppressMessages(
      estimated_cox(formula, data[data[[id]] != patient, , drop = FALSE], ties),
      classes = "oncohort_message"
    )
    table <- wald_table(fit, conf.level)
    table <- table[match(terms, table$term), ]
    table$term <- terms
    cbind(patient = patient, table)
  })
  rows <- do.call(rbind, rows)
  rownames(rows) <- NULL
  rows
}

#' Hazard ratio, Wald limits and Wald test of every term; no rows for a fit that failed
#' @noRd
wald_table <- function(fit, conf.level = 0.95) {
  beta <- if (is.null(fit)) numeric() else unname(stats::coef(fit))
  std.error <- if (is.null(fit)) numeric() else standard_errors(fit)
  limits <- if (is.null(fit)) matrix(0, 0L, 2L) else wald_limits(fit, conf.level)
  data.frame(
    term = as.character(names(fit$coefficients)), estimate = exp(beta),
    conf.low = exp(limits[, 1L]), conf.high = exp(limits[, 2L]),
    p.value = 2 * stats::pnorm(-abs(beta / std.error)), row.names = NULL
  )
}
