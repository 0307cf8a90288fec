test_that("bars are shares of patients, most frequent event on top", {
  # published: Table 4 of the study; alopecia 25 of 28 (89.3%), leucopenia 7 + 3 of 28
  figure <- plot_adverse_events(sarcoma_adverse_events)
  bars <- drawn_layer(figure, "GeomCol")
  top <- bars[bars$y == max(bars$y), ]
  expect_equal(max(top$xmax), 25 / 28)
  expect_equal(utils::tail(levels(figure$data$event), 2L), c("Leucopenia", "Alopecia"))
  second <- bars[bars$y == max(bars$y) - 1, ]
  expect_equal(sort(second$xmax), c(7, 10) / 28)
  labels <- drawn_layer(figure, "GeomText")
  expect_equal(labels$label[labels$y == max(bars$y)], 25)
})

test_that("missing counts are none", {
  # property
  events <- data.frame(event = "Rash", n_grade_1_2 = 1, n_grade_3_4 = NA, n_patients = 10)
  expect_equal(adverse_event_bars(events)$share, c(0.1, 0))
})

test_that("plot_adverse_events() names the columns it lacks", {
  # error classes
  expect_error(plot_adverse_events(data.frame(event = "a")), class = "oncohort_error_columns")
  expect_snapshot(error = TRUE, plot_adverse_events(data.frame(event = "a")))
})
