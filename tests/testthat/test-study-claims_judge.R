test_that("a value rounds to printed digits within half a unit; half-way passes either way", {
  # by hand
  expect_true(rounds_to(30.647, "30.6"))
  expect_false(rounds_to(30.6501, "30.6"))
  expect_true(all(rounds_to(30.65, c("30.6", "30.7"))))
  expect_true(all(rounds_to(0.285, c("0.28", "0.29"))))
  expect_true(rounds_to(2.25, "2.25"))
  expect_true(all(rounds_to(c(7, 1.8, 25), c("7", "1.80", "25.00"))))
  expect_false(any(rounds_to(c(7.51, 1.8051, NA, Inf), c("7", "1.80", "1", "1"))))
  expect_false(rounds_to(7, NA))
})

test_that("decimals are counted in the printed text", {
  # by hand
  expect_identical(printed_decimals(c("28", "0.20", "25.00", "0.048")), c(0L, 2L, 2L, 3L))
})

test_that("the gravest verdict is the first of the precedence, on either axis", {
  # definition
  worse <- function(worst, ...) expect_identical(gravest(c(..., worst)), worst)
  expect_identical(gravest(c("reproduced", "fits", NA)), "reproduced")
  worse("different", "reproduced", "wrong unit")
  worse("inconsistent within the paper", "different")
  worse("mislabelled", "reproduced under other settings")
  worse("not supported by the design", "not recomputable")
  expect_setequal(c(number_verdicts, wording_verdicts), verdict_precedence)
  expect_identical(number_verdicts, intersect(verdict_precedence, number_verdicts))
  expect_identical(wording_verdicts, intersect(verdict_precedence, wording_verdicts))
})

test_that("a part is looked for in the claim's own unit first, a p-value in none", {
  # by hand: 17.86% with limits 0.081 and 39.5, p 0.05
  values <- claim_values(0.178571, 0.0807, 0.3952, 0.05)
  expect_identical(
    matching_units(values, c("17.9", "0.081", "39.5", "0.05"), "percent"),
    c("percent", "fraction", "percent", "percent")
  )
  expect_identical(
    matching_units(values, c("17.9", "0.081", "39.5", "5"), "percent"),
    c("percent", "fraction", "percent", NA)
  )
  expect_identical(matching_units(values, c("17.9", NA, NA, NA), "ratio"), rep(NA_character_, 4))
  expect_identical(matching_units(claim_values(0), c("0", NA, NA, NA), "percent")[1], "percent")
})
