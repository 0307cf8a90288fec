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
#' **Exact ties** condition on the number d of deaths at a time: which d of those at risk?
#' \deqn{l(\beta) = \sum_t \Big[ \sum_{i \in D} x_i'\beta - \log \sum_{A \subset R, |A| = d}
#'   \prod_{i \in A} r_i \Big].} The sum over subsets comes from the recursion of Gail, Lubin and
#' Rubinstein on ratios of neighbouring terms, so that 1,000 deaths of 2,000 patients at one
#' time overflow nothing (`coxph` then returns `NA`). It takes time in proportion to
#' patients times the largest tie.
#'
#' **weights** multiply a row's own terms, those of a tie weigh the mean weight of its deaths,
#' as in `coxph`. **The robust variance** is \eqn{\sum_c D_c D_c'} over clusters c (rows, where
#' none are named) with \eqn{D_c} the sum of weighted `dfbeta` [residuals][residuals.oncohort_cox]
#' (Lin and Wei 1989); `naive.var` keeps the model's. With `counts` each patient of a row is a
#' cluster. The robust score test `rscore` keeps the offset, which `coxph` leaves out.
#'
#' Times closer than 1.5e-8 (absolutely, or relative to their mean) are one time, as
#' survival's `timefix` has it.
#'
#' **Where the model cannot answer.** A column that is constant or a combination of earlier
#' ones is aliased: its coefficient is `NA`, with a warning of class
#' `oncohort_warning_aliased`; if no column is left, that is an error. Where the likelihood
#' has no maximum (a group without events, separation) a coefficient runs to infinity. It is
#' called infinite when the information on it has shrunk below 1e-6 of that at 0 while
#' Newton's steps still raise the likelihood, by less than 1e-12 of it. Then a warning of
#' class `oncohort_warning_infinite` names it; `infinite` holds its sign; printing, [tidy()]
#' and [confint()] show `Inf` and no limits; `coefficients` keeps the last finite value, so
#' that predictions work. The log-likelihood is that of the limit, so the likelihood-ratio
#' test stands. Iterations used up give `oncohort_warning_not_converged`.
#'
#' **counts** are replications: a row of count 3 is three patients, also for Efron's ties.
#' and exact ties. `weights` are not. A fit with a count other than 1 is of class `oncohort_cox`
#' alone, for functions that would read counts as weights are wrong about it; its
#' martingale residuals are totals of a row's patients.
#'
#' @param formula [Surv()] on the left, `Surv(time, event)` or `Surv(start, stop, event)`;
#'   covariates on the right, with interactions, factors of any contrasts, [strata()],
#'   [offset()], [cluster()] (the same as the argument) and bases such as [splines::ns()].
#'   `pspline()`, `frailty()`, `ridge()` and `tt()` are refused.
#' @param data a data frame, one row per patient, or per stretch of follow-up.
#' @param ... not used; a misspelt argument is an error.
#' @param subset a condition on the columns of `data`: which rows to use.
#' @param na.action what to do with rows that have missing values; they are left out
#'   ([stats::na.omit()]), counted and printed by default.
#' @param counts a column of whole numbers: how many patients a row stands for. Rows of
#'   count 0 are dropped.
#' @param ties deaths at one time: by the approximation of `"efron"` or of `"breslow"`, or
#'   `"exact"` for time that is truly discrete.
#' @param weights a column of case or sampling weights, finite, 0 or more. Rows of weight 0
#'   are dropped, where `coxph` stops. Not together with `counts` or exact ties.
#' @param cluster a column that says which rows depend on each other (a patient's, a centre's):
#'   the variance is then robust to it.
#' @param robust `TRUE` for the robust variance. By default it is used with `cluster`, and with
#'   weights that are not whole numbers, as in `coxph`.
#' @param conf.level level of the printed limits, between 0 and 1.
#'
#' @return An object of class `c("oncohort_cox", "coxph")`: the fields of a `coxph` object
#'   with `x`, `y` and `model`, and `infinite` (named, -1, 0 or 1), `status` ("converged",
#'   "infinite" or "not converged"), `missing` and `conf.level`. `concordance` is there up
#'   to 10,000 rows; beyond, [summary()] and [glance()] work it out. `iter` counts our own
#'   iterations.
#'
#'   [tidy()] gives one row per coefficient, `term, estimate, std.error, statistic, p.value,
#'   conf.low, conf.high`, log hazard ratios unless `exponentiate = TRUE` (`std.error` is
#'   then `NA`); [glance()] gives one row, named as broom names it for `coxph`; [confint()]
#'   gives Wald limits; [update()] refits, also where the data are out of sight.
#' @references
#' Cox DR (1972). Regression models and life-tables. *J R Stat Soc B* 34:187-220.
#' \doi{10.1111/j.2517-6161.1972.tb00899.x}
#'
#' Efron B (1977). The efficiency of Cox's likelihood function for censored data. *J Am Stat
#' Assoc* 72:557-565. \doi{10.1080/01621459.1977.10480613}
#'
#' Gail MH, Lubin JH, Rubinstein LV (1981). Likelihood calculations for matched case-control
#' studies and survival studies with tied death times. *Biometrika* 68:703-707.
#' \doi{10.1093/biomet/68.3.703}
#'
#' Lin DY, Wei LJ (1989). The robust inference for the Cox proportional hazards model. *J Am
#' Stat Assoc* 84:1074-1078. \doi{10.1080/01621459.1989.10478874}
#'
#' Breslow N (1974). Covariance analysis of censored survival data. *Biometrics* 30:89-99.
#' \doi{10.2307/2529620}
#' @family survival functions
#' @examples
#' fit <- cox_ph(Surv(pfs_months, pfs_event) ~ I(histology == "Angiosarcoma"), sarcoma)
#' fit
#' tidy(fit, exponentiate = TRUE)
#'
#' # Five patients: Wald and likelihood-ratio tests differ fourfold
#' summary(fit)
#'
#' # Another treatment of ties, as SPSS has it
#' cox_ph(Surv(pfs_months, pfs_event) ~ primary_site + ecog, sarcoma, ties = "breslow")
#' @export
cox_ph <- function(formula, data, ..., subset = NULL, na.action = NULL, counts = NULL,
                   ties = c("efron", "breslow", "exact"), weights = NULL, cluster = NULL,
                   robust = NULL, conf.level = 0.95) {
  check_dots(...)
  cox_ph_impl(
    formula, if (missing(data)) NULL else data,
    subset = rlang::enquo(subset), counts = rlang::enquo(counts), na.action = na.action,
    ties = ties, conf.level = conf.level, record = recorded_call(sys.call(), "cox_ph", formula),
    weights = rlang::enquo(weights), cluster = rlang::enquo(cluster), robust = robust
  )
}

#' @param record the call to keep in the fit; its `data` may be any expression.
#' @noRd
cox_ph_impl <- function(formula, data, subset, counts, na.action, ties, conf.level, record,
                        weights = NULL, cluster = NULL, robust = NULL,
                        call = rlang::caller_env()) {
  conf.level <- check_conf_level(conf.level, call)
  ties <- check_choice(ties, c("efron", "breslow", "exact"), "ties", call)
  refuse_terms(formula, call)
  taken <- take_cluster(formula, cluster, call)
  if (!identical(taken$formula, formula)) {
    formula <- taken$formula
    record$formula <- formula
    record$cluster <- rlang::quo_get_expr(taken$cluster)
  }
  frame <- survival_frame(formula, data, subset, counts, na.action,
    specials = c("strata", "tt", "frailty", "ridge", "pspline"), weights = weights,
    cluster = taken$cluster, call = call
  )
  check_events(frame, call)
  robust <- robust_wanted(robust, frame, ties, call)
  if (!is.null(data) && !is.symbol(record$data)) record$data <- quote(data)
  home <- data_environment(formula, record$data, data)
  environment(record$formula) <- home
  design <- cox_design(frame, home, call)
  core <- call_core(
    cox_fit_cpp(
      core_outcome(frame$y, design$strata, frame$counts, frame$weights), design$x,
      design$offset, ties
    ),
    call
  )
  check_cox_fit(core, design, call)
  fit <- new_oncohort_cox(core, design, frame, ties, conf.level, record)
  if (robust) fit <- robust_fields(fit, frame$cluster)
  with_concordance(fit)
}

#' The outcome as the core takes it: plain vectors, empty for what is not there
#' @noRd
core_outcome <- function(y, strata, counts, weights = NULL) {
  times <- unclass(y)
  last <- ncol(times)
  list(
    start = if (last == 3L) as.double(times[, 1L]) else numeric(),
    stop = as.double(times[, last - 1L]), event = as.integer(times[, last]),
    stratum = if (is.null(strata)) integer() else as.integer(strata) - 1L,
    strata = max(1L, nlevels(strata)), counts = if (is.null(counts)) numeric() else counts,
    weights = if (is.null(weights)) numeric() else weights
  )
}

check_events <- function(frame, call) {
  y <- unclass(frame$y)
  if (any(y[, ncol(y)] == 1)) {
    return(invisible())
  }
  rows <- if (nrow(y) == 1L) "The one row is" else paste("All", nrow(y), "rows are")
  abort_oncohort(
    c("Cox regression needs at least one event.",
      x = "{rows} censored.",
      i = "Is the event coded 1 (or TRUE)? {.code Surv(time, status == \"dead\")} says which."
    ),
    "events",
    call = call
  )
}

#' What the core's status means for the user: errors, then warnings
#' @noRd
check_cox_fit <- function(core, design, call) {
  terms <- colnames(design$x)
  if (core$status == "overflow") {
    abort_oncohort(
      c("Risks must be comparable within every risk set.",
        x = "The offset spreads so far that some risks are 0 beside others.",
        i = "An offset is on the scale of log hazard."
      ),
      "overflow",
      call = call
    )
  }
  warn_aliased(core, design, call)
  infinite <- core$runs_to != 0L
  if (any(infinite)) {
    towards <- ifelse(core$runs_to[infinite] > 0L, "+Inf", "-Inf")
    named <- paste0(terms[infinite], " (", towards, ")")
    warn_oncohort(
      c("The likelihood has no maximum: {cli::qty(named)}{?a coefficient runs/coefficients run} to
         infinity.",
        x = "{named}.",
        i = "Is there a group without events? The likelihood-ratio test still holds; limits
             do not."
      ),
      "infinite",
      call = call
    )
  }
  if (core$status == "not converged") {
    warn_oncohort(
      c("The iterations did not converge.",
        x = "{core$iter} step{?s} of Newton's method did not reach a maximum.",
        i = "Do covariates almost determine each other, or the order of events?"
      ),
      "not_converged",
      call = call
    )
  }
}

warn_aliased <- function(core, design, call) {
  aliased <- is.na(core$coefficients)
  if (!any(aliased)) {
    return(invisible())
  }
  terms <- colnames(design$x)[aliased]
  constant <- apply(design$x[, aliased, drop = FALSE], 2L, function(x) all(x == x[1L]))
  reason <- ifelse(constant, "constant", "determined by strata, or by terms before it")
  what <- paste0(terms, " (", reason, ")")
  if (all(aliased)) {
    abort_oncohort(
      c("At least one covariate must vary among the patients at risk.",
        x = "No coefficient can be estimated: {what}."
      ),
      "constant",
      call = call
    )
  }
  warn_oncohort(
    c("{cli::qty(terms)}{?A coefficient/Coefficients} cannot be estimated and {?is/are} NA.",
      x = "{what}."
    ),
    "aliased",
    call = call
  )
}

new_oncohort_cox <- function(core, design, frame, ties, conf.level, record) {
  stopifnot(is.list(core), is.matrix(design$x), is.call(record))
  terms <- colnames(design$x)
  named <- function(x) stats::setNames(x, terms)
  null <- length(terms) == 0L
  replicated <- any(frame$counts != 1)
  row_names <- row.names(frame$model)
  fit <- list(
    coefficients = if (!null) named(core$coefficients), var = if (!null) core$var,
    loglik = if (null) core$loglik[1L] else core$loglik, score = if (!null) core$score,
    iter = if (!null) core$iter, linear.predictors = core$linear.predictors,
    residuals = stats::setNames(core$residuals, row_names),
    means = if (!null) named(core$means), method = ties,
    n = if (replicated) core$n else length(core$stop), nevent = core$nevent,
    terms = design$terms, assign = design$assign,
    wald.test = if (length(terms) == 1L) named(core$wald.test) else if (!null) core$wald.test,
    na.action = frame$na.action, model = design$model, x = design$x, strata = design$strata,
    y = merged_times(frame$y, core), timefix = TRUE, formula = stats::formula(design$terms),
    xlevels = design$xlevels, contrasts = attr(design$x, "contrasts"),
    offset = if (any(design$offset != 0)) design$offset, counts = frame$counts,
    weights = if (any(frame$weights != 1)) frame$weights, cluster = frame$cluster,
    infinite = named(core$runs_to), status = core$status, missing = frame$missing,
    conf.level = conf.level, call = record
  )
  fit <- fit[!vapply(fit, is.null, logical(1L))]
  fit <- structure(fit, class = c("oncohort_cox", if (null) "coxph.null", "coxph"))
  if (replicated) class(fit) <- "oncohort_cox"
  fit
}

#' The concordance costs a second walk: up to 10,000 rows it is made with the fit
#' @noRd
with_concordance <- function(fit) {
  if (!is.null(fit$coefficients) && nrow(fit$y) <= 10000L) {
    fit$concordance <- cox_concordance(fit)
  }
  fit
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
  if (!is.null(fit$weights) || !is.null(fit$cluster)) {
    return(weighted_concordance(fit))
  }
  out <- concordance_cpp(fit_outcome(fit), fit$linear.predictors)
  names(out) <- c(
    "concordant", "discordant", "tied.x", "tied.y", "tied.xy", "concordance", "std"
  )
  out
}

#' survival's own: pairs weigh the product of two weights, clusters count once
#' @noRd
weighted_concordance <- function(fit) {
  # The cluster of a row of counts is its patients': the rows written out are exact.
  times <- if (is.null(fit$counts)) rep.int(1, nrow(fit$y)) else fit$counts
  row <- rep.int(seq_len(nrow(fit$y)), times)
  arguments <- list(
    fit$y[row], fit$linear.predictors[row],
    strata = if (!is.null(fit$strata)) fit$strata[row], weights = fit$weights[row],
    reverse = TRUE, timefix = FALSE
  )
  if (!is.null(fit$cluster)) arguments$cluster <- fit$cluster[row]
  out <- do.call(survival::concordancefit, arguments)
  pairs <- if (is.matrix(out$count)) colSums(out$count) else out$count
  c(pairs, concordance = out$concordance, std = sqrt(out$var))
}
