# How the claims are shown, counted and laid out long.

#' @export
print.oncohort_claims <- function(x, ...) {
  if (!all(c("id", "verdict", "printed_estimate", "estimate") %in% names(x))) {
    return(NextMethod())
  }
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @export
format.oncohort_claims <- function(x, ...) {
  counts <- summary(x)
  counts <- counts[counts$n > 0L, ]
  all_well <- c("reproduced", "arithmetic only")
  troubled <- setdiff(counts$verdict, all_well)
  c(
    paste0(
      count_noun(nrow(x), "printed claim"), " of Tian et al. (2022), each by its gravest verdict"
    ),
    "",
    paste0(formatC(counts$n, width = 4L), "  ", counts$verdict),
    unlist(lapply(troubled, function(verdict) format_verdict(x[x$verdict == verdict, ], verdict))),
    "",
    "NE: not computable. Why: x$why; all columns: as.data.frame(x); by part: tidy(x)"
  )
}

#' The claims of one verdict: printed against recomputed as the words say
#' @noRd
format_verdict <- function(rows, verdict) {
  printed <- claim_text(rows, "printed_")
  recomputed <- claim_text(rows, "")
  table <- data.frame(claim = rows$id, printed = printed, recomputed = recomputed)
  names(table) <- c(verdict, "printed", "recomputed")
  # Words are read from the left, all three columns.
  c("", strtrim(format_table(table, left = 1:3), 80L))
}

#' "0.20 (0.04-0.99) p 0.048" for every row, values rounded to the printed digits
#' @noRd
claim_text <- function(rows, prefix) {
  vapply(seq_len(nrow(rows)), function(i) {
    column <- function(prefix) unlist(rows[i, paste0(prefix, claim_parts)], use.names = FALSE)
    printed <- column("printed_")
    if (prefix == "printed_") {
      return(format_claim(printed))
    }
    # In the right unit, a part has the decimals of the estimate.
    decimals <- printed
    decimals[column("wording_") %in% "wrong unit"] <- printed[1L]
    format_claim(format_like(column(prefix), decimals))
  }, "")
}

#' Values with as many decimals as were printed; nothing where nothing was
#' @noRd
format_like <- function(values, printed) {
  shown <- mapply(format_fixed, values, printed_decimals(printed), USE.NAMES = FALSE)
  shown[is.na(printed)] <- NA
  shown
}

format_claim <- function(parts) {
  if (all(is.na(parts[-1L])) || parts[1L] == "NE") {
    return(parts[1L])
  }
  paste0(
    parts[1L],
    if (!is.na(parts[2L])) paste0(" (", format_interval(parts[2L], parts[3L]), ")"),
    if (!is.na(parts[4L])) paste0(" p ", parts[4L])
  )
}

#' @export
summary.oncohort_claims <- function(object, ...) {
  verdicts <- setdiff(verdict_precedence, "fits")
  data.frame(
    verdict = verdicts,
    n = as.integer(table(factor(object$verdict, levels = verdicts)))
  )
}

#' @export
as.data.frame.oncohort_claims <- function(x, ...) {
  class(x) <- "data.frame"
  x
}

#' @export
tidy.oncohort_claims <- function(x, ...) {
  check_dots(...)
  x <- as.data.frame(x)
  long <- lapply(seq_len(nrow(x)), function(i) {
    column <- function(prefix) unlist(x[i, paste0(prefix, claim_parts)], use.names = FALSE)
    data.frame(
      id = x$id[i], part = claim_parts, printed = column("printed_"), estimate = column(""),
      matched = column("matched_"), number = column("number_"), wording = column("wording_")
    )
  })
  long <- do.call(rbind, long)
  long <- long[!is.na(long$printed), ]
  rownames(long) <- NULL
  long
}
