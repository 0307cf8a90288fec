# The report: a template under inst/report/, knitted and wrapped as one self-contained page.

write_report <- function(claims, tables, figures, file, call = rlang::caller_env()) {
  for (package in c("knitr", "markdown")) {
    if (!requireNamespace(package, quietly = TRUE)) {
      abort_oncohort(
        c("The report needs the packages {.pkg knitr} and {.pkg markdown}.",
          x = "{.pkg {package}} is not installed.",
          i = "Tables, figures and {.file claims.csv} are written."
        ),
        "package",
        call = call
      )
    }
  }
  scratch <- tempfile("report")
  dir.create(scratch)
  on.exit(unlink(scratch, recursive = TRUE))
  environment <- list2env(
    list(claims = claims, tables = tables, figures = figures), parent = asNamespace("oncohort")
  )
  markdown <- knit_quietly(report_file("report.Rmd"), file.path(scratch, "report.md"), environment)
  body <- embed_images(markdown::mark(text = markdown, format = "html", template = FALSE), scratch)
  writeLines(html_page(body, "The study, recomputed"), file, useBytes = TRUE)
  file
}

report_file <- function(name) system.file("report", name, package = "oncohort", mustWork = TRUE)

#' Put the images into the page; before markdown has run, its typography would spoil the data
#' @noRd
embed_images <- function(html, folder) {
  html <- paste(html, collapse = "\n")
  for (file in list.files(folder, pattern = "[.]png$")) {
    html <- gsub(
      paste0("src=\"", file, "\""),
      paste0("src=\"", knitr::image_uri(file.path(folder, file)), "\""), html,
      fixed = TRUE
    )
  }
  html
}

#' Knit into a folder, and leave knitr's settings as they were
#' @noRd
knit_quietly <- function(input, output, environment) {
  chunk <- knitr::opts_chunk$get()
  options <- knitr::opts_knit$get()
  on.exit({
    knitr::opts_chunk$restore(chunk)
    knitr::opts_knit$restore(options)
  })
  folder <- dirname(output)
  knitr::opts_knit$set(base.dir = folder, progress = FALSE)
  knitr::opts_chunk$set(
    echo = FALSE, comment = "", dpi = 144, fig.path = "figure-", dev = "png", message = FALSE
  )
  knitr::knit(input, output, envir = environment, quiet = TRUE)
  readLines(output, encoding = "UTF-8")
}

html_page <- function(body, title) {
  page <- readLines(report_file("page.html"), encoding = "UTF-8")
  style <- readLines(report_file("report.css"), encoding = "UTF-8")
  page <- paste(page, collapse = "\n")
  page <- sub("{{title}}", html_text(title), page, fixed = TRUE)
  page <- sub("{{style}}", paste(style, collapse = "\n"), page, fixed = TRUE)
  parts <- strsplit(page, "{{body}}", fixed = TRUE)[[1L]]
  enc2utf8(paste0(parts[1L], paste(body, collapse = "\n"), parts[2L]))
}
