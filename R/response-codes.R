# The words of response: which codes there are, which of them make a rate, and how a column
# of best responses and one of groups are read.

response_codes <- c("CR", "PR", "SD", "Non-CR/Non-PD", "PD", "NE")

#' A rate is the share of all patients whose best response is one of these
#' @noRd
response_rate_codes <- list(
  ORR = c("CR", "PR"),
  DCR = c("CR", "PR", "SD", "Non-CR/Non-PD")
)

#' Best responses as a factor on `response_codes`
#'
#' @param best_response factor or character, a data frame with the column `best_response`, or a
#'   list that holds one as `$best`, as `recist()` returns it.
#' @noRd
read_best_response <- function(best_response, call = rlang::caller_env()) {
  rule <- "{.arg best_response} must hold one code per patient: {.val {response_codes}}."
  value <- find_best_response(best_response)
  if (!is.factor(value) && !is.character(value) && !is_all_missing(value)) {
    abort_oncohort(
      c(rule,
        x = if (is.null(value)) {
          "It is {describe(best_response)}, without a column {.field best_response}."
        } else {
          "It is {describe(value)}."
        }
      ),
      "response",
      call = call
    )
  }
  if (length(value) == 0L) {
    abort_oncohort(
      c("{.arg best_response} must have at least one patient.", x = "It has none."), "empty",
      call = call
    )
  }
  value <- as.character(value)
  remedy <- "A patient whose response is not known is {.val NE} and stays in the denominator."
  check_none_missing(value, rule, remedy, "response", call)
  unknown <- setdiff(value, response_codes)
  if (length(unknown) > 0L) {
    abort_oncohort(
      c(rule,
        x = "Not known: {cli::cli_vec(encodeString(unknown, quote = '\"'), list(vec_trunc = 5))}.",
        i = "Codes are read as written, in capitals: recode before the call."
      ),
      "response",
      call = call
    )
  }
  factor(value, levels = response_codes)
}

#' The column of best responses, where a table or a result that holds one was given
#' @noRd
find_best_response <- function(x) {
  if (is.list(x) && !is.data.frame(x) && is.data.frame(x$best)) x <- x$best
  if (is.data.frame(x)) x[["best_response"]] else x
}

check_none_missing <- function(value, rule, remedy, class, call) {
  rows <- which(is.na(value))
  if (length(rows) > 0L) {
    some <- cli::pluralize("{length(rows)} patient{?s}, in row{?s}")
    abort_oncohort(
      c(rule, x = "Missing for {some} {first_few(rows)}.", i = remedy), class,
      call = call
    )
  }
}

#' `NA` alone is logical: it is a missing code, not a wrong type
#' @noRd
is_all_missing <- function(x) is.logical(x) && length(x) > 0L && all(is.na(x))

#' Which groups there are, the levels of a factor also without patients, and who is in which
#'
#' @return list: `values`, one per group, in the type of `by`; `index`, each patient's group.
#'   Without `by` all patients are one group.
#' @noRd
read_groups <- function(by, size, call = rlang::caller_env()) {
  if (is.null(by)) {
    return(list(values = "All patients", index = rep(1L, size)))
  }
  rule <- "{.arg by} must say one group per patient."
  if (!is.atomic(by) || !is.null(dim(by))) {
    abort_oncohort(
      c(rule,
        x = "It is {describe(by)}.",
        i = "Give the column itself: {.code by = data$histology}; several at once as
             {.code interaction(data$a, data$b)}."
      ),
      "group",
      call = call
    )
  }
  if (length(by) != size) {
    abort_oncohort(
      c(rule,
        x = "{cli::qty(length(by))}{.arg by} has {length(by)} value{?s} for
             {size} patient{cli::qty(size)}{?s}."
      ),
      "group",
      call = call
    )
  }
  remedy <- "Make it a group of its own, such as {.val not known}, or drop the patients from both."
  check_none_missing(by, rule, remedy, "group", call)
  values <- if (is.factor(by)) factor(levels(by), levels(by), exclude = NULL) else sort(unique(by))
  list(values = values, index = if (is.factor(by)) as.integer(by) else match(by, values))
}

#' "1, 2, 3, 4, 5, ..."
#' @noRd
first_few <- function(x, shown = 5L) {
  paste0(paste(utils::head(x, shown), collapse = ", "), if (length(x) > shown) ", ...")
}

#' Patients by group and best response
#'
#' @return list: `group`, one value per group, and the matrix `count` with a row per group and a
#'   column per code.
#' @noRd
count_responses <- function(best_response, by, call = rlang::caller_env()) {
  response <- read_best_response(best_response, call)
  groups <- read_groups(by, length(response), call)
  rows <- length(groups$values)
  cell <- groups$index + rows * (as.integer(response) - 1L)
  count <- matrix(tabulate(cell, rows * length(response_codes)), nrow = rows)
  colnames(count) <- response_codes
  list(group = groups$values, count = count)
}
