# Our record of what comes out, so that a run on another machine can be held against it.

#' Claims whose verdict or number differs from the record
#'
#' inst/extdata/claims_record.csv was read line by line when it was made; it is rewritten by
#' `write_claims_record()`, and the change is read again.
#'
#' @param claims what [study_claims()] returned.
#' @param tolerance relative: the record has ten digits.
#' @return character: the ids that differ, and those of the record that are absent.
#' @noRd
claims_against_record <- function(claims, record = read_claims_record(), tolerance = 1e-8) {
  now <- claims_record(claims)
  differs <- vapply(now$id, function(id) {
    !same_record(now[now$id == id, ], record[record$id == id, ], tolerance)
  }, TRUE)
  c(now$id[differs], setdiff(record$id, now$id))
}

same_record <- function(now, then, tolerance) {
  if (nrow(then) != 1L) {
    return(FALSE)
  }
  is_number <- names(now) %in% claim_parts
  same_words <- identical(unlist(now[!is_number]), unlist(then[!is_number]))
  x <- unlist(now[is_number])
  y <- unlist(then[is_number])
  same_words && identical(is.na(x), is.na(y)) &&
    all(abs(x - y) <= tolerance * pmax(abs(y), 1e-3), na.rm = TRUE)
}

claims_record <- function(claims) {
  kept <- c(
    "id", "verdict", "settings", paste0("number_", claim_parts), paste0("wording_", claim_parts),
    claim_parts
  )
  as.data.frame(claims)[kept]
}

read_claims_record <- function() {
  path <- system.file("extdata", "claims_record.csv", package = "oncohort", mustWork = TRUE)
  record <- utils::read.csv(path, na.strings = "", check.names = FALSE, colClasses = "character")
  record[claim_parts] <- lapply(record[claim_parts], as.numeric)
  record
}

write_claims_record <- function(claims, path = file.path("inst", "extdata", "claims_record.csv")) {
  record <- claims_record(claims)
  record[claim_parts] <- lapply(record[claim_parts], function(value) {
    ifelse(is.na(value), NA, sprintf("%.10g", value))
  })
  utils::write.csv(record, path, row.names = FALSE, na = "", quote = TRUE)
}
