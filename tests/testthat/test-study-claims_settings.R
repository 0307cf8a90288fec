quantity_of <- function(id) {
  table <- read_extdata("claims_quantities.csv")
  table[table$id == id, ]
}
said <- function(settings) vapply(settings, function(s) paste(s$says, collapse = ", "), "")

test_that("every claim has one quantity, and every quantity of the table is a claim", {
  # definition
  quantities <- read_extdata("claims_quantities.csv")
  expect_identical(quantities$id, as.vector(sarcoma_claims$id))
})

test_that("the plain reading comes first, then other methods, then other comparisons", {
  # definition
  settings <- claim_settings(quantity_of("hr_head"), sarcoma)
  says <- said(settings)
  comparison <- vapply(settings, function(s) "comparison" %in% s$kinds, TRUE)
  # 2 ties x 3 tests x (all others, and 3 other levels in two ways)
  expect_length(settings, 2 * 3 * 7)
  expect_identical(anyDuplicated(says), 0L)
  expect_identical(says[1:3], c("", "Breslow ties", "likelihood ratio test"))
  expect_false(is.unsorted(comparison))
  expect_identical(says[comparison][1:2], c(
    "against Extremities in the four-level factor", "against Trunk in the four-level factor"
  ))
  expect_identical(settings[[1]]$software, "R")
  expect_identical(settings[[2]]$software, "SPSS 21")
  expect_identical(settings[[3]]$software, character())
})

test_that("settings of the median: five scales of limits and SPSS's rule, two plateau rules", {
  # definition
  settings <- claim_settings(quantity_of("pfs_median"), sarcoma)
  expect_length(settings, 12)
  expect_identical(settings[[1]]$values, list(conf.type = "log", plateau = "midpoint"))
  expect_identical(settings[[1]]$software, "R")
  spss <- vapply(settings, function(s) identical(s$software, "SPSS 21"), TRUE)
  expect_identical(
    said(settings)[spss], "SPSS's median and standard error, the start of the plateau"
  )
})

test_that("a quantity without settings has one, with nothing to say", {
  # definition
  settings <- claim_settings(quantity_of("n_ups"), sarcoma)
  expect_length(settings, 1)
  expect_identical(settings[[1]]$values, list())
})
