#' Response rates with exact limits
#'
#' The objective response rate (ORR) and the disease control rate (DCR), by group where
#' asked, each with its confidence limits.
#'
#' @param best_response best response of each patient: a factor or character vector of the
#'   codes `"CR"`, `"PR"`, `"SD"`, `"Non-CR/Non-PD"`, `"PD"` and `"NE"`, written so; or a
#'   data frame with such a column named `best_response`.
#' @param by group of each patient: a factor or vector as long as `best_response`. Levels of
#'   a factor that nobody has are kept, with `N = 0` and nothing estimated. `NULL` for all
#'   patients together.
#' @param ... must be empty.
#' @param rates which rates: `"ORR"` (CR or PR), `"DCR"` (CR, PR, SD or Non-CR/Non-PD).
#' @inheritParams binom_ci
#'
#' @return A data frame of class `oncohort_response_rate`, one row per group and rate:
#'   `group` (in the type of `by`), `rate`, `n` (patients who count as success), `N` (all
#'   patients of the group), `estimate` (`n / N`), `conf.low`, `conf.high` (fractions) and
#'   `method`. Where `N` is 0, estimate and limits are `NA`. `print()` shows percentages,
#'   `as.data.frame()` gives the plain data frame, `tidy()` the same with `term` for `rate`,
#'   `glance()` one row with the number of patients and groups, level and method.
#'
#' @details
#' The denominator is every patient given, as intention to treat asks: `"NE"` counts as no
#' response. A missing response is an error, not a silent drop: code it `"NE"`. Rates of
#' groups are estimated each on its own; that intervals of two groups overlap is no test of
#' their difference. Whether responses had to be confirmed is decided before: in
#' `best_response`. For the formulas of the limits see [binom_ci()].
#'
#' @references
#' Eisenhauer EA, Therasse P, Bogaerts J, et al. (2009). New response evaluation criteria in
#' solid tumours: revised RECIST guideline (version 1.1). *European Journal of Cancer*
#' 45:228-247. \doi{10.1016/j.ejca.2008.10.026}
#'
#' @seealso [response_table()] for the counts, [binom_ci()] for limits of any counts.
#' @family response
#' @examples
#' response_rate(sarcoma$best_response)
#' response_rate(sarcoma$best_response, by = sarcoma$histology, rates = "ORR")
#' response_rate(sarcoma$best_response, method = "wilson", conf.level = 0.9)
#' @export
response_rate <- function(best_response, by = NULL, ..., rates = c("ORR", "DCR"),
                          conf.level = 0.95,
                          method = c(
                            "clopper-pearson", "wilson", "agresti-coull", "jeffreys", "wald"
                          )) {
  check_dots(..., .after = "by")
  conf.level <- check_conf_level(conf.level)
  rates <- check_rates(rates)
  method <- check_choice(method, eval(formals(binom_ci)$method), "method")
  counts <- count_responses(best_response, by)
  new_response_rate(response_rate_impl(counts, rates, conf.level, method), conf.level)
}

check_rates <- function(rates, call = rlang::caller_env()) {
  known <- names(response_rate_codes)
  ok <- is.character(rates) && length(rates) > 0L && all(rates %in% known) && !anyDuplicated(rates)
  if (!ok) {
    abort_oncohort(
      c("{.arg rates} must be one or more of {.val {known}}, each once.",
        x = "It is {describe(rates)}."
      ),
      "argument",
      call = call
    )
  }
  rates
}

response_rate_impl <- function(counts, rates, conf.level, method) {
  successes <- lapply(response_rate_codes[rates], function(codes) {
    rowSums(counts$count[, codes, drop = FALSE])
  })
  groups <- length(counts$group)
  # Rows run by group, and by rate within the group.
  n <- as.integer(do.call(rbind, successes))
  N <- rep(as.integer(rowSums(counts$count)), each = length(rates))
  limits <- matrix(NA_real_, length(n), 2L)
  some <- N > 0L
  if (any(some)) {
    found <- binom_ci(n[some], N[some], conf.level = conf.level, method = method)
    limits[some, ] <- c(found$conf.low, found$conf.high)
  }
  list2DF(list(
    group = rep(counts$group, each = length(rates)), rate = rep(rates, groups), n = n, N = N,
    estimate = ifelse(some, n / N, NA_real_), conf.low = limits[, 1L], conf.high = limits[, 2L],
    method = rep_len(method, length(n))
  ))
}

new_response_rate <- function(table, conf.level) {
  stopifnot(is.data.frame(table), is.double(conf.level))
  structure(table, conf.level = conf.level, class = c("oncohort_response_rate", "data.frame"))
}

#' @export
print.oncohort_response_rate <- function(x, ...) {
  cat(format(x, ...), sep = "\n")
  invisible(x)
}

#' @export
format.oncohort_response_rate <- function(x, decimals = 1L, ...) {
  percent <- function(p) format_fixed(100 * p, decimals)
  interval <- paste0("(", format_interval(percent(x$conf.low), percent(x$conf.high)), ")")
  cells <- data.frame(
    group = format_group(x$group), rate = x$rate, "n/N" = paste0(x$n, "/", x$N),
    estimate = format_percent(x$estimate, decimals, na = "-"),
    limits = ifelse(x$N > 0L, interval, ""), check.names = FALSE
  )
  names(cells)[5L] <- paste(format_level(attr(x, "conf.level")), "limits")
  if (is_one_group(x$group)) cells$group <- NULL
  c(
    paste("Response rates of", count_noun(rate_patients(x), "patient")), "",
    format_table(cells, left = seq_len(ncol(cells) - 3L)), "",
    format_rate_notes(x)
  )
}

format_rate_notes <- function(x) {
  rates <- unique(x$rate)
  codes <- vapply(response_rate_codes[rates], paste, "", collapse = " + ")
  c(
    paste(rates, "=", codes, collapse = "; "),
    "Denominator: all patients of the group; NE counts as no response.",
    paste0("Limits: ", proportion_method_label(x$method[1L]), "."),
    if (x$method[1L] == "wald") {
      "Wald limits fail in small samples: prefer \"clopper-pearson\" or \"wilson\"."
    },
    if (any(x$N == 0L)) "-: not estimated, nobody is in the group."
  )
}

#' Patients behind a table of rates: every group counts once
#' @noRd
rate_patients <- function(x) sum(x$N[x$rate == x$rate[1L]])

#' @export
`[.oncohort_response_rate` <- function(x, ...) {
  # A part that lacks a column or a row has lost what print() needs: it is a plain frame.
  part <- NextMethod()
  whole <- is.data.frame(part) && nrow(part) > 0L && all(names(x) %in% names(part))
  if (whole) {
    return(new_response_rate(part, attr(x, "conf.level")))
  }
  if (is.data.frame(part)) as.data.frame.oncohort_response_rate(part) else part
}

#' @export
as.data.frame.oncohort_response_rate <- function(x, ...) {
  attr(x, "conf.level") <- NULL
  class(x) <- "data.frame"
  x
}

#' @export
tidy.oncohort_response_rate <- function(x, ...) {
  table <- as.data.frame(x)
  names(table)[names(table) == "rate"] <- "term"
  table
}

#' @export
glance.oncohort_response_rate <- function(x, ...) {
  data.frame(
    nobs = rate_patients(x), n.groups = length(unique(x$group)),
    conf.level = attr(x, "conf.level"), method = x$method[1L]
  )
}
