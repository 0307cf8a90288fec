claims <- study_claims()

test_that("a run comes out as the record says", {
  # published: inst/extdata/claims_record.csv, read line by line when it was made
  expect_identical(claims_against_record(claims), character())
})

test_that("a verdict, a number or a claim that is not as recorded is named", {
  # property
  changed <- claims
  changed$verdict[changed$id == "orr"] <- "different"
  changed$conf.low[changed$id == "pfs_median"] <- 1.79
  changed$estimate[changed$id == "age_mean"] <- 42.54
  changed$settings[changed$id == "hr_head"] <- NA
  changed <- changed[changed$id != "n_cr", ]
  expect_setequal(
    claims_against_record(changed), c("orr", "pfs_median", "age_mean", "hr_head", "n_cr")
  )
  last_bits <- claims
  last_bits$estimate <- last_bits$estimate * (1 + 1e-12)
  expect_identical(claims_against_record(last_bits), character())
})

test_that("write_claims_record() writes what read_claims_record() reads", {
  # property
  file <- tempfile(fileext = ".csv")
  on.exit(unlink(file))
  write_claims_record(claims, file)
  record <- system.file("extdata", "claims_record.csv", package = "oncohort")
  expect_identical(readLines(file), readLines(record))
})
