# A screen with every kind of row: made by hand, in the columns of cox_screen()
forest_example <- function() {
  rows <- data.frame(
    variable = c("site", "site", "site", "site", "age"),
    level = c("Extremities", "Head", "Neck", "Trunk", NA),
    N = c(16, 3, 2, 7, 28), n.event = c(16, 3, 2, 7, 28),
    estimate = c(1, 0.1995, Inf, NA, 1.02), std.error = NA_real_, statistic = NA_real_,
    p.value = c(NA, 0.0482, 0.3, NA, 0.5),
    conf.low = c(NA, 0.001, 0.5, NA, 0.9), conf.high = c(NA, 0.9874, Inf, NA, 1.15),
    p.overall = c(rep(0.12, 4), 0.5), method = "Cox", note = c("reference", rep("", 4))
  )
  structure(rows, class = c("oncohort_screen", "data.frame"))
}

#' The first layer of a geom, as it is drawn
drawn_layer <- function(plot, geom, n = 1L) {
  at <- which(vapply(plot$layers, function(layer) inherits(layer$geom, geom), TRUE))
  ggplot2::layer_data(plot, at[n])
}
