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
#' likelihood-ratio test of the whole term. Where a level has no events its hazard ratio runs
#' to 0: it is given as 0, without limits or `p.value`; where the reference has none, the
#' others are infinite. The overall p-value holds then, too. Terms with fewer than 10 events
#' per coefficient are noted: Wald limits can mislead there.
#'
#' @inheritParams cox_ph
#' @param conf.level level of the limits, between 0 and 1.
#' @param exponentiate `TRUE` for hazard ratios (`std.error` is then `NA`, for it would be on
#'   another scale), `FALSE` for log hazard ratios with their standard errors.
#'
#' @return A data frame of class `oncohort_screen`, one row per level or coefficient:
#'   `variable`, `level` (`NA` for a numeric term), `N` (patients), `n.event`, `estimate`,
#'   `std.error`, `statistic`, `p.value`, `conf.low`, `conf.high`, `p.overall`, `method`,
#'   `note` ("reference" for the reference level; otherwise what limits the row: missing
#'   values, no events, no patients, few events, constant). [tidy()] gives the same as a plain
#'   data frame, [glance()] one row for the whole screen.
#' @references
#' Peduzzi P, Concato J, Feinstein AR, Holford TR (1995). Importance of events per independent
#' variable in proportional hazards regression analysis II. *J Clin Epidemiol* 48:1503-1510.
#' \doi{10.1016/0895-4356(95)00048-8}
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
                       ties = c("efron", "breslow"), conf.level = 0.95, exponentiate = TRUE) {
  check_dots(...)
  conf.level <- check_conf_level(conf.level)
  ties <- check_choice(ties, c("efron", "breslow"), "ties")
  check_flag(exponentiate, "exponentiate")
  refuse_terms(
    formula, rlang::current_env(),
    c(refused_terms, cluster = "fit one model with cox_ph() for a robust variance")
  )
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
    screen_term(term, quietly(frame_of), n_patients, ties, conf.level, error_call)
  })
  new_oncohort_screen(
    do.call(rbind, blocks), exponentiate,
    outcome = deparse1(formula[[2L]]), ties = ties, conf.level = conf.level, n = n_patients,
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
  variables <- vapply(as.list(attr(terms, "variables"))[-1L], deparse1, "")
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
      list(label = label, formula = with_terms(paste(own, collapse = " * ")), variables = own)
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
screen_term <- function(term, frame_of, n_patients, ties, conf.level, call) {
  frame <- tryCatch(frame_of(term$formula), oncohort_error_empty = function(cnd) NULL)
  if (is.null(frame)) {
    return(screen_rows(term$label, NA_character_, 0, 0, note = "no complete rows"))
  }
  groups <- is_grouping(frame$model[term$variables])
  frame$model[term$variables] <- lapply(frame$model[term$variables], as_group)
  table <- term_levels(term, frame, groups)
  reason <- no_model(frame, frame$model[term$variables])
  if (is.null(reason)) {
    fit <- fit_term(term, frame, ties, call)
    table <- add_estimates(table, fit, conf.level, ties)
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

is_grouping <- function(columns) {
  vapply(columns, function(x) {
    is.null(dim(x)) && (is.factor(x) || is.character(x) || is.logical(x))
  }, NA)
}

#' Groups as plain factors: no polynomial contrasts, no contrasts of the user's own
#' @noRd
as_group <- function(column) {
  if (!is_grouping(list(column))) {
    return(column)
  }
  all <- if (is.factor(column)) levels(column) else sort(unique(column))
  all <- as.character(all)
  found <- factor(as.character(column), levels = intersect(all, as.character(column)))
  if (nlevels(found) > 1L) stats::contrasts(found) <- stats::contr.treatment(levels(found))
  structure(found, all_levels = all)
}

#' Why no model can be fitted at all, or NULL
#' @noRd
no_model <- function(frame, columns) {
  constant <- vapply(columns, function(x) is.factor(x) && nlevels(x) < 2L, NA)
  if (any(constant)) {
    return("one value only")
  }
  if (!any(frame$y[, ncol(frame$y)] == 1)) "no events"
}

#' Levels with their patients and events, before any estimate
#' @noRd
term_levels <- function(term, frame, groups) {
  counts <- patient_counts(frame)
  events <- counts * frame$y[, ncol(frame$y)]
  if (length(term$variables) > 1L || !groups) {
    return(screen_rows(term$label, NA_character_, sum(counts), sum(events)))
  }
  column <- frame$model[[term$variables]]
  all <- attr(column, "all_levels")
  sums <- function(x) as.vector(tapply(x, factor(column, levels = all), sum, default = 0))
  table <- screen_rows(term$label, all, sums(counts), sums(events))
  table$note[table$n.event == 0] <- "no events in this level"
  table$note[table$N == 0] <- "no patients in this level"
  if (nlevels(column) > 1L) table$note[all == levels(column)[1L]] <- "reference"
  table
}

screen_rows <- function(variable, level, N, n.event, note = "") {
  data.frame(
    variable = variable, level = level, N = N, n.event = n.event, estimate = NA_real_,
    std.error = NA_real_, statistic = NA_real_, p.value = NA_real_, conf.low = NA_real_,
    conf.high = NA_real_, p.overall = NA_real_, method = NA_character_, note = note
  )
}

#' The model of a term, and the likelihood-ratio test of the term in it
#'
#' @return list: `x` and `core` of the term's own columns, `p.overall`, `note`.
#' @noRd
fit_term <- function(term, frame, ties, call) {
  design <- cox_design(frame, environment(term$formula), call)
  outcome <- core_outcome(frame$y, design$strata, frame$counts)
  fit <- function(x) call_core(cox_fit_cpp(outcome, x, design$offset, ties), call)
  core <- fit(design$x)
  own <- design$assign[[length(design$assign)]] # an interaction stands behind what it is made of
  rest <- setdiff(seq_len(ncol(design$x)), own)
  below <- if (length(rest)) {
    fit(design$x[, rest, drop = FALSE])
  } else {
    list(loglik = core$loglik[c(1L, 1L)], df = 0L)
  }
  df <- core$df - below$df
  ratio <- 2 * (core$loglik[2L] - below$loglik[2L])
  list(
    x = design$x[, own, drop = FALSE], estimate = core$coefficients[own],
    std.error = sqrt(diag(core$var)[own]), runs_to = core$runs_to[own],
    counts = patient_counts(frame), event = frame$y[, ncol(frame$y)],
    p.overall = if (df > 0L) stats::pchisq(max(ratio, 0), df, lower.tail = FALSE) else NA_real_,
    note = c(
      if (core$status == "not converged") "the iterations did not converge",
      if (df > 0L && core$nevent < 10 * core$df) "fewer than 10 events per coefficient"
    )
  )
}

#' Estimates into the rows of a term: by level, or a row for each coefficient
#' @noRd
add_estimates <- function(table, fit, conf.level, ties) {
  reference <- which(table$note == "reference")
  if (length(reference) == 0L) table <- coefficient_rows(table, fit)
  at <- setdiff(which(table$N > 0), reference)
  table$estimate[reference] <- 0
  z <- stats::qnorm((1 - conf.level) / 2, lower.tail = FALSE)
  finite <- fit$runs_to == 0L
  std.error <- ifelse(finite & !is.na(fit$estimate), fit$std.error, NA)
  table$estimate[at] <- ifelse(finite, fit$estimate, fit$runs_to * Inf)
  table$std.error[at] <- std.error
  table$statistic[at] <- fit$estimate / std.error
  table$p.value[at] <- 2 * stats::pnorm(-abs(fit$estimate / std.error))
  table$conf.low[at] <- fit$estimate - z * std.error
  table$conf.high[at] <- fit$estimate + z * std.error
  table$method[at] <- paste0(capitalised(ties), " ties, Wald")
  table$p.overall <- fit$p.overall
  without <- at[!finite & table$note[at] == ""]
  table$note[without] <- if (any(table$n.event[reference] == 0)) {
    "no events in the reference level"
  } else {
    "runs to infinity: separated from the rest"
  }
  table$note[at[is.na(fit$estimate)]] <- "constant, or determined by strata or other terms"
  table
}

#' A row for each coefficient of a term without levels; where a column marks patients, theirs
#' @noRd
coefficient_rows <- function(table, fit) {
  if (ncol(fit$x) == 1L && colnames(fit$x) == table$variable) {
    return(table)
  }
  table <- table[rep.int(1L, ncol(fit$x)), ]
  row.names(table) <- NULL
  names <- colnames(fit$x)
  named_after <- startsWith(names, table$variable)
  table$level <- ifelse(named_after, substring(names, nchar(table$variable) + 1L), names)
  marks <- apply(fit$x, 2L, function(x) all(x %in% c(0, 1)))
  sums <- function(weight) colSums(fit$x * weight)
  table$N[marks] <- sums(fit$counts)[marks]
  table$n.event[marks] <- sums(fit$counts * fit$event)[marks]
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
