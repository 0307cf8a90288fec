study <- data.frame(id = 1:5, months = c(7, 2, 4, 1, 3), died = c(1, 1, 0, 0, 1))

test_that("landmark_data() keeps those at risk after the landmark and restarts the clock", {
  # by hand: at 2, patient 2 has died and patient 4 was censored
  out <- landmark_data(study, 2, time = months, event = died)
  expect_equal(out$id, c(1, 3, 5))
  expect_equal(out$time_from_landmark, c(5, 2, 1))
  expect_equal(out$event_after_landmark, c(1, 0, 1))
  expect_equal(attr(out, "left_out"), c(event = 1, censored = 1))
  expect_snapshot(out)
  expect_identical(class(as.data.frame(out)), "data.frame")
})

test_that("a landmark analysis is one of (landmark, stop] rows", {
  # property: restarting the clock does not change a Cox fit
  lung <- na.omit(survival::lung[c("time", "status", "age", "sex")])
  lung$died <- lung$status - 1
  late <- landmark_data(lung, 150, time = time, event = died)
  a <- cox_ph(Surv(time_from_landmark, event_after_landmark) ~ age + sex, late)
  late$from <- 150
  b <- cox_ph(Surv(from, time, died) ~ age + sex, late)
  expect_equal(coef(a), coef(b), tolerance = 1e-10)
  expect_equal(a$var, b$var, tolerance = 1e-10)
  expect_equal(nrow(late) + sum(attr(late, "left_out")), nrow(lung))
})

test_that("a landmark that leaves nobody, or is none, is refused", {
  # definition
  expect_error(landmark_data(study, 7, time = months, event = died), class = "oncohort_error_empty")
  expect_error(landmark_data(study, -1, time = months, event = died), class = "oncohort_error_argument")
  expect_error(landmark_data(study, 2, event = died), class = "oncohort_error_argument")
  expect_error(landmark_data(1:3, 2), class = "oncohort_error_data")
  expect_snapshot(error = TRUE, {
    landmark_data(study, 7, time = months, event = died)
    landmark_data(study, -1, time = months, event = died)
    landmark_data(study, 2, event = died)
  })
})
