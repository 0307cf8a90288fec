# A Cox fit in print: one screen, and where not to trust it.

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
  table$ci[aliased] <- ""
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
    method_line(x),
    paste0(
      "Tests on ", df, " df: ", if (is_penalised(x)) "penalised ", "likelihood ratio ",
      test(2 * diff(x$loglik)), "; Wald ", if (length(infinite)) "NE" else test(x$wald.test),
      if (!is_penalised(x)) paste0("; score (log-rank) ", test(x$score)), "."
    ),
    if (length(aliased)) {
      paste0("NA: constant, or determined by strata or earlier terms: ", toString(aliased), ".")
    },
    infinite_line(x),
    if (x$status == "not converged") "The iterations did not converge: do not use the estimates.",
    few_events_line(x, df)
  )
}
