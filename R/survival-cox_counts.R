# What a fit with counts refuses, since survival's own functions would read counts as weights.

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

#' @importFrom survival survfit
#' @export
survfit.oncohort_cox <- function(formula, ...) {
  if (is_replicated(formula)) abort_counts("Curves of a fit")
  NextMethod()
}

#' @importFrom survival concordance
#' @export
concordance.oncohort_cox <- function(object, ...) {
  if (is_replicated(object)) abort_counts("Concordances other than that of {.fn glance}")
  NextMethod()
}

#' @importFrom stats extractAIC
#' @export
extractAIC.oncohort_cox <- function(fit, scale, k = 2, ...) {
  if (is_penalised(fit)) abort_penalised("AIC is", "Compare fits with {.code penalty = \"none\"}.")
  likelihood <- stats::logLik(fit)
  df <- attr(likelihood, "df")
  c(df, -2 * as.numeric(likelihood) + k * df)
}
