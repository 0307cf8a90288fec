# Shared by the scripts of this folder, which run from the package's root.

read_printed <- function(file, ...) {
  read.csv(file.path("data-raw", file), stringsAsFactors = FALSE, encoding = "UTF-8", ...)
}

#' Put the labels on the columns: `labels` is a named character vector
label_columns <- function(data, labels) {
  stopifnot(setequal(names(labels), names(data)))
  for (column in names(labels)) attr(data[[column]], "label") <- labels[[column]]
  data
}

keep_data <- function(..., list = as.character(substitute(list(...)))[-1L]) {
  save(
    list = list, envir = parent.frame(), file = file.path("data", paste0(list, ".rda")),
    compress = "xz", version = 3
  )
}
