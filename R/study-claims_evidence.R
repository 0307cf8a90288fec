# Sentences of the `why` column that need a computation of their own: plateau, unit, software, and
# how much a hazard ratio depends on method and on one patient.

say_plateau <- function(facts) {
  if (facts$quantity$recompute != "survival quantile") {
    return(NULL)
  }
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, facts$data, conf.type = "none")
  flat <- which(abs(fit$surv - 0.5) < sqrt(.Machine$double.eps))
  if (length(flat) == 0L) {
    return(NULL)
  }
  paste0(
    "The curve is exactly 0.5 from ", format_fixed(fit$time[flat], 1L), " to ",
    format_fixed(fit$time[flat + 1L], 1L), " months."
  )
}

say_unit <- function(facts) {
  wrong <- wording_rules[["wrong unit"]](facts) & !is.na(facts$printed)
  if (!any(wrong)) {
    return(NULL)
  }
  right <- paste(
    format_fixed(facts$tried$values[wrong] * 100, printed_decimals(facts$printed[1L])),
    collapse = " to "
  )
  fractions <- if (sum(wrong) == 1L) "a part of it as a fraction" else "its limits as fractions"
  paste0("The estimate stands in percent, ", fractions, ": in percent ", right, ".")
}

#' Whose defaults give the digits: compatible with one program is not proof of it
#' @noRd
say_software <- function(facts) {
  tried <- facts$tried
  if (is.null(tried$found) || is.na(facts$printed[2L])) {
    return(NULL)
  }
  uses <- function(name) vapply(tried$settings, function(setting) name %in% setting$software, TRUE)
  # The software's answer to the comparison that was found, not to another one.
  same <- vapply(tried$settings, function(setting) {
    identical(setting$values$comparison, tried$found$values$comparison)
  }, TRUE)
  software <- c("R", "SPSS 21")
  default <- vapply(software, function(name) which(uses(name) & same)[1L], 0L)
  if (anyNA(default)) {
    return(NULL)
  }
  gives <- tried$complete[default]
  if (all(gives)) {
    return("R and SPSS 21, which the article names, both give these digits.")
  }
  if (any(gives)) say_one_software(facts, software, default, gives)
}

say_one_software <- function(facts, software, default, gives) {
  values <- facts$tried$results[[default[!gives]]] * part_scales(facts$unit)
  does <- paste("would give", format_claim(format_like(values, facts$printed)))
  if (is.na(values[["conf.low"]])) does <- "prints no limits"
  named <- ifelse(software == "SPSS 21", "SPSS 21, which the article names,", software)
  paste0(
    "Compatible with the defaults of ", sub(",$", "", named[gives]), ", not proven; ",
    named[!gives], " ", does, "."
  )
}

#' By how much the answer moves: the plain reading by other tests, and without one patient
#' @noRd
say_fragility <- function(facts) {
  # Without a hazard ratio there is nothing to shake.
  if (facts$quantity$recompute != "hazard ratio" || is.null(facts$tried) ||
    is.na(facts$tried$base[["estimate"]])) {
    return(NULL)
  }
  design <- comparison_data(facts$quantity, "all others", facts$data)
  variable <- facts$quantity$variable
  c(
    say_methods(design, facts),
    say_decisive(leave_one_out_hazard_ratio(design$formula, design$data)),
    paste0(
      facts$quantity$level, " is one of ", nlevels(factor(facts$data[[variable]])), " levels of ",
      chartr("_", " ", variable), "; no test was corrected."
    )
  )
}

say_methods <- function(design, facts) {
  p <- p_values_by_method(design$formula, design$data)
  exposed <- sum(design$data$exposed)
  paste0(
    if ("comparison" %in% facts$tried$found$kinds) {
      plain <- format_hazard_ratio(facts$tried$base)
      paste0("Against all others, as the words say, it is ", plain, ". ")
    },
    "By method p is ", format_p(min(p)), " to ", format_p(max(p)), ", at ", exposed, " against ",
    nrow(design$data) - exposed, " patients."
  )
}

#' The patient without whom least is left; two can be the same to the model, up to the last bits
#' @noRd
say_decisive <- function(left_out) {
  most <- max(left_out$p.value, na.rm = TRUE)
  rows <- left_out[which(left_out$p.value >= most * (1 - 1e-8)), ]
  paste0(
    "Without patient ", paste(rows$patient, collapse = " or "), " it is ",
    format_hazard_ratio(unlist(rows[1L, claim_parts[1:3]])), ", p ", format_p(most), "."
  )
}

format_hazard_ratio <- function(values) {
  shown <- format_fixed(values, 2L)
  paste0(shown[1L], " (", format_interval(shown[2L], shown[3L]), ")")
}

#' The p-value of one comparison of two groups by six tests
#'
#' @return named: Wald, likelihood ratio and score test of the Cox model (Efron), the log-rank test,
#'   and its exact permutation distribution by absolute O - E and studentised.
#' @noRd
p_values_by_method <- function(formula, data) {
  fit <- cox_ph(formula, data, ties = "efron")
  exact <- function(statistic) {
    log_rank(formula, data, method = "exact", statistic = statistic)$p.value
  }
  c(
    wald = wald_table(fit)$p.value,
    likelihood_ratio = cox_p_value(fit, NA, "likelihood ratio"),
    score = cox_p_value(fit, NA, "score"),
    log_rank = log_rank(formula, data)$p.value,
    exact_absolute = exact("score"),
    exact_studentised = exact("studentised")
  )
}
