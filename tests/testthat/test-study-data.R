#' A data set written the way its table was typed: commas quoted, nothing where nothing is printed
typed_lines <- function(data) {
  cells <- vapply(data, function(column) {
    text <- as.character(if (is.factor(column)) column else unname(c(column)))
    ifelse(is.na(text), "", ifelse(grepl(",", text), paste0("\"", text, "\""), text))
  }, character(nrow(data)))
  c(paste(names(data), collapse = ","), apply(cells, 1L, paste, collapse = ","))
}

as_file <- function(lines) {
  file <- tempfile(fileext = ".csv")
  connection <- file(file, open = "wb")
  on.exit(close(connection))
  writeLines(enc2utf8(lines), connection, useBytes = TRUE)
  file
}

test_that("the data sets are the typed tables, byte by byte", {
  # published: Tables 1, 2 and 4 of Tian et al. (2022) and the claims. The files themselves stand in
  # data-raw/, which is not in the built package; fixtures/sarcoma/checksums.csv has their MD5 sums.
  events <- sarcoma_adverse_events
  percent <- c("percent_grade_1_2", "percent_grade_3_4")
  events[percent] <- lapply(events[percent], function(x) ifelse(is.na(x), NA, sprintf("%.1f", x)))
  claims <- sarcoma_claims
  claims$as_printed <- gsub("+/-", "\u00b1", claims$as_printed, fixed = TRUE)
  data_sets <- list(
    sarcoma_patients.csv = sarcoma[names(sarcoma) != "pfs_event"],
    sarcoma_responses_published.csv = sarcoma_responses,
    sarcoma_adverse_events_published.csv = events,
    sarcoma_claims_published.csv = claims
  )
  sums <- read.csv(test_path("fixtures", "sarcoma", "checksums.csv"))
  expect_setequal(names(data_sets), sums$file)
  for (i in seq_len(nrow(sums))) {
    file <- as_file(typed_lines(data_sets[[sums$file[i]]]))
    expect_identical(unname(tools::md5sum(file)), sums$md5[i], label = sums$file[i])
    unlink(file)
  }
})

test_that("sarcoma has 28 patients, no missing value, and the largest groups as reference", {
  # published: Table 1
  expect_identical(dim(sarcoma), c(28L, 10L))
  expect_false(anyNA(sarcoma))
  expect_identical(as.vector(sarcoma$pfs_event), rep(1L, 28))
  first <- vapply(Filter(is.factor, sarcoma), function(x) levels(x)[1], "")
  expect_identical(first, c(
    ecog = "0", histology = "UPS", stage = "IV", primary_site = "Extremities",
    metastatic_site = "Lung", best_response = "CR"
  ))
  for (variable in c("histology", "primary_site", "metastatic_site")) {
    expect_identical(names(which.max(table(sarcoma[[variable]]))), first[[variable]])
  }
})

test_that("every column of the four data sets has a label", {
  # definition
  for (data in list(sarcoma, sarcoma_responses, sarcoma_adverse_events, sarcoma_claims)) {
    labels <- lapply(data, attr, "label")
    expect_true(all(vapply(labels, rlang::is_string, TRUE)))
  }
})

test_that("the printed percentages of Table 4 are its counts over 28", {
  # by hand
  events <- sarcoma_adverse_events
  for (grade in c("grade_1_2", "grade_3_4")) {
    count <- events[[paste0("n_", grade)]]
    percent <- events[[paste0("percent_", grade)]]
    expect_identical(is.na(percent), as.vector(count == 0L))
    expect_true(all(abs(100 * count / 28 - percent) <= 0.05 + 1e-9, na.rm = TRUE))
  }
})

test_that("the claims keep the printed digits as text", {
  # published
  expect_identical(dim(sarcoma_claims), c(90L, 10L))
  expect_true(all(vapply(sarcoma_claims, is.character, TRUE)))
  row <- sarcoma_claims[sarcoma_claims$id == "hr_head", ]
  expect_identical(
    unlist(row[c("estimate", "conf.low", "conf.high", "p.value")], use.names = FALSE),
    c("0.20", "0.04", "0.99", "0.048")
  )
  expect_false(any(grepl("[^ -~]", unlist(sarcoma_claims))))
})
