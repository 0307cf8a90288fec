# How numbers are said in print: rounding happens here and nowhere else.

#' "2.3", "1.80"; NA as "NE" where an estimate is not reached
#' @noRd
format_number <- function(x, digits = 3L, na = "NE") {
  out <- formatC(x, digits = digits, format = "fg", flag = "#", width = 1L)
  huge <- is.finite(x) & abs(x) >= 1e9
  out[huge] <- formatC(x[huge], digits = digits, format = "g")
  out <- sub("\\.$", "", out)
  out[is.infinite(x)] <- ifelse(x[is.infinite(x)] > 0, "Inf", "-Inf")
  out[is.na(x)] <- na
  out
}

#' Fixed decimals: percentages and hazard ratios in tables
#' @noRd
format_fixed <- function(x, decimals = 2L, na = "NE") {
  out <- formatC(x, digits = decimals, format = "f", width = 1L)
  out[is.infinite(x)] <- ifelse(x[is.infinite(x)] > 0, "Inf", "-Inf")
  out[is.na(x)] <- na
  out
}

#' "1.80-3.00" from two formatted limits; an en dash would not survive every console
#' @noRd
format_interval <- function(lower, upper, separator = "-") {
  paste0(lower, separator, upper)
}

#' p-values: three decimals, four below 0.01, "<0.0001" below that
#' @noRd
format_p <- function(p) {
  out <- ifelse(p < 0.01, format_fixed(p, 4L), format_fixed(p, 3L))
  out[!is.na(p) & p < 0.0001] <- "<0.0001"
  out[is.na(p)] <- "NA"
  out
}

format_percent <- function(x, decimals = 1L, na = "NE") {
  out <- paste0(format_fixed(100 * x, decimals), "%")
  out[is.na(x)] <- na
  out
}

#' "95%" from 0.95, "99.5%" from 0.995
#' @noRd
format_level <- function(conf.level) paste0(format(100 * conf.level, digits = 6), "%")

#' "28 patients", "1 event"
#' @noRd
count_noun <- function(n, one, many = paste0(one, "s")) {
  paste(format(n, big.mark = ",", scientific = FALSE, trim = TRUE), if (isTRUE(n == 1)) one else many)
}

#' "row 3", "rows 1, 2, 5", "rows 1, 2, 3, 4, 5, ... (12 in all)"
#' @noRd
row_list <- function(rows) {
  shown <- toString(utils::head(rows, 5L))
  more <- if (length(rows) > 5L) paste0(", ... (", length(rows), " in all)") else ""
  paste0(if (length(rows) == 1L) "row " else "rows ", shown, more)
}

#' A line that says who was dropped for missing values, or NULL
#' @noRd
format_missing <- function(missing) {
  if (is.null(missing) || missing$rows == 0L) {
    return(NULL)
  }
  by <- missing$by_variable
  paste0(
    count_noun(missing$rows, "row"), " dropped for missing values (",
    paste0(names(by), ": ", by, collapse = ", "), ")"
  )
}

#' "S x" from "`S x`": columns of the frame are named without backticks
#' @noRd
bare_name <- function(label) sub("^`([^`]*)`$", "\\1", label)

#' Labels cut to a width, with dots for what is missing
#' @noRd
shorten <- function(label, width) {
  long <- nchar(label, "width") > width
  label[long] <- paste0(strtrim(label[long], width - 3L), "...")
  label
}

#' Lay out a data frame of strings as a plain table, numbers to the right
#'
#' The first of the left columns is shortened where the table is wider than `width`.
#' @noRd
format_table <- function(table, left = 1L, indent = 0L, width = 80L) {
  header <- names(table)
  cells <- lapply(seq_along(table), function(j) c(header[j], as.character(table[[j]])))
  widths <- vapply(cells, function(x) max(nchar(x, "width")), 0)
  excess <- indent + sum(widths) + 2 * (length(widths) - 1) - width
  if (excess > 0 && length(left) > 0L) {
    first <- left[1L]
    cells[[first]] <- shorten(cells[[first]], max(12, widths[first] - excess))
  }
  columns <- lapply(seq_along(cells), function(j) {
    formatC(cells[[j]], width = max(nchar(cells[[j]], "width")), flag = if (j %in% left) "-" else "")
  })
  lines <- do.call(paste, c(columns, sep = "  "))
  sub(" +$", "", paste0(strrep(" ", indent), lines))
}
