#' Guarantee-time bias: a simulation in which adverse events do nothing
#'
#' Patients who stay on treatment longer have more time to collect adverse events. So "three or more
#' adverse events" goes with long progression-free survival even where the events have no effect
#' at all. This simulates many studies of that kind and analyses each three times: naively, by the final
#' number of events; at a landmark; and with the events as a covariate that changes with time.
#'
#' @details
#' In every run, each of `n` patients
#'
#' - has a progression-free time T from a Weibull distribution, or one drawn with replacement from
#'   `times` (`pfs = "resampled"`, which keeps the ties of a study with scans at fixed intervals);
#'   the Weibull is fitted to `times`, all taken as progressions, by maximum likelihood;
#' - collects adverse events in a Poisson process of rate `rate` per month that stops at T and is
#'   independent of T: the true hazard ratio of any number of events is 1.
#'
#' The default rate is the study's: 99 patients with an event, summed over the rows of Table 4
#' ([sarcoma_adverse_events]), over the 85.6 months of treatment in Table 1.
#'
#' The **naive** analysis compares patients with `at_least` or more events by T against the rest, as
#' if the number had been known at the start. The **landmark** analysis (Anderson, Cain and Gelber
#' 1983) keeps those still at risk after `landmark` months, groups them by the events they had *by
#' then*, and starts the clock again ([landmark_data()]). The **time-dependent** analysis counts each
#' patient without the exposure up to the event that makes it, and with it from then on
#' ([split_follow_up()]); it leaves nobody out. All fit [cox_ph()] with Efron ties and a Wald test.
#'
#' The event of number `at_least` comes after a gamma distributed time of that shape and `rate`.
#'
#' A run in which all patients fall into one group, or in which the groups separate completely,
#' has no hazard ratio: `NA`, counted in print.
#'
#' @param runs number of simulated studies.
#' @param ... not used; a misspelt argument is an error.
#' @param n patients in each, at least 2.
#' @param rate adverse events per month on treatment, more than 0.
#' @param at_least how many events make a patient "exposed".
#' @param landmark landmark in months, more than 0.
#' @param times progression-free times, in months, that the simulation imitates.
#' @param pfs `"weibull"`, a smooth distribution fitted to `times`, or `"resampled"`.
#' @return A data frame of class `oncohort_guarantee_time`, three rows per run: `run, analysis`
#'   (factor `naive`, `landmark`, `time-dependent`), `n` (ever exposed), `N` (patients analysed), `estimate` (hazard ratio),
#'   `conf.low, conf.high, p.value`. `summary()` gives one row per analysis: `analysis, runs` (with
#'   a hazard ratio), `estimate` (median), `lower, upper` (5% and 95% quantiles), `rejected` (share
#'   with p < 0.05). The seed of R makes it repeatable.
#' @references
#' Anderson JR, Cain KC, Gelber RD (1983). Analysis of survival by tumor response.
#' *J Clin Oncol* 1:710-719. \doi{10.1200/JCO.1983.1.11.710}
#'
#' Giobbie-Hurder A, Gelber RD, Regan MM (2013). Challenges of guarantee-time bias.
#' *J Clin Oncol* 31:2963-2969. \doi{10.1200/JCO.2013.49.5283}
#' @family study
#' @examples
#' set.seed(1)
#' simulate_guarantee_time(50)
#' @export
simulate_guarantee_time <- function(runs = 500, ..., n = 28, rate = 99 / 85.6, at_least = 3,
                                    landmark = 2, times = oncohort::sarcoma$pfs_months,
                                    pfs = c("weibull", "resampled")) {
  check_dots(..., .after = "runs")
  runs <- check_one_count(runs, "runs", 1L)
  n <- check_one_count(n, "n", 2L)
  at_least <- check_one_count(at_least, "at_least", 1L)
  rate <- check_one_positive(rate, "rate")
  landmark <- check_one_positive(landmark, "landmark")
  times <- check_numbers(times, "times", lower = .Machine$double.eps)
  pfs <- check_choice(pfs, c("weibull", "resampled"), "pfs")
  draw <- draw_times(times, pfs)
  results <- lapply(seq_len(runs), function(run) {
    study <- simulate_study(draw(n), rate, at_least, landmark)
    cbind(run = run, rbind(
      compare_exposed("naive", study$naive),
      compare_exposed("landmark", study$landmark),
      compare_exposed("time-dependent", study$time_dependent)
    ))
  })
  new_guarantee_time(
    do.call(rbind, results),
    list(n = n, rate = rate, at_least = at_least, landmark = landmark, pfs = pfs)
  )
}

draw_times <- function(times, pfs) {
  if (pfs == "resampled") {
    return(function(n) times[sample.int(length(times), n, replace = TRUE)])
  }
  fitted <- weibull_fit(times)
  function(n) stats::rweibull(n, fitted[["shape"]], fitted[["scale"]])
}

#' Maximum likelihood of a Weibull distribution, no time censored
#'
#'     1/k = sum(t^k log t) / sum(t^k) - mean(log t),   scale = mean(t^k)^(1/k)
#' @noRd
weibull_fit <- function(times, call = rlang::caller_env(2L)) {
  if (length(unique(times)) < 2L) {
    abort_oncohort(
      c("{.arg times} must hold two different times or more to fit a distribution.",
        x = "It is {describe(times)}."
      ),
      "argument",
      call = call
    )
  }
  log_t <- log(times)
  # The largest time is taken out as a factor, or its power overflows.
  gap <- function(k) {
    w <- exp(k * (log_t - max(log_t)))
    sum(w * log_t) / sum(w) - mean(log_t) - 1 / k
  }
  rough <- 1.2 / stats::sd(log_t)
  shape <- stats::uniroot(gap, rough * c(0.1, 10), extendInt = "upX", tol = 1e-12)$root
  scale <- exp(max(log_t) + log(mean(exp(shape * (log_t - max(log_t))))) / shape)
  c(shape = shape, scale = scale)
}

#' One study, as each analysis sees it: rows of (start, stop], and who is exposed in them
#'
#' In a Poisson process the event of number k comes after a gamma time of shape k.
#' @noRd
simulate_study <- function(time, rate, at_least, landmark) {
  exposed_from <- not_nearly(stats::rgamma(length(time), at_least, rate), time)
  at_risk <- time > landmark
  pieces <- split_at(
    list(start = numeric(length(time)), stop = time, event = rep.int(1L, length(time))),
    as.list(exposed_from)
  )
  rows <- function(patient, start, stop, event, exposed) {
    data.frame(
      patient = patient, start = start, stop = stop, event = event,
      exposed = as.double(exposed)
    )
  }
  list(
    naive = rows(seq_along(time), 0, time, 1L, exposed_from <= time),
    landmark = rows(
      which(at_risk), rep.int(0, sum(at_risk)), time[at_risk] - landmark,
      rep.int(1L, sum(at_risk)), exposed_from[at_risk] <= landmark
    ),
    time_dependent = rows(
      pieces$row, pieces$start, pieces$stop, pieces$event,
      exposed_from[pieces$row] <= pieces$start
    )
  )
}

#' A piece shorter than the tolerance of tied times would be no piece at all
#' @noRd
not_nearly <- function(change, time) {
  least <- 1e-6 * max(1, mean(time))
  change[change < least] <- 0
  late <- abs(change - time) < least
  change[late] <- time[late]
  change
}

guarantee_time_analyses <- c("naive", "landmark", "time-dependent")

compare_exposed <- function(analysis, rows) {
  out <- data.frame(
    analysis = factor(analysis, levels = guarantee_time_analyses),
    n = length(unique(rows$patient[rows$exposed == 1])), N = length(unique(rows$patient)),
    estimate = NA_real_, conf.low = NA_real_, conf.high = NA_real_, p.value = NA_real_
  )
  if (length(unique(rows$exposed)) == 2L) {
    values <- wald_table(estimated_cox(Surv(start, stop, event) ~ exposed, rows, "efron"))
    if (nrow(values) == 1L) out[names(values)[-1L]] <- values[-1L]
  }
  out
}

new_guarantee_time <- function(results, assumptions) {
  stopifnot(is.data.frame(results), is.list(assumptions))
  structure(results, assumptions = assumptions, class = c("oncohort_guarantee_time", "data.frame"))
}

#' @export
summary.oncohort_guarantee_time <- function(object, ...) {
  analyses <- levels(object$analysis)
  by_analysis <- lapply(analyses, function(analysis) {
    rows <- object[object$analysis == analysis & !is.na(object$estimate), ]
    data.frame(
      analysis = factor(analysis, levels = analyses), runs = nrow(rows),
      estimate = stats::median(rows$estimate),
      lower = unname(stats::quantile(rows$estimate, 0.05)),
      upper = unname(stats::quantile(rows$estimate, 0.95)), rejected = mean(rows$p.value < 0.05)
    )
  })
  do.call(rbind, by_analysis)
}

#' @export
as.data.frame.oncohort_guarantee_time <- function(x, ...) {
  attr(x, "assumptions") <- NULL
  class(x) <- "data.frame"
  x
}

#' @export
print.oncohort_guarantee_time <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @export
format.oncohort_guarantee_time <- function(x, ...) {
  a <- attr(x, "assumptions")
  if (is.null(a)) {
    return(utils::capture.output(print(as.data.frame(x))))
  }
  counts <- summary(x)
  table <- data.frame(
    analysis = as.character(counts$analysis), runs = counts$runs,
    "median HR" = format_fixed(counts$estimate),
    "90% of runs" = format_interval(format_fixed(counts$lower), format_fixed(counts$upper)),
    "p < 0.05" = format_percent(counts$rejected), check.names = FALSE
  )
  without <- sum(is.na(x$estimate))
  c(
    paste0(
      count_noun(length(unique(x$run)), "study", "studies"), " of ", count_noun(a$n, "patient"),
      " in whom adverse events do nothing"
    ),
    paste0(a$at_least, " or more adverse events against fewer; the true hazard ratio is 1"),
    "", format_table(table), "",
    paste0(
      format_number(a$rate), " events per month; landmark at ", format(a$landmark),
      " months; times ", if (a$pfs == "weibull") "from a Weibull fit" else "resampled"
    ),
    paste0(
      "Cox model, Efron ties, Wald test",
      if (without) paste0("; without a hazard ratio: ", count_noun(without, "analysis", "analyses"))
    )
  )
}

check_one_count <- function(x, arg, least, call = rlang::caller_env()) {
  ok <- is.numeric(x) && length(x) == 1L && is.finite(x) && x == floor(x) && x >= least
  if (!ok) {
    abort_oncohort(
      c("{.arg {arg}} must be one whole number, {least} or more.", x = "It is {describe(x)}."),
      "argument",
      call = call
    )
  }
  as.integer(x)
}

check_one_positive <- function(x, arg, call = rlang::caller_env()) {
  ok <- is.numeric(x) && length(x) == 1L && is.finite(x) && x > 0
  if (!ok) {
    abort_oncohort(
      c("{.arg {arg}} must be one finite number, more than 0.", x = "It is {describe(x)}."),
      "argument",
      call = call
    )
  }
  as.double(x)
}
