# Limits and tests from the profile of a likelihood, penalised or not.

#' Limits for the coefficients of a Cox fit
#'
#' @details
#' Wald limits are \eqn{b \pm z\, \mathrm{se}(b)}: a parabola in place of the log-likelihood.
#' With few events, or a coefficient far from 0, the log-likelihood is not one. Profile limits
#' are the two values c at which the largest log-likelihood with \eqn{\beta_j = c} lies half
#' the quantile of \eqn{\chi^2_1} below the maximum,
#' \deqn{l_p(c) = l(\hat\beta) - \chi^2_{1, 1 - \alpha} / 2, \qquad
#'   l_p(c) = \max \{ l(\beta) : \beta_j = c \},}
#' so that they hold exactly the values that the likelihood-ratio test does not reject. They
#' do not depend on the scale on which the coefficient is written. For a fit with
#' `penalty = "firth"` l is the penalised log-likelihood.
#'
#' The equations are solved for all coefficients at once (Venzon and Moolgavkar), from
#' \eqn{b \pm z\, \mathrm{se}(b)} on; the result is taken only if it passes as a root, and
#' otherwise a root is enclosed and narrowed down. A coefficient that runs to infinity has an
#' infinite limit on that side, and a finite one on the other; the matrix then has an
#' attribute `note` that says so. A limit that could not be found is `NA`, with a warning
#' of class `oncohort_warning_profile`.
#'
#' @param object a fit of [cox_ph()].
#' @param parm names or numbers of the coefficients; all by default.
#' @param level level of the limits, between 0 and 1.
#' @param method `"wald"` or `"profile"`; by default `"profile"` for a fit with
#'   `penalty = "firth"`, else `"wald"`.
#' @param ... not used; a misspelt argument is an error.
#' @return A matrix of log hazard ratios, one row per coefficient; `NA` for a coefficient that
#'   is aliased, and for Wald limits of one that runs to infinity.
#' @references
#' Venzon DJ, Moolgavkar SH (1988). A method for computing profile-likelihood-based
#' confidence intervals. *Appl Stat* 37:87-94. \doi{10.2307/2347496}
#'
#' Heinze G, Schemper M (2001). A solution to the problem of monotone likelihood in Cox
#' regression. *Biometrics* 57:114-119. \doi{10.1111/j.0006-341X.2001.00114.x}
#' @examples
#' # Five patients with angiosarcoma: the limits of the hazard ratio, three ways
#' sarcoma$angiosarcoma <- sarcoma$histology == "Angiosarcoma"
#' fit <- cox_ph(Surv(pfs_months, pfs_event) ~ angiosarcoma, sarcoma)
#' exp(confint(fit))
#' exp(confint(fit, method = "profile"))
#' exp(confint(update(fit, penalty = "firth")))
#' @family survival functions
#' @export
confint.oncohort_cox <- function(object, parm, level = 0.95, method = c("wald", "profile"), ...) {
  check_dots(..., .after = "method")
  firth <- is_penalised(object)
  method <- if (missing(method)) {
    if (firth) "profile" else "wald"
  } else {
    check_choice(method, c("wald", "profile"), "method")
  }
  level <- check_conf_level(level)
  terms <- names(object$coefficients)
  columns <- chosen_coefficients(if (missing(parm)) seq_along(terms) else parm, terms)
  out <- if (method == "wald") {
    wald_limits(object, level)[columns, , drop = FALSE]
  } else {
    profile_limits(object, level, columns)
  }
  tails <- 100 * c((1 - level) / 2, (1 + level) / 2)
  dimnames(out) <- list(terms[columns], paste(format(tails, trim = TRUE, digits = 3), "%"))
  endless <- terms[columns][rowSums(is.infinite(out)) > 0]
  if (length(endless)) {
    attr(out, "note") <- paste0(
      "Infinite: the likelihood does not fall on that side (", toString(endless), ")."
    )
  }
  out
}

chosen_coefficients <- function(parm, terms, call = rlang::caller_env()) {
  known <- if (is.numeric(parm)) parm %in% seq_along(terms) else parm %in% terms
  if (!all(known)) {
    abort_oncohort(
      c("{.arg parm} must name coefficients of the fit.",
        x = "Not found: {.val {parm[!known]}}.",
        i = "The coefficients are {.val {terms}}."
      ),
      "argument",
      call = call
    )
  }
  if (is.numeric(parm)) as.integer(parm) else match(parm, terms)
}

#' What the core needs of a fit to climb its likelihood again
#' @noRd
profile_input <- function(fit) {
  list(
    outcome = core_outcome(fit$y, fit$strata, fit$counts), x = fit$x,
    offset = if (is.null(fit$offset)) numeric() else as.double(fit$offset), ties = fit$method,
    penalty = if (is_penalised(fit)) "firth" else "none"
  )
}

#' Profile limits of some coefficients, log hazard ratios
#'
#' @param columns whole numbers; aliased ones get `NA`.
#' @return matrix of two columns.
#' @noRd
profile_limits <- function(fit, level, columns = seq_along(fit$coefficients),
                           call = rlang::caller_env()) {
  out <- matrix(NA_real_, length(columns), 2L)
  told <- !is.na(fit$coefficients[columns])
  if (!any(told)) {
    return(out)
  }
  found <- call_core(
    cox_profile_limits_cpp(
      profile_input(fit), unname(fit$coefficients), unname(fit$infinite), fit$either,
      columns[told] - 1L, stats::qchisq(level, 1) / 2
    ),
    call
  )
  out[told, ] <- found$limits
  warn_lost_limits(found$status, names(fit$coefficients)[columns[told]], call)
  out[is.nan(out)] <- NA
  out
}

warn_lost_limits <- function(status, terms, call) {
  lost <- terms[rowSums(status == "not found") > 0]
  if (length(lost) == 0L) {
    return(invisible())
  }
  warn_oncohort(
    c("A profile limit could not be found and is NA.",
      x = "No root was enclosed for {.val {lost}}.",
      i = "Do covariates almost determine each other?"
    ),
    "profile",
    call = call
  )
}

#' Likelihood-ratio statistics of coefficients held at 0, the others free
#'
#' @param without list of whole numbers: which coefficients are held at 0, together.
#' @return numeric, `NA` where the restricted maximum was not found.
#' @noRd
profile_ratios <- function(fit, without, call = rlang::caller_env()) {
  ratios <- call_core(
    cox_profile_ratios_cpp(
      profile_input(fit), unname(fit$coefficients), lapply(without, function(j) j - 1L)
    ),
    call
  )
  ratios[is.nan(ratios)] <- NA
  ratios
}

#' The test of each coefficient that a fit stands by: Wald's, or the penalised ratio
#'
#' @return data frame `statistic, p.value`; the statistic of a ratio is its signed root.
#' @noRd
coefficient_tests <- function(fit) {
  b <- unname(fit$coefficients)
  statistic <- b / standard_errors(fit)
  if (is_penalised(fit) && length(b)) {
    told <- which(!is.na(b))
    statistic[told] <- sign(b[told]) * sqrt(profile_ratios(fit, as.list(told)))
  }
  statistic <- as.double(statistic)
  data.frame(statistic = statistic, p.value = 2 * stats::pnorm(-abs(statistic)))
}

#' The limits that a fit stands by
#'
#' Wald's; the profile's for a penalised fit, and for coefficients that run to infinity,
#' which have a limit on the other side.
#' @noRd
cox_limits <- function(fit, conf.level) {
  if (is_penalised(fit) && length(fit$coefficients)) {
    return(profile_limits(fit, conf.level))
  }
  limits <- wald_limits(fit, conf.level)
  infinite <- which(fit$infinite != 0)
  if (length(infinite)) limits[infinite, ] <- profile_limits(fit, conf.level, infinite)
  limits
}

is_penalised <- function(fit) identical(fit$penalty, "firth")
