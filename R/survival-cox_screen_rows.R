# The rows of one term of a screen: its levels, its model, its estimates.

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
  if (is.factor(column) && anyNA(levels(column))) {
    levels(column)[is.na(levels(column))] <- "NA" # addNA() makes a level of what is missing
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
#' @return list: `x`, `estimate`, `std.error`, `statistic`, `p.value`, `limits` and `infinite`
#'   of the term's own columns, `counts` and `event` of the rows, `p.overall`, `penalised`, `note`.
#' @noRd
fit_term <- function(term, frame, settings, call) {
  design <- cox_design(frame, environment(term$formula), call)
  fit <- screen_fit(design, frame, settings, call)
  own <- design$assign[[length(design$assign)]] # an interaction stands behind what it is made of
  told <- own[!is.na(fit$coefficients[own])]
  df <- length(told)
  ratio <- term_ratio(fit, own, told)
  tests <- coefficient_tests(fit)[own, ]
  few <- df > 0L && fit$nevent < 10 * df
  list(
    x = design$x[, own, drop = FALSE], estimate = shown_coefficients(fit)[own],
    std.error = standard_errors(fit)[own], statistic = tests$statistic, p.value = tests$p.value,
    limits = cox_limits(fit, settings$conf.level)[own, , drop = FALSE],
    infinite = fit$infinite[own] != 0, counts = patient_counts(frame),
    event = frame$y[, ncol(frame$y)], penalised = is_penalised(fit),
    p.overall = if (df > 0L) stats::pchisq(max(ratio, 0), df, lower.tail = FALSE) else NA_real_,
    note = c(
      if (fit$status == "not converged") "the iterations did not converge",
      fit$turned,
      if (few && is_penalised(fit)) "fewer than 10 events per coefficient",
      if (few && !is_penalised(fit)) few_events_note
    )
  )
}

few_events_note <-
  "fewer than 10 events per coefficient: see penalty = \"firth\", or profile limits by confint()"

#' The fields of a fit that limits and tests read; penalised where it must or shall be
#' @noRd
screen_fit <- function(design, frame, settings, call) {
  outcome <- core_outcome(frame$y, design$strata, frame$counts)
  fit <- function(penalty) {
    core <- call_core(
      cox_fit_cpp(outcome, design$x, design$offset, settings$ties, penalty), call
    )
    list(
      coefficients = stats::setNames(core$coefficients, colnames(design$x)), var = core$var,
      loglik = core$loglik, infinite = core$runs_to, either = core$either, status = core$status,
      nevent = core$nevent, method = settings$ties, penalty = penalty, x = design$x, y = frame$y,
      strata = design$strata, offset = design$offset, counts = frame$counts
    )
  }
  if (settings$penalty == "firth") {
    return(fit("firth"))
  }
  plain <- fit("none")
  if (settings$penalty == "none" || all(plain$infinite == 0)) {
    return(plain)
  }
  penalised <- fit("firth")
  penalised$turned <- "monotone likelihood, so Firth's penalised likelihood"
  penalised
}

#' Likelihood ratio of the model with and without a term
#' @noRd
term_ratio <- function(fit, own, told) {
  if (length(told) == 0L) {
    return(0)
  }
  if (length(own) == length(fit$coefficients)) {
    return(2 * diff(fit$loglik))
  }
  profile_ratios(fit, list(told))
}

#' Estimates into the rows of a term: by level, or a row for each coefficient
#' @noRd
add_estimates <- function(table, fit, settings) {
  reference <- which(table$note == "reference")
  # Rows are levels, of which those with patients have a coefficient, or coefficients.
  if (length(reference) == 0L) {
    table <- coefficient_rows(table, fit)
    at <- seq_len(nrow(table))
  } else {
    at <- setdiff(which(table$N > 0), reference)
  }
  table$estimate[reference] <- 0
  table$estimate[at] <- fit$estimate
  table$std.error[at] <- fit$std.error
  table$statistic[at] <- fit$statistic
  table$p.value[at] <- fit$p.value
  table$conf.low[at] <- fit$limits[, 1L]
  table$conf.high[at] <- fit$limits[, 2L]
  ties <- paste0(capitalised(settings$ties), " ties")
  table$method[at] <- paste0(
    ties, if (fit$penalised) ", Firth, profile" else ifelse(fit$infinite, ", profile", ", Wald")
  )
  table$p.overall <- fit$p.overall
  without <- at[fit$infinite & table$note[at] == ""]
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
