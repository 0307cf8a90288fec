# Does a result hang on one patient?

#' Figure of estimates without each patient in turn
#'
#' Refits a Cox model without each patient and draws one point and interval for each, one
#' panel a coefficient, with the estimate from all patients as a line. In a small cohort one
#' patient can carry a finding.
#'
#' @param fit a [cox_ph()] fit with a data frame, or a named list of such fits of the same
#'   patients; the names head the panels.
#' @param ... must be empty.
#' @param id the column of the data that names the patients, all of whose rows are left out
#'   together; row numbers by default.
#' @param label how many patients to name in each panel: those who move the estimate most.
#' @param conf.level level of the Wald limits, between 0 and 1; by default the fit's own.
#' @return A ggplot of hazard ratios on a log axis. A hazard ratio that is infinite or that
#'   cannot be fitted without a patient leaves that patient's place empty.
#' @examples
#' sarcoma$head <- sarcoma$primary_site == "Head"
#' fit <- cox_ph(Surv(pfs_months, pfs_event) ~ head, sarcoma)
#' influence_plot(fit, id = "patient")
#' @family figures
#' @export
influence_plot <- function(fit, ..., id = NULL, label = 3L, conf.level = NULL) {
  check_dots(..., .after = "fit")
  if (!is.null(conf.level)) conf.level <- check_conf_level(conf.level)
  fits <- if (inherits(fit, "oncohort_cox")) list(fit) else fit
  ok <- is.list(fits) && length(fits) > 0L &&
    all(vapply(fits, function(one) all(inherits(one, c("oncohort_cox", "coxph"), which = TRUE)) &&
      length(one$coefficients) > 0L, NA))
  if (!ok) {
    abort_oncohort(
      c("{.arg fit} must be a fit made by {.fn cox_ph}, or a list of them.",
        x = if (inherits(fit, "coxph.null")) "It has no covariates." else "It is {describe(fit)}.",
        i = if (inherits(fit, "oncohort_cox")) "A fit with {.arg counts} has rows, not patients."
      ),
      "argument"
    )
  }
  tables <- lapply(seq_along(fits), function(i) {
    level <- if (is.null(conf.level)) fits[[i]]$conf.level else conf.level
    influence_table(fits[[i]], names(fits)[i], id, level, rlang::caller_env(2L))
  })
  plot_leave_one_out(do.call(rbind, tables), label = label)
}

#' Hazard ratios of one fit with each patient left out, and (patient `NA`) with all
#' @noRd
influence_table <- function(fit, title, id, conf.level, call) {
  data <- data_of_fit(fit)
  if (!is.data.frame(data)) {
    abort_oncohort(
      c("{.arg fit} must have been made with a data frame.", x = "It has no {.arg data}."), "data",
      call = call
    )
  }
  # As plain data frame: a tibble renumbers the rows that are taken from it.
  data <- as.data.frame(data)
  data <- data[match(row.names(fit$model), row.names(data)), , drop = FALSE]
  if (is.null(id) && ncol(fit$y) == 3L) {
    abort_oncohort(
      c("With (start, stop] rows {.arg id} must name the column of patients.",
        x = "A patient may have several rows; leaving one out is another question."
      ),
      "argument",
      call = call
    )
  }
  if (is.null(id)) {
    id <- "(row)"
    data[[id]] <- row.names(fit$model)
  }
  all <- cbind(patient = NA, wald_table(fit, conf.level))
  table <- leave_one_out_hazard_ratio(fit$call$formula, data, id, fit$method, conf.level)
  table <- rbind(all, table)
  if (!is.null(title) && !is.na(title) && nzchar(title)) {
    table$term <- if (length(unique(table$term)) == 1L) title else paste0(title, ": ", table$term)
  }
  table
}

#' Figure of a table of left-out patients
#'
#' @param influence data frame, one row per patient left out and term: `patient, term, estimate,
#'   conf.low, conf.high` (hazard ratios).
#' @param full `term` and `estimate` from all patients; by default the rows of `influence`
#'   whose `patient` is missing.
#' @noRd
plot_leave_one_out <- function(influence, ..., full = NULL, label = 3L,
                               ylab = "Hazard ratio (log scale)") {
  check_dots(..., .after = "influence")
  check_columns(
    influence, c("patient", "term", "estimate", "conf.low", "conf.high"), "influence"
  )
  label <- check_numbers(label, "label", lower = 0)[1L]
  if (is.null(full)) full <- influence[is.na(influence$patient), ]
  if (nrow(full) > 0L) check_columns(full, c("term", "estimate"), "full")
  rows <- left_out_rows(influence, full)
  full <- full[full$estimate > 0 & is.finite(full$estimate), ]
  full$term <- factor(full$term, levels = levels(rows$term))
  named <- most_moved(rows, full, label)
  limits <- range(rows$low, rows$high, rows$estimate, full$estimate, na.rm = TRUE)

  plot <- ggplot(rows, aes(x = .data$position, y = .data$estimate)) +
    geom_hline(yintercept = 1, linetype = "22", linewidth = 0.25, colour = "grey40") +
    geom_hline(aes(yintercept = .data$estimate), data = full, linewidth = 0.4, colour = "#0072B2") +
    geom_linerange(aes(ymin = .data$low, ymax = .data$high), linewidth = 0.3, colour = "grey55") +
    geom_point(size = 1) +
    geom_point(data = named, size = 1.6, colour = "#D55E00") +
    geom_text(
      aes(y = .data$high, label = .data$patient),
      data = named, size = small_text(), vjust = -0.5, colour = "#B24A00"
    ) +
    facet_wrap("term", ncol = 1, scales = "free_y") +
    patient_axis(rows) +
    scale_y_log10(
      breaks = ratio_breaks(limits), labels = format_ratio, expand = expansion(mult = c(0.05, 0.14))
    ) +
    labs(x = "Patient left out", y = ylab) +
    theme_oncohort()
  terms <- nlevels(rows$term)
  with_size(plot, fixed = 12 + 30 * terms, per_width = 0.1 * terms)
}

#' Rows of left-out patients, each at its place on the axis; infinite limits end at the panel
#' @noRd
left_out_rows <- function(influence, full) {
  rows <- as.data.frame(influence[!is.na(influence$patient), ])
  ids <- unique(rows$patient)
  if (is.factor(ids) || is.numeric(ids)) ids <- sort(ids)
  rows$position <- match(rows$patient, ids)
  terms <- unique(c(as.character(full$term), as.character(rows$term)))
  rows$term <- factor(rows$term, levels = terms)
  rows$low <- ifelse(is.finite(rows$conf.low) & rows$conf.low > 0, rows$conf.low, NA)
  rows$high <- ifelse(is.finite(rows$conf.high), rows$conf.high, NA)
  rows$high[is.na(rows$low)] <- NA
  rows$estimate[!is.finite(rows$estimate) | rows$estimate <= 0] <- NA
  rows
}

most_moved <- function(rows, full, label) {
  at <- match(rows$term, full$term)
  moved <- abs(log(rows$estimate / full$estimate[at]))
  moved[is.na(moved)] <- 0
  place <- stats::ave(-moved, rows$term, FUN = function(x) rank(x, ties.method = "first"))
  named <- rows[place <= label & moved > 0, ]
  named$high[is.na(named$high)] <- named$estimate[is.na(named$high)]
  named
}

patient_axis <- function(rows) {
  n <- max(rows$position)
  every <- ceiling(n / 16)
  shown <- seq(every, n, by = every)
  scale_x_continuous(
    breaks = shown, labels = as.character(rows$patient[match(shown, rows$position)]),
    expand = expansion(add = 0.8)
  )
}
