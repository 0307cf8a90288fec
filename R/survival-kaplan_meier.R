#' Kaplan-Meier curves with Greenwood limits
#'
#' The product-limit estimate of the survivor function, one curve for each combination
#' of the variables on the right of the formula. The result is a `survfit` object with
#' every field filled as [survival::survfit()] fills it, so what works there works here.
#'
#' @details
#' With \eqn{d_j} events among \eqn{n_j} patients at risk at time \eqn{t_j},
#' \deqn{S(t) = \prod_{t_j \le t} (1 - d_j / n_j), \qquad
#'   \mathrm{var}(\log S(t)) = \sum_{t_j \le t} \frac{d_j}{n_j (n_j - d_j)}.}
#' Limits are taken on the scale of `conf.type`, \eqn{g(S) \pm z\, g'(S)\, S\,
#' \mathrm{se}(\log S)}, mapped back and cut to 0 and 1:
#'
#' | `conf.type` | \eqn{g(S)} |
#' |---|---|
#' | `"log"` (default) | \eqn{\log S} |
#' | `"log-log"` | \eqn{\log(-\log S)} |
#' | `"plain"` | \eqn{S} |
#' | `"logit"` | \eqn{\log(S / (1 - S))} |
#' | `"arcsin"` | \eqn{\arcsin \sqrt S} |
#'
#' Where S is 0 no limit is defined; where S is 1, `"log-log"`, `"logit"` and `"arcsin"`
#' have none (`NA`, as in survival 3.5; newer versions print 1 on some of these). In small cohorts log limits are often infinite for the median, and
#' log-log limits hold their level better.
#'
#' Times closer than 1.5e-8 (absolutely, or relative to their mean) are one time, as
#' survival's `timefix` has it. A patient censored at an event time is at risk for it.
#'
#' A literal `Surv(time, event)` is checked: 0/1 and FALSE/TRUE pass; 1/2 with both
#' present passes with a message; every other code is an error. A `Surv` object made
#' before the call can no longer be checked.
#'
#' @param formula [Surv()] on the left; on the right `1` for one curve, or the
#'   variables whose combinations make the groups.
#' @param data a data frame, one row per patient. Times are 0 or more, in any one unit.
#' @param ... not used; a misspelt argument is an error.
#' @param subset a condition on the columns of `data`, or row numbers: which rows to use, taken after
#'   the formula is evaluated, as in [stats::model.frame()].
#' @param na.action what to do with rows that have missing values; they are left out
#'   ([stats::na.omit()]), counted and printed by default.
#' @param counts a column of whole numbers: how many patients a row stands for. A row of
#'   count 3 gives exactly the result of three rows. Rows of count 0 are dropped.
#' @param conf.level level of the limits, between 0 and 1.
#' @param conf.type scale of the limits: see Details. `"none"` for no limits.
#'
#' @return An object of class `c("oncohort_km", "survfit2", "survfit")`: the fields of a
#'   `survfit` object (`n`, `time`, `n.risk`, `n.event`, `n.censor`, `surv`, `std.err`
#'   of log S, `cumhaz`, `std.chaz`, `strata`, `lower`, `upper`, ...) and `groups`, a
#'   data frame with one row per curve and the grouping variables in their own types.
#'   [tidy()] gives one row per time: the grouping variables, `strata`, `time, n.risk,
#'   n.event, n.censor, estimate, std.error, conf.low, conf.high`, with `std.error` on
#'   the scale of the estimate (broom's is that of log S). [glance()] gives one row.
#'   [autoplot()] draws the curves with a risk table.
#' @references
#' Kaplan EL, Meier P (1958). Nonparametric estimation from incomplete observations.
#' *J Am Stat Assoc* 53:457-481. \doi{10.1080/01621459.1958.10501452}
#'
#' Greenwood M (1926). The natural duration of cancer. *Reports on Public Health and
#' Medical Subjects* 33:1-26.
#' @seealso [survival_at()] for rates at landmark times, [survival_quantile()] for the
#'   median, [log_rank()] to compare groups.
#' @family survival functions
#' @examples
#' fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, sarcoma)
#' fit
#' survival_at(fit, c(4, 6))
#' survival_quantile(fit)
#'
#' # Another interval is one argument away
#' kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, sarcoma, conf.type = "log-log")
#'
#' # Two groups
#' kaplan_meier(Surv(pfs_months, pfs_event) ~ histology == "Angiosarcoma", sarcoma)
#' @export
kaplan_meier <- function(formula, data, ..., subset = NULL, na.action = NULL, counts = NULL,
                         conf.level = 0.95,
                         conf.type = c("log", "log-log", "plain", "logit", "arcsin", "none")) {
  check_dots(...)
  call <- sys.call()
  conf.level <- check_conf_level(conf.level)
  conf.type <- check_choice(conf.type, eval(formals(kaplan_meier)$conf.type), "conf.type")
  frame <- survival_frame(
    formula, if (missing(data)) NULL else data,
    subset = rlang::enquo(subset), counts = rlang::enquo(counts), na.action = na.action
  )
  check_right_censored(frame$y)
  groups <- curve_groups(frame)
  fit <- kaplan_meier_impl(frame, groups, conf.level, conf.type)
  new_oncohort_km(
    fit, groups, frame,
    call = recorded_call(call, "kaplan_meier", formula), env = rlang::caller_env()
  )
}

check_right_censored <- function(y, call = rlang::caller_env()) {
  if (attr(y, "type") != "right") {
    abort_oncohort(
      c("Times must be right-censored: {.code Surv(time, event)}.",
        x = "The outcome has start and stop times.",
        i = "Delayed entry is not part of this estimate."
      ),
      "censoring",
      call = call
    )
  }
}

kaplan_meier_impl <- function(frame, groups, conf.level, conf.type) {
  y <- unclass(frame$y)
  counts <- if (is.null(frame$counts)) numeric() else frame$counts
  core <- call_core(kaplan_meier_cpp(
    y[, 1L], as.integer(y[, 2L]), groups$index, max(1L, length(groups$labels)), counts
  ))
  core$conf.int <- conf.level
  core$conf.type <- conf.type
  if (conf.type != "none") {
    core[c("lower", "upper")] <- survival_limits_cpp(core$surv, core$std.err, conf.type, conf.level)
  }
  core
}

new_oncohort_km <- function(fit, groups, frame, call, env) {
  stopifnot(is.list(fit), is.call(call), is.environment(env), is.data.frame(groups$values))
  # One curve has no strata, as in survival, also where a variable with one value was named.
  strata <- if (length(groups$labels) > 1L) stats::setNames(as.integer(fit$rows), groups$labels)
  fields <- list(
    n = as.integer(fit$n), time = fit$time, n.risk = fit$n.risk, n.event = fit$n.event,
    n.censor = fit$n.censor, surv = fit$surv, std.err = fit$std.err, cumhaz = fit$cumhaz,
    std.chaz = fit$std.chaz, strata = strata, type = "right", logse = TRUE,
    conf.int = fit$conf.int, conf.type = fit$conf.type, lower = fit$lower, upper = fit$upper,
    t0 = 0, na.action = frame$na.action, call = call, groups = groups$values,
    labels = groups$labels, empty_groups = groups$empty, missing = frame$missing
  )
  fields <- fields[!vapply(fields, is.null, logical(1L))]
  fields$.Environment <- env
  structure(fields, class = c("oncohort_km", "survfit2", "survfit"))
}

#' The call with the formula itself in the place of whatever named it
#'
#' Methods of other packages evaluate `call$formula` long after the variable that held
#' it is gone.
#' @noRd
recorded_call <- function(call, name, formula) {
  call <- match.call(get(name, mode = "function", envir = topenv()), call, expand.dots = FALSE)
  call[[1L]] <- as.name(name)
  call$formula <- formula
  call
}
