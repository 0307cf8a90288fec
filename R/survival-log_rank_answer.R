# What the core's numbers mean for a test: statistic, p-value, its name, and why it may be undefined.

#' Statistic, parameter and p-value of the chosen method and alternative
#' @noRd
log_rank_answer <- function(core, options) {
  if (options$method == "exact") {
    which <- if (options$alternative == "two.sided") "absolute" else options$alternative
    name <- if (options$statistic == "score") "O - E" else "z"
    return(list(
      statistic = stats::setNames(core$exact$statistic, name),
      parameter = c(splits = core$exact$n.splits), p.value = core$exact[[which]][1L]
    ))
  }
  if (options$alternative == "two.sided") {
    p <- stats::pchisq(core$chi.square, max(core$df, 1L), lower.tail = FALSE)
    return(list(
      statistic = c("X-squared" = core$chi.square), parameter = c(df = core$df), p.value = p
    ))
  }
  z <- if (core$df > 0L) core$difference[2L] / sqrt(core$covariance[2L, 2L]) else NA_real_
  list(
    statistic = c(z = z), parameter = NULL,
    p.value = stats::pnorm(z, lower.tail = options$alternative == "less")
  )
}

#' What must be known beside the p-value, or NA
#' @noRd
log_rank_note <- function(core, options, labels) {
  exact <- core$exact
  if (sum(core$n.event) == 0) {
    "not defined: no events"
  } else if (if (is.null(exact)) core$df == 0L else is.na(exact$absolute[1L])) {
    "not defined: no event time tells the groups apart"
  } else if (is.null(exact)) {
    rank_note(core, labels)
  } else if (options$alternative == "two.sided" &&
    exact$absolute[1L] == min(exact$less[1L], exact$greater[1L])) {
    "no split lies as far in the other direction: one-sided in fact"
  } else {
    NA_character_
  }
}

rank_note <- function(core, labels) {
  if (core$df == length(labels) - 1L) {
    return(NA_character_)
  }
  silent <- labels[diag(core$covariance) == 0]
  if (length(silent) == 0L) {
    return("not all groups meet within a stratum")
  }
  paste("no information on", paste(silent, collapse = ", "))
}

log_rank_method <- function(options, n_strata) {
  weighted <- paste0("G-rho rank test (rho = ", options$rho, ")")
  test <- if (options$rho == 0) "log-rank test" else weighted
  words <- c(
    if (options$method == "exact") "exact",
    if (options$method == "exact" && options$statistic == "studentised") "studentised",
    if (n_strata > 1L) "stratified", test
  )
  text <- paste(words, collapse = " ")
  paste0(toupper(substr(text, 1L, 1L)), substring(text, 2L))
}
