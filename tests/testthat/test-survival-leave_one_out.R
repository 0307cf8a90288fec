formula <- Surv(pfs_months, pfs_event) ~ histology == "Angiosarcoma"

test_that("leave_one_out_hazard_ratio() is the model without each patient", {
  # definition: the row of patient 8 is the fit on the other 27
  rows <- leave_one_out_hazard_ratio(formula, sarcoma)
  expect_identical(names(rows), c(
    "patient", "term", "estimate", "conf.low", "conf.high", "p.value"
  ))
  expect_identical(as.vector(rows$patient), 1:28)
  expect_identical(length(unique(rows$term)), 1L)
  fit <- summary(survival::coxph(formula, sarcoma[-8, ]))
  # survival's default stops at a relative 1e-9 of the likelihood
  expect_equal(
    unlist(rows[8, 3:6], use.names = FALSE),
    c(fit$conf.int[c(1, 3, 4)], fit$coefficients[5]),
    tolerance = 1e-6
  )
})

test_that("head among the primary sites hangs on patient 8", {
  # published: without patient 8 the hazard ratio is 0.57 (0.13-2.57)
  head_site <- Surv(pfs_months, pfs_event) ~ I(primary_site == "Head")
  rows <- leave_one_out_hazard_ratio(head_site, sarcoma)
  expect_identical(rows$patient[which.max(rows$estimate)], 8L)
  expect_equal(
    round(unlist(rows[8, c("estimate", "conf.low", "conf.high")], use.names = FALSE), 2),
    c(0.57, 0.13, 2.57)
  )
})

test_that("a model with several terms has a row for each, with limits of the level asked for", {
  # property
  rows <- leave_one_out_hazard_ratio(
    Surv(pfs_months, pfs_event) ~ prior_lines + ecog, sarcoma, conf.level = 0.5
  )
  expect_identical(nrow(rows), 56L)
  wide <- leave_one_out_hazard_ratio(Surv(pfs_months, pfs_event) ~ prior_lines + ecog, sarcoma)
  expect_true(all(wide$conf.low < rows$conf.low & rows$conf.high < wide$conf.high))
})

test_that("a patient without whom there is no contrast gives NA", {
  # by hand: with the only exposed patient left out, no one is exposed
  data <- data.frame(patient = 1:5, t = c(1, 2, 3, 4, 5), e = 1, x = c(0, 0, 1, 0, 0))
  rows <- leave_one_out_hazard_ratio(Surv(t, e) ~ x, data)
  expect_true(is.na(rows$estimate[3]))
  expect_identical(rows$term, rep("x", 5))
  expect_false(anyNA(rows$estimate[-3]))
})

test_that("leave_one_out_hazard_ratio() refuses an id that is not there", {
  # definition
  expect_error(
    leave_one_out_hazard_ratio(formula, sarcoma, id = "number"), class = "oncohort_error_argument"
  )
  expect_snapshot(error = TRUE, leave_one_out_hazard_ratio(formula, sarcoma, id = "number"))
})
