# Scaled Schoenfeld residuals: each effect as a function of time.

#' Figure of the test of proportional hazards
#'
#' Scaled Schoenfeld residuals, one panel per coefficient, with a smooth and the estimate of
#' the model as a dashed line. Proportional hazards are a smooth that stays on the line.
#'
#' @details
#' A death at t with Schoenfeld residual s contributes \eqn{\hat\beta + D V s} with D deaths
#' and V the variance of the estimates: on average the coefficient at that time (Grambsch and
#' Therneau 1994). The smooth is a natural spline of the residuals on the scale of time of the
#' test, with a pointwise band; with fewer than 2 distinct times more than `df` it is left out.
#' The axis shows times, spaced by that scale.
#'
#' @param object what [test_ph()] returns.
#' @param ... must be empty.
#' @param df degrees of freedom of the smooth, a whole number of at least 2.
#' @return A ggplot: log hazard ratio over time.
#' @examples
#' fit <- cox_ph(Surv(pfs_months, pfs_event) ~ ecog, sarcoma)
#' autoplot(test_ph(fit))
#' @family figures
#' @export
autoplot.oncohort_ph_test <- function(object, ..., df = 3) {
  check_dots(..., .after = "object")
  df <- check_one_count(df, "df", 2L)
  fit <- attr(object, "fit")
  points <- ph_points(fit, attr(object, "transform"))
  smooth <- do.call(rbind, lapply(split(points, points$term), ph_smooth, df = df))
  axis <- ph_axis(points)
  estimates <- data.frame(
    term = factor(levels(points$term), levels(points$term)),
    estimate = unname(fit$coefficients[levels(points$term)])
  )
  plot <- ggplot(points, aes(x = .data$scaled, y = .data$residual)) +
    geom_point(size = 1, alpha = 0.6, colour = "grey40") +
    geom_hline(
      aes(yintercept = .data$estimate), data = estimates, linetype = "22", linewidth = 0.4
    )
  if (!is.null(smooth)) {
    plot <- plot +
      ggplot2::geom_ribbon(
        aes(x = .data$scaled, ymin = .data$lower, ymax = .data$upper),
        data = smooth, inherit.aes = FALSE, fill = "#56B4E9", alpha = 0.25
      ) +
      ggplot2::geom_line(aes(y = .data$residual), data = smooth, colour = "#D55E00", linewidth = 0.6)
  }
  plot <- plot +
    facet_wrap("term", scales = "free_y", ncol = 1) +
    scale_x_continuous(breaks = axis$at, labels = axis$label) +
    labs(x = "Time", y = "Log hazard ratio over time (scaled Schoenfeld residuals)") +
    theme_oncohort()
  with_size(plot, fixed = 14 + 40 * nlevels(points$term), per_width = 0)
}

ph_points <- function(fit, transform) {
  y <- unclass(fit$y)
  core <- core_residuals(fit)
  row <- core$death + 1L
  b <- ifelse(is.na(fit$coefficients), 0, fit$coefficients)
  values <- core$schoenfeld %*% model_variance(fit) * fit$nevent + rep(b, each = length(row))
  known <- which(!is.na(fit$coefficients))
  terms <- names(fit$coefficients)[known]
  data.frame(
    term = factor(rep(terms, each = length(row)), terms),
    time = unname(y[row, ncol(y) - 1L]),
    scaled = unname(transformed_time(fit, transform, rlang::caller_env())[row]),
    residual = as.vector(values[, known])
  )
}

#' A natural spline by least squares, with its pointwise 95% band
#' @noRd
ph_smooth <- function(points, df) {
  if (length(unique(points$scaled)) < df + 2L) {
    return(NULL)
  }
  model <- stats::lm(residual ~ splines::ns(scaled, df), points)
  at <- seq(min(points$scaled), max(points$scaled), length.out = 60L)
  fitted <- stats::predict(model, data.frame(scaled = at), se.fit = TRUE)
  half <- stats::qt(0.975, model$df.residual) * fitted$se.fit
  data.frame(
    term = points$term[1L], scaled = at, residual = fitted$fit, lower = fitted$fit - half,
    upper = fitted$fit + half
  )
}

#' Times to write on the axis, where the scale of the test puts them
#' @noRd
ph_axis <- function(points) {
  times <- sort(unique(points$time))
  picked <- times[unique(round(seq(1, length(times), length.out = min(6L, length(times)))))]
  list(at = points$scaled[match(picked, points$time)], label = format_number(picked))
}
