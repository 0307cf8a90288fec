#' Test of proportional hazards
#'
#' Does the effect of a term change over time? The score test of Grambsch and Therneau, term
#' by term and for all together.
#'
#' @details
#' Each coefficient becomes \eqn{\beta_j + \theta_j g(t)}; the test is the score test of
#' \eqn{\theta = 0} at the estimates of the fit:
#' \deqn{U = \sum_{deaths} g(t) (x_i - \bar x(t)), \quad
#'   I = \sum_t \begin{pmatrix} V(t) & g V(t) \\ g V(t) & g^2 V(t) \end{pmatrix}, \quad
#'   \chi^2 = (0, U)' I^{-1} (0, U),}
#' with \eqn{\bar x(t)} and \eqn{V(t)} the mean and the variance of the covariates in the risk
#' set. A term's test frees the \eqn{\theta} of its own columns alone. As [survival::cox.zph()]
#' from version 3 on, V is taken at each time; the test of 1994 took its average. Under exact
#' ties mean and variance are those of the exact likelihood, where `cox.zph()` takes Breslow's.
#'
#' A large p-value does not show that hazards are proportional: with few events the test sees
#' little. The figure shows where the effect would go: scaled Schoenfeld residuals estimate
#' the coefficient as a function of time.
#'
#' @param fit a fit of [cox_ph()] with at least one covariate.
#' @param ... not used; a misspelt argument is an error.
#' @param transform the scale g of time: `"km"`, 1 less the Kaplan-Meier estimate just before
#'   t, which keeps late events from ruling the test; `"identity"`, `"rank"` or `"log"`.
#' @return A data frame of class `oncohort_ph_test`, one row per term and a last one, `GLOBAL`:
#'   `term, statistic, df, p.value`. [autoplot()] draws it.
#' @references
#' Grambsch PM, Therneau TM (1994). Proportional hazards tests and diagnostics based on
#' weighted residuals. *Biometrika* 81:515-526. \doi{10.1093/biomet/81.3.515}
#' @family survival functions
#' @examples
#' fit <- cox_ph(Surv(pfs_months, pfs_event) ~ ecog + primary_site, sarcoma)
#' test_ph(fit)
#' @export
test_ph <- function(fit, ..., transform = c("km", "identity", "rank", "log")) {
  check_dots(..., .after = "fit")
  transform <- check_choice(transform, c("km", "identity", "rank", "log"), "transform")
  check_ph_fit(fit, rlang::current_env())
  known <- which(!is.na(fit$coefficients))
  time <- transformed_time(fit, transform, rlang::current_env())
  core <- call_core(cox_ph_test_cpp(
    fit_outcome(fit), fit$x[, known, drop = FALSE], fit_offset(fit),
    as.double(fit$coefficients[known]), fit$method, time
  ))
  columns <- lapply(fit$assign, function(own) match(intersect(own, known), known))
  columns <- columns[lengths(columns) > 0L]
  groups <- c(columns, list(GLOBAL = seq_along(known)))
  statistic <- vapply(groups, theta_test, 0, core = core, p = length(known))
  df <- lengths(groups)
  new_ph_test(
    data.frame(
      term = names(groups), statistic = unname(statistic), df = unname(df),
      p.value = stats::pchisq(unname(statistic), unname(df), lower.tail = FALSE)
    ),
    fit, transform, columns
  )
}

#' (0, U)' I^-1 (0, U) over all beta and the theta of the given columns
#' @noRd
theta_test <- function(own, core, p) {
  keep <- c(seq_len(p), own + p)
  quadratic(core$information[keep, keep], c(numeric(p), core$score[own]))
}

check_ph_fit <- function(fit, call) {
  if (!inherits(fit, "oncohort_cox")) {
    abort_oncohort(
      c("{.arg fit} must be a fit of {.fn cox_ph}.", x = "It is {describe(fit)}."), "fit",
      call = call
    )
  }
  if (is.null(fit$coefficients)) {
    abort_oncohort(
      c("{.arg fit} must have a covariate.", x = "It has none: there is no effect to test."),
      "fit",
      call = call
    )
  }
  infinite <- names(fit$coefficients)[fit$infinite != 0]
  if (length(infinite) > 0L) {
    abort_oncohort(
      c("Proportional hazards can be tested for finite coefficients only.",
        x = "{infinite} {?runs/run} to infinity.",
        i = "Leave the term out, or merge the group without events."
      ),
      "infinite",
      call = call
    )
  }
}

#' g(t) at each row's time, less its mean over deaths: the test does not change, digits are kept
#' @noRd
transformed_time <- function(fit, transform, call) {
  y <- unclass(fit$y)
  time <- y[, ncol(y) - 1L]
  event <- y[, ncol(y)] == 1
  counts <- if (is.null(fit$counts)) rep.int(1, length(time)) else fit$counts
  if (transform == "log" && any(time[event] <= 0)) {
    abort_oncohort(
      c("{.code transform = \"log\"} needs times above 0.",
        x = "Events at 0 or before in {row_list(which(event & time <= 0))}."
      ),
      "argument",
      call = call
    )
  }
  g <- switch(transform,
    identity = time, log = log(pmax(time, .Machine$double.xmin)),
    rank = rank_of_patients(time, counts), km = km_before(y, counts)
  )
  g - sum((g * counts)[event]) / sum(counts[event])
}

#' Mid-ranks of the rows written out
#' @noRd
rank_of_patients <- function(time, counts) {
  total <- rowsum(counts, time)[, 1L]
  (cumsum(total) - (total - 1) / 2)[match(time, sort(unique(time)))]
}

#' 1 - S(t-), all strata together
#' @noRd
km_before <- function(y, counts) {
  time <- y[, ncol(y) - 1L]
  at <- sort(unique(time[y[, ncol(y)] == 1]))
  deaths <- rowsum(counts[y[, ncol(y)] == 1], time[y[, ncol(y)] == 1])[, 1L]
  below <- function(x, t) {
    order <- order(x)
    c(0, cumsum(counts[order]))[findInterval(t, x[order], left.open = TRUE) + 1L]
  }
  at_risk <- sum(counts) - below(time, at)
  if (ncol(y) == 3L) at_risk <- at_risk - (sum(counts) - below(y[, 1L], at))
  survivor <- cumprod(1 - deaths / at_risk)
  1 - c(1, survivor)[findInterval(time, at, left.open = TRUE) + 1L]
}

new_ph_test <- function(table, fit, transform, columns) {
  stopifnot(is.data.frame(table), is.character(transform), is.list(columns))
  structure(table,
    transform = transform, fit = fit, columns = columns,
    class = c("oncohort_ph_test", "data.frame")
  )
}

#' @export
print.oncohort_ph_test <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @export
format.oncohort_ph_test <- function(x, ...) {
  fit <- attr(x, "fit")
  if (is.null(fit)) {
    return(utils::capture.output(print(as.data.frame(x))))
  }
  table <- data.frame(
    term = x$term, chisq = format_fixed(x$statistic, 2L), df = as.character(x$df),
    p = format_p(x$p.value)
  )
  scale <- c(
    km = "1 - Kaplan-Meier", identity = "time itself", rank = "rank of time", log = "log time"
  )[[attr(x, "transform")]]
  c(
    strwrap(paste("Test of proportional hazards:", deparse1(fit$call$formula)), 78, exdent = 2),
    paste0(count_noun(fit$nevent, "event"), "; ", capitalised(fit$method), " ties"), "",
    format_table(table), "",
    strwrap(paste0(
      "Score test of Grambsch and Therneau; scale of time: ", scale, ". A large p does not ",
      "show that hazards are proportional: autoplot() shows the effect over time."
    ), 78, exdent = 2)
  )
}

#' @export
as.data.frame.oncohort_ph_test <- function(x, ...) {
  attributes(x) <- attributes(x)[c("names", "row.names")]
  class(x) <- "data.frame"
  x
}
