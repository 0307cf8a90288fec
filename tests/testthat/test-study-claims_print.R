claims <- study_claims()

test_that("print shows counts and every claim in trouble, within 80 columns", {
  # published: the verdicts are those of test-study-claims.R
  expect_true(all(nchar(format(claims)) <= 80))
  expect_snapshot(claims)
})

test_that("summary() counts each verdict once, in order of gravity", {
  # property
  counts <- summary(claims)
  expect_identical(sum(counts$n), 90L)
  expect_identical(counts$verdict, setdiff(verdict_precedence, "fits"))
})

test_that("tidy() has one row per printed part", {
  # property
  long <- tidy(claims)
  parts <- c("estimate", "conf.low", "conf.high", "p.value")
  expect_identical(nrow(long), sum(!is.na(sarcoma_claims[parts])))
  expect_identical(names(long), c(
    "id", "part", "printed", "estimate", "matched", "number", "wording"
  ))
  head_site <- long[long$id == "hr_head", ]
  expect_identical(head_site$printed, c("0.20", "0.04", "0.99", "0.048"))
  expect_true(all(rounds_to(head_site$matched, head_site$printed)))
  expect_false(any(rounds_to(head_site$estimate, head_site$printed)))
  expect_error(tidy(claims, parts = 1), class = "oncohort_error_argument")
})

test_that("as.data.frame() is plain, and a selection of columns prints as a data frame", {
  # property
  expect_identical(class(as.data.frame(claims)), "data.frame")
  expect_output(print(claims[1:2, c("id", "verdict")]), "n_patients +reproduced")
  expect_output(print(claims[claims$id == "orr", ]), "1 printed claim ")
})

test_that("parts are written with the decimals that were printed", {
  # by hand
  expect_identical(format_claim(c("0.20", "0.04", "0.99", "0.048")), "0.20 (0.04-0.99) p 0.048")
  expect_identical(format_claim(c("28", NA, NA, NA)), "28")
  expect_identical(
    format_like(c(0.26453, 0.059018, NA, 0.0823), c("0.20", "0.04", NA, "0.048")),
    c("0.26", "0.06", NA, "0.082")
  )
})
