# The figure of a Kaplan-Meier fit: curves above, counts below, on one axis.

#' Figure of survival curves with an aligned risk table
#'
#' Step curves from (0, 1) to the last follow-up, their confidence limits as a stepped band,
#' a mark at each censored patient, and under the axis the patients still at risk.
#'
#' @param object a fit of [kaplan_meier()].
#' @param ... must be empty.
#' @param limits `TRUE` or `FALSE`: draw the confidence limits? By default for up to three
#'   curves: more bands hide each other.
#' @param risk_table which counts stand under the axis: any of `"n.risk"` (at risk just before
#'   the time), `"n.event"` and `"n.censor"` (up to and at it), or `"none"`.
#' @param times where the axis is broken and patients are counted: numbers, 0 or more, in the
#'   unit of the data; by default about six.
#' @param median_lines `TRUE` or `FALSE`: lead each curve's median to the axis?
#' @param censor_marks `TRUE` or `FALSE`: mark the times of censored patients?
#' @param p_value a p-value from 0 to 1, a test that has one (such as of [log_rank()]), a text to
#'   print as it stands, or `NULL` for none.
#' @param xlab,ylab axis titles. By default the `label` attribute of the time column, or
#'   "Time"; and "Survival probability".
#' @return A ggplot of class patchwork (a plain ggplot with `risk_table = "none"`). Change all
#'   its panels with `&`, the curves with `+` on a figure without a risk table.
#' @details
#' The lines carry the vertices of the step function. Of a curve with more than 4,000 steps,
#' those are drawn that a page can show: the first and the last within each 1/2000 of the axis.
#' At most 120 censoring marks are drawn on a curve.
#' Limits that are not defined (where the curve has fallen to 0) are not drawn.
#' Medians are those of [survival_quantile()]. Groups are told apart by colour and, from the
#' fourth on, by the line too.
#' @examples
#' fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, data = sarcoma)
#' autoplot(fit)
#'
#' angiosarcoma <- sarcoma$histology == "Angiosarcoma"
#' sarcoma$group <- factor(ifelse(angiosarcoma, "Angiosarcoma", "Other"))
#' autoplot(kaplan_meier(Surv(pfs_months, pfs_event) ~ group, data = sarcoma))
#' @family figures
#' @export
autoplot.oncohort_km <- function(object, ..., limits = NULL, risk_table = "n.risk",
                                 times = NULL, median_lines = TRUE, censor_marks = TRUE,
                                 p_value = NULL, xlab = NULL, ylab = NULL) {
  check_dots(..., .after = "object")
  call <- rlang::current_env()
  labels <- curve_labels(object)
  if (is.null(limits)) limits <- length(labels) <= 3L
  check_flag(limits, "limits")
  check_flag(median_lines, "median_lines")
  check_flag(censor_marks, "censor_marks")
  statistics <- check_risk_table(risk_table, call)
  if (is.null(xlab)) xlab <- time_label(object)
  if (is.null(ylab)) ylab <- "Survival probability"

  rows <- curve_rows(object)
  longest <- max(rows$time)
  wide_counts <- max(rows$n.risk) > 9999
  if (is.null(times)) times <- time_breaks(longest, xlab, n = if (wide_counts) 4L else 6L)
  times <- sort(unique(check_numbers(times, "times", lower = 0)))
  # a cohort followed for no time still needs an axis
  end <- if (longest > 0) max(longest, times) else max(1, times)
  x_scale <- scale_x_continuous(
    breaks = times, limits = c(0, end), expand = expansion(mult = c(0, 0.02))
  )
  title <- groups_title(object)
  plot <- curve_panel(rows, labels, title, x_scale, limits, censor_marks) +
    labs(x = xlab, y = ylab)
  if (median_lines) plot <- plot + median_layers(object)
  plot <- plot + p_value_layer(p_value, rows, end, call)
  if (length(statistics) == 0L) {
    return(with_size(plot, fixed = 12 + legend_height(labels, title), per_width = 0.5))
  }
  counts <- risk_table_counts(rows, times, statistics)
  stack_risk_table(plot, risk_table_panels(counts, labels, title, x_scale), labels, title)
}

check_risk_table <- function(risk_table, call) {
  known <- names(risk_table_names)
  if (identical(risk_table, "none")) {
    return(character())
  }
  if (!is.character(risk_table) || length(risk_table) == 0L || !all(risk_table %in% known)) {
    abort_oncohort(
      c("{.arg risk_table} must be any of {.val {known}}, or {.val none}.",
        x = "It is {describe(risk_table)}."
      ),
      "argument",
      call = call
    )
  }
  unique(risk_table)
}

curve_panel <- function(rows, labels, title, x_scale, limits, censor_marks) {
  as_group <- function(data) {
    data$group <- factor(data$curve, levels = seq_along(labels))
    data
  }
  steps <- as_group(curve_steps(rows))
  styles <- group_styles(length(labels), call = rlang::caller_env())
  plot <- ggplot(steps, aes(x = .data$time, colour = .data$group))
  if (limits) {
    plot <- plot + geom_ribbon(
      aes(ymin = .data$lower, ymax = .data$upper, fill = .data$group),
      data = as_group(band_corners(steps)), alpha = 0.18, colour = NA, show.legend = FALSE
    )
  }
  plot <- plot + geom_step(aes(y = .data$surv, linetype = .data$group), linewidth = 0.5)
  if (censor_marks) {
    plot <- plot + geom_point(
      aes(y = .data$surv),
      data = as_group(censor_points(rows)), shape = 3, size = 1, stroke = 0.4,
      show.legend = FALSE
    )
  }
  columns <- guide_legend(ncol = legend_columns(labels, title))
  plot + x_scale +
    scale_y_continuous(
      limits = c(0, 1), breaks = seq(0, 1, 0.25), labels = scales::label_percent(),
      expand = expansion(mult = c(0, 0.02))
    ) +
    curve_scales(title, styles, labels, columns) +
    coord_cartesian(clip = "off") +
    theme_oncohort() +
    theme(legend.position = if (length(labels) == 1L) "none" else "top")
}

#' Colour, fill and line type say the same thing, so they share one legend
#' @noRd
curve_scales <- function(title, styles, labels, guide) {
  shared <- list(name = title, labels = labels, drop = FALSE)
  list(
    do.call(scale_colour_manual, c(shared, list(values = styles$colour, guide = guide))),
    do.call(scale_fill_manual, c(shared, list(values = styles$colour, guide = "none"))),
    do.call(scale_linetype_manual, c(shared, list(values = styles$line, guide = guide)))
  )
}

#' How many keys fit side by side in 60 mm, the panel of the narrowest preset
#' @noRd
legend_columns <- function(labels, title) {
  key <- 9 + text_width(labels)
  room <- 62 - if (is.null(title)) 0 else text_width(title) + 2
  max(1L, min(length(labels), floor(room / key)))
}

legend_rows <- function(labels, title) {
  if (length(labels) == 1L) 0L else ceiling(length(labels) / legend_columns(labels, title))
}

legend_height <- function(labels, title) 3.8 * legend_rows(labels, title) + 1.5

median_layers <- function(object) {
  middle <- survival_quantile(object, 0.5)$estimate
  medians <- data.frame(time = middle, group = factor(seq_along(middle)))
  medians <- medians[!is.na(medians$time), ]
  if (nrow(medians) == 0L) {
    return(NULL)
  }
  list(
    ggplot2::annotate("segment",
      x = 0, xend = max(medians$time), y = 0.5, yend = 0.5, linetype = "22",
      linewidth = 0.25, colour = "grey40"
    ),
    geom_segment(
      aes(x = .data$time, xend = .data$time, y = 0.5, yend = 0, colour = .data$group),
      data = medians, linetype = "22", linewidth = 0.3, show.legend = FALSE
    )
  )
}

#' The p-value stands where the curves are not: top right where they fall early, else at the foot
#' @noRd
p_value_layer <- function(p_value, rows, end, call) {
  if (is.null(p_value)) {
    return(NULL)
  }
  falls <- all(rows$surv[rows$time > 0.45 * end] < 0.75)
  ggplot2::annotate("text",
    label = p_value_text(p_value, call), size = small_text(),
    x = if (falls) end else 0.02 * end, y = if (falls) 0.99 else 0.03,
    hjust = if (falls) 1 else 0, vjust = if (falls) 1 else 0
  )
}

p_value_text <- function(p_value, call) {
  if (rlang::is_string(p_value)) {
    return(p_value)
  }
  if (inherits(p_value, "htest")) p_value <- p_value$p.value
  p <- check_numbers(p_value, "p_value", lower = 0, upper = 1, call = call)
  text <- format_p(p[1L])
  if (startsWith(text, "<")) paste("p", sub("<", "< ", text)) else paste("p =", text)
}

#' Curves and table in one column; patchwork lines up their panels
#'
#' The table's rows carry keys too: a legend of more than one row would say it twice.
#' @noRd
stack_risk_table <- function(plot, table, labels, title) {
  legend <- legend_rows(labels, title) == 1L
  if (!legend) plot <- plot + theme(legend.position = "none")
  plot <- plot + title_places(plot$labels$x, table$margin)
  heights <- unit.c(unit(1, "null"), unit(table$heights, "mm"))
  out <- patchwork::wrap_plots(c(list(plot), table$plots), ncol = 1, heights = heights)
  titles <- if (length(labels) == 1L) 1.5 else 5 * length(table$plots)
  fixed <- 12 + 4.8 * legend + sum(table$heights) + titles
  with_size(out, fixed = fixed, per_width = 0.5)
}

#' Axis titles beside their axis, where the rows' names need a wider margin than "100%"
#'
#' The margins of the y title cancel with its own width: they move it and leave the layout
#' alone. An x title wider than the panel of a single column grows to the left.
#' @noRd
title_places <- function(xlab, names_margin) {
  own <- 3
  percent <- 8
  spare <- names_margin - percent - own - 0.8
  y <- if (spare > 0) element_text(margin = margin(l = spare, r = -spare - own, unit = "mm"))
  wide <- text_width(xlab, 8) > figure_widths[["single"]] - names_margin - 7
  places <- list(axis.title.y = y, axis.title.x = if (wide) element_text(hjust = 1))
  do.call(theme, places[lengths(places) > 0L])
}
