test_that("numbers keep their significant digits, huge ones an exponent, NA is NE", {
  # by hand
  expect_identical(format_number(c(2.25, 1.8, 123.4, 0.01234, NA, Inf, 3e12)),
    c("2.25", "1.80", "123", "0.0123", "NE", "Inf", "3e+12"))
  expect_identical(format_fixed(c(0.123, NA, -Inf)), c("0.12", "NE", "-Inf"))
  expect_identical(format_p(c(0.5, 0.0123, 0.00123, 1e-9, NA)), c("0.500", "0.012", "0.0012", "<0.0001", "NA"))
  expect_identical(format_percent(c(0.25, NA)), c("25.0%", "NE"))
  expect_identical(c(format_level(0.95), format_level(0.995)), c("95%", "99.5%"))
  expect_identical(count_noun(1, "row"), "1 row")
  expect_identical(count_noun(1234567, "patient"), "1,234,567 patients")
})

test_that("a table fits its width: long labels are shortened, numbers never", {
  # by hand
  table <- data.frame(group = c(strrep("a", 100), "b"), n = c("1", "23"))
  lines <- format_table(table, width = 30)
  expect_identical(nchar(lines), c(30L, 30L, 30L))
  expect_match(lines[2], "^a+\\.\\.\\.   1$")
  expect_identical(format_table(data.frame(x = c("1", "10")), left = integer()), c(" x", " 1", "10"))
})

test_that("rows are listed up to five, then counted", {
  # by hand
  expect_identical(row_list(3L), "row 3")
  expect_identical(row_list(1:3), "rows 1, 2, 3")
  expect_identical(row_list(1:9), "rows 1, 2, 3, 4, 5, ... (9 in all)")
})
