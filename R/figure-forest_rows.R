# From the rows of a screen to the rows of its picture: headings, texts, and what fits the axis.

#' Rows of the picture, top to bottom
#'
#' A variable with levels has a heading and one row a level; one without has a single row.
#' @return data frame `row, name, heading, count, ratio, p, estimate, conf.low, conf.high, reference`.
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
  single <- nrow(one) == 1L && !reference[1L] && (is.na(level) || !nzchar(level))
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

#' "0.20 (0.06-0.70)"; a ratio per small unit, such as a day, needs more than two decimals
#' @noRd
ratio_text <- function(estimate, low, high, reference) {
  width <- ifelse(is.finite(low) & is.finite(high) & low > 0.8, high / low, Inf)
  number <- function(x) {
    small_unit <- ifelse(width < 1.005, format_fixed(x, 4L), format_fixed(x, 3L))
    ifelse(width < 1.05, small_unit, ratio_number(x))
  }
  out <- paste0(number(estimate), " (", format_interval(number(low), number(high)), ")")
  out[is.na(estimate)] <- "NE"
  out[reference] <- "1 (reference)"
  out
}

#' Two decimals below 10, three figures above, "<0.01" where the decimals would say 0.00
#' @noRd
ratio_number <- function(x) {
  out <- format_fixed(x, 2L)
  known <- is.finite(x)
  large <- known & x >= 10
  out[large] <- format_each(signif(x[large], 3L), big.mark = ",")
  huge <- known & x >= 1e5
  out[huge] <- formatC(x[huge], digits = 1L, format = "e")
  out[known & x < 0.005 & x > 0] <- "<0.01"
  out
}

format_each <- function(x, ...) {
  vapply(x, function(one) format(one, trim = TRUE, scientific = FALSE, ...), "")
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

#' The rows of one model, from its coefficients and its stored model frame
#' @noRd
cox_forest_rows <- function(fit, conf.level) {
  estimates <- as.data.frame(
    generics::tidy(fit, exponentiate = TRUE, conf.int = TRUE, conf.level = conf.level)
  )
  taken <- character()
  frame <- fit$model
  event <- unclass(frame[[1L]])[, "status"]
  weight <- frame[["(counts)"]]
  if (is.null(weight)) weight <- rep(1, nrow(frame))
  blocks <- lapply(names(fit$xlevels), function(variable) {
    levels <- fit$xlevels[[variable]]
    found <- match(paste0(variable, levels), estimates$term)
    if (!variable %in% names(frame) || sum(is.na(found)) != 1L) {
      return(NULL)
    }
    here <- lapply(levels, function(level) as.character(frame[[variable]]) == level)
    block <- model_rows(
      variable, levels, vapply(here, function(k) sum(weight[k]), 0),
      vapply(here, function(k) sum(weight[k] * event[k]), 0), estimates[found, ]
    )
    block$note <- ifelse(is.na(found), "reference", "")
    block$estimate[is.na(found)] <- 1
    block
  })
  names(blocks) <- names(fit$xlevels)
  blocks <- Filter(Negate(is.null), blocks)
  taken <- unlist(Map(function(b) paste0(b$variable, b$level), blocks))
  rest <- estimates[!estimates$term %in% taken, ]
  others <- lapply(seq_len(nrow(rest)), function(i) {
    block <- model_rows(rest$term[i], "", sum(weight), sum(weight * event), rest[i, ])
    block$note <- ""
    block
  })
  names(others) <- rest$term
  in_order_of_terms(c(blocks, others), attr(fit$terms, "term.labels"))
}

in_order_of_terms <- function(blocks, terms) {
  place <- match(names(blocks), terms)
  do.call(rbind, unname(blocks[order(place, seq_along(blocks))]))
}

model_rows <- function(variable, level, n, events, estimates) {
  data.frame(
    variable = variable, level = level, N = n, n.event = events, estimate = estimates$estimate,
    conf.low = estimates$conf.low, conf.high = estimates$conf.high, p.value = estimates$p.value
  )
}
