# Tables as HTML: for the report and the files beside it.

#' A data frame as an HTML table: text left, numbers right, `NA` empty
#' @noRd
html_table <- function(table, digits = 4L) {
  cells <- lapply(names(table), function(name) {
    column <- table[[name]]
    text <- if (name == "p.value") {
      format_p(column)
    } else if (is.numeric(column)) {
      format_plain(column, digits)
    } else {
      as.character(column)
    }
    text[is.na(column)] <- ""
    paste0(if (is.numeric(column)) "<td class=\"number\">" else "<td>", html_text(text), "</td>")
  })
  header <- paste0(
    ifelse(vapply(table, is.numeric, NA), "<th class=\"number\">", "<th>"),
    html_text(names(table)), "</th>",
    collapse = ""
  )
  rows <- paste0("<tr>", do.call(paste0, cells), "</tr>", collapse = "\n")
  paste0(
    "<div class=\"table\"><table>\n<thead><tr>", header, "</tr></thead>\n<tbody>\n", rows,
    "\n</tbody></table></div>\n"
  )
}

#' Significant digits, never an exponent
#' @noRd
format_plain <- function(column, digits) {
  vapply(column, function(x) {
    format(x, digits = digits, drop0trailing = TRUE, scientific = 100)
  }, "")
}

html_text <- function(text) {
  text <- gsub("&", "&amp;", enc2utf8(text), fixed = TRUE)
  gsub(">", "&gt;", gsub("<", "&lt;", text, fixed = TRUE), fixed = TRUE)
}
