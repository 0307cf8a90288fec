# From the rows of a screen to the rows of its picture: headings, texts, and what fits the axis.

#' Rows of the picture, top to bottom
#'
#' A variable with levels has a heading and one row a level; one without has a single row.
#' @return data frame `row, name, heading, count, ratio, p, estimate, conf.low, conf.high,
#'   reference`.
#' @noRd
forest_rows <- function(results, labels = NULL) {
  variables <- unique(as.character(results$variable))
  blocks <- lapply(variables, function(variable) {
    one <- results[as.character(results$variable) == variable, , drop = FALSE]
    title <- if (variable %in% names(labels)) labels[[variable]] else variable
    forest_block(as.data.frame(one), title)
  })
  rows <- do.call(rbind, blocks)
  rows$row <- seq_len(nrow(rows))
  rows
}

forest_block <- function(one, title) {
  reference <- is_reference(one)
  level <- as.character(one$level)
  single <- nrow(one) == 1L && (is.na(level) || !nzchar(level))
  text <- data.frame(
    name = if (single) title else paste0("   ", level), heading = single,
    count = paste(plain_number(one$n.event), "/", plain_number(one$N)),
    ratio = ratio_text(one$estimate, one$conf.low, one$conf.high, reference),
    p = ifelse(reference, "", p_text(one$p.value)),
    estimate = one$estimate, conf.low = one$conf.low, conf.high = one$conf.high,
    reference = reference
  )
  if (single) {
    return(text)
  }
  overall <- if ("p.overall" %in% names(one)) one$p.overall[!is.na(one$p.overall)]
  several <- sum(!reference) > 1L
  heading <- data.frame(
    name = title, heading = TRUE, count = "", ratio = "",
    p = if (several && length(overall) > 0L) p_text(overall[1L]) else "",
    estimate = NA_real_, conf.low = NA_real_, conf.high = NA_real_, reference = FALSE
  )
  rbind(heading, text)
}

is_reference <- function(one) {
  if (!"note" %in% names(one)) {
    return(rep(FALSE, nrow(one)))
  }
  !is.na(one$note) & one$note == "reference"
}

plain_number <- function(x) format(x, big.mark = ",", scientific = FALSE, trim = TRUE)

p_text <- function(p) ifelse(is.na(p), "NE", format_p(p))

#' "0.20 (0.06-0.70)", "Inf (NE)", "NE", "1 (reference)"
#' @noRd
ratio_text <- function(estimate, low, high, reference) {
  texts <- format_ratios(estimate, low, high)
  out <- paste0(texts$estimate, " (", texts$interval, ")")
  out[is.na(estimate)] <- "NE"
  out[reference] <- "1 (reference)"
  out
}

#' Ends of the axis: every finite estimate, 1, and limits up to eightfold beyond the estimates
#' @noRd
forest_range <- function(rows, reach = 8) {
  usable <- function(x) x[!is.na(x) & is.finite(x) & x > 0]
  centre <- range(usable(rows$estimate), 1)
  low <- max(min(usable(rows$conf.low), centre[1L]), centre[1L] / reach)
  high <- min(max(usable(rows$conf.high), centre[2L]), centre[2L] * reach)
  if (high / low < 1.02) c(low, high) * c(0.9, 1.1) else c(low, high) * (high / low)^c(-0.04, 0.04)
}

#' What of each row can be drawn on the axis, and where a limit leaves it
#' @noRd
forest_marks <- function(rows, xlim) {
  within <- function(x) pmin(pmax(x, xlim[1L]), xlim[2L])
  low <- rows$conf.low
  high <- rows$conf.high
  rows$has_line <- !is.na(low) & !is.na(high) & low < xlim[2L] & high > xlim[1L]
  rows$cut_low <- !is.na(low) & low < xlim[1L]
  rows$cut_high <- !is.na(high) & high > xlim[2L]
  rows$from <- within(low)
  rows$to <- within(high)
  rows$has_point <- !is.na(rows$estimate) & rows$estimate >= xlim[1L] & rows$estimate <= xlim[2L]
  rows
}

#' The rows of one model, in the columns of a screen
#'
#' Levels of a factor stand beside their reference; every other coefficient has a row.
#' @noRd
cox_forest_rows <- function(fit, conf.level) {
  estimates <- as.data.frame(
    generics::tidy(fit, exponentiate = TRUE, conf.int = TRUE, conf.level = conf.level)
  )
  outcome <- unclass(fit$y)
  patients <- if (is.null(fit$counts)) rep(1, nrow(outcome)) else fit$counts
  events <- patients * outcome[, "status"]
  everyone <- rep(TRUE, length(patients))
  row <- function(variable, level, at, who, note = "") {
    data.frame(
      variable = variable, level = level, N = sum(patients[who]), n.event = sum(events[who]),
      estimates[at, c("estimate", "conf.low", "conf.high", "p.value")], note = note,
      row.names = NULL
    )
  }
  blocks <- list()
  for (variable in names(fit$xlevels)) {
    levels <- fit$xlevels[[variable]]
    at <- match(paste0(variable, levels), estimates$term)
    if (sum(is.na(at)) != 1L) next
    column <- as.character(fit$model[[variable]])
    blocks[[variable]] <- do.call(rbind, lapply(seq_along(levels), function(i) {
      note <- if (is.na(at[i])) "reference" else ""
      row(variable, levels[i], at[i], column == levels[i], note)
    }))
  }
  taken <- unlist(lapply(blocks, function(block) paste0(block$variable, block$level)))
  for (at in which(!estimates$term %in% taken)) {
    blocks[[estimates$term[at]]] <- row(estimates$term[at], NA, at, everyone)
  }
  place <- match(names(blocks), attr(fit$terms, "term.labels"))
  out <- do.call(rbind, unname(blocks[order(place)]))
  out$estimate[out$note == "reference"] <- 1
  out
}
