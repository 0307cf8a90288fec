# The table under a curve: who is still followed, on the axis of the curve.

risk_table_names <- c(
  n.risk = "At risk", n.event = "Events", n.censor = "Censored"
)

#' Counts of each curve at given times
#'
#' `n.risk` just before the time; `n.event` and `n.censor` up to and at it. Each is 0 or complete
#' beyond the curve's end.
#' @return data frame `statistic, curve, time, count`, one row a cell.
#' @noRd
risk_table_counts <- function(rows, times, statistics) {
  cells <- lapply(split(rows, rows$curve), function(one) {
    next_row <- findInterval(times, one$time, left.open = TRUE) + 1L
    so_far <- findInterval(times, one$time) + 1L
    counts <- list(
      n.risk = c(one$n.risk, 0)[next_row],
      n.event = c(0, cumsum(one$n.event))[so_far],
      n.censor = c(0, cumsum(one$n.censor))[so_far]
    )
    do.call(rbind, lapply(statistics, function(statistic) {
      data.frame(
        statistic = statistic, curve = one$curve[1L], time = times, count = counts[[statistic]]
      )
    }))
  })
  out <- do.call(rbind, cells)
  rownames(out) <- NULL
  out
}

format_counts <- function(count) {
  whole <- all(count == round(count))
  format_whole <- function(x, nsmall) {
    format(x, big.mark = ",", scientific = FALSE, trim = TRUE, nsmall = nsmall)
  }
  vapply(count, function(x) format_whole(if (whole) x else round(x, 1), if (whole) 0L else 1L), "")
}

#' The panels of the table: one statistic a panel, or of one curve all in one panel
#'
#' @return list of `plots`, of their `heights` in mm, and the `margin` their names need at least.
#' @noRd
risk_table_panels <- function(counts, labels, title, x_scale) {
  statistics <- unique(counts$statistic)
  if (length(labels) == 1L) {
    counts$row <- match(counts$statistic, statistics)
    rows <- risk_table_rows(unname(risk_table_names[statistics]))
    return(list(
      plots = list(risk_table_panel(counts, rows, x_scale)), heights = max(rows$bottom),
      margin = 0.9 * text_width(rows$name) + first_number_room(counts)
    ))
  }
  counts$row <- counts$curve
  rows <- risk_table_rows(wrap_label(labels, 16L))
  by <- if (is.null(title)) "" else paste0(" by ", title)
  panels <- lapply(statistics, function(statistic) {
    risk_table_panel(
      counts[counts$statistic == statistic, ], rows, x_scale,
      title = paste0(risk_table_names[[statistic]], by), styles = group_styles(length(labels))
    )
  })
  list(
    plots = panels, heights = rep(max(rows$bottom), length(panels)),
    margin = 0.9 * text_width(rows$name) + first_number_room(counts) + 5
  )
}

#' Rows as high as their names need, in mm from the top
#' @noRd
risk_table_rows <- function(names) {
  lines <- lengths(strsplit(names, "\n", fixed = TRUE))
  height <- 0.7 + 2.9 * pmax(1L, lines)
  data.frame(name = names, middle = cumsum(height) - height / 2, bottom = cumsum(height))
}

risk_table_panel <- function(counts, rows, x_scale, title = NULL, styles = NULL) {
  counts$label <- format_counts(counts$count)
  counts$middle <- rows$middle[counts$row]
  first <- first_number_room(counts)
  key <- if (is.null(styles)) 0 else 5
  ggplot(counts, aes(x = .data$time, y = .data$middle)) +
    row_keys(rows, styles, first, key) +
    geom_text(aes(label = .data$label), size = small_text()) +
    x_scale +
    scale_y_continuous(
      breaks = rows$middle, labels = rows$name, limits = c(max(rows$bottom), 0),
      trans = "reverse", expand = c(0, 0)
    ) +
    coord_cartesian(clip = "off") +
    labs(title = title, x = NULL, y = NULL) +
    theme_oncohort() +
    theme(
      axis.line = element_blank(), axis.ticks = element_blank(), axis.text.x = element_blank(),
      axis.ticks.length = unit(0, "mm"),
      axis.text.y = element_text(
        hjust = 0, lineheight = 0.85, margin = margin(r = first + key + 1.2, unit = "mm")
      ),
      plot.title = element_text(size = 7, margin = margin(b = 0.5, unit = "mm")),
      plot.title.position = "plot",
      plot.margin = margin(0, 2.5, 1, 1.5, unit = "mm")
    )
}

#' Half of the first number hangs over the axis: room in mm that keeps it clear of the row's name
#' @noRd
first_number_room <- function(counts) {
  first <- counts$count[counts$time == min(counts$time)]
  0.55 * text_width(format_counts(first)) + 1.5
}

#' A piece of each curve's line between the row's name and its first number
#' @noRd
row_keys <- function(rows, styles, first, key) {
  if (is.null(styles)) {
    return(NULL)
  }
  y <- unit(1 - rows$middle / max(rows$bottom), "npc")
  lines <- grid::segmentsGrob(
    x0 = unit(-(first + key), "mm"), x1 = unit(-first, "mm"), y0 = y, y1 = y,
    gp = grid::gpar(col = styles$colour, lty = styles$line, lwd = 0.5 * ggplot2::.pt)
  )
  ggplot2::annotation_custom(lines)
}
