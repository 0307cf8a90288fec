figure <- function() {
  ggplot2::ggplot(sarcoma, ggplot2::aes(prior_lines, pfs_months)) + ggplot2::geom_point()
}
png_pixels <- function(file) {
  header <- readBin(file, "raw", 24L)
  readBin(header[17:24], "integer", 2L, size = 4L, endian = "big")
}

test_that("presets are 85 and 174 mm at the resolution asked for", {
  # by hand: 85 mm / 25.4 * 300 = 1003.9 pixels, 174 mm / 25.4 * 600 = 4110.2
  file <- withr::local_tempfile(fileext = ".png")
  expect_equal(save_figure(figure(), file, preset = "single"), file)
  expect_equal(png_pixels(file)[1L], 1004, tolerance = 1.5 / 1004)
  save_figure(figure(), file, preset = "double", height = 40, dpi = 600)
  expect_equal(png_pixels(file), c(4110, 945), tolerance = 1.5 / 945)
  expect_invisible(save_figure(figure(), file))
})

test_that("the format follows from the extension", {
  # definition: the first bytes of each format
  first <- function(extension, n) {
    file <- withr::local_tempfile(fileext = extension)
    save_figure(figure(), file, height = 40)
    readBin(file, "raw", n)
  }
  expect_equal(rawToChar(first(".pdf", 4L)), "%PDF")
  expect_true(rawToChar(first(".tiff", 2L)) %in% c("II", "MM"))
  expect_true(rawToChar(first(".TIF", 2L)) %in% c("II", "MM"))
  expect_match(rawToChar(first(".svg", 300L)), "<svg")
})

test_that("a figure's own size decides its height, also after something is added to it", {
  # by hand: fixed 20 + 0.5 * width
  sized <- with_size(figure(), fixed = 20, per_width = 0.5, preset = "double")
  expect_equal(figure_size(sized), c(width = 174, height = 107))
  expect_equal(figure_size(sized, "single"), c(width = 85, height = 62.5))
  expect_equal(figure_size(sized, width = 100, height = 30), c(width = 100, height = 30))
  expect_equal(figure_size(sized + ggplot2::labs(x = "x")), c(width = 174, height = 107))
})

test_that("a forest plot grows by its rows", {
  # property
  short <- figure_size(autoplot(forest_example()[1:3, ]))
  long <- figure_size(autoplot(forest_example()))
  expect_gt(long[["height"]], short[["height"]])
})

test_that("save_figure() and figure_size() refuse what cannot be drawn", {
  # error classes
  expect_error(save_figure(1, "a.png"), class = "oncohort_error_argument")
  expect_error(save_figure(figure(), "a.jpeg"), class = "oncohort_error_figure_format")
  expect_error(save_figure(figure(), "png"), class = "oncohort_error_figure_format")
  expect_error(save_figure(figure(), c("a.png", "b.png")), class = "oncohort_error_argument")
  expect_error(save_figure(figure(), "nowhere/a.png"), class = "oncohort_error_file")
  expect_error(save_figure(figure(), "a.png", dpi = 0), class = "oncohort_error_argument")
  expect_error(figure_size(figure(), width = -1), class = "oncohort_error_argument")
  expect_error(figure_size(figure(), "triple"), "single")
  wide <- with_size(figure(), fixed = 20, least = 120)
  expect_warning(figure_size(wide), class = "oncohort_warning_figure_width")
  expect_snapshot(error = TRUE, {
    save_figure(figure(), "a.jpeg")
    save_figure(figure(), "nowhere/a.png")
    save_figure(figure(), "a.png", with = 3)
    save_figure(1, "a.png")
  })
  expect_snapshot(invisible(figure_size(wide)))
})
