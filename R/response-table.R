#' Table of best responses
#'
#' How many patients of each group had which best response, with totals.
#'
#' @inheritParams response_rate
#'
#' @return A data frame of class `oncohort_response_table`: `group`, `N` (patients of the
#'   group) and a column of counts for each of `CR`, `PR`, `SD`, `Non-CR/Non-PD`, `PD` and
#'   `NE`. With `by`, one row per group in the order of its levels (those that nobody has
#'   included) and a last row, `"Total"`, so that `group` is a factor; without `by` one row.
#'   `as.data.frame()` gives the plain data frame, `tidy()` one row per group and code with
#'   `n`, `N` and `estimate` (`n / N`; `NA` where `N` is 0).
#'
#' @details
#' `"Non-CR/Non-PD"` is the response of patients without measurable disease that is neither
#' gone nor progressing, `"NE"` that of those who could not be evaluated. All columns are
#' there also where they are empty, so that tables of two studies can be laid side by side.
#'
#' @inherit response_rate references
#' @seealso [response_rate()] for rates with limits.
#' @family response
#' @examples
#' # Table 2 of the study, from its Table 1. As printed it counts patient 12
#' # (angiosarcoma, PD) as SD
#' response_table(sarcoma$best_response, by = sarcoma$histology)
#' @export
response_table <- function(best_response, by = NULL, ...) {
  check_dots(..., .after = "by")
  counts <- count_responses(best_response, by)
  group <- counts$group
  count <- counts$count
  if (!is.null(by)) {
    label <- if ("Total" %in% as.character(group)) "All groups" else "Total"
    group <- factor(c(as.character(group), label), unique(c(as.character(group), label)))
    count <- rbind(count, as.integer(colSums(count)))
  }
  N <- as.integer(rowSums(count))
  new_response_table(list2DF(c(list(group = group, N = N), as.list(as.data.frame(count)))))
}

new_response_table <- function(table) {
  stopifnot(is.data.frame(table), all(response_codes %in% names(table)))
  structure(table, class = c("oncohort_response_table", "data.frame"))
}

#' @export
print.oncohort_response_table <- function(x, ...) {
  cat(format(x, ...), sep = "\n")
  invisible(x)
}

#' @export
format.oncohort_response_table <- function(x, ...) {
  cells <- as.data.frame(x)
  cells$group <- format_group(x$group)
  left <- 1L
  if (is_one_group(x$group)) {
    cells$group <- NULL
    left <- integer()
  }
  title <- if (nrow(x) > 1L) "Best response, patients by group" else "Best response, patients"
  c(title, "", format_table(cells, left = left))
}

#' @export
`[.oncohort_response_table` <- function(x, ...) {
  part <- NextMethod()
  if (is.data.frame(part) && !all(names(x) %in% names(part))) class(part) <- "data.frame"
  part
}

#' @export
as.data.frame.oncohort_response_table <- function(x, ...) {
  class(x) <- "data.frame"
  x
}

#' @export
tidy.oncohort_response_table <- function(x, ...) {
  n <- unlist(lapply(seq_len(nrow(x)), function(i) unlist(as.data.frame(x)[i, response_codes])))
  N <- rep(x$N, each = length(response_codes))
  list2DF(list(
    group = rep(x$group, each = length(response_codes)),
    best_response = factor(rep(response_codes, nrow(x)), response_codes),
    n = unname(n), N = N, estimate = ifelse(N > 0L, n / N, NA_real_)
  ))
}

#' Names of groups for print: cut at 32 characters, so that a row stays within 80
#' @noRd
format_group <- function(group) {
  label <- as.character(group)
  label[is.na(label)] <- "NA"
  long <- nchar(label, "width") > 32L
  label[long] <- paste0(strtrim(label[long], 29L), "...")
  label
}

#' Without `by` all patients are one group, whose name need not be printed
#' @noRd
is_one_group <- function(group) is.character(group) && all(group == "All patients")
