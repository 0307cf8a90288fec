# What an `oncohort_log_rank` answers: print, tidy, glance.

#' @export
print.oncohort_log_rank <- function(x, ...) {
  cat(format(x, ...), sep = "\n")
  invisible(x)
}

#' @export
format.oncohort_log_rank <- function(x, ...) {
  groups <- x$groups
  c(
    strwrap(paste0(x$method, ": ", x$data.name), width = 78, exdent = 2),
    paste0(
      count_noun(sum(groups$N), "patient"), ", ", count_noun(sum(groups$n.event), "event"),
      ", ", count_noun(nrow(groups), "group"),
      if (x$n.strata > 1L) paste0(", ", count_noun(x$n.strata, "stratum", "strata"))
    ),
    format_missing(x$missing),
    if (length(x$empty_groups)) {
      empty <- paste(x$empty_groups, collapse = ", ")
      strwrap(paste("No patients, left out:", empty), width = 78, exdent = 2)
    },
    "", format_groups(x), "",
    if (is.null(x$exact)) format_asymptotic(x) else format_exact(x),
    if (!is.na(x$note)) strwrap(paste0("Note: ", x$note, "."), width = 78, exdent = 2),
    strwrap(log_rank_footer(x), width = 78, exdent = 2)
  )
}

#' The groups with their variables as columns, cut so that the table fits the console
#' @noRd
format_groups <- function(x) {
  groups <- x$groups
  whole <- function(n) format(n, big.mark = ",", scientific = FALSE, trim = TRUE)
  variables <- groups[seq_len(ncol(groups) - 5L)]
  width <- 44L %/% length(variables)
  cells <- lapply(variables, function(column) shorten(as.character(column), width))
  numbers <- list(
    N = whole(groups$N), Events = whole(groups$n.event),
    Observed = if (x$rho == 0) whole(groups$observed) else format_fixed(groups$observed),
    Expected = format_fixed(groups$expected)
  )
  if (x$rho == 0) numbers$Events <- NULL
  names(cells) <- shorten(names(variables), width)
  format_table(
    as.data.frame(c(cells, numbers), optional = TRUE),
    left = seq_along(variables)
  )
}

format_asymptotic <- function(x) {
  value <- format_number(x$statistic, 4L, na = "NA")
  answer <- if (x$alternative == "two.sided") {
    paste0("Chi-squared = ", value, " on ", x$parameter, " df, ", p_equals(x$p.value))
  } else {
    paste0("z = ", value, " in the second group, ", p_equals(x$p.value))
  }
  paste0(answer, " (", in_words(x), ")")
}

format_exact <- function(x) {
  tails <- c(
    absolute = "two-sided, by absolute value", doubled = "two-sided, smaller tail doubled",
    less = "lower tail", greater = "upper tail"
  )
  table <- data.frame(
    label = tails[x$exact$tail], p = format_p(x$exact$p.value), mid = format_p(x$exact$mid.p)
  )
  names(table) <- c("", "p", "mid-p")
  answer <- paste0(
    if (names(x$statistic) == "z") "(O - E) / sqrt(V)" else "O - E", " = ",
    format_number(x$statistic, 4L, na = "NA"), " in the second group, ",
    p_equals(x$p.value), " (", in_words(x), ")"
  )
  defined <- !is.na(x$p.value)
  c(strwrap(answer, width = 78, exdent = 2), if (defined) c("", format_table(table), ""))
}

in_words <- function(x) {
  switch(x$alternative,
    two.sided = if (is.null(x$exact)) "two-sided" else "two-sided, by absolute value",
    less = "one-sided: lower hazard there", greater = "one-sided: higher hazard there"
  )
}

p_equals <- function(p) {
  text <- format_p(p)
  if (startsWith(text, "<")) paste("p", sub("<", "< ", text)) else paste("p =", text)
}

log_rank_footer <- function(x) {
  weights <- if (x$rho > 0) "; weights S(t-)^rho of the pooled Kaplan-Meier curve"
  if (is.null(x$exact)) {
    return(c(
      paste0("Asymptotic; tied times by the hypergeometric variance", weights, "."),
      if (is_small(x)) "A group is small: method = \"exact\" gives the permutation p-value."
    ))
  }
  splits <- format(x$parameter, big.mark = ",", digits = 15, scientific = x$parameter >= 1e15)
  scores <- if (names(x$statistic) == "z") "variance V worked out for each split" else "scores fixed"
  paste0(
    "Exact over all ", trimws(splits), " splits, ", scores, "; tied times share their risk set",
    weights, "."
  )
}

#' Too few patients for the chi-squared approximation, and few enough for the exact test
#' @noRd
is_small <- function(x) {
  n <- x$groups$N
  can_be_exact <- length(n) == 2L && x$n.strata == 1L && choose(sum(n), min(n)) <= 1e8
  can_be_exact && !is.na(x$p.value) && (min(n) < 10 || min(x$groups$expected) < 5)
}

#' @export
tidy.oncohort_log_rank <- function(x, ...) {
  check_dots(...)
  x$groups
}

#' @export
glance.oncohort_log_rank <- function(x, ...) {
  check_dots(...)
  df <- if ("df" %in% names(x$parameter)) x$parameter[["df"]] else NA_integer_
  data.frame(
    nobs = sum(x$groups$N), n.event = sum(x$groups$n.event), n.groups = nrow(x$groups),
    n.strata = x$n.strata, statistic = unname(x$statistic), df = df, p.value = x$p.value,
    method = x$method, alternative = x$alternative, note = x$note
  )
}

#' @export
as.data.frame.oncohort_log_rank <- function(x, ...) tidy.oncohort_log_rank(x, ...)
