#' Figure of p-values by method
#'
#' The same comparison, tested by several methods: a dot a method on a log axis, with the
#' p-value in figures, one panel a comparison.
#'
#' @param p_values a data frame with the columns `method`, `p.value` (over 0, up to 1) and
#'   `comparison`.
#' @param ... must be empty.
#' @param alpha significance level drawn as a line, between 0 and 1.
#' @return A ggplot.
#' @examples
#' plot_p_values(data.frame(
#'   method = c("Wald", "Likelihood ratio", "Log-rank"),
#'   p.value = c(0.0118, 0.0030, 0.0061),
#'   comparison = "Angiosarcoma against the rest"
#' ))
#' @family figures
#' @export
plot_p_values <- function(p_values, ..., alpha = 0.05) {
  check_dots(..., .after = "p_values")
  check_columns(p_values, c("method", "p.value", "comparison"), "p_values")
  check_numbers(p_values$p.value, "p.value", lower = 0, upper = 1)
  alpha <- check_numbers(alpha, "alpha", lower = 1e-6, upper = 1)[1L]
  rows <- as.data.frame(p_values)
  method <- wrap_label(rows$method, 26L)
  rows$method <- factor(method, levels = rev(unique(method)))
  rows$comparison <- factor(rows$comparison, levels = unique(rows$comparison))
  rows$label <- format_p(rows$p.value)
  # zero has no place on a log axis: it is drawn at the end, and said in figures
  least <- min(rows$p.value[rows$p.value > 0], alpha) / 1.5
  rows$place <- pmax(rows$p.value, least)
  plot <- ggplot(rows, aes(x = .data$place, y = .data$method)) +
    geom_vline(xintercept = alpha, linetype = "22", linewidth = 0.3, colour = "grey40") +
    geom_point(size = 1.8, colour = "#0072B2") +
    geom_text(aes(x = 1.25, label = .data$label), size = small_text(), hjust = 0) +
    facet_wrap("comparison", ncol = 1) +
    scale_x_log10(
      limits = c(least, 1.25), breaks = p_breaks(least), labels = format_ratio,
      expand = expansion(mult = c(0.04, 0.24))
    ) +
    labs(x = "p (log scale)", y = NULL) +
    theme_oncohort() +
    bars_theme()
  panels <- nlevels(rows$comparison)
  with_size(plot, fixed = 12 + panels * (7 + 4.5 * nlevels(rows$method)))
}

p_breaks <- function(least) {
  tail <- 10^seq(floor(log10(least)), -2, by = ceiling(-log10(least) / 6))
  breaks <- c(tail, 0.05, 0.2, 1)
  breaks[breaks >= least]
}
