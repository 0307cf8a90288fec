# What an `oncohort_cox` answers beyond what its `coxph` class gives it. A fit with counts has
# no `coxph` class: what it supports is here.

#' @export
print.oncohort_cox <- function(x, ...) {
  cat(format(x, ...), sep = "\n")
  invisible(x)
}

#' @export
format.oncohort_cox <- function(x, ...) {
  unit <- if (ncol(x$y) == 3L) "row" else "patient"
  groups <- if (!is.null(x$strata)) paste0(", ", count_noun(nlevels(x$strata), "stratum", "strata"))
  c(
    paste("Cox regression:", deparse1(x$call$formula)),
    paste0(
      count_noun(x$n, unit), ", ", count_noun(x$nevent, "event"), groups, "; ",
      capitalised(x$method), " ties"
    ),
    format_missing(x$missing),
    "",
    if (is.null(x$coefficients)) {
      paste("No covariates: log-likelihood", format(x$loglik, digits = 7))
    } else {
      c(format_cox_table(x), "", strwrap(cox_footer(x), width = 78, exdent = 2))
    }
  )
}

capitalised <- function(x) paste0(toupper(substring(x, 1L, 1L)), substring(x, 2L))

format_cox_table <- function(x) {
  rows <- tidy.oncohort_cox(x, exponentiate = TRUE)
  texts <- format_ratios(rows$estimate, rows$conf.low, rows$conf.high)
  table <- data.frame(term = rows$term, HR = texts$estimate, ci = texts$interval)
  table$p <- format_p(rows$p.value)
  aliased <- is.na(x$coefficients)
  infinite <- x$infinite != 0
  table$HR[aliased] <- "NA"
  table$ci[aliased | infinite] <- ifelse(infinite, "NE", "")[aliased | infinite]
  table$p[aliased | infinite] <- ifelse(infinite, "NE", "")[aliased | infinite]
  names(table)[3L] <- paste(format_level(x$conf.level), "CI")
  format_table(table)
}

#' Ratios and their limits as text: two decimals, more where the interval is narrow
#'
#' A hazard ratio per day of age says nothing with two decimals.
#' @return data frame `estimate, interval`.
#' @noRd
format_ratios <- function(estimate, low, high) {
  width <- high / low
  decimals <- ifelse(is.na(width) | !is.finite(width), 2L,
    ifelse(width < 1.005, 4L, ifelse(width < 1.05, 3L, 2L))
  )
  number <- function(x) {
    out <- mapply(format_fixed, x, decimals, USE.NAMES = FALSE)
    large <- is.finite(x) & x >= 1e4
    out[large] <- format_number(x[large], 3L)
    out[is.finite(x) & x > 0 & x < 0.005] <- "<0.01"
    out[!is.na(x) & x == 0] <- "0"
    out
  }
  interval <- format_interval(number(low), number(high))
  interval[is.na(low) & is.na(high)] <- "NE"
  data.frame(estimate = number(estimate), interval = interval)
}

cox_footer <- function(x) {
  df <- sum(!is.na(x$coefficients))
  test <- function(value) {
    p <- stats::pchisq(value, df, lower.tail = FALSE)
    paste0(format_fixed(value, 2L), " (p ", format_p(p), ")")
  }
  infinite <- names(x$coefficients)[x$infinite != 0]
  aliased <- names(x$coefficients)[is.na(x$coefficients)]
  c(
    "HR: hazard ratio per unit of the term, with Wald limits and Wald p-values.",
    paste0(
      "Tests on ", df, " df: likelihood ratio ", test(2 * diff(x$loglik)), "; Wald ",
      if (length(infinite)) "NE" else test(x$wald.test), "; score (log-rank) ",
      test(x$score), "."
    ),
    if (!is.null(x$naive.var)) {
      paste0(
        "Robust variance over ", count_noun(x$n.cluster, "cluster"), "; robust score test ",
        test(x$rscore), ". The likelihood ratio and the plain score test take patients as ",
        "independent."
      )
    },
    if (!is.null(x$weights)) {
      paste0("Case weights from ", format_number(min(x$weights)), " to ", format_number(max(x$weights)), ".")
    },
    if (length(aliased)) {
      paste0("NA: constant, or determined by strata or earlier terms: ", toString(aliased), ".")
    },
    if (length(infinite)) {
      paste0(
        "The likelihood has no maximum: ", toString(infinite), " without limits (a group ",
        "without events?). The likelihood-ratio test still holds."
      )
    },
    if (x$status == "not converged") "The iterations did not converge: do not use the estimates.",
    if (x$nevent < 10 * df) {
      paste0(
        count_noun(x$nevent, "event"), " for ", count_noun(df, "coefficient"),
        ", fewer than 10 each: Wald limits and p-values can mislead; the ",
        "likelihood-ratio test (anova()) is safer."
      )
    }
  )
}

#' @export
summary.oncohort_cox <- function(object, conf.int = object$conf.level, scale = 1, ...) {
  if (!is.null(object$coefficients)) object$concordance <- cox_concordance(object)
  summary(as_coxph(object), conf.int = conf.int, scale = scale, ...)
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
  limits <- wald_limits(x, check_conf_level(conf.level))
  std.error <- standard_errors(x)
  b <- if (is.null(x$coefficients)) numeric() else unname(x$coefficients)
  statistic <- b / std.error
  scale <- if (exponentiate) exp else identity
  out <- data.frame(
    term = as.character(names(x$coefficients)), estimate = scale(shown_coefficients(x)),
    std.error = if (exponentiate) rep(NA_real_, length(std.error)) else std.error,
    statistic = statistic, p.value = 2 * stats::pnorm(-abs(statistic)),
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

#' Limits for the coefficients of a Cox fit
#'
#' @param object a fit of [cox_ph()].
#' @param parm names or numbers of the coefficients; all by default.
#' @param level level of the limits, between 0 and 1.
#' @param method `"wald"`: \eqn{b \pm z\, \mathrm{se}(b)}.
#' @param ... not used; a misspelt argument is an error.
#' @return A matrix of log hazard ratios, one row per coefficient; `NA` for a coefficient that
#'   is aliased or runs to infinity.
#' @examples
#' fit <- cox_ph(Surv(pfs_months, pfs_event) ~ ecog, sarcoma)
#' exp(confint(fit))
#' @family survival functions
#' @export
confint.oncohort_cox <- function(object, parm, level = 0.95, method = "wald", ...) {
  check_dots(..., .after = "method")
  check_choice(method, "wald", "method")
  level <- check_conf_level(level)
  terms <- names(object$coefficients)
  out <- wald_limits(object, level)
  tails <- 100 * c((1 - level) / 2, (1 + level) / 2)
  dimnames(out) <- list(terms, paste(format(tails, trim = TRUE, digits = 3), "%"))
  if (missing(parm)) {
    return(out)
  }
  known <- if (is.numeric(parm)) parm %in% seq_along(terms) else parm %in% terms
  if (!all(known)) {
    abort_oncohort(
      c("{.arg parm} must name coefficients of the fit.",
        x = "Not found: {.val {parm[!known]}}.",
        i = "The coefficients are {.val {terms}}."
      ),
      "argument"
    )
  }
  out[parm, , drop = FALSE]
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
  data.frame(
    n = x$n, nevent = x$nevent, statistic.log = ratio, p.value.log = p(ratio),
    statistic.sc = value("score"), p.value.sc = p(value("score")), statistic.wald = wald,
    p.value.wald = p(wald), statistic.robust = value("rscore"), p.value.robust = p(value("rscore")),
    r.squared = 1 - exp(-ratio / x$n), r.squared.max = 1 - exp(2 * x$loglik[1L] / x$n),
    concordance = concordance[["concordance"]], std.error.concordance = concordance[["std"]],
    logLik = as.numeric(log_likelihood), AIC = stats::AIC(log_likelihood),
    BIC = stats::BIC(log_likelihood), nobs = x$n
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

#' @export
vcov.oncohort_cox <- function(object, ...) stats::vcov(as_coxph(object), ...)

#' @export
model.matrix.oncohort_cox <- function(object, ...) stats::model.matrix(as_coxph(object), ...)

#' @export
model.frame.oncohort_cox <- function(formula, ...) stats::model.frame(as_coxph(formula), ...)

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
  if (!is.null(object$naive.var)) {
    abort_oncohort(
      c("Likelihood-ratio tests do not hold beside a robust variance.",
        i = "Use the Wald tests, or the robust score test of {.code summary(fit)}."
      ),
      "robust"
    )
  }
  if (...length() > 0L) {
    fits <- structure(lapply(list(object, ...), as_coxph), class = "coxphlist")
    return(stats::anova(fits, test = test))
  }
  # Not survival's own: it fails on fits that keep their strata, and on offsets.
  assign <- attr(object$x, "assign")
  steps <- sort(unique(assign))
  outcome <- fit_outcome(object)
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

abort_counts <- function(what, call = rlang::caller_env()) {
  abort_oncohort(
    c(paste(what, "are not there for a fit with {.arg counts}."),
      x = "survival's own would read counts as weights.",
      i = "Write the rows out: {.code data[rep(seq_len(nrow(data)), count), ]}."
    ),
    "counts",
    call = call
  )
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
    record$formula, value("data"),
    subset = rlang::as_quosure(record$subset, at("subset")),
    counts = rlang::as_quosure(record$counts, at("counts")),
    na.action = value("na.action"), ties = option("ties", object$method),
    conf.level = option("conf.level", object$conf.level), record = record,
    weights = rlang::as_quosure(record$weights, at("weights")),
    cluster = rlang::as_quosure(record$cluster, at("cluster")), robust = value("robust")
  )
}
