#' One Cox model for each variable
#'
#' The table of single factors that papers print: for each term on the right of the formula a
#' Cox regression of its own, with patients and events per level, hazard ratios against the
#' reference level, and an overall p-value.
#'
#' @details
#' Factors, character and logical columns are compared with their first level that has
#' patients, ordered factors too, whatever their contrasts. Numeric columns are per unit. A
#' term such as `ns(age, 3)` has one row per column of its basis. [strata()] and [offset()]
#' terms are in every model and have no rows.
#'
#' An interaction `a:b` is fitted with its main effects, `a + b + a:b`; its rows are the
#' coefficients of the interaction, and its overall p-value compares with `a + b`. So `a * b`
#' gives `a`, `b`, and what their product adds.
#'
#' Rows with missing values are dropped term by term, and counted in `note`.
#'
#' Limits and `p.value` are Wald's, \eqn{b \pm z\, \mathrm{se}(b)}; `p.overall` is the
#' likelihood-ratio test of the whole term. Terms with fewer than 10 events per coefficient
#' are noted: Wald limits can mislead there, and `penalty = "firth"` or [confint()] of the fit
#' with `method = "profile"` do better.
#'
#' Where the likelihood of a term's model is monotone (a level without events, separation: see
#' [cox_ph()]) a coefficient runs to infinity. With `penalty = "auto"` such a model, and
#' no other, is fitted by Firth's penalised likelihood, with profile penalised-likelihood limits
#' and penalised likelihood-ratio p-values; `method` and `note` say so. With `penalty = "none"`
#' the hazard ratio is 0 or infinite, with the profile likelihood's limit on the finite side and no
#' `p.value`; `p.overall` holds then, too. With `penalty = "firth"` all models are penalised.
#'
#' @inheritParams cox_ph
#' @param penalty `"auto"`: Firth's penalised likelihood where the likelihood is monotone;
#'   `"none"`: nowhere; `"firth"`: for all terms.
#' @param conf.level level of the limits, between 0 and 1.
#' @param exponentiate `TRUE` for hazard ratios (`std.error` is then `NA`, for it would be on
#'   another scale), `FALSE` for log hazard ratios with their standard errors.
#'
#' @return A data frame of class `oncohort_screen`, one row per level or coefficient:
#'   `variable`, `level` (`NA` for a numeric term), `N` (patients; rows of (start, stop] data), `n.event`, `estimate`,
#'   `std.error`, `statistic`, `p.value`, `conf.low`, `conf.high`, `p.overall`, `method`,
#'   `note` ("reference" for the reference level; otherwise what limits the row: missing
#'   values, no events, no patients, few events, constant, penalised). [tidy()] gives the same as a plain
#'   data frame, [glance()] one row for the whole screen.
#' @references
#' Peduzzi P, Concato J, Feinstein AR, Holford TR (1995). Importance of events per independent
#' variable in proportional hazards regression analysis II. *J Clin Epidemiol* 48:1503-1510.
#' \doi{10.1016/0895-4356(95)00048-8}
#'
#' Heinze G, Schemper M (2001). A solution to the problem of monotone likelihood in Cox
#' regression. *Biometrics* 57:114-119. \doi{10.1111/j.0006-341X.2001.00114.x}
#' @family survival functions
#' @examples
#' cox_screen(Surv(pfs_months, pfs_event) ~ ecog + primary_site + prior_lines, sarcoma)
#'
#' # Patient 8 carries two factors
#' cox_screen(
#'   Surv(pfs_months, pfs_event) ~ I(histology == "Angiosarcoma") + I(primary_site == "Head"),
#'   sarcoma,
#'   subset = patient != 8
#' )
#' @export
cox_screen <- function(formula, data, ..., subset = NULL, na.action = NULL, counts = NULL,
                       ties = c("efron", "breslow"), penalty = c("auto", "none", "firth"),
                       conf.level = 0.95, exponentiate = TRUE) {
  check_dots(...)
  conf.level <- check_conf_level(conf.level)
  ties <- check_choice(ties, c("efron", "breslow"), "ties")
  penalty <- check_choice(penalty, c("auto", "none", "firth"), "penalty")
  check_flag(exponentiate, "exponentiate")
  refuse_terms(formula, rlang::current_env())
  error_call <- rlang::current_env()
  rows <- list(rlang::enquo(subset), rlang::enquo(counts))
  data <- if (missing(data)) NULL else data
  frame_of <- function(formula) {
    survival_frame(formula, data, rows[[1L]], rows[[2L]], na.action,
      specials = "strata", call = error_call
    )
  }
  plan <- screen_plan(formula, data, error_call)
  whole <- frame_of(plan$without)
  check_events(whole, error_call)
  n_patients <- sum(patient_counts(whole))
  blocks <- lapply(plan$terms, function(term) {
    settings <- list(ties = ties, penalty = penalty, conf.level = conf.level)
    screen_term(term, quietly(frame_of), n_patients, settings, error_call)
  })
  new_oncohort_screen(
    do.call(rbind, blocks), exponentiate,
    outcome = deparse1(formula[[2L]]), ties = ties, conf.level = conf.level, n = n_patients,
    unit = if (ncol(whole$y) == 3L) "row" else "patient",
    n.event = sum(patient_counts(whole) * whole$y[, ncol(whole$y)]),
    missing = whole$missing, adjusted = plan$kept
  )
}

#' Which models the formula asks for
#'
#' @return list: `terms`, each a list of `label`, `formula` and `variables`; `without`, the
#'   formula of what all models share; `kept`, the labels of that.
#' @noRd
screen_plan <- function(formula, data, call) {
  check_formula(formula, call)
  terms <- tryCatch(
    stats::terms(drop_namespace(formula), specials = "strata", data = data),
    error = function(cnd) abort_formula(cnd, call)
  )
  labels <- attr(terms, "term.labels")
  variables <- vapply(as.list(attr(terms, "variables"))[-1L], deparse1, "", backtick = TRUE)
  factors <- attr(terms, "factors")
  strata <- variables[attr(terms, "specials")$strata]
  kept <- c(intersect(labels, strata), variables[attr(terms, "offset")])
  screened <- setdiff(labels, strata)
  if (length(screened) == 0L) {
    abort_oncohort(
      c("{.arg formula} must name at least one variable to screen.",
        x = "It is {describe_formula(formula)}."
      ),
      "formula",
      call = call
    )
  }
  with_terms <- function(added) {
    right <- str2lang(paste(c("1", kept, added), collapse = " + "))
    out <- formula
    out[[3L]] <- right
    out
  }
  list(
    terms = lapply(screened, function(label) {
      own <- rownames(factors)[factors[, label] > 0L]
      list(
        label = bare_name(label), formula = with_terms(paste(own, collapse = " * ")),
        variables = bare_name(own)
      )
    }),
    without = with_terms(NULL), kept = kept
  )
}

#' The message about 1/2 codes belongs to the whole screen, not to each model
#' @noRd
quietly <- function(f) {
  function(...) withCallingHandlers(f(...), oncohort_message = function(m) rlang::cnd_muffle(m))
}

patient_counts <- function(frame) {
  if (is.null(frame$counts)) rep.int(1, nrow(frame$model)) else frame$counts
}

#' The rows of one term
#' @noRd
screen_term <- function(term, frame_of, n_patients, settings, call) {
  frame <- tryCatch(frame_of(term$formula), oncohort_error_empty = function(cnd) NULL)
  if (is.null(frame)) {
    return(screen_rows(term$label, NA_character_, 0, 0, note = "no complete rows"))
  }
  groups <- is_grouping(frame$model[term$variables])
  frame$model[term$variables] <- lapply(frame$model[term$variables], as_group)
  table <- term_levels(term, frame, groups)
  reason <- no_model(frame, frame$model[term$variables])
  if (is.null(reason)) {
    fit <- fit_term(term, frame, settings, call)
    table <- add_estimates(table, fit, settings)
    reason <- fit$note
  }
  missing <- n_patients - sum(patient_counts(frame))
  notes <- c(reason, if (missing > 0) paste(count_noun(missing, "patient"), "missing"))
  told <- table$note != "reference"
  table$note[told] <- vapply(table$note[told], function(own) {
    paste(c(own[nzchar(own)], notes), collapse = "; ")
  }, "")
  table
}

new_oncohort_screen <- function(table, exponentiate, ...) {
  stopifnot(is.data.frame(table), is.logical(exponentiate))
  if (exponentiate) {
    scaled <- c("estimate", "conf.low", "conf.high")
    table[scaled] <- lapply(table[scaled], exp)
    table$std.error <- NA_real_
  }
  row.names(table) <- NULL
  structure(table,
    class = c("oncohort_screen", "data.frame"), exponentiate = exponentiate, ...
  )
}
