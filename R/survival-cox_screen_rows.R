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
  # Rows are levels, of which those with patients have a coefficient, or coefficients.
  if (length(reference) == 0L) {
    table <- coefficient_rows(table, fit)
    at <- seq_len(nrow(table))
  } else {
    at <- setdiff(which(table$N > 0), reference)
  }
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
