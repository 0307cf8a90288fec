#' Figure of estimates without each patient in turn
#'
#' One point and interval for each patient left out, one panel a term, and the estimate from
#' all patients as a line: does a result hang on one patient?
#'
#' @param influence a data frame, one row per patient left out and term, with the columns
#'   `patient, term, estimate, conf.low, conf.high` (hazard ratios).
#' @param ... must be empty.
#' @param full a data frame with `term` and `estimate`: the estimates from all patients. By
#'   default the rows of `influence` whose `patient` is missing.
#' @param label how many patients to name in each panel: those who move the estimate most.
#' @param ylab title of the axis of estimates.
#' @return A ggplot.
#' @examples
#' # the hazard ratio of angiosarcoma, without each of five patients
#' left_out <- data.frame(
#'   patient = c(NA, 8:11), term = "Angiosarcoma",
#'   estimate = c(0.20, 0.28, 0.22, 0.18, 0.18),
#'   conf.low = c(0.06, 0.08, 0.06, 0.05, 0.05), conf.high = c(0.70, 0.95, 0.85, 0.66, 0.66)
#' )
#' plot_leave_one_out(left_out)
#' @family figures
#' @export
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
