#' Figure of the guarantee-time simulation
#'
#' Hazard ratios of an exposure that does nothing, as each analysis estimates them: one panel
#' a method, the truth (1) as a line, the median of the simulated studies in figures.
#'
#' @param simulated a data frame, one row per simulated study and method, with the columns
#'   `method` (such as `"naive"` and `"landmark"`) and `estimate` (hazard ratio). With a column
#'   `p.value` the share of studies with p < 0.05 is printed too.
#' @param ... must be empty.
#' @param labels named character vector: what to print for each method.
#' @param xlim two hazard ratios over 0: the ends of the axis. Estimates beyond are counted in
#'   the outermost bars.
#' @return A ggplot. Estimates that are missing are left out.
#' @examples
#' set.seed(1)
#' simulated <- data.frame(
#'   method = rep(c("naive", "landmark"), each = 500),
#'   estimate = exp(c(rnorm(500, log(0.2), 0.4), rnorm(500, 0, 0.5)))
#' )
#' plot_guarantee_time(simulated)
#' @family figures
#' @export
plot_guarantee_time <- function(simulated, ...,
                                labels = c(naive = "Naive: ever exposed", landmark = "Landmark"),
                                xlim = c(0.02, 50)) {
  check_dots(..., .after = "simulated")
  check_columns(simulated, c("method", "estimate"), "simulated")
  xlim <- check_xlim(xlim, rlang::current_env())
  rows <- as.data.frame(simulated[!is.na(simulated$estimate), ])
  method <- as.character(rows$method)
  title <- ifelse(method %in% names(labels), labels[method], method)
  rows$method <- factor(title, levels = unique(title))
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
    facet_wrap("method", ncol = 1) +
    scale_x_log10(breaks = ratio_breaks(xlim), labels = format_ratio) +
    scale_y_continuous(breaks = NULL, expand = expansion(mult = c(0, 0.05))) +
    coord_cartesian(xlim = xlim) +
    labs(x = "Estimated hazard ratio (log scale; truth 1)", y = "Simulated studies") +
    theme_oncohort() +
    theme(axis.line.y = element_blank())
  with_size(plot, fixed = 14 + 22 * nlevels(rows$method), per_width = 0.08 * nlevels(rows$method))
}

simulation_notes <- function(rows) {
  each <- lapply(split(rows, rows$method), function(one) {
    note <- paste("median", format_fixed(stats::median(one$estimate), 2L))
    if ("p.value" %in% names(one)) {
      share <- mean(one$p.value < 0.05, na.rm = TRUE)
      note <- paste0(note, "\np < 0.05 in ", format_percent(share, 0L))
    }
    data.frame(method = one$method[1L], median = stats::median(one$estimate), note = note)
  })
  do.call(rbind, each)
}
