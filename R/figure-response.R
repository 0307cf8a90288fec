# Figures of response: who responded, by group, and rates with their limits.

#' Figure of best responses by group
#'
#' Horizontal bars of counts, best response first, with the numbers inside.
#'
#' @param counts a data frame with one row per group: the groups in the first column, and any
#'   of the columns `CR`, `PR`, `SD`, `Non-CR/Non-PD`, `PD`, `NE` with numbers of patients, such as
#'   [response_table()] or [sarcoma_responses]. A row named "Total" is left out.
#' @param ... must be empty.
#' @param xlab title of the axis.
#' @return A ggplot.
#' @examples
#' plot_response(sarcoma_responses)
#' @family figures
#' @export
plot_response <- function(counts, ..., xlab = "Patients") {
  check_dots(..., .after = "counts")
  check_data(counts, arg = "counts")
  total <- tolower(as.character(counts[[1L]])) %in% "total"
  draw_response(as.data.frame(counts)[!total | all(total), , drop = FALSE], xlab)
}

#' @rdname plot_response
#' @param object the table of [response_table()].
#' @export
autoplot.oncohort_response_table <- function(object, ..., xlab = "Patients") {
  check_dots(..., .after = "object")
  groups <- if (nrow(object) > 1L) -nrow(object) else 1L
  draw_response(as.data.frame(object)[groups, , drop = FALSE], xlab)
}

draw_response <- function(counts, xlab, call = rlang::caller_env()) {
  known <- shown_responses(counts, call)
  bars <- response_bars(counts, known)
  plot <- ggplot(bars, aes(x = .data$count, y = .data$group, fill = .data$response)) +
    stacked_columns() +
    geom_text(
      aes(x = .data$middle, label = .data$count, colour = .data$response),
      data = bars[bars$count > 0, ], size = small_text(), show.legend = FALSE
    ) +
    scale_fill_manual(name = NULL, values = response_colours[known]) +
    scale_colour_manual(values = text_on(response_colours[known]), guide = "none") +
    scale_x_continuous(breaks = whole_breaks, expand = expansion(mult = c(0, 0.03))) +
    labs(x = xlab, y = NULL) +
    theme_oncohort() +
    bars_theme()
  with_size(plot, fixed = 18 + 5 * nlevels(bars$group))
}

#' The responses that have a column; the rare ones only where somebody has them
#' @noRd
shown_responses <- function(counts, call) {
  columns <- names(response_colours)
  known <- intersect(columns, names(counts))
  numbers <- vapply(counts[known], function(x) is.numeric(x) && !anyNA(x) && all(x >= 0), TRUE)
  if (length(known) == 0L || !all(numbers)) {
    wrong <- known[!numbers]
    abort_oncohort(
      c("{.arg counts} must have columns of patient numbers named after responses.",
        x = if (length(known) == 0L) "It has {.var {names(counts)}}." else
          "Not all numbers of 0 or more: {.var {wrong}}.",
        i = "Known are {.val {columns}}."
      ),
      "columns",
      call = call
    )
  }
  used <- vapply(counts[known], sum, 0) > 0
  known[used | known %in% c("CR", "PR", "SD", "PD")]
}

response_bars <- function(counts, known) {
  group <- as.character(counts[[1L]])
  group <- wrap_label(ifelse(is.na(group), "Unknown", group), 24L)
  one <- lapply(seq_along(known), function(i) {
    before <- rowSums(counts[known[seq_len(i - 1L)]])
    count <- counts[[known[i]]]
    data.frame(group = group, response = known[i], count = count, middle = before + count / 2)
  })
  bars <- do.call(rbind, one)
  bars$group <- factor(bars$group, levels = rev(unique(group)))
  bars$response <- factor(bars$response, levels = known)
  bars
}

stacked_columns <- function() {
  geom_col(
    position = ggplot2::position_stack(reverse = TRUE), width = 0.72, colour = "black",
    linewidth = 0.2
  )
}

#' Whole numbers only, on an axis of patients
#' @noRd
whole_breaks <- function(range) {
  breaks <- scales::breaks_extended(5)(range)
  breaks[breaks == round(breaks)]
}

#' Black or white, whichever can be read on a colour
#' @noRd
text_on <- function(colours) {
  rgb <- grDevices::col2rgb(colours) / 255
  luminance <- colSums(rgb^2.2 * c(0.2126, 0.7152, 0.0722))
  stats::setNames(ifelse(luminance > 0.179, "black", "white"), names(colours))
}

bars_theme <- function() {
  theme(
    axis.line.y = element_blank(), axis.ticks.y = element_blank(),
    axis.ticks.length.y = unit(0, "mm"), legend.key.width = unit(3.4, "mm"),
    axis.text.y = element_text(lineheight = 0.85, margin = margin(r = 1.3, unit = "mm"))
  )
}

#' Figure of response rates with their limits
#'
#' @param object the data frame of [response_rate()].
#' @param ... must be empty.
#' @param xlab title of the axis.
#' @return A ggplot: a point and an interval for each rate, one panel a kind of rate, with
#'   numerator and denominator in figures. A group of nobody has its row and no point.
#' @examples
#' autoplot(response_rate(sarcoma$best_response))
#' @family figures
#' @export
autoplot.oncohort_response_rate <- function(object, ..., xlab = "Patients with response") {
  check_dots(..., .after = "object")
  check_columns(
    object, c("group", "rate", "n", "N", "estimate", "conf.low", "conf.high"), "object"
  )
  rows <- as.data.frame(object)
  single <- length(unique(rows$group)) == 1L
  group <- wrap_label(if (single) rows$rate else rows$group, 24L)
  label <- paste0(group, " (", rows$n, "/", rows$N, ")")
  rows$rate <- factor(rows$rate, levels = unique(rows$rate))
  # one group can have the same label in two panels: the row's number keeps them apart
  rows$row <- factor(seq_along(label), levels = rev(seq_along(label)))
  plot <- ggplot(rows, aes(x = .data$estimate, y = .data$row)) +
    geom_segment(
      aes(x = .data$conf.low, xend = .data$conf.high, yend = .data$row), linewidth = 0.4,
      na.rm = TRUE
    ) +
    geom_point(size = 1.8, shape = 22, fill = "#0072B2", stroke = 0.4, na.rm = TRUE) +
    scale_x_continuous(
      limits = c(0, 1), breaks = seq(0, 1, 0.25), labels = scales::label_percent(),
      expand = expansion(mult = c(0.02, 0.06))
    ) +
    ggplot2::scale_y_discrete(labels = function(row) label[as.integer(row)]) +
    coord_cartesian(clip = "off") +
    labs(x = xlab, y = NULL) +
    theme_oncohort() +
    bars_theme()
  panels <- if (single) 1L else nlevels(rows$rate)
  if (!single) plot <- plot + facet_wrap("rate", ncol = 1, scales = "free_y")
  with_size(plot, fixed = 14 + 4.5 * nrow(rows) + if (single) 0 else 6 * panels)
}
