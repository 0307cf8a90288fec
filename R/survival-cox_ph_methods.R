# What an `oncohort_cox` answers beyond what its `coxph` class gives it. A fit with counts has
# no `coxph` class: what it supports is here.

#' @export
summary.oncohort_cox <- function(object, conf.int = object$conf.level, scale = 1, ...) {
  if (!is.null(object$coefficients)) object$concordance <- cox_concordance(object)
  out <- summary(as_coxph(object), conf.int = conf.int, scale = scale, ...)
  if (is.null(object$coefficients) || !(is_penalised(object) || any(object$infinite != 0))) {
    return(out)
  }
  out <- honest_summary(out, object, conf.int)
  out$remarks <- c(if (is_penalised(object)) method_line(object), infinite_line(object))
  class(out) <- c("summary.oncohort_cox", class(out))
  out
}

#' The fit as survival's methods know it, for those that read nothing but what counts left right
#' @noRd
as_coxph <- function(fit) {
  class(fit) <- c(if (is.null(fit$coefficients)) "coxph.null", "coxph")
  fit
}

is_replicated <- function(fit) !inherits(fit, "coxph")

#' @export
tidy.oncohort_cox <- function(x, exponentiate = FALSE, conf.level = x$conf.level,
                              conf.int = TRUE, ...) {
  check_flag(exponentiate, "exponentiate")
  check_flag(conf.int, "conf.int")
  conf.level <- check_conf_level(conf.level)
  limits <- if (conf.int) cox_limits(x, conf.level) else wald_limits(x, conf.level)
  std.error <- standard_errors(x)
  tests <- coefficient_tests(x)
  scale <- if (exponentiate) exp else identity
  out <- data.frame(
    term = as.character(names(x$coefficients)), estimate = scale(shown_coefficients(x)),
    std.error = if (exponentiate) rep(NA_real_, length(std.error)) else std.error,
    statistic = tests$statistic, p.value = tests$p.value,
    conf.low = scale(limits[, 1L]), conf.high = scale(limits[, 2L]), row.names = NULL
  )
  if (conf.int) out else out[setdiff(names(out), c("conf.low", "conf.high"))]
}

#' Coefficients with those that run to infinity at infinity
#' @noRd
shown_coefficients <- function(fit) {
  if (is.null(fit$coefficients)) {
    return(numeric())
  }
  unname(ifelse(fit$infinite == 0, fit$coefficients, fit$infinite * Inf))
}

#' None for a coefficient that is aliased or at infinity, whose `var` says 0 or a huge number
#' @noRd
standard_errors <- function(fit) {
  if (is.null(fit$coefficients)) {
    return(numeric())
  }
  out <- sqrt(diag(fit$var))
  out[is.na(fit$coefficients) | fit$infinite != 0] <- NA
  out
}

#' b +- z se
#' @noRd
wald_limits <- function(fit, conf.level) {
  z <- stats::qnorm((1 - conf.level) / 2, lower.tail = FALSE)
  std.error <- standard_errors(fit)
  b <- if (is.null(fit$coefficients)) numeric() else unname(fit$coefficients)
  cbind(b - z * std.error, b + z * std.error)
}

#' @export
glance.oncohort_cox <- function(x, ...) {
  check_dots(..., .after = "x")
  df <- sum(!is.na(x$coefficients))
  p <- function(value) stats::pchisq(value, df, lower.tail = FALSE)
  ratio <- if (df == 0L) NA_real_ else 2 * diff(x$loglik)
  value <- function(field) if (is.null(x[[field]])) NA_real_ else unname(x[[field]])
  wald <- if (any(x$infinite != 0)) NA_real_ else value("wald.test")
  concordance <- if (df == 0L) c(concordance = NA, std = NA) else cox_concordance(x)
  log_likelihood <- stats::logLik(x)
  criterion <- if (is_penalised(x)) function(fit) NA_real_ else identity
  data.frame(
    n = x$n, nevent = x$nevent, statistic.log = ratio, p.value.log = p(ratio),
    statistic.sc = value("score"), p.value.sc = p(value("score")), statistic.wald = wald,
    p.value.wald = p(wald), statistic.robust = NA_real_, p.value.robust = NA_real_,
    r.squared = 1 - exp(-ratio / x$n), r.squared.max = 1 - exp(2 * x$loglik[1L] / x$n),
    concordance = concordance[["concordance"]], std.error.concordance = concordance[["std"]],
    logLik = as.numeric(log_likelihood), AIC = criterion(stats::AIC(log_likelihood)),
    BIC = criterion(stats::BIC(log_likelihood)), nobs = x$n
  )
}

#' @export
logLik.oncohort_cox <- function(object, ...) {
  structure(
    object$loglik[length(object$loglik)],
    df = sum(!is.na(object$coefficients)), nobs = object$nevent, class = "logLik"
  )
}

#' @export
nobs.oncohort_cox <- function(object, ...) object$nevent

#' The coefficients, those that run to infinity at infinity
#' @noRd
#' @export
coef.oncohort_cox <- function(object, ...) {
  if (is.null(object$coefficients)) {
    return(NULL)
  }
  stats::setNames(shown_coefficients(object), names(object$coefficients))
}

#' @export
vcov.oncohort_cox <- function(object, ...) {
  out <- stats::vcov(as_coxph(object), ...)
  endless <- names(object$infinite)[object$infinite != 0]
  out[rownames(out) %in% endless, ] <- NA
  out[, colnames(out) %in% endless] <- NA
  out
}

#' @export
model.matrix.oncohort_cox <- function(object, ...) stats::model.matrix(as_coxph(object), ...)

#' @export
model.frame.oncohort_cox <- function(formula, ...) stats::model.frame(as_coxph(formula), ...)

#' @export
residuals.oncohort_cox <- function(object, type = "martingale", ...) {
  if (is_replicated(object) && !identical(type, "martingale")) {
    abort_counts("Residuals other than {.val martingale}")
  }
  if (is_penalised(object) && type %in% c("dfbeta", "dfbetas")) {
    abort_penalised(
      paste("Residuals of type", type, "are"), "Leave rows out and refit: {.code subset = -i}."
    )
  }
  residuals_coxph(object, type, ...)
}

residuals_coxph <- function(object, type, ...) stats::residuals(as_coxph(object), type = type, ...)

#' @export
predict.oncohort_cox <- function(object, ...) {
  type <- list(...)$type
  if (is_replicated(object) && !(is.null(type) || type %in% c("lp", "risk"))) {
    abort_counts("Predictions other than {.val lp} and {.val risk}")
  }
  if (is_replicated(object)) {
    return(stats::predict(as_coxph(object), ..., reference = "sample"))
  }
  NextMethod()
}

#' @export
anova.oncohort_cox <- function(object, ..., test = "Chisq") {
  if (!all(vapply(list(...), inherits, NA, c("coxph", "oncohort_cox")))) {
    abort_oncohort(
      c("{.fn anova} compares Cox fits with each other.", x = "Another argument is no Cox fit."),
      "argument"
    )
  }
  if (any(vapply(list(object, ...), is_penalised, NA))) {
    abort_penalised(
      "{.fn anova} is", "{.fn tidy} has the penalised likelihood-ratio test of each coefficient."
    )
  }
  if (...length() > 0L) {
    fits <- structure(lapply(list(object, ...), as_coxph), class = "coxphlist")
    return(stats::anova(fits, test = test))
  }
  # Not survival's own: it fails on fits that keep their strata, and on offsets.
  assign <- attr(object$x, "assign")
  steps <- sort(unique(assign))
  outcome <- core_outcome(object$y, object$strata, object$counts)
  offset <- if (is.null(object$offset)) numeric() else object$offset
  fits <- lapply(steps, function(step) {
    columns <- object$x[, assign <= step, drop = FALSE]
    cox_fit_cpp(outcome, columns, offset, object$method)[c("loglik", "df")]
  })
  loglik <- c(object$loglik[1L], vapply(fits, function(fit) fit$loglik[2L], 0))
  df <- c(0L, vapply(fits, function(fit) fit$df, 0L))
  table <- data.frame(loglik = loglik, Chisq = c(NA, 2 * diff(loglik)), Df = c(NA, diff(df)))
  if (identical(test, "Chisq")) {
    table[["Pr(>|Chi|)"]] <- stats::pchisq(table$Chisq, table$Df, lower.tail = FALSE)
  }
  row.names(table) <- c("NULL", names(object$assign))
  heading <- paste0(
    "Analysis of Deviance Table\n Cox model: response is ", deparse1(object$terms[[2L]]),
    "\nTerms added sequentially (first to last)\n"
  )
  structure(table, heading = heading, class = c("anova", "data.frame"))
}

#' @export
update.oncohort_cox <- function(object, formula., ..., evaluate = TRUE) {
  record <- object$call
  if (!missing(formula.)) {
    record$formula <- stats::update.formula(stats::formula(object), formula.)
  }
  changes <- match.call(expand.dots = FALSE)$...
  for (name in names(changes)) record[[name]] <- changes[[name]]
  if (!evaluate) {
    return(record)
  }
  home <- environment(object$terms)
  caller <- parent.frame()
  at <- function(name) if (name %in% names(changes)) caller else home
  value <- function(name) eval(record[[name]], at(name))
  option <- function(name, default) if (is.null(record[[name]])) default else value(name)
  cox_ph_impl(
    record$formula, if ("data" %in% names(changes)) value("data") else data_of_fit(object),
    subset = rlang::as_quosure(record$subset, at("subset")),
    counts = rlang::as_quosure(record$counts, at("counts")),
    na.action = value("na.action"), ties = option("ties", object$method),
    penalty = option("penalty", object$penalty),
    conf.level = option("conf.level", object$conf.level), record = record
  )
}
