# The forest plot: one row a factor level, text on both sides of a log axis.

#' Forest plot of a screen or of one Cox model
#'
#' One row for each level: patients and events, hazard ratio with its limits as a square and a
#' line on a log axis, and the same in figures. Reference levels stand at 1.
#'
#' @param object the data frame of [cox_screen()], or a fit of [cox_ph()].
#' @param ... must be empty.
#' @param columns which text columns to print, in this order: any of `"n"` (events / patients),
#'   `"estimate"` (hazard ratio with limits) and `"p"`; `character()` for none.
#' @param xlim two hazard ratios over 0: the ends of the axis. By default it holds all
#'   estimates, and limits up to eightfold beyond them.
#' @param xlab title of the axis.
#' @param labels named character vector: what to print in place of the names of variables.
#' @return A ggplot of class patchwork, sized to its rows for [save_figure()].
#' @details
#' A limit beyond the axis ends in an arrow. Estimates that do not exist or are infinite have
#' their text only ("NE", "Inf"). In a variable of three levels or more the overall p-value
#' stands beside its name, and each level's own beside the level.
#' @examples
#' screen <- cox_screen(Surv(pfs_months, pfs_event) ~ ecog + primary_site, data = sarcoma)
#' autoplot(screen)
#' @family figures
#' @export
autoplot.oncohort_screen <- function(object, ..., columns = c("n", "estimate", "p"),
                                     xlim = NULL, xlab = "Hazard ratio (log scale)",
                                     labels = NULL) {
  check_dots(..., .after = "object")
  needed <- c("variable", "level", "N", "n.event", "estimate", "conf.low", "conf.high", "p.value")
  check_columns(object, needed, "object")
  level <- attr(object, "conf.level", exact = TRUE)
  rows <- as.data.frame(object)
  if (isFALSE(attr(object, "exponentiate", exact = TRUE))) {
    ratios <- c("estimate", "conf.low", "conf.high")
    rows[ratios] <- lapply(rows[ratios], exp)
  }
  draw_forest(rows, columns, xlim, xlab, labels, if (is.null(level)) 0.95 else level)
}

#' @rdname autoplot.oncohort_screen
#' @param conf.level level of the limits, between 0 and 1.
#' @export
autoplot.oncohort_cox <- function(object, ..., columns = c("n", "estimate", "p"), xlim = NULL,
                                  xlab = "Hazard ratio (log scale)", labels = NULL,
                                  conf.level = NULL) {
  check_dots(..., .after = "object")
  conf.level <- check_conf_level(if (is.null(conf.level)) object$conf.level else conf.level)
  if (length(object$coefficients) == 0L) {
    abort_oncohort(
      c("A forest plot needs at least one covariate.", x = "The model has none."), "argument"
    )
  }
  draw_forest(cox_forest_rows(object, conf.level), columns, xlim, xlab, labels, conf.level)
}

draw_forest <- function(results, columns, xlim, xlab, labels, conf.level,
                        call = rlang::caller_env()) {
  columns <- check_forest_columns(columns, call)
  rows <- forest_rows(results, labels)
  xlim <- if (is.null(xlim)) forest_range(rows) else check_xlim(xlim, call)
  limits <- paste0("HR (", format_level(conf.level), " CI)")
  texts <- list(
    n = forest_text(rows, rows$count, "Events / N", hjust = 0.5),
    estimate = forest_text(rows, rows$ratio, limits, hjust = 0.5),
    p = forest_text(rows, rows$p, "p", hjust = 1)
  )
  name <- forest_text(rows, rows$name, "", hjust = 0, bold = rows$heading)
  before <- texts[intersect(columns, "n")]
  after <- texts[setdiff(columns, "n")]
  plots <- c(list(name), before, list(forest_panel(rows, xlim, xlab)), after)
  widths <- rep(unit(0, "mm"), length(plots))
  widths[length(before) + 2L] <- unit(1, "null")
  out <- patchwork::wrap_plots(plots, nrow = 1, widths = widths)
  text_widths <- c(
    n = text_width(c(rows$count, "Events / N")), estimate = text_width(c(rows$ratio, limits)),
    p = 11
  )
  least <- text_width(rows$name) + sum(text_widths[columns] + 5) + 35
  with_size(out,
    fixed = 4 * (nrow(rows) + 1) + 12, preset = if (least > 85) "double" else "single",
    least = least
  )
}

check_forest_columns <- function(columns, call) {
  known <- c("n", "estimate", "p")
  if (!is.character(columns) || !all(columns %in% known)) {
    abort_oncohort(
      c("{.arg columns} must be any of {.val {known}}.", x = "It is {describe(columns)}."),
      "argument",
      call = call
    )
  }
  unique(columns)
}

check_xlim <- function(xlim, call) {
  ok <- is.numeric(xlim) && length(xlim) == 2L && all(is.finite(xlim)) && xlim[1L] > 0 &&
    xlim[1L] < xlim[2L]
  if (!ok) {
    abort_oncohort(
      c("{.arg xlim} must be two hazard ratios over 0, the smaller first.",
        x = "It is {describe(xlim)}."
      ),
      "argument",
      call = call
    )
  }
  as.double(xlim)
}

#' A text column: an empty panel of no width whose axis labels are the text
#'
#' ggplot2 measures axis labels on the device that draws them, so no column is ever cut by a
#' wider font. The column's title is the label of row 0.
#' @noRd
forest_text <- function(rows, text, title, hjust, bold = rep(FALSE, nrow(rows))) {
  heavy <- c(TRUE, bold)
  # the phantom gives every row the same height, so that bold and plain share their baselines
  labels <- as.expression(Map(function(x, heavy) {
    if (heavy) bquote(bold(.(x)) * phantom("(g")) else bquote(.(x) * phantom("(g"))
  }, c(title, text), heavy, USE.NAMES = FALSE))
  ggplot(rows, aes(y = .data$row)) +
    forest_y(rows, labels) +
    scale_x_continuous(limits = c(0, 1), breaks = NULL) +
    labs(x = NULL, y = NULL) +
    theme_oncohort() +
    theme(
      axis.line = element_blank(), axis.ticks = element_blank(),
      axis.ticks.length = unit(0, "mm"),
      axis.text.y = element_text(hjust = hjust, margin = margin()),
      plot.margin = margin(1, 1.2, 1, 1.2, unit = "mm")
    )
}

forest_y <- function(rows, labels) {
  scale_y_continuous(
    breaks = c(0, rows$row), labels = labels, limits = c(nrow(rows) + 0.6, -0.5),
    trans = "reverse", expand = c(0, 0)
  )
}

forest_panel <- function(rows, xlim, xlab) {
  marks <- forest_marks(rows, xlim)
  arrow <- function(ends) grid::arrow(length = unit(1.3, "mm"), type = "closed", ends = ends)
  interval <- function(data, arrow) {
    geom_segment(
      aes(x = .data$from, xend = .data$to, yend = .data$row),
      data = data, linewidth = 0.4, arrow = arrow, arrow.fill = "black"
    )
  }
  ggplot(marks, aes(y = .data$row)) +
    geom_segment(
      aes(x = 1, xend = 1, y = 0.5, yend = nrow(rows) + 0.6),
      data = marks[1L, ], linetype = "22", linewidth = 0.25, colour = "grey40"
    ) +
    interval(marks[marks$has_line, ], NULL) +
    interval(marks[marks$has_line & marks$cut_low, ], arrow("first")) +
    interval(marks[marks$has_line & marks$cut_high, ], arrow("last")) +
    geom_point(
      aes(x = .data$estimate, shape = .data$reference, fill = .data$reference),
      data = marks[marks$has_point, ], size = 1.8, stroke = 0.4
    ) +
    ggplot2::scale_shape_manual(values = c("FALSE" = 22, "TRUE" = 23), guide = "none") +
    scale_fill_manual(values = c("FALSE" = "#0072B2", "TRUE" = "white"), guide = "none") +
    scale_x_log10(limits = xlim, breaks = ratio_breaks(xlim), labels = format_ratio) +
    forest_y(rows, NULL) +
    labs(x = xlab, y = NULL) +
    theme_oncohort() +
    theme(
      axis.line.y = element_blank(), axis.ticks.y = element_blank(),
      axis.text.y = element_blank(), plot.margin = margin(1, 2, 1, 2, unit = "mm")
    )
}
