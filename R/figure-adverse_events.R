#' Figure of adverse events by grade
#'
#' Horizontal bars: the share of patients whose worst grade was 1 or 2, and 3 or 4, most
#' frequent event on top, with the numbers of patients.
#'
#' @param events a data frame, one row per event, with the columns `event`, `n_grade_1_2`,
#'   `n_grade_3_4` (numbers of patients) and `n_patients`, such as [sarcoma_adverse_events].
#' @param ... must be empty.
#' @param xlab title of the axis.
#' @return A ggplot.
#' @examples
#' plot_adverse_events(sarcoma_adverse_events)
#' @family figures
#' @export
plot_adverse_events <- function(events, ..., xlab = "Patients") {
  check_dots(..., .after = "events")
  check_columns(events, c("event", "n_grade_1_2", "n_grade_3_4", "n_patients"), "events")
  bars <- adverse_event_bars(as.data.frame(events))
  shown <- bars[bars$count > 0, ]
  colours <- c("Grade 1-2" = "#56B4E9", "Grade 3-4" = "#D55E00")
  widest <- max(bars$end)
  # a number inside a bar narrower than itself would cover its neighbour
  narrow <- shown$share < 0.035 * widest
  plot <- ggplot(bars, aes(x = .data$share, y = .data$event, fill = .data$grade)) +
    stacked_columns() +
    geom_text(
      aes(x = .data$end - .data$share / 2, label = .data$count),
      data = shown[!narrow, ], size = small_text()
    ) +
    scale_fill_manual(name = NULL, values = colours) +
    scale_x_continuous(
      labels = scales::label_percent(), limits = c(0, min(1, widest * 1.02)),
      breaks = scales::breaks_extended(5), expand = expansion(mult = c(0, 0.04))
    ) +
    labs(x = xlab, y = NULL) +
    theme_oncohort() +
    bars_theme()
  with_size(plot, fixed = 18 + 4.4 * nlevels(bars$event))
}

adverse_event_bars <- function(events) {
  mild <- events$n_grade_1_2
  severe <- events$n_grade_3_4
  mild[is.na(mild)] <- 0
  severe[is.na(severe)] <- 0
  event <- wrap_label(events$event, 28L)
  by_frequency <- event[order(mild + severe, severe)]
  bars <- data.frame(
    event = factor(rep(event, 2L), levels = unique(by_frequency)),
    grade = rep(c("Grade 1-2", "Grade 3-4"), each = length(event)),
    count = c(mild, severe), share = c(mild, severe) / events$n_patients
  )
  bars$end <- c(mild, mild + severe) / events$n_patients
  bars
}
