test_that("every patient is a bar, the longest on top, coloured by response", {
  # published: Table 1 of the study; patient 8 progressed last, at 15 months, with CR
  figure <- plot_pfs(sarcoma)
  bars <- drawn_layer(figure, "GeomCol")
  expect_equal(nrow(bars), 28L)
  expect_equal(sort(bars$xmax), sort(as.numeric(sarcoma$pfs_months)))
  expect_equal(utils::tail(levels(figure$data$patient), 1L), "8")
  expect_equal(bars$fill[which.max(bars$xmax)], response_colours[["CR"]])
  expect_equal(figure$labels$x, attr(sarcoma$pfs_months, "label"))
})

test_that("patients without progression have an arrow", {
  # by hand
  data <- data.frame(id = c("a", "b"), t = c(2, 5), d = c(1, 0), r = c("PD", "PR"))
  figure <- plot_pfs(data, patient = "id", time = "t", event = "d", response = "r")
  expect_equal(drawn_layer(figure, "GeomSegment")$x, 5)
  expect_equal(figure$labels$x, "Time")
})

test_that("plot_pfs() refuses unknown responses, columns and times", {
  # error classes
  data <- data.frame(patient = 1, pfs_months = 2, pfs_event = 1, best_response = "good")
  expect_error(plot_pfs(data), class = "oncohort_error_response")
  expect_error(plot_pfs(data[1:2]), class = "oncohort_error_columns")
  data$pfs_months <- -1
  expect_error(plot_pfs(data), class = "oncohort_error_argument")
  data$pfs_months <- 1
  expect_snapshot(error = TRUE, plot_pfs(data))
})
