# What holds of a Cox fit by Firth's penalised likelihood, and what is refused.

#' Refuse what would read the fit as one of maximum likelihood
#' @noRd
abort_penalised <- function(what, instead, call = rlang::caller_env()) {
  abort_oncohort(
    c(paste(what, "not there for a fit with {.code penalty = \"firth\"}."),
      x = "It would read the estimates as those of maximum likelihood, where the score is 0.",
      i = instead
    ),
    "penalty",
    call = call
  )
}

#' The line about limits and tests under a printed fit
#' @noRd
method_line <- function(fit) {
  if (is_penalised(fit)) {
    return(paste(
      "HR: hazard ratio per unit of the term, by Firth's penalised likelihood, with profile",
      "penalised-likelihood limits and penalised likelihood-ratio p-values."
    ))
  }
  "HR: hazard ratio per unit of the term, with Wald limits and Wald p-values."
}

#' Where Wald misleads, the arguments that do better
#' @noRd
few_events_line <- function(fit, df) {
  if (is_penalised(fit) || fit$nevent >= 10 * df) {
    return(NULL)
  }
  paste0(
    count_noun(fit$nevent, "event"), " for ", count_noun(df, "coefficient"),
    ", fewer than 10 each: Wald limits and p-values can mislead; ",
    "confint(method = \"profile\"), the likelihood-ratio test and penalty = \"firth\" are safer."
  )
}

infinite_line <- function(fit) {
  infinite <- names(fit$coefficients)[fit$infinite != 0]
  if (length(infinite) == 0L) {
    return(NULL)
  }
  paste0(
    "The likelihood has no maximum: ", toString(infinite), " (a group without events?); the ",
    "finite limit is the profile likelihood's. The likelihood-ratio test holds; ",
    "penalty = \"firth\" gives a finite estimate."
  )
}

#' The tables of a summary, where survival's would speak of Wald or of a coefficient of 21
#' @noRd
honest_summary <- function(out, fit, conf.int) {
  tests <- coefficient_tests(fit)
  rows <- match(rownames(out$coefficients), names(fit$coefficients))
  b <- shown_coefficients(fit)[rows]
  out$coefficients[, "coef"] <- b
  out$coefficients[, "exp(coef)"] <- exp(b)
  out$coefficients[, "se(coef)"] <- standard_errors(fit)[rows]
  out$coefficients[, "z"] <- tests$statistic[rows]
  out$coefficients[, "Pr(>|z|)"] <- tests$p.value[rows]
  if (is_penalised(fit)) {
    colnames(out$coefficients)[4:5] <- c("signed root LR", "p")
    out$sctest[] <- NA
  }
  if (any(fit$infinite != 0)) out$waldtest[c("test", "pvalue")] <- NA
  if (is.matrix(out$conf.int)) {
    limits <- cox_limits(fit, conf.int)[rows, , drop = FALSE]
    out$conf.int[] <- cbind(exp(b), exp(-b), exp(limits))
  }
  out
}

#' @export
print.summary.oncohort_cox <- function(x, ...) {
  lines <- utils::capture.output(NextMethod())
  # survival prints a score test always; a penalised fit has none
  cat(lines[!(startsWith(lines, "Score (logrank)") & is.na(x$sctest[1L]))], sep = "\n")
  cat(strwrap(x$remarks, width = 78, exdent = 2), sep = "\n")
  invisible(x)
}
