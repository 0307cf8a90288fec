# The groups that a test compares, and the strata within which it does.

#' The groups to compare, as `curve_groups()`, and the stratum of each row
#'
#' @return what `curve_groups()` returns, and `stratum` (0-based, or of length 0),
#'   `n_strata`, `n` groups.
#' @noRd
test_groups <- function(frame, call = rlang::caller_env()) {
  terms <- frame$terms
  refuse_modifiers(terms, call)
  stratifiers <- names(frame$model)[attr(terms, "specials")$strata]
  compared <- !attr(terms, "term.labels") %in% stratifiers
  frame$terms <- structure(list(),
    term.labels = attr(terms, "term.labels")[compared], order = attr(terms, "order")[compared]
  )
  groups <- curve_groups(frame, call = call)
  groups$n <- length(groups$labels)
  strata <- if (length(stratifiers)) survival::strata(frame$model[stratifiers], shortlabel = TRUE)
  groups$stratum <- if (is.null(strata)) integer() else as.integer(strata) - 1L
  groups$n_strata <- max(1L, nlevels(strata))
  groups
}

#' At least two groups; for the exact test and one-sided alternatives exactly two
#' @noRd
check_test_scope <- function(options, groups, call = rlang::caller_env()) {
  if (groups$n < 2L || groups$n > 1000L) abort_group_number(groups, call)
  if (groups$n > 2L && options$alternative != "two.sided") {
    abort_oncohort(
      c("One-sided alternatives are for two groups.",
        x = "The formula gives {describe_groups(groups)}."
      ),
      "groups",
      call = call
    )
  }
  if (options$method == "exact" && (groups$n > 2L || groups$n_strata > 1L)) {
    strata <- if (groups$n_strata > 1L) paste0(", in ", groups$n_strata, " strata") else ""
    abort_oncohort(
      c("The exact test is for two groups without strata.",
        x = "The formula gives {describe_groups(groups)}{strata}.",
        i = "Use {.code method = \"asymptotic\"}, or choose two groups with {.arg subset}."
      ),
      "exact",
      call = call
    )
  }
}

#' "2 groups: sex=1, sex=2"; many are only counted
#' @noRd
describe_groups <- function(groups) {
  paste0(
    count_noun(groups$n, "group"),
    if (groups$n < 5L) paste0(": ", paste(groups$labels, collapse = ", "))
  )
}

abort_group_number <- function(groups, call) {
  remedy <- if (groups$n == 0L) {
    "Name it on the right: {.code Surv(time, event) ~ group}."
  } else if (groups$n == 1L) {
    "Are the others lost to {.arg subset} or to missing values?"
  } else {
    "Cut a continuous variable, or use a Cox model."
  }
  abort_oncohort(
    c("A log-rank test compares 2 to 1,000 groups.",
      x = if (groups$n == 0L) "The formula names no group." else
        "The formula gives {describe_groups(groups)}.",
      i = remedy
    ),
    "groups",
    call = call
  )
}
