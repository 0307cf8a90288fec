# Residuals of a Cox fit. survival's own serve where they are right; with counts (which they
# would read as weights) and with exact ties (which they refuse) the core's take their place.

#' Residuals of a Cox fit
#'
#' @param object a fit of [cox_ph()].
#' @param type `"martingale"`: events less expected events. `"deviance"`: the same, made
#'   symmetric. `"score"`: what a row adds to the derivative of the log-likelihood, a column
#'   per coefficient. `"schoenfeld"`: covariates less their mean in the risk set, a row per
#'   event. `"scaledsch"`: Schoenfeld residuals scaled to the coefficient as a function of
#'   time. `"dfbeta"`: about the change in each coefficient that the row makes; `"dfbetas"`: in
#'   standard errors. `"partial"`: martingale residuals plus the term's part of the predictor.
#' @param collapse one value per row: residuals are added up over its groups.
#' @param weighted whether residuals are multiplied by the case weights.
#' @param ... not used; a misspelt argument is an error.
#' @details
#' With \eqn{\bar x(t)} the risk-weighted mean in the risk set and \eqn{M_i} the martingale
#' residual as a process, the score residual is \eqn{U_i = \int (x_i - \bar x(t))\, dM_i(t)},
#' the Schoenfeld residual of a death at t is \eqn{x_i - \bar x(t)}, and `dfbeta` is
#' \eqn{U_i V} with the model-based variance V.
#'
#' With `counts`, residuals are totals of a row's patients. With exact ties, which
#' survival's residuals do not know, \eqn{dM_i(t)} is death less the chance to be among
#' those who die given their number, and \eqn{\bar x(t)} weighs by that chance; martingale
#' and deviance residuals keep Breslow's baseline hazard, as in `coxph`.
#' @return A vector, or a matrix with a column per coefficient where there are several. Rows
#'   dropped for missing values come back as `NA` with `na.action = na.exclude`.
#' @references
#' Therneau TM, Grambsch PM, Fleming TR (1990). Martingale-based residuals for survival
#' models. *Biometrika* 77:147-160. \doi{10.1093/biomet/77.1.147}
#'
#' Schoenfeld D (1982). Partial residuals for the proportional hazards regression model.
#' *Biometrika* 69:239-241. \doi{10.1093/biomet/69.1.239}
#' @family survival functions
#' @examples
#' fit <- cox_ph(Surv(pfs_months, pfs_event) ~ ecog + primary_site, sarcoma)
#' head(residuals(fit, type = "dfbeta"))
#' @export
residuals.oncohort_cox <- function(object,
                                   type = c(
                                     "martingale", "deviance", "score", "schoenfeld",
                                     "dfbeta", "dfbetas", "scaledsch", "partial"
                                   ),
                                   collapse = FALSE,
                                   weighted = type %in% c("dfbeta", "dfbetas"), ...) {
  check_dots(..., .after = "weighted")
  choices <- eval(formals()$type)
  type <- check_choice(type, choices, "type")
  by_row <- object$method == "exact" && !type %in% c("martingale", "deviance", "partial")
  if (!is_replicated(object) && !by_row) {
    arguments <- list(as_coxph(object), type = type, weighted = weighted)
    if (!isFALSE(collapse)) arguments$collapse <- collapse
    return(do.call(stats::residuals, arguments))
  }
  if (is_replicated(object) && type == "partial") abort_counts("Partial residuals")
  cox_residuals(object, type, collapse)
}

#' Residuals from the core, totals of a row's patients
#' @noRd
cox_residuals <- function(fit, type, collapse = FALSE) {
  if (type %in% c("schoenfeld", "scaledsch")) {
    return(schoenfeld_rows(fit, scaled = type == "scaledsch"))
  }
  counts <- if (is.null(fit$counts)) 1 else fit$counts
  out <- switch(type,
    martingale = , deviance = fit$residuals,
    score = score_rows(fit) * counts,
    dfbeta = , dfbetas = (score_rows(fit) %*% model_variance(fit)) * counts
  )
  if (type == "dfbetas") out <- sweep(out, 2L, sqrt(diag(model_variance(fit))), "/")
  if (is.matrix(out)) dimnames(out) <- list(names(fit$residuals), names(fit$coefficients))
  event <- unclass(fit$y)[, ncol(fit$y)]
  if (!isFALSE(collapse)) {
    if (length(collapse) != NROW(out)) {
      abort_oncohort(
        c("{.arg collapse} must have one value for each row of the fit.",
          x = "It is {describe(collapse)}, for {NROW(out)} row{?s}."
        ),
        "argument",
        call = rlang::caller_env()
      )
    }
    out <- drop(rowsum(out, collapse))
    event <- drop(rowsum(event * counts, collapse))
    counts <- 1
  }
  if (type == "deviance") out <- deviance_residual(out, event, counts)
  if (is.matrix(out) && ncol(out) == 1L) out <- out[, 1L]
  if (isFALSE(collapse)) stats::naresid(fit$na.action, out) else out
}

#' sign(M) sqrt(-2 (M + d log(d - M))) of each of a row's patients, times their number
#' @noRd
deviance_residual <- function(martingale, event, counts) {
  m <- martingale / counts
  inner <- m + ifelse(event == 0, 0, event * log(event - m))
  counts * sign(m) * sqrt(pmax(-2 * inner, 0))
}

#' Score residuals of one patient of each row, neither count nor weight.  (n, p)
#' @noRd
score_rows <- function(fit) core_residuals(fit)$score

core_residuals <- function(fit) {
  call_core(cox_score_residuals_cpp(
    fit_outcome(fit), fit$x, fit_offset(fit), as.double(fit$coefficients), fit$method
  ))
}

#' What the core takes, back from a fit
#' @noRd
fit_outcome <- function(fit) core_outcome(fit$y, fit$strata, fit$counts, fit$weights)

fit_offset <- function(fit) if (is.null(fit$offset)) numeric() else fit$offset

model_variance <- function(fit) if (is.null(fit$naive.var)) fit$var else fit$naive.var

schoenfeld_rows <- function(fit, scaled) {
  core <- core_residuals(fit)
  counts <- if (is.null(fit$counts)) rep.int(1, nrow(fit$y)) else fit$counts
  out <- core$schoenfeld
  row <- core$death + 1L
  if (scaled) {
    b <- ifelse(is.na(fit$coefficients), 0, fit$coefficients)
    out <- out %*% model_variance(fit) * fit$nevent + rep(b, each = nrow(out))
  }
  out <- out * counts[row]
  time <- unclass(fit$y)[row, ncol(fit$y) - 1L]
  dimnames(out) <- list(time, names(fit$coefficients))
  if (ncol(out) == 1L) out <- out[, 1L]
  if (!is.null(fit$strata)) attr(out, "strata") <- table(fit$strata[row])
  out
}
