# What all figures share: one plain theme, one palette, and the size a figure wants.

#' A plain theme for figures in a journal's column
#'
#' No grid, thin black axes, black text of 8 points: the size at which a figure of 85 mm is
#' printed without being scaled. All figures of the package wear it; add `theme()` to change
#' what you like.
#'
#' @param base_size text size in points, a positive number. Axis labels are one point smaller.
#' @param base_family font family; `""` is the device's own sans-serif.
#' @return A complete [ggplot2::theme()].
#' @examples
#' library(ggplot2)
#' ggplot(sarcoma, aes(prior_lines, pfs_months)) +
#'   geom_point() +
#'   theme_oncohort()
#' @family figures
#' @importFrom ggplot2 ggplot aes theme element_text element_line element_blank element_rect
#' @importFrom ggplot2 margin labs guides guide_legend expansion coord_cartesian facet_wrap
#' @importFrom ggplot2 scale_x_continuous scale_y_continuous scale_colour_manual
#' @importFrom ggplot2 scale_fill_manual scale_linetype_manual scale_x_log10 scale_y_log10
#' @importFrom ggplot2 geom_step geom_ribbon geom_point geom_segment geom_text geom_vline
#' @importFrom ggplot2 geom_hline geom_linerange geom_col geom_histogram
#' @importFrom rlang .data
#' @importFrom grid unit unit.c
#' @export
theme_oncohort <- function(base_size = 8, base_family = "") {
  base_size <- check_numbers(base_size, "base_size", lower = 1, upper = 100)
  small <- element_text(size = base_size - 1, colour = "black")
  ggplot2::theme_classic(base_size = base_size, base_family = base_family) + tight_keys() +
    theme(
      axis.text = small,
      axis.line = element_line(linewidth = 0.3, colour = "black"),
      axis.ticks = element_line(linewidth = 0.3, colour = "black"),
      legend.text = small,
      legend.title = element_text(size = base_size - 1),
      legend.key.height = unit(3.4, "mm"),
      legend.key.width = unit(6, "mm"),
      legend.margin = margin(),
      legend.position = "top",
      legend.justification = "left",
      legend.background = element_blank(),
      plot.background = element_blank(),
      panel.background = element_blank(),
      plot.title = element_text(size = base_size, face = "bold"),
      strip.background = element_blank(),
      strip.text = element_text(size = base_size, face = "bold", hjust = 0, colour = "black"),
      plot.margin = margin(1.5, 2.5, 1.5, 1.5, unit = "mm")
    )
}

#' Legend keys without the gap that ggplot2 3.5 brought; older ones do not know the element
#' @noRd
tight_keys <- function() {
  if (utils::packageVersion("ggplot2") < "3.5.0") {
    return(NULL)
  }
  theme(legend.key.spacing.y = unit(0, "mm"))
}

#' Text size in points of labels inside a panel, and the same for `geom_text()`, in mm
#' @noRd
small_text <- function() 7 / ggplot2::.pt

#' Colours and line types of groups
#'
#' Colours of Okabe & Ito (2008, "Color universal design"), grey for their yellow, which fades
#' on white. The order keeps the curves of one line type at least 8 units of lightness (CIE L*)
#' apart, so that they can be told apart in a grey print too.
#' @noRd
group_colours <- c(
  "#0072B2", "#E69F00", "#000000", "#D55E00", "#56B4E9", "#009E73", "#CC79A7", "#999999"
)
group_lines <- c("solid", "solid", "solid", "42", "42", "12", "4212", "82")

#' More groups than colours: the colours again, with a line of their own
#' @noRd
group_styles <- function(n, call = rlang::caller_env()) {
  most <- 3L * length(group_colours)
  if (n > most) {
    abort_oncohort(
      c("A figure can tell at most {most} groups apart.",
        x = "There are {n}.",
        i = "Merge groups, or draw subsets in figures of their own."
      ),
      "groups",
      call = call
    )
  }
  index <- rep(seq_along(group_colours), length.out = n)
  lines <- c(group_lines, rep("22", 8L), rep("821212", 8L))
  list(colour = group_colours[index], line = lines[seq_len(n)])
}

#' One colour for each response, the same in every figure of the package
#' @noRd
response_colours <- c(
  "CR" = "#0072B2", "PR" = "#56B4E9", "SD" = "#DDDDDD", "Non-CR/Non-PD" = "#999999",
  "PD" = "#D55E00", "NE" = "#FFFFFF"
)

#' Tell a figure its best size, in mm: height = `fixed` + `per_width` * width
#'
#' `fixed` is what does not grow with the page (rows of text, axes); `preset` is the width the
#' figure is made for, `least` the width under which its text would be cut.
#' @noRd
with_size <- function(plot, fixed, per_width = 0, preset = "single", least = 60) {
  attr(plot, "oncohort_size") <- list(
    fixed = fixed, per_width = per_width, preset = preset, least = least
  )
  plot
}

#' Width of text in mm, from its length: 0.55 em a character is between Helvetica and DejaVu
#'
#' Good enough to decide how many legend keys fit a row; ggplot2 measures what it draws.
#' @noRd
text_width <- function(label, size = 7) {
  widest <- max(0L, nchar(unlist(strsplit(as.character(label), "\n")), "width"))
  widest * 0.55 * size * 25.4 / 72.27
}

#' Break labels into lines of at most `width` characters
#' @noRd
wrap_label <- function(label, width) {
  vapply(as.character(label), function(one) {
    paste(strwrap(one, width = width + 1L), collapse = "\n")
  }, "", USE.NAMES = FALSE)
}

#' A log axis that names the values people read: 0.25, 0.5, 1, 2, 4
#' @noRd
ratio_breaks <- function(range) {
  decades <- diff(log10(range))
  if (decades < 0.45) {
    breaks <- scales::breaks_extended(4)(range)
    return(breaks[breaks >= range[1L] & breaks <= range[2L]])
  }
  powers <- floor(log10(range[1L])):ceiling(log10(range[2L]))
  candidates <- if (decades <= 1.1) {
    2^(floor(log2(range[1L])):ceiling(log2(range[2L])))
  } else if (decades <= 3) {
    c(10^powers, 3 * 10^powers)
  } else {
    10^powers[powers %% ceiling(decades / 6) == 0]
  }
  sort(candidates[candidates >= range[1L] & candidates <= range[2L]])
}

format_ratio <- function(x) {
  vapply(x, function(one) {
    if (is.na(one)) NA_character_ else format(one, digits = 3, scientific = abs(log10(one)) > 4)
  }, "")
}

#' Columns that a figure reads must be there
#' @noRd
check_columns <- function(data, columns, arg, call = rlang::caller_env()) {
  check_data(data, arg = arg, call = call)
  absent <- setdiff(columns, names(data))
  if (length(absent) > 0L) {
    abort_oncohort(
      c("{.arg {arg}} must have the {cli::qty(length(columns))}column{?s} {.var {columns}}.",
        x = "It lacks {.var {absent}}.",
        i = "It has {.var {names(data)}}."
      ),
      "columns",
      call = call
    )
  }
  invisible(data)
}
