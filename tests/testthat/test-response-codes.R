test_that("best responses are read from a factor, text, a data frame or a list with $best", {
  # by hand
  codes <- c("CR", "PR", "SD", "Non-CR/Non-PD", "PD", "NE")
  expected <- factor(codes, codes)
  expect_identical(read_best_response(codes), expected)
  expect_identical(read_best_response(factor(codes)), expected)
  frame <- data.frame(id = 1:6, best_response = codes)
  expect_identical(read_best_response(frame), expected)
  expect_identical(read_best_response(list(assessments = NULL, best = frame)), expected)
})

test_that("levels that nobody has need not be known codes", {
  # by hand
  expect_identical(
    as.character(read_best_response(factor("CR", c("CR", "Missing")))), "CR"
  )
})

test_that("what is no best response is refused, by class", {
  # by hand: each rule once
  expect_error(read_best_response(c("CR", "Partial response")), class = "oncohort_error_response")
  expect_error(read_best_response(c("cr", "PR")), class = "oncohort_error_response")
  expect_error(read_best_response(c("CR", NA)), class = "oncohort_error_response")
  expect_error(read_best_response(NA), class = "oncohort_error_response")
  expect_error(read_best_response(1:4), class = "oncohort_error_response")
  expect_error(read_best_response(NULL), class = "oncohort_error_response")
  expect_error(read_best_response(data.frame(response = "CR")), class = "oncohort_error_response")
  expect_error(read_best_response(character()), class = "oncohort_error_empty")
  nobody <- data.frame(best_response = character())
  expect_error(read_best_response(nobody), class = "oncohort_error_empty")
})

test_that("groups keep their type, their order and the levels of nobody", {
  # by hand
  expect_identical(read_groups(c(2, 1, 2), 3)$values, c(1, 2))
  expect_identical(read_groups(c("b", "a"), 2), list(values = c("a", "b"), index = c(2L, 1L)))
  arm <- factor(c("b", "b"), levels = c("b", "a"))
  both <- factor(c("b", "a"), c("b", "a"))
  expect_identical(read_groups(arm, 2), list(values = both, index = c(1L, 1L)))
  expect_identical(read_groups(NULL, 2)$values, "All patients")
})

test_that("groups that do not say one group per patient are refused, by class", {
  # by hand: each rule once
  expect_error(read_groups(c("a", "b"), 3), class = "oncohort_error_group")
  expect_error(read_groups(c("a", NA, "b"), 3), class = "oncohort_error_group")
  expect_error(read_groups(list("a", "b", "c"), 3), class = "oncohort_error_group")
  expect_error(read_groups(data.frame(a = 1:3), 3), class = "oncohort_error_group")
  expect_error(read_groups(matrix(1:3), 3), class = "oncohort_error_group")
})
