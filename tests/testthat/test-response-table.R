test_that("response_table() rebuilds Table 2, but for the patient whom it miscounts", {
  # published: sarcoma_responses as printed; patient 12 (angiosarcoma, PD) stands there as SD
  ours <- as.data.frame(response_table(sarcoma$best_response, by = sarcoma$histology))
  printed <- sarcoma_responses
  rows <- match(as.character(ours$group), as.character(printed$histology))
  expect_false(anyNA(rows))
  printed <- printed[rows, ]
  expect_identical(ours$N, as.integer(printed$n))
  expect_identical(ours$CR, as.integer(printed$CR))
  expect_identical(ours$PR, as.integer(printed$PR))
  moved <- ours$group %in% c("Angiosarcoma", "Total")
  expect_identical(ours$SD, as.integer(printed$SD) - moved)
  expect_identical(ours$PD, as.integer(printed$PD) + moved)
  expect_identical(ours$NE, rep(0L, nrow(ours)))
})

test_that("response_table() equals table() with its margins", {
  # oracle: base table and addmargins on random responses, a level of nobody and one code unused
  set.seed(3)
  best <- factor(sample(response_codes[-4], 60, replace = TRUE), response_codes)
  arm <- factor(sample(c("a", "b"), 60, replace = TRUE), c("a", "none", "b"))
  ours <- response_table(best, by = arm)
  oracle <- addmargins(table(arm, best), 1)
  expect_identical(levels(ours$group), c("a", "none", "b", "Total"))
  expect_equal(unname(as.matrix(as.data.frame(ours)[response_codes])), unname(unclass(oracle)),
    ignore_attr = TRUE
  )
  expect_equal(ours$N, unname(rowSums(oracle)))
})

test_that("response_table() without groups is one row", {
  # by hand
  one <- response_table(c("NE", "Non-CR/Non-PD", "NE"))
  expect_identical(
    as.data.frame(one),
    data.frame(
      group = "All patients", N = 3L, CR = 0L, PR = 0L, SD = 0L, "Non-CR/Non-PD" = 1L, PD = 0L,
      NE = 2L, check.names = FALSE
    )
  )
})

test_that("a group named Total is not taken for the total", {
  # by hand
  expect_identical(levels(response_table("CR", by = "Total")$group), c("Total", "All groups"))
})

test_that("tidy() of a response_table() has one row per group and code", {
  # by hand
  arm <- factor(c("a", "b", "b"), c("a", "b", "c"))
  long <- tidy(response_table(c("CR", "PD", "PD"), by = arm))
  expect_named(long, c("group", "best_response", "n", "N", "estimate"))
  expect_identical(nrow(long), 24L)
  expect_identical(long$n[long$best_response == "PD"], c(0L, 2L, 0L, 2L))
  expect_identical(long$estimate[long$best_response == "PD"], c(0, 1, NA, 2 / 3))
})

test_that("response_table() prints within 80 columns", {
  # by hand: the text, read
  expect_snapshot({
    response_table(sarcoma$best_response, by = sarcoma$histology)
    response_table(sarcoma$best_response)
  })
  wide <- response_table("CR", by = strrep("a long name of a group ", 5))
  expect_lte(max(nchar(format(wide))), 80)
})

test_that("part of a response_table() prints as what it still is", {
  # by hand
  counts <- response_table(sarcoma$best_response, by = sarcoma$ecog)
  expect_s3_class(counts[1:2, ], "oncohort_response_table")
  expect_s3_class(counts[c("group", "CR")], "data.frame", exact = TRUE)
})

test_that("response_table() refuses bad arguments, by class", {
  # by hand
  expect_error(response_table(sarcoma, sarcoma$ecog, 1), class = "oncohort_error_argument")
  expect_error(response_table("none"), class = "oncohort_error_response")
  expect_error(response_table("CR", by = 1:2), class = "oncohort_error_group")
})
