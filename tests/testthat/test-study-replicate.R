folder <- file.path(tempfile("replicate"), "study")
withr::defer(unlink(dirname(folder), recursive = TRUE), teardown_env())
set.seed(99)
seed <- .Random.seed
study <- replicate_study(folder, quiet = TRUE)
seed_after <- .Random.seed

test_that("replicate_study() writes report, claims, and each figure and table in both forms", {
  # definition: the list of files in the manual
  tables <- c(
    "table1_patients", "table2_responses", "table3_efficacy", "table4_adverse_events",
    "figure2_screen", "p_values", "leave_one_out", "guarantee_time"
  )
  figures <- c(
    "pfs", "response", "forest", "p_values", "leave_one_out", "adverse_events", "guarantee_time"
  )
  expected <- c(
    "report.html", "claims.csv", paste0("tables/", tables, rep(c(".csv", ".html"), each = 8)),
    paste0("figures/", figures, rep(c(".png", ".pdf"), each = 7))
  )
  expect_setequal(list.files(folder, recursive = TRUE), expected)
  expect_setequal(normalizePath(study$files), normalizePath(file.path(folder, expected)))
  expect_true(all(file.size(study$files) > 0))
  expect_identical(seed_after, seed)
})

test_that("the report is one page that needs nothing beside itself", {
  # property
  page <- paste(readLines(study$report, encoding = "UTF-8"), collapse = "\n")
  expect_identical(lengths(regmatches(page, gregexpr("<img ", page))), 7L)
  expect_identical(lengths(regmatches(page, gregexpr("src=\"data:image/png;base64,[A-Za-z0-9+/=]+\"", page))), 7L)
  expect_no_match(page, "(src|href)=\"(?!https://doi.org|data:)", perl = TRUE)
  expect_no_match(page, "<script|@import|\\{\\{")
  expect_match(page, "2.25 (1.80-3.00)", fixed = TRUE)
})

test_that("claims.csv is study_claims(), and the one line says what came out", {
  # property
  written <- read.csv(file.path(folder, "claims.csv"), colClasses = "character")
  expect_identical(written$id, study$claims$id)
  expect_identical(written$verdict, study$claims$verdict)
  expect_match(study$summary, "^80 of the 90 claims are reproduced")
  expect_match(study$summary, study$report, fixed = TRUE)
  expect_no_match(study$summary, "\n")
  expect_identical(study$differs_from_record, character())
})

test_that("Table 4's rows carry exact limits of the printed counts", {
  # oracle: binom.test
  table <- read.csv(file.path(folder, "tables", "table4_adverse_events.csv"))
  expect_equal(nrow(table), 30)
  for (i in c(1, 4, 30)) {
    limits <- binom.test(table$n[i], 28)$conf.int
    expect_equal(c(table$conf.low[i], table$conf.high[i]), as.vector(limits), tolerance = 1e-10)
  }
})

test_that("a folder that cannot be made is refused", {
  # property
  file <- tempfile()
  file.create(file)
  expect_error(replicate_study(file, quiet = TRUE), class = "oncohort_error_path")
  expect_error(replicate_study(3), class = "oncohort_error_argument")
  expect_error(replicate_study(""), class = "oncohort_error_argument")
  expect_error(replicate_study(folder, quite = TRUE), class = "oncohort_error_argument")
  expect_snapshot(replicate_study(3), error = TRUE)
})
