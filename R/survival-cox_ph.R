#' Cox regression
#'
#' The proportional hazards model by maximum partial likelihood. The result is a `coxph`
#' object with the fields filled as [survival::coxph()] fills them, so that [anova()],
#' [predict()], [residuals()], [survival::cox.zph()], [survival::survfit()] and the packages
#' that know `coxph` work on it.
#'
#' @details
#' The hazard of a patient with covariates x is \eqn{h_0(t) \exp(x'\beta)}, with a baseline
#' \eqn{h_0} of its own in each stratum. With \eqn{r_i = \exp(x_i'\beta)}, and over the event
#' times t with their d deaths D and their risk sets R, Efron's log-likelihood is
#' \deqn{l(\beta) = \sum_t \Big[ \sum_{i \in D} x_i'\beta - \sum_{k=0}^{d-1} \log\Big(
#'   \sum_{i \in R} r_i - \frac{k}{d} \sum_{i \in D} r_i \Big) \Big];}
#' Breslow's has 0 in place of k/d. It is maximised by Newton's method with step-halving
#' until estimates hold to about twelve digits; that is stricter than `coxph`'s default
#' (`eps = 1e-9`), whose estimates are themselves off by up to 5e-8.
#'
#' Times closer than 1.5e-8 (absolutely, or relative to their mean) are one time, as
#' survival's `timefix` has it.
#'
#' **Where the model cannot answer.** A column that is constant or a combination of earlier
#' ones is aliased: its coefficient is `NA`, with a warning of class
#' `oncohort_warning_aliased`; if no column is left, that is an error. Where somebody with the
#' largest value of a combination of covariates dies at every event time (a group without
#' events, separation), the likelihood has no maximum and coefficients run to infinity. This is
#' decided for each coefficient exactly, not by how far the iterations went: the differences of
#' covariates between those who die and those at risk either leave a direction along which the
#' likelihood never falls, or combine to rule it out (differences below 1e-9 of a covariate's
#' standard deviation count as none). A warning of class `oncohort_warning_infinite` names the
#' coefficients with their directions; `infinite` holds the sign; printing, [tidy()], [coef()],
#' [summary()] and [confint()] show `Inf` or `-Inf`, no standard error, and as limits infinity on
#' that side and the profile likelihood's on the other. `fit$coefficients` keeps the last finite
#' value, so that predictions work. The log-likelihood is that of the limit, so the
#' likelihood-ratio test stands. Iterations used up give `oncohort_warning_not_converged`.
#'
#' **penalty = "firth"** maximises
#' \deqn{l^*(\beta) = l(\beta) + \tfrac12 \log \det I(\beta)}
#' with \eqn{I} the information of l. The maximum is finite whatever the data, and less biased
#' away from 0 with few events. Limits are those of the profile of \eqn{l^*}, p-values
#' those of its likelihood ratio with the coefficient at 0 (the penalty remains that of the
#' whole model, as in Heinze and Schemper); `statistic` is the signed root of that ratio. `var`
#' is \eqn{I^{-1}}, `loglik` holds \eqn{l^*} at 0 and at the maximum. What
#' depends on the estimates alone holds as for any fit: [predict()], [survival::survfit()],
#' concordance, martingale, deviance, score and Schoenfeld residuals (the score residuals no
#' longer sum to 0). [anova()] and residuals of type dfbeta are refused, for they assume
#' a score of 0; AIC and BIC are `NA`; so is the score test. [survival::cox.zph()] assumes it too:
#' use it on the fit without penalty.
#'
#' **counts** are replications: a row of count 3 is three patients, also for Efron's ties.
#' `coxph`'s `weights` are not. A fit with a count other than 1 is of class `oncohort_cox`
#' alone, for functions that would read counts as weights are wrong about it; its
#' martingale residuals are totals of a row's patients.
#'
#' @param formula [Surv()] on the left, `Surv(time, event)` or `Surv(start, stop, event)`;
#'   covariates on the right, with interactions, factors of any contrasts, [strata()],
#'   [offset()] and bases such as [splines::ns()]. `cluster()`, `pspline()`, `frailty()`,
#'   `ridge()` and `tt()` are refused.
#' @param data a data frame, one row per patient, or per stretch of follow-up.
#' @param ... not used; a misspelt argument is an error.
#' @param subset a condition on the columns of `data`, or row numbers: which rows to use, taken after
#'   the formula is evaluated, as in [stats::model.frame()].
#' @param na.action what to do with rows that have missing values; they are left out
#'   ([stats::na.omit()]), counted and printed by default.
#' @param counts a column of whole numbers: how many patients a row stands for. Rows of
#'   count 0 are dropped.
#' @param ties approximation for deaths at one time: `"efron"` or `"breslow"`.
#' @param penalty `"none"` for maximum partial likelihood, `"firth"` for Firth's penalised
#'   likelihood: with few events, or a group without any.
#' @param conf.level level of the printed limits, between 0 and 1.
#'
#' @return An object of class `c("oncohort_cox", "coxph")`: the fields of a `coxph` object
#'   with `x`, `y` and `model`, and `infinite` (named, -1, 0 or 1), `status` ("converged",
#'   "infinite" or "not converged"), `penalty`, `missing` and `conf.level`. `concordance` is there up
#'   to 10,000 rows; beyond, [summary()] and [glance()] work it out. `iter` counts our own
#'   iterations.
#'
#'   [tidy()] gives one row per coefficient, `term, estimate, std.error, statistic, p.value,
#'   conf.low, conf.high`, log hazard ratios unless `exponentiate = TRUE` (`std.error` is
#'   then `NA`); [glance()] gives one row, named as broom names it for `coxph`; [confint()]
#'   gives Wald or profile limits; [update()] refits, also where the data are out of sight.
#' @references
#' Cox DR (1972). Regression models and life-tables. *J R Stat Soc B* 34:187-220.
#' \doi{10.1111/j.2517-6161.1972.tb00899.x}
#'
#' Efron B (1977). The efficiency of Cox's likelihood function for censored data. *J Am Stat
#' Assoc* 72:557-565. \doi{10.1080/01621459.1977.10480613}
#'
#' Breslow N (1974). Covariance analysis of censored survival data. *Biometrics* 30:89-99.
#' \doi{10.2307/2529620}
#'
#' Firth D (1993). Bias reduction of maximum likelihood estimates. *Biometrika* 80:27-38.
#' \doi{10.1093/biomet/80.1.27}
#'
#' Heinze G, Schemper M (2001). A solution to the problem of monotone likelihood in Cox
#' regression. *Biometrics* 57:114-119. \doi{10.1111/j.0006-341X.2001.00114.x}
#'
#' Jacobsen M (1989). Existence and unicity of MLEs in discrete exponential family
#' distributions. *Scand J Stat* 16:335-349.
#' @family survival functions
#' @examples
#' fit <- cox_ph(Surv(pfs_months, pfs_event) ~ I(histology == "Angiosarcoma"), sarcoma)
#' fit
#' tidy(fit, exponentiate = TRUE)
#'
#' # Five patients: Wald and likelihood-ratio tests differ fourfold
#' summary(fit)
#'
#' # Firth's penalised likelihood, with profile limits
#' cox_ph(Surv(pfs_months, pfs_event) ~ primary_site, sarcoma, penalty = "firth")
#'
#' # Another treatment of ties, as SPSS has it
#' cox_ph(Surv(pfs_months, pfs_event) ~ primary_site + ecog, sarcoma, ties = "breslow")
#' @export
cox_ph <- function(formula, data, ..., subset = NULL, na.action = NULL, counts = NULL,
                   ties = c("efron", "breslow"), penalty = c("none", "firth"), conf.level = 0.95) {
  check_dots(...)
  cox_ph_impl(
    formula, if (missing(data)) NULL else data,
    subset = rlang::enquo(subset), counts = rlang::enquo(counts), na.action = na.action,
    ties = ties, penalty = penalty, conf.level = conf.level,
    record = recorded_call(sys.call(), "cox_ph", formula)
  )
}

#' @param record the call to keep in the fit; its `data` may be any expression.
#' @noRd
cox_ph_impl <- function(formula, data, subset, counts, na.action, ties, penalty, conf.level,
                        record, call = rlang::caller_env()) {
  conf.level <- check_conf_level(conf.level, call)
  ties <- check_choice(ties, c("efron", "breslow"), "ties", call)
  penalty <- check_choice(penalty, c("none", "firth"), "penalty", call)
  refuse_terms(formula, call)
  frame <- survival_frame(formula, data, subset, counts, na.action,
    specials = c("strata", "tt", "frailty", "ridge", "pspline"), call = call
  )
  check_events(frame, call)
  home <- data_environment(formula, record$data, data)
  environment(record$formula) <- home
  design <- cox_design(frame, home, call)
  core <- call_core(
    cox_fit_cpp(
      core_outcome(frame$y, design$strata, frame$counts), design$x, design$offset, ties,
      penalty
    ),
    call
  )
  check_cox_fit(core, design, call)
  new_oncohort_cox(core, design, frame, ties, penalty, conf.level, record)
}

#' The outcome as the core takes it: plain vectors, empty for what is not there
#' @noRd
core_outcome <- function(y, strata, counts) {
  times <- unclass(y)
  last <- ncol(times)
  list(
    start = if (last == 3L) as.double(times[, 1L]) else numeric(),
    stop = as.double(times[, last - 1L]), event = as.integer(times[, last]),
    stratum = if (is.null(strata)) integer() else as.integer(strata) - 1L,
    strata = max(1L, nlevels(strata)), counts = if (is.null(counts)) numeric() else counts
  )
}

new_oncohort_cox <- function(core, design, frame, ties, penalty, conf.level, record) {
  stopifnot(is.list(core), is.matrix(design$x), is.call(record))
  null <- ncol(design$x) == 0L
  replicated <- any(frame$counts != 1)
  fit <- c(cox_estimates(core, colnames(design$x)), list(
    linear.predictors = core$linear.predictors,
    residuals = stats::setNames(core$residuals, row.names(frame$model)), method = ties,
    n = if (replicated) core$n else length(core$stop), nevent = core$nevent,
    terms = design$terms, assign = design$assign, na.action = frame$na.action,
    model = design$model, x = design$x, strata = design$strata,
    y = merged_times(frame$y, core), timefix = TRUE, formula = stats::formula(design$terms),
    xlevels = design$xlevels, contrasts = attr(design$x, "contrasts"),
    offset = if (any(design$offset != 0)) design$offset, counts = frame$counts,
    infinite = stats::setNames(core$runs_to, colnames(design$x)), either = core$either,
    penalty = penalty, status = core$status, missing = frame$missing, conf.level = conf.level,
    call = record
  ))
  fit <- fit[!vapply(fit, is.null, logical(1L))]
  fit <- structure(fit, class = c("oncohort_cox", if (null) "coxph.null", "coxph"))
  if (replicated) class(fit) <- "oncohort_cox"
  if (!null && length(core$stop) <= 10000L) fit$concordance <- cox_concordance(fit)
  fit
}

#' What a null model does not have, named as `coxph` names it
#' @noRd
cox_estimates <- function(core, terms) {
  if (length(terms) == 0L) {
    return(list(loglik = core$loglik[1L]))
  }
  named <- function(x) stats::setNames(x, terms)
  list(
    coefficients = named(core$coefficients), var = core$var, loglik = core$loglik,
    score = core$score, iter = core$iter, means = named(core$means),
    wald.test = if (length(terms) == 1L) named(core$wald.test) else core$wald.test
  )
}

#' The outcome with near ties merged, as survival keeps it
#' @noRd
merged_times <- function(y, core) {
  last <- ncol(y)
  y[, last - 1L] <- core$stop
  if (last == 3L) y[, 1L] <- core$start
  y
}

#' Concordance of the linear predictor, named as `coxph` names it
#' @noRd
cox_concordance <- function(fit) {
  if (!is.null(fit$concordance)) {
    return(fit$concordance)
  }
  out <- concordance_cpp(core_outcome(fit$y, fit$strata, fit$counts), fit$linear.predictors)
  names(out) <- c(
    "concordant", "discordant", "tied.x", "tied.y", "tied.xy", "concordance", "std"
  )
  out
}
