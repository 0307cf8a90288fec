test_that("colours of one line type differ by 8 units of lightness, for prints in grey", {
  # definition: CIE L* of the colour
  rgb <- t(grDevices::col2rgb(group_colours)) / 255
  lightness <- grDevices::convertColor(rgb, from = "sRGB", to = "Lab")[, 1L]
  for (line in unique(group_lines)) {
    gaps <- diff(sort(lightness[group_lines == line]))
    expect_true(all(gaps >= 8), label = line)
  }
})

test_that("no two groups have the same colour and line", {
  # property
  styles <- group_styles(24L)
  expect_false(anyDuplicated(paste(styles$colour, styles$line)) > 0L)
  expect_error(group_styles(25L), class = "oncohort_error_groups")
})

test_that("theme_oncohort() is a complete theme of the size asked for", {
  # property
  expect_true(attr(theme_oncohort(), "complete"))
  expect_equal(theme_oncohort(10)$text$size, 10)
  expect_error(theme_oncohort(0), class = "oncohort_error_argument")
})

test_that("breaks of a ratio axis lie within it and hold 1 where it does", {
  # property
  ranges <- list(c(0.9, 1.2), c(0.5, 2), c(0.1, 5), c(0.05, 60), c(1e-4, 1e5), c(1e-12, 1e9))
  for (range in ranges) {
    breaks <- ratio_breaks(range)
    expect_true(all(breaks >= range[1L] & breaks <= range[2L]))
    expect_true(any(abs(breaks - 1) < 1e-12))
    expect_true(length(breaks) %in% 2:8)
  }
  expect_equal(format_ratio(c(0.25, 1, 10, 1e-6)), c("0.25", "1", "10", "1e-06"))
})

test_that("time axes of months are broken at parts of years", {
  # property
  expect_equal(time_breaks(15, "months"), seq(0, 15, 3))
  expect_equal(time_breaks(40, "Survival (months)"), c(0, 12, 24, 36))
  expect_equal(time_breaks(1022, "Time"), seq(0, 1000, 200))
  expect_equal(time_breaks(0, "Time"), 0)
})
