# The verdict on each part of a claim, on two axes, by rule.

# From the gravest to the best. A part's headline, and a claim's, is the first that applies. An
# inconsistency explains a difference and so stands before it; a number that differs is graver than
# a label or a unit that is off.
verdict_precedence <- c(
  "inconsistent within the paper", "not supported by the design", "different", "mislabelled",
  "wrong unit", "not recomputable", "reproduced under other settings", "arithmetic only",
  "reproduced", "fits"
)
number_verdicts <- c(
  "different", "not recomputable", "reproduced under other settings", "arithmetic only",
  "reproduced"
)
wording_verdicts <- c(
  "inconsistent within the paper", "not supported by the design", "mislabelled", "wrong unit",
  "fits"
)

gravest <- function(verdicts) {
  verdicts <- verdicts[!is.na(verdicts)]
  verdict_precedence[min(match(verdicts, verdict_precedence))]
}

#' A value rounds to printed digits when it lies within half a unit of the last of them
#'
#' Exactly half-way passes in either direction: how a program rounds there depends on the last bit
#' of its arithmetic.
#' @noRd
rounds_to <- function(value, printed) {
  half_unit <- 0.5 * 10^-printed_decimals(printed)
  gap <- abs(value - as.numeric(printed))
  !is.na(gap) & gap <= half_unit * (1 + 1e-9)
}

printed_decimals <- function(printed) {
  ifelse(grepl(".", printed, fixed = TRUE), nchar(sub("^[^.]*[.]", "", printed)), 0L)
}

#' How many of the printed unit make one of the natural scale, the claim's own unit first
#' @noRd
unit_scales <- function(unit) {
  if (identical(unit, "percent")) c(percent = 100, fraction = 1) else stats::setNames(1, unit)
}

#' In which unit each printed part is the recomputed one, `NA` for none
#'
#' A p-value has no unit to be wrong in.
#' @noRd
matching_units <- function(values, printed, unit) {
  matched <- rep(NA_character_, length(claim_parts))
  scales <- unit_scales(unit)
  for (name in rev(names(scales))) {
    scale <- ifelse(claim_parts == "p.value", 1, scales[[name]])
    matched[rounds_to(values * scale, printed)] <- name
  }
  matched
}

#' Judge one claim
#'
#' @param claim one row of `sarcoma_claims`.
#' @param quantity its row of claims_quantities.csv.
#' @param data the patients.
#' @param paper list of all `claims` and their `quantities`, to hold one place against another.
#' @return list: `parts` (part, printed, value, matched, number, wording) and `facts`, what the
#'   rules were told.
#' @noRd
judge_claim <- function(claim, quantity, data, paper) {
  printed <- unlist(claim[claim_parts], use.names = FALSE)
  quantity$as_printed <- claim$as_printed
  unit <- claim$unit_estimate
  tried <- if (can_recompute(quantity, data)) try_settings(claim, quantity, data, printed)
  parts <- data.frame(
    part = claim_parts, printed = printed,
    value = if (is.null(tried)) NA_real_ else tried$base * part_scales(unit),
    matched = if (is.null(tried$found)) NA_real_ else tried$values * part_scales(unit)
  )
  parts$number <- number_verdict(tried, quantity)
  facts <- list(
    claim = claim, quantity = quantity, data = data, tried = tried, printed = printed,
    number = parts$number, unit = unit, paper = paper
  )
  parts$wording <- wording_verdict(facts)
  parts[is.na(printed), c("number", "wording")] <- NA
  list(parts = parts, facts = facts)
}

part_scales <- function(unit) ifelse(claim_parts == "p.value", 1, unit_scales(unit)[[1L]])

#' The plain reading, then the others: which of them give all the printed digits
#' @noRd
try_settings <- function(claim, quantity, data, printed) {
  settings <- claim_settings(quantity, data)
  results <- lapply(settings, function(setting) recompute_claim(quantity, setting$values, data))
  results[vapply(results, is.null, TRUE)] <- list(claim_values(NA_real_))
  units <- lapply(results, matching_units, printed, claim$unit_estimate)
  complete <- vapply(units, function(unit) !anyNA(unit[!is.na(printed)]), TRUE)
  found <- which(complete)[1L]
  list(
    settings = settings, complete = complete,
    base = results[[1L]], base_units = units[[1L]],
    found = if (!is.na(found)) settings[[found]],
    values = if (!is.na(found)) results[[found]], units = if (!is.na(found)) units[[found]],
    results = results
  )
}

#' The first axis: what became of the digits
#' @noRd
number_verdict <- function(tried, quantity) {
  if (is.null(tried)) {
    return(rep("not recomputable", length(claim_parts)))
  }
  as_worded <- !is.na(tried$base_units)
  if (quantity$recompute == "share") {
    return(ifelse(as_worded, "arithmetic only", "different"))
  }
  elsewhere <- !is.null(tried$found) & !as_worded
  ifelse(as_worded, "reproduced",
    ifelse(elsewhere, "reproduced under other settings", "different")
  )
}

#' The second axis: the first rule that applies, in the order of precedence
#' @noRd
wording_verdict <- function(facts) {
  wording <- rep("fits", length(claim_parts))
  for (verdict in rev(names(wording_rules))) wording[wording_rules[[verdict]](facts)] <- verdict
  wording
}

# Each rule takes the facts of a claim and says for each of its parts whether the verdict applies.
wording_rules <- list(
  "inconsistent within the paper" = function(facts) {
    rep(
      contradicts_table_1(facts) || cites_what_is_not_there(facts) || contradicts_table_4(facts),
      length(claim_parts)
    )
  },
  "not supported by the design" = function(facts) {
    # Known only in those still on treatment, and compared as if known on the first day.
    rep(facts$quantity$exposure_known %in% "on treatment", length(claim_parts))
  },
  "mislabelled" = function(facts) {
    "comparison" %in% facts$tried$found$kinds & facts$number == "reproduced under other settings"
  },
  "wrong unit" = function(facts) {
    units <- if (is.null(facts$tried$found)) facts$tried$base_units else facts$tried$units
    if (is.null(units)) rep(FALSE, length(claim_parts)) else !is.na(units) & units != facts$unit
  }
)

#' A count that Table 1, itself printed, does not bear out
#' @noRd
contradicts_table_1 <- function(facts) {
  facts$quantity$recompute == "count" && facts$number[1L] == "different"
}

cites_what_is_not_there <- function(facts) {
  grepl("cites Table 1", facts$claim$location, fixed = TRUE) &&
    !facts$quantity$variable %in% names(facts$data)
}

#' A share whose event has no row in Table 4, or another count there
#' @noRd
contradicts_table_4 <- function(facts) {
  if (facts$quantity$recompute != "share") {
    return(FALSE)
  }
  table <- adverse_event_table()
  row <- table[table$event == facts$quantity$level, ]
  fraction <- printed_fraction(facts$claim$as_printed)
  nrow(row) == 0L || is.null(fraction) || row[[facts$quantity$variable]] != fraction[["x"]]
}

adverse_event_table <- function() oncohort::sarcoma_adverse_events
