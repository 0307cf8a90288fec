# From a claim to the number it should be: one function for each kind of quantity.
#
# inst/extdata/claims_quantities.csv says for every claim which kind it is and of which variable.
# Each function takes that row, one setting (a named list) and the patients, and returns the four
# parts on their natural scale (rates as fractions), NA where a part does not exist.

claim_parts <- c("estimate", "conf.low", "conf.high", "p.value")

#' @return named numbers, or `NULL` where the setting does not apply to this quantity.
#' @noRd
recompute_claim <- function(quantity, setting, data) {
  recompute <- switch(quantity$recompute,
    "count" = recompute_count,
    "minimum" = recompute_summary(min),
    "maximum" = recompute_summary(max),
    "mean" = recompute_summary(mean),
    "standard deviation" = recompute_summary(stats::sd),
    "share" = recompute_share,
    "response rate" = recompute_response_rate,
    "survival quantile" = recompute_survival_quantile,
    "survival rate" = recompute_survival_rate,
    "hazard ratio" = recompute_hazard_ratio
  )
  recompute(quantity, setting, data)
}

#' Patient-level data are printed for what a claim speaks of
#'
#' A share of the published table of adverse events needs none: its printed count is divided.
#' @noRd
can_recompute <- function(quantity, data) {
  quantity$recompute == "share" || is.na(quantity$variable) || quantity$variable %in% names(data)
}

claim_values <- function(estimate, conf.low = NA_real_, conf.high = NA_real_, p.value = NA_real_) {
  values <- c(estimate, conf.low, conf.high, p.value)
  stats::setNames(as.double(values), claim_parts)
}

recompute_count <- function(quantity, setting, data) {
  chosen <- rep(TRUE, nrow(data))
  if (!is.na(quantity$variable)) chosen <- chosen & data[[quantity$variable]] == quantity$level
  if (!is.na(quantity$within)) chosen <- chosen & data[[quantity$within]] == quantity$within_level
  claim_values(sum(chosen))
}

recompute_summary <- function(summarise) {
  function(quantity, setting, data) claim_values(summarise(data[[quantity$variable]]))
}

#' The printed numerator over the printed denominator: it shows that the division is right
#' @noRd
recompute_share <- function(quantity, setting, data) {
  fraction <- printed_fraction(quantity$as_printed)
  if (is.null(fraction)) {
    return(NULL)
  }
  claim_values(fraction[["x"]] / fraction[["n"]])
}

#' "10.7% (3/28)" -> c(x = 3, n = 28)
#' @noRd
printed_fraction <- function(text) {
  found <- regmatches(text, regexec("([0-9]+)/([0-9]+)", text))[[1L]]
  if (length(found) != 3L) {
    return(NULL)
  }
  stats::setNames(as.double(found[-1L]), c("x", "n"))
}

recompute_response_rate <- function(quantity, setting, data) {
  rates <- response_rate(data[[quantity$variable]], method = setting$method)
  rate <- rates[rates$rate == quantity$level, ]
  claim_values(rate$estimate, rate$conf.low, rate$conf.high)
}

recompute_survival_quantile <- function(quantity, setting, data) {
  if (setting$conf.type == "spss") {
    return(if (setting$plateau == "first") do.call(claim_values, spss_median(data)))
  }
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, data, conf.type = setting$conf.type)
  prob <- as.numeric(quantity$at)
  median <- survival_quantile(fit, probs = prob, plateau = setting$plateau)
  claim_values(median$estimate, median$conf.low, median$conf.high)
}

recompute_survival_rate <- function(quantity, setting, data) {
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, data, conf.type = setting$conf.type)
  rate <- survival_at(fit, as.numeric(quantity$at))
  claim_values(rate$estimate, rate$conf.low, rate$conf.high)
}

#' The median as SPSS 21 prints it
#'
#'     median = min{t : S(t) <= 0.5},  se(median) = se(S(median)) / f
#'     f = (S(u) - S(l)) / (l - u),  u = max{t : S(t) >= 0.55},  l = min{t : S(t) <= 0.45}
#'
#' with plain limits, median +- 1.96 se. IBM SPSS Statistics Algorithms (2012), chapter KM; the
#' smoothing of the density over 0.05 on either side is Collett's (2003, section 2.4).
#' @noRd
spss_median <- function(data) {
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, data, conf.type = "none")
  slack <- sqrt(.Machine$double.eps)
  at <- which(fit$surv <= 0.5 + slack)[1L]
  upper <- max(which(fit$surv >= 0.55 - slack))
  lower <- which(fit$surv <= 0.45 + slack)[1L]
  density <- (fit$surv[upper] - fit$surv[lower]) / (fit$time[lower] - fit$time[upper])
  std.error <- fit$surv[at] * fit$std.err[at] / density
  z <- stats::qnorm(0.975)
  list(
    estimate = fit$time[at], conf.low = fit$time[at] - z * std.error,
    conf.high = fit$time[at] + z * std.error
  )
}

recompute_hazard_ratio <- function(quantity, setting, data) {
  design <- comparison_data(quantity, setting$comparison, data)
  fit <- estimated_cox(design$formula, design$data, setting$ties)
  if (is.null(fit)) {
    return(NULL)
  }
  values <- wald_table(fit)
  values <- values[match(design$term, values$term), ]
  p <- cox_p_value(fit, values$p.value, setting$test)
  if (is.null(p)) {
    return(NULL)
  }
  claim_values(values$estimate, values$conf.low, values$conf.high, p)
}

#' A fit that did not come to an end (no contrast left, separation) reproduces nothing
#' @noRd
estimated_cox <- function(formula, data, ties) {
  failed <- function(cnd) NULL
  tryCatch(cox_ph(formula, data, ties = ties), oncohort_warning = failed, oncohort_error = failed)
}

#' The tests of the whole model answer for a term only where it stands alone
#' @noRd
cox_p_value <- function(fit, wald, test) {
  if (test == "wald") {
    return(wald)
  }
  if (length(stats::coef(fit)) > 1L) {
    return(NULL)
  }
  statistic <- switch(test,
    "likelihood ratio" = 2 * diff(fit$loglik),
    "score" = fit$score
  )
  stats::pchisq(statistic, 1, lower.tail = FALSE)
}

#' Which patients are compared with which: a formula, its data, and the term that answers
#'
#' `comparison` is "all others", or a list of another level (`against`) and of whether the model
#' holds the whole factor (`alone = FALSE`) or only the patients of the two levels.
#' @noRd
comparison_data <- function(quantity, comparison, data) {
  groups <- factor(data[[quantity$variable]])
  if (identical(comparison, "all others")) {
    data$exposed <- as.double(groups == quantity$level)
    return(list(formula = Surv(pfs_months, pfs_event) ~ exposed, data = data, term = "exposed"))
  }
  if (comparison$alone) {
    kept <- groups %in% c(quantity$level, comparison$against)
    data <- data[kept, ]
    data$exposed <- as.double(groups[kept] == quantity$level)
    return(list(formula = Surv(pfs_months, pfs_event) ~ exposed, data = data, term = "exposed"))
  }
  data$group <- stats::relevel(groups, comparison$against)
  list(
    formula = Surv(pfs_months, pfs_event) ~ group, data = data,
    term = paste0("group", quantity$level)
  )
}
