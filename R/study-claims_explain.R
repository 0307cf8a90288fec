# The sentences of the `why` column: each rule gives one sentence, or nothing.

#' @param facts what [judge_claim()] gathered.
#' @return one string.
#' @noRd
explain_claim <- function(facts) {
  # In the order in which a reader wants them.
  sentences <- list(
    say_not_recomputable, say_design, say_count, say_summary, say_share, say_response_rate,
    say_plateau, say_settings, say_unit, say_software, say_fragility
  )
  said <- lapply(sentences, function(sentence) sentence(facts))
  paste(unlist(said), collapse = " ")
}

say_not_recomputable <- function(facts) {
  if (!is.null(facts$tried)) {
    return(NULL)
  }
  variable <- chartr("_", " ", facts$quantity$variable)
  c(
    paste0("Patient-level data on ", variable, " are not printed."),
    if (cites_what_is_not_there(facts)) "Table 1, which is cited for it, has no such column.",
    if (facts$printed[1L] == "0") {
      limits <- binom_ci(0, nrow(facts$data))
      paste0(
        "None among ", nrow(facts$data), " leaves up to ", format_percent(limits$conf.high),
        " (exact 95% limits)."
      )
    }
  )
}

say_design <- function(facts) {
  if (any(wording_rules[["not supported by the design"]](facts))) {
    paste(
      "It compares by what was only known later on treatment: who stays on treatment longer has",
      "more time to collect adverse events (guarantee-time bias)."
    )
  }
}

say_count <- function(facts) {
  if (is.null(facts$tried) || facts$quantity$recompute != "count") {
    return(NULL)
  }
  count <- facts$tried$base[["estimate"]]
  agrees <- facts$number[1L] == "reproduced"
  c(
    paste0("Table 1 gives ", count, if (!agrees) paste(", not", facts$printed[1L]), "."),
    say_elsewhere(facts),
    if (!agrees) say_moved(facts)
  )
}

#' Other places of the article that print the same count
#' @noRd
say_elsewhere <- function(facts) {
  asked <- function(quantities) {
    do.call(paste, quantities[c("recompute", "variable", "level", "within", "within_level")])
  }
  same <- asked(facts$paper$quantities) == asked(facts$quantity)
  others <- facts$paper$claims[same & facts$paper$claims$id != facts$claim$id, ]
  if (nrow(others)) paste0(others$location, ": ", others$estimate, ".")
}

#' The patient whom Table 2 must have counted under another response
#' @noRd
say_moved <- function(facts) {
  moved <- moved_patients(facts$data)
  within <- facts$quantity$within_level
  if (!is.na(within)) moved <- moved[moved$histology == within, ]
  moved <- moved[facts$quantity$level == moved$from | facts$quantity$level == moved$to, ]
  if (!startsWith(facts$claim$id, "table2_") || nrow(moved) == 0L) {
    return(NULL)
  }
  paste0(
    "Table 2 counts patient ", moved$patient, " (", moved$histology, ", ", moved$from, " at ",
    moved$pfs_months, " months) as ", moved$to, "."
  )
}

#' Patients whom Table 2 counts under another response than Table 1
#'
#' Within one histology, where one response has one patient fewer in Table 2 than in Table 1 and
#' none left, that patient is named; the response with one more is where it went.
#' @noRd
moved_patients <- function(data, table = oncohort::sarcoma_responses) {
  responses <- c("CR", "PR", "SD", "PD")
  found <- lapply(intersect(table$histology, data$histology), function(histology) {
    patients <- data[data$histology == histology, ]
    counted <- vapply(responses, function(response) sum(patients$best_response == response), 0L)
    gained <- unlist(table[table$histology == histology, responses]) - counted
    from <- responses[gained == -1L & counted == 1L]
    to <- responses[gained == 1L]
    if (length(from) == 1L && length(to) == 1L) {
      patient <- patients[patients$best_response == from, c("patient", "histology", "pfs_months")]
      cbind(patient, from = from, to = to)
    }
  })
  found <- do.call(rbind, found)
  none <- data.frame(histology = character(), from = character(), to = character())
  if (is.null(found)) none else found
}

say_summary <- function(facts) {
  kinds <- c("minimum", "maximum", "mean", "standard deviation")
  if (is.null(facts$tried) || !facts$quantity$recompute %in% kinds) {
    return(NULL)
  }
  paste0("The ", facts$quantity$recompute, " over Table 1 is ", format(facts$tried$base[[1L]]), ".")
}

say_share <- function(facts) {
  fraction <- printed_fraction(facts$claim$as_printed)
  if (facts$quantity$recompute != "share" || is.null(fraction)) {
    return(NULL)
  }
  percent <- format_percent(facts$tried$base[[1L]], printed_decimals(facts$printed[1L]))
  c(
    paste0(
      fraction[["x"]], "/", fraction[["n"]], " = ", percent, ": a division of printed counts."
    ),
    if (contradicts_table_4(facts)) say_missing_event(facts, fraction[["x"]])
  )
}

#' Under which name Table 4 can hold the count, the events that the text names itself left aside
#' @noRd
say_missing_event <- function(facts, count) {
  table <- adverse_event_table()
  event <- facts$quantity$level
  column <- facts$quantity$variable
  if (event %in% table$event) {
    row <- table[table$event == event, ]
    return(paste0("Table 4 gives ", row[[column]], ", not ", count, "."))
  }
  same <- as.character(table$event[table[[column]] == count])
  same <- setdiff(same, events_named_in_text(facts$paper))
  stand <- if (length(same) == 1L) paste("there as", tolower(same)) else "under no name of its own"
  paste0(
    "Table 4 has no row for ", tolower(event), "; the ", count_noun(count, "patient"),
    " with grade 3-4 stand ", stand, "."
  )
}

events_named_in_text <- function(paper) {
  in_text <- !grepl("Table 4", paper$claims$location, fixed = TRUE)
  paper$quantities$level[in_text & paper$quantities$recompute == "share"]
}

say_response_rate <- function(facts) {
  if (facts$quantity$recompute != "response rate") {
    return(NULL)
  }
  n <- nrow(facts$data)
  count <- round(facts$tried$base[["estimate"]] * n)
  paste0(count, " of ", n, " patients of Table 1.")
}

#' Which settings give the digits, and whose defaults they are
#' @noRd
say_settings <- function(facts) {
  tried <- facts$tried
  if (is.null(tried) || length(tried$settings) == 1L) {
    return(NULL)
  }
  if (is.null(tried$found)) {
    return("No setting that was tried gives all the printed digits.")
  }
  also <- setdiff(which(tried$complete), which(tried$complete)[1L])
  also <- vapply(tried$settings[also], function(setting) paste(setting$says, collapse = ", "), "")
  c(
    if (length(tried$found$says) == 0L) {
      paste0("Reproduced with ", plain_reading(facts$quantity), ".")
    } else {
      paste0("The printed digits are those ", paste(tried$found$says, collapse = ", "), ".")
    },
    if (length(also)) paste0("The same digits come with ", paste(also, collapse = "; "), ".")
  )
}

#' The settings that give the printed digits, for the `settings` column
#' @noRd
name_settings <- function(facts) {
  found <- facts$tried$found
  if (is.null(found) || length(facts$tried$settings) == 1L) {
    return(NA_character_)
  }
  if (length(found$says)) paste(found$says, collapse = ", ") else plain_reading(facts$quantity)
}

plain_reading <- function(quantity) {
  table <- read_extdata("claims_settings.csv")
  table <- table[table$recompute == quantity$recompute & table$kind == "method", ]
  paste(table$says[!duplicated(table$argument)], collapse = " and ")
}
