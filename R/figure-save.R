# From a figure to a file of a journal's size.

# Widths in mm of one and two columns (Springer Nature, BMC)
figure_widths <- c(single = 85, double = 174)

#' Save a figure at a journal's size
#'
#' Width by preset, height by what the figure needs: a forest plot by its rows, a curve by its
#' risk table. The format follows from the file's extension.
#'
#' @param plot a ggplot (or patchwork), such as one returned by [autoplot()].
#' @param file path ending in `.png`, `.pdf`, `.svg`, `.tif` or `.tiff`; its directory must exist.
#' @param ... must be empty.
#' @param preset `"single"` (85 mm, one column) or `"double"` (174 mm, two columns); by default
#'   the width the figure was made for.
#' @param width,height in mm, over 0; they override preset and the figure's own height.
#' @param dpi pixels per inch of PNG and TIFF, from 72 to 2400. Journals ask for 300 for colour
#'   and 600 for line art. PDF and SVG are drawn as lines and ignore it.
#' @return `file`, invisibly. `figure_size()` returns width and height in mm, named.
#' @details
#' Fonts are embedded in the PDF where R was built with cairo. TIFF is compressed (LZW).
#' A width at which the figure's text would be cut gives a warning of class
#' `oncohort_warning_figure_width`.
#' @examples
#' library(ggplot2)
#' figure <- ggplot(sarcoma, aes(prior_lines, pfs_months)) + geom_point() + theme_oncohort()
#' file <- tempfile(fileext = ".png")
#' save_figure(figure, file, preset = "single")
#' figure_size(figure)
#' @family figures
#' @export
save_figure <- function(plot, file, ..., preset = NULL, width = NULL, height = NULL, dpi = 300) {
  check_dots(..., .after = "file")
  call <- rlang::current_env()
  device <- figure_device(file, call)
  size <- figure_size(plot, preset = preset, width = width, height = height)
  dpi <- check_numbers(dpi, "dpi", lower = 72, upper = 2400)
  arguments <- list(
    filename = file, plot = plot, device = device, width = size[["width"]],
    height = size[["height"]], units = "mm", dpi = dpi, bg = "white", limitsize = FALSE
  )
  if (identical(device, "tiff")) arguments$compression <- "lzw"
  do.call(ggplot2::ggsave, arguments)
  invisible(file)
}

#' @rdname save_figure
#' @export
figure_size <- function(plot, preset = NULL, width = NULL, height = NULL) {
  call <- rlang::caller_env()
  if (!inherits(plot, "ggplot")) {
    abort_oncohort(
      c("{.arg plot} must be a ggplot.", x = "It is {describe(plot)}."), "argument",
      call = call
    )
  }
  best <- attr(plot, "oncohort_size", exact = TRUE)
  if (is.null(best)) best <- list(fixed = 10, per_width = 0.6, preset = "single", least = 0)
  if (is.null(preset)) preset <- best$preset
  preset <- check_choice(preset, names(figure_widths), "preset", call)
  if (is.null(width)) width <- figure_widths[[preset]]
  width <- check_numbers(width, "width", lower = 1, upper = 5000, call = call)
  if (width < best$least) {
    warn_oncohort(
      c("This figure's text needs a width of about {round(best$least)} mm; it may be cut.",
        x = "The width is {format(width)} mm.",
        i = "Save it with {.code preset = \"double\"}, or draw fewer columns."
      ),
      "figure_width",
      call = call
    )
  }
  if (is.null(height)) height <- best$fixed + best$per_width * width
  height <- check_numbers(height, "height", lower = 1, upper = 5000, call = call)
  c(width = width, height = height)
}

#' The device for a file's extension
#' @noRd
figure_device <- function(file, call) {
  if (!rlang::is_string(file) || is.na(file) || !nzchar(file)) {
    abort_oncohort(
      c("{.arg file} must be one path.", x = "It is {describe(file)}."), "argument",
      call = call
    )
  }
  extension <- tolower(sub("^.*\\.", "", basename(file)))
  known <- c("png", "pdf", "svg", "tif", "tiff")
  if (!grepl(".", basename(file), fixed = TRUE) || !extension %in% known) {
    abort_oncohort(
      c("{.arg file} must end in one of {.val {paste0('.', known)}}.", x = "It is {.file {file}}."),
      "figure_format",
      call = call
    )
  }
  if (!dir.exists(dirname(file))) {
    abort_oncohort(
      c("The directory of {.arg file} must exist.",
        x = "There is no {.file {dirname(file)}}.",
        i = "Make it with {.fn dir.create}."
      ),
      "file",
      call = call
    )
  }
  switch(extension,
    png = "png",
    pdf = if (capabilities("cairo")) grDevices::cairo_pdf else "pdf",
    svg = svg_device(call),
    "tiff"
  )
}

svg_device <- function(call) {
  if (requireNamespace("svglite", quietly = TRUE)) {
    return("svg")
  }
  if (capabilities("cairo")) {
    return(function(filename, width, height, bg = "white", ...) {
      grDevices::svg(filename, width = width, height = height, bg = bg)
    })
  }
  abort_oncohort(
    c("SVG needs the package {.pkg svglite}, or an R built with cairo.",
      x = "Neither is here.",
      i = "Install svglite, or save a PDF."
    ),
    "figure_format",
    call = call
  )
}
