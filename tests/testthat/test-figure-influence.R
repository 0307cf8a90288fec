left_out <- function() {
  data.frame(
    patient = c(NA, 1:4), term = "Angiosarcoma", estimate = c(0.2, 0.21, 0.4, 0.19, Inf),
    conf.low = c(0.06, 0.06, 0.08, 0.05, 0.5), conf.high = c(0.7, 0.7, 1.2, 0.7, Inf)
  )
}

test_that("each left-out patient is a point, the full estimate a line, the mover is named", {
  # by hand: patient 2 doubles the hazard ratio; patient 4 has no finite one
  figure <- plot_leave_one_out(left_out(), label = 1)
  points <- drawn_layer(figure, "GeomPoint")
  expect_equal(10^points$y[1:3], c(0.21, 0.4, 0.19))
  expect_equal(points$x, c(1, 2, 3, 4)[seq_along(points$x)])
  expect_equal(10^drawn_layer(figure, "GeomHline", 2L)$yintercept, 0.2)
  expect_equal(as.character(drawn_layer(figure, "GeomText")$label), "2")
})

test_that("the full estimates can come on their own", {
  # property
  rows <- left_out()
  apart <- plot_leave_one_out(rows[-1, ], full = rows[1, ], label = 1)
  expect_equal(drawn_layer(apart, "GeomPoint"), drawn_layer(plot_leave_one_out(rows), "GeomPoint"))
  none <- plot_leave_one_out(rows[-1, ])
  expect_no_error(ggplot2::ggplot_build(none))
})

test_that("plot_leave_one_out() names the columns it lacks", {
  # error classes
  expect_error(plot_leave_one_out(left_out()["term"]), class = "oncohort_error_columns")
  expect_error(plot_leave_one_out(1), class = "oncohort_error_data")
  expect_snapshot(error = TRUE, plot_leave_one_out(left_out()["term"]))
})
