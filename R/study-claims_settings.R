# The settings a number can be computed under, in the order in which they are tried.
#
# inst/extdata/claims_settings.csv lists for each kind of quantity its arguments and their values,
# the first value being what the words of the claim, read plainly, say. `kind` tells a choice of
# method (ties, limits) from a choice of who is compared with whom: where only another comparison
# gives the printed digits, the label is wrong. `default_of` names the software.

read_extdata <- function(file) {
  path <- system.file("extdata", file, package = "oncohort", mustWork = TRUE)
  utils::read.csv(path, colClasses = "character", na.strings = "")
}

#' All settings of one claim
#'
#' @return a list of settings, the plain reading first, then by the number of departures from it:
#'   methods before comparisons. Each is a list: `values` (named list of arguments), `says` (the
#'   departures in words), `kinds` (their kinds), `software` (whose defaults the methods are).
#' @noRd
claim_settings <- function(quantity, data, table = read_extdata("claims_settings.csv")) {
  table <- table[table$recompute == quantity$recompute, ]
  if (nrow(table) == 0L) {
    return(list(new_setting(list(), character(), character(), character())))
  }
  choices <- lapply(split(table, factor(table$argument, unique(table$argument))), function(rows) {
    unlist(lapply(seq_len(nrow(rows)), expand_choice, rows, quantity, data), recursive = FALSE)
  })
  grid <- expand.grid(lapply(choices, seq_along))
  is_comparison <- names(choices) == "comparison"
  departs <- as.matrix(grid) > 1L
  tried <- order(rowSums(departs[, is_comparison, drop = FALSE]), rowSums(departs))
  lapply(tried, function(i) combine_choices(choices, unlist(grid[i, ])))
}

#' One row of the table: one choice, or one for every other level of the factor
#' @noRd
expand_choice <- function(i, rows, quantity, data) {
  row <- rows[i, ]
  choice <- function(value, says) {
    software <- if (is.na(row$default_of)) character() else strsplit(row$default_of, "; ")[[1L]]
    list(value = value, says = says, kind = row$kind, software = software)
  }
  if (!startsWith(row$value, "each other level")) {
    return(list(choice(row$value, row$says)))
  }
  levels <- levels(factor(data[[quantity$variable]]))
  alone <- endsWith(row$value, "alone")
  lapply(setdiff(levels, quantity$level), function(level) {
    how <- if (alone) "alone" else paste0("in the ", count_word(length(levels)), "-level factor")
    choice(list(against = level, alone = alone), paste("against", level, how))
  })
}

count_word <- function(n) {
  words <- c("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
  if (n <= length(words)) words[n] else as.character(n)
}

combine_choices <- function(choices, index) {
  chosen <- Map(function(options, i) options[[i]], choices, index)
  departed <- chosen[index > 1L]
  # A comparison is nobody's default: software is judged by its methods.
  methods <- chosen[vapply(chosen, function(choice) choice$kind == "method", TRUE)]
  software <- Reduce(intersect, lapply(methods, `[[`, "software"))
  new_setting(
    lapply(chosen, `[[`, "value"),
    says = vapply(departed, `[[`, "", "says"),
    kinds = vapply(departed, `[[`, "", "kind"),
    software = as.character(software)
  )
}

new_setting <- function(values, says, kinds, software) {
  list(values = values, says = unname(says), kinds = unname(kinds), software = software)
}
