#' Every printed claim beside its recomputation
#'
#' Recomputes the ninety numbers that Tian et al. (2022) print about the 28 patients of [sarcoma]
#' and judges each by rule: did the digits come out, and do the words around them fit?
#'
#' @details
#' Every part of a claim (estimate, limits, p-value) gets a verdict on two axes.
#'
#' The **number**:
#' \describe{
#'   \item{`reproduced`}{what the words say, recomputed, rounds to the printed digits. A value lies
#'     within half a unit of the last printed digit; exactly half-way passes in either direction.}
#'   \item{`reproduced under other settings`}{all printed digits of the claim come out together
#'     under settings other than the plain reading, which `settings` names. They are found by
#'     search: interval, plateau rule, ties, test, then who is compared with whom.}
#'   \item{`arithmetic only`}{a printed count divided by a printed total, such as 3/28 = 10.7%.}
#'   \item{`different`}{no setting that was tried gives it.}
#'   \item{`not recomputable`}{the patient-level data it needs are not printed.}
#' }
#' The **wording**:
#' \describe{
#'   \item{`fits`}{nothing below applies.}
#'   \item{`inconsistent within the paper`}{another place of the article says otherwise: a count
#'     that Table 1 does not bear out, an event without a row in Table 4, a table cited for what it
#'     does not hold.}
#'   \item{`not supported by the design`}{the comparison uses what was only known later as if it
#'     were known at the start.}
#'   \item{`mislabelled`}{the digits are those of another comparison than the words say.}
#'   \item{`wrong unit`}{the digits come out in another unit than they stand in.}
#' }
#' The headline `verdict` is the first that applies in this order: inconsistent within the paper,
#' not supported by the design, different, mislabelled, wrong unit, not recomputable, reproduced
#' under other settings, arithmetic only, reproduced.
#'
#' The plain reading is what the words say, computed with the defaults of R's survival package (log
#' limits, the middle of a plateau, Efron ties, Wald test) and exact limits of proportions. That
#' digits come out is compatible with a setting; it does not prove that it was used, and `why` says
#' which others give the same digits.
#'
#' @param claims the printed claims: [sarcoma_claims], or a changed copy of it.
#' @param data the patients: [sarcoma], or a changed copy of it.
#' @return A data frame of class `oncohort_claims`, one row per claim:
#'   \describe{
#'     \item{`id, location, quantity, unit`}{which claim, as in [sarcoma_claims].}
#'     \item{`printed_estimate, printed_conf.low, printed_conf.high, printed_p.value`}{the digits as
#'       printed (text).}
#'     \item{`estimate, conf.low, conf.high, p.value`}{recomputed as the words say, in `unit`.}
#'     \item{`matched_estimate`, ...}{recomputed under `settings`, in `unit`; `NA` where no setting
#'       gives all printed digits.}
#'     \item{`number_estimate`, ..., `wording_estimate`, ...}{the verdict of each part on each axis;
#'       `NA` where nothing is printed.}
#'     \item{`number, wording`}{the gravest of the parts on each axis.}
#'     \item{`verdict`}{the headline.}
#'     \item{`settings`}{the settings that give the printed digits.}
#'     \item{`why`}{the reason, in sentences.}
#'   }
#'   [tidy()] gives one row per printed part: `id, part, printed, estimate, matched, number,
#'   wording`. `summary()` counts the verdicts.
#' @family study
#' @examples
#' claims <- study_claims()
#' claims
#'
#' # The reason for one verdict
#' claims$why[claims$id == "hr_head"]
#'
#' # Had the p-value been printed as 0.013, no setting would give it
#' altered <- sarcoma_claims[sarcoma_claims$id == "hr_angiosarcoma", ]
#' altered$p.value <- "0.013"
#' study_claims(altered)$verdict
#' @export
study_claims <- function(claims = oncohort::sarcoma_claims, data = oncohort::sarcoma) {
  quantities <- read_extdata("claims_quantities.csv")
  check_claims(claims, quantities)
  check_patients(data)
  quantities <- quantities[match(claims$id, quantities$id), ]
  paper <- list(claims = claims, quantities = quantities)
  rows <- lapply(seq_len(nrow(claims)), function(i) {
    claim_row(judge_claim(claims[i, ], quantities[i, ], data, paper))
  })
  columns <- lapply(stats::setNames(nm = names(rows[[1L]])), function(name) {
    vapply(rows, `[[`, rows[[1L]][[name]], name)
  })
  new_claims(as.data.frame(columns, optional = TRUE))
}

#' One row of the result, as a list
#' @noRd
claim_row <- function(judged) {
  parts <- judged$parts
  wide <- function(column, prefix) {
    as.list(stats::setNames(parts[[column]], paste0(prefix, parts$part)))
  }
  claim <- judged$facts$claim
  number <- gravest(parts$number)
  wording <- gravest(parts$wording)
  c(
    list(
      id = claim$id, location = claim$location, quantity = claim$quantity,
      unit = claim$unit_estimate
    ),
    wide("printed", "printed_"), wide("value", ""), wide("matched", "matched_"),
    wide("number", "number_"), wide("wording", "wording_"),
    list(
      number = number, wording = wording, verdict = gravest(c(number, wording)),
      settings = name_settings(judged$facts), why = explain_claim(judged$facts)
    )
  )
}

new_claims <- function(rows) {
  stopifnot(
    is.data.frame(rows), all(c("id", "number", "wording", "verdict", "why") %in% names(rows))
  )
  structure(rows, class = c("oncohort_claims", "data.frame"))
}

check_claims <- function(claims, quantities, call = rlang::caller_env()) {
  check_data(claims, "claims", call = call)
  needed <- c("id", "location", "quantity", claim_parts, "unit_estimate", "as_printed")
  absent <- setdiff(needed, names(claims))
  if (length(absent)) {
    abort_oncohort(
      c("{.arg claims} must have the columns of {.code sarcoma_claims}.",
        x = "Missing: {.val {absent}}."
      ),
      "claims",
      call = call
    )
  }
  not_text <- claim_parts[!vapply(claims[claim_parts], is.character, TRUE)]
  if (length(not_text)) {
    abort_oncohort(
      c("Printed digits must be text: {.val 0.20} says more than 0.2.",
        x = "Not text: {.val {not_text}}.",
        i = "Read the file with {.code colClasses = \"character\"}."
      ),
      "claims",
      call = call
    )
  }
  unknown <- setdiff(claims$id, quantities$id)
  if (length(unknown) || anyDuplicated(claims$id)) {
    abort_oncohort(
      c("Every {.field id} of {.arg claims} must be one of {.code sarcoma_claims$id}, once.",
        x = if (length(unknown)) "Not known: {.val {unknown}}." else "Some stand twice."
      ),
      "claims",
      call = call
    )
  }
  check_digits(claims, call)
}

check_digits <- function(claims, call) {
  digits <- unlist(claims[claim_parts], use.names = FALSE)
  bad <- unique(digits[!is.na(digits) & !grepl("^-?[0-9]+([.][0-9]+)?$", digits)])
  if (length(bad) || anyNA(claims$estimate)) {
    abort_oncohort(
      c("Every claim must have an estimate, in digits such as {.val 0.20}.",
        x = if (length(bad)) "Not a number: {.val {bad}}." else "An estimate is missing."
      ),
      "claims",
      call = call
    )
  }
}

check_patients <- function(data, call = rlang::caller_env()) {
  check_data(data, call = call)
  absent <- setdiff(names(oncohort::sarcoma), names(data))
  if (length(absent)) {
    abort_oncohort(
      c("{.arg data} must have the columns of {.code sarcoma}.", x = "Missing: {.val {absent}}."),
      "data",
      call = call
    )
  }
}
