# The guarantee-time simulation as a picture.

#' Figure of the guarantee-time simulation
#'
#' Hazard ratios of an exposure that does nothing, as each analysis estimates them: one panel
#' an analysis, the truth (1) as a line, the median of the simulated studies and the share
#' with p < 0.05 in figures.
#'
#' @param object what [simulate_guarantee_time()] returns.
#' @param ... must be empty.
#' @param labels named character vector: what to print for each analysis.
#' @param xlim two hazard ratios over 0: the ends of the axis. Estimates beyond are counted in
#'   the outermost bars.
#' @return A ggplot. Studies without a hazard ratio are left out, and counted in a caption.
#' @examples
#' set.seed(1)
#' autoplot(simulate_guarantee_time(50))
#' @family figures
#' @export
autoplot.oncohort_guarantee_time <- function(object, ...,
                                             labels = c(
                                               naive = "Naive: all events of a patient",
                                               landmark = "Landmark: events known by then",
                                               "time-dependent" = "Time-dependent: exposed from the event on"
                                             ),
                                             xlim = c(0.02, 50)) {
  check_dots(..., .after = "object")
  plot_guarantee_time(object, labels, xlim)
}

#' @param simulated data frame with `analysis`, `estimate` and, where there, `p.value`.
#' @noRd
plot_guarantee_time <- function(simulated, labels = character(), xlim = c(0.02, 50)) {
  check_columns(simulated, c("analysis", "estimate"), "simulated")
  xlim <- check_xlim(xlim, rlang::current_env())
  rows <- as.data.frame(simulated[!is.na(simulated$estimate), ])
  without <- sum(is.na(simulated$estimate))
  analysis <- as.character(rows$analysis)
  title <- ifelse(analysis %in% names(labels), labels[analysis], analysis)
  rows$analysis <- factor(title, levels = unique(title))
  rows$estimate <- pmin(pmax(rows$estimate, xlim[1L]), xlim[2L])
  note <- simulation_notes(rows)
  plot <- ggplot(rows, aes(x = .data$estimate)) +
    geom_histogram(
      aes(y = ggplot2::after_stat(.data$density)),
      bins = 50, boundary = 0, fill = "#56B4E9", colour = "white", linewidth = 0.1
    ) +
    geom_vline(xintercept = 1, linetype = "22", linewidth = 0.4) +
    geom_vline(
      aes(xintercept = .data$median), data = note, linewidth = 0.5, colour = "#D55E00"
    ) +
    geom_text(
      aes(label = .data$note),
      data = note, x = log10(xlim[2L]), y = Inf, hjust = 1, vjust = 1.1, size = small_text(),
      lineheight = 0.95
    ) +
    facet_wrap("analysis", ncol = 1) +
    scale_x_log10(breaks = ratio_breaks(xlim), labels = format_ratio) +
    scale_y_continuous(breaks = NULL, expand = expansion(mult = c(0, 0.05))) +
    coord_cartesian(xlim = xlim) +
    labs(
      x = "Estimated hazard ratio (log scale; truth 1)", y = "Simulated studies",
      caption = if (without > 0L) paste("Without a hazard ratio:", count_noun(without, "analysis", "analyses"))
    ) +
    theme_oncohort() +
    theme(axis.line.y = element_blank())
  with_size(plot, fixed = 14 + 22 * nlevels(rows$analysis), per_width = 0.08 * nlevels(rows$analysis))
}

simulation_notes <- function(rows) {
  each <- lapply(split(rows, rows$analysis), function(one) {
    note <- paste("median", format_fixed(stats::median(one$estimate), 2L))
    if ("p.value" %in% names(one)) {
      share <- mean(one$p.value < 0.05, na.rm = TRUE)
      note <- paste0(note, "\np < 0.05 in ", format_percent(share, 0L))
    }
    data.frame(analysis = one$analysis[1L], median = stats::median(one$estimate), note = note)
  })
  do.call(rbind, each)
}
