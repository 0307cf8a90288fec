# Residuals of cox_ph() fits: those of the core and those handed to survival.

lung <- na.omit(survival::lung[c("time", "status", "age", "ph.ecog", "sex", "inst")])
lung$month <- ceiling(lung$time / 60)
lung$died <- as.integer(lung$status == 2)
types <- c("martingale", "deviance", "score", "schoenfeld", "dfbeta", "dfbetas", "scaledsch")

test_that("the core's residuals equal survival's", {
  # oracle: the same estimates, so 1e-9 is rounding
  set.seed(3)
  lung$w <- runif(nrow(lung), 0.5, 2)
  for (ties in c("efron", "breslow")) {
    fits <- list(
      cox_ph(Surv(month, died) ~ age + ph.ecog + strata(sex), lung, ties = ties),
      cox_ph(Surv(month, died) ~ age, lung, ties = ties),
      cox_ph(Surv(month, died) ~ age + ph.ecog, lung, weights = w, ties = ties),
      cox_ph(Surv(start, stop, event) ~ age + transplant, survival::heart, ties = ties)
    )
    for (fit in fits) {
      plain <- fit
      class(plain) <- "coxph"
      for (type in types) {
        theirs <- residuals(plain, type = type, weighted = FALSE)
        # survival leaves the columns of some types without names
        expect_equal(oncohort:::cox_residuals(fit, type), theirs,
          tolerance = 1e-9, ignore_attr = TRUE, info = paste(ties, type)
        )
        expect_equal(residuals(fit, type), residuals(plain, type), tolerance = 1e-9)
      }
    }
  }
})

test_that("with counts residuals are totals of a row's patients", {
  # property: against the rows written out
  set.seed(4)
  lung$k <- sample(1:3, nrow(lung), TRUE)
  row <- rep(seq_len(nrow(lung)), lung$k)
  for (ties in c("efron", "breslow")) {
    a <- cox_ph(Surv(month, died) ~ age + ph.ecog, lung, counts = k, ties = ties)
    b <- cox_ph(Surv(month, died) ~ age + ph.ecog, lung[row, ], ties = ties)
    for (type in setdiff(types, c("schoenfeld", "scaledsch"))) {
      theirs <- as.matrix(residuals(b, type))
      expect_equal(as.matrix(residuals(a, type)), rowsum(theirs, row),
        tolerance = 1e-9, ignore_attr = TRUE, info = paste(ties, type)
      )
    }
    for (type in c("schoenfeld", "scaledsch")) {
      expect_equal(colSums(residuals(a, type)), colSums(residuals(b, type)), tolerance = 1e-8)
      expect_equal(nrow(residuals(a, type)), sum(lung$died))
    }
    expect_equal(
      residuals(a, "score", collapse = lung$inst),
      rowsum(residuals(b, "score"), lung$inst[row]),
      tolerance = 1e-9, ignore_attr = TRUE
    )
  }
})

test_that("rows dropped by na.exclude come back as NA", {
  # definition
  missing <- lung
  missing$age[4] <- NA
  missing$k <- rep(1:2, length.out = nrow(lung))
  fit <- cox_ph(Surv(month, died) ~ age, missing, counts = k, na.action = na.exclude)
  expect_length(residuals(fit), nrow(missing))
  expect_true(is.na(residuals(fit, "dfbeta")[4]))
})

test_that("an unknown type and partial residuals of counts are refused", {
  # definition
  fit <- cox_ph(Surv(month, died) ~ age, transform(lung, k = 2), counts = k)
  expect_error(residuals(fit, "raw"), class = "oncohort_error_argument")
  expect_error(residuals(fit, "partial"), class = "oncohort_error_counts")
  expect_error(residuals(fit, "score", collapse = 1:3), class = "oncohort_error_argument")
  expect_snapshot(error = TRUE, {
    residuals(fit, "raw")
    residuals(fit, "partial")
    residuals(fit, "score", collapse = 1:3)
  })
})
