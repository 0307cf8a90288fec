# A screen in print: the table of a paper, at 80 columns.

#' @export
print.oncohort_screen <- function(x, ...) {
  cat(format(x, ...), sep = "\n")
  invisible(x)
}

#' @export
format.oncohort_screen <- function(x, width = 80L, ...) {
  needed <- names(screen_rows("", "", 0, 0))
  if (!all(needed %in% names(x)) || is.null(attr(x, "ties"))) {
    return(utils::capture.output(print(tidy.oncohort_screen(x))))
  }
  c(
    paste0("Cox regression, one model for each variable; ", capitalised(attr(x, "ties")), " ties"),
    screen_header(x),
    "",
    format_screen_table(x, width),
    "",
    strwrap(screen_footer(x), width = width - 2L, exdent = 2L)
  )
}

screen_header <- function(x) {
  c(
    paste0(
      attr(x, "outcome"), ": ", count_noun(attr(x, "n"), attr(x, "unit")), ", ",
      count_noun(attr(x, "n.event"), "event")
    ),
    format_missing(attr(x, "missing")),
    if (length(attr(x, "adjusted"))) paste("In every model:", toString(attr(x, "adjusted")))
  )
}

format_screen_table <- function(x, width) {
  rows <- do.call(rbind, lapply(unique(x$variable), function(variable) {
    screen_block(as.data.frame(x)[x$variable == variable, , drop = FALSE], x)
  }))
  estimate <- if (isTRUE(attr(x, "exponentiate"))) "HR" else "log HR"
  names(rows) <- c(
    "", "N", "Events", estimate, paste(format_level(attr(x, "conf.level")), "CI"), "p", "overall"
  )
  room <- width - max(nchar(format_table(rows[-1L], left = integer()))) - 2L
  rows[[1L]] <- shorten(rows[[1L]], max(room, 12L))
  format_table(rows)
}

#' A heading with the overall p, then a line per level; one line for a numeric term
#' @noRd
screen_block <- function(one, screen) {
  texts <- if (isTRUE(attr(screen, "exponentiate"))) {
    format_ratios(one$estimate, one$conf.low, one$conf.high)
  } else {
    data.frame(
      estimate = format_fixed(one$estimate),
      interval = format_interval(format_fixed(one$conf.low), format_fixed(one$conf.high), " to ")
    )
  }
  reference <- one$note == "reference"
  texts$interval[is.na(one$conf.low) & is.na(one$conf.high)] <- "NE"
  texts$estimate[reference] <- if (isTRUE(attr(screen, "exponentiate"))) "1" else "0"
  texts$interval[reference] <- "reference"
  texts$p <- ifelse(reference, "", ifelse(is.na(one$p.value), "NE", format_p(one$p.value)))
  overall <- if (is.na(one$p.overall[1L])) "NE" else format_p(one$p.overall[1L])
  number <- function(n) format(n, big.mark = ",", scientific = FALSE, trim = TRUE)
  block <- data.frame(
    name = paste0("  ", one$level), N = number(one$N), events = number(one$n.event), texts,
    overall = ""
  )
  if (nrow(one) == 1L && is.na(one$level)) {
    block$name <- one$variable
    block$overall <- overall
    return(block)
  }
  heading <- data.frame(
    name = one$variable[1L], N = "", events = "", estimate = "", interval = "", p = "",
    overall = overall
  )
  rbind(heading, block)
}

shorten <- function(x, width) {
  long <- nchar(x, "width") > width
  x[long] <- paste0(substring(x[long], 1L, width - 3L), "...")
  x
}

screen_footer <- function(x) {
  notes <- setdiff(unique(x$note), c("", "reference"))
  c(
    paste0(
      if (isTRUE(attr(x, "exponentiate"))) "HR: hazard ratio" else "log HR: log hazard ratio",
      ", numeric variables per unit. ", screen_methods(x),
      "overall: likelihood-ratio test of the whole variable."
    ),
    vapply(notes, function(note) paste0(note_places(x, note), ": ", note, "."), ""),
    if (any(is.na(x$conf.low) & x$note != "reference")) "NE: not estimable."
  )
}

#' What limits and p are, where there is more than one kind
#' @noRd
screen_methods <- function(x) {
  used <- unique(stats::na.omit(x$method))
  firth <- grepl("Firth", used)
  wald <- "Limits and p by Wald"
  penalised <- "profile penalised-likelihood limits and likelihood-ratio p"
  if (length(used) && all(firth)) {
    return(paste0("Firth's penalised likelihood, ", penalised, "; "))
  }
  paste0(wald, if (any(firth)) paste0("; with Firth ", penalised), "; ")
}

#' The variables that a note speaks of; their levels where it does not hold for all
#' @noRd
note_places <- function(x, note) {
  places <- lapply(unique(x$variable), function(variable) {
    own <- as.data.frame(x)[x$variable == variable & x$note != "reference", ]
    hit <- own$note == note
    if (all(hit)) variable else if (any(hit)) paste0(variable, ", ", toString(own$level[hit]))
  })
  paste(unlist(places), collapse = "; ")
}

#' @export
tidy.oncohort_screen <- function(x, ...) {
  check_dots(..., .after = "x")
  class(x) <- "data.frame"
  for (name in setdiff(names(attributes(x)), c("names", "row.names", "class"))) {
    attr(x, name) <- NULL
  }
  x
}

#' @export
glance.oncohort_screen <- function(x, ...) {
  check_dots(..., .after = "x")
  data.frame(
    n.terms = length(unique(x$variable)), nobs = attr(x, "n"), n.event = attr(x, "n.event"),
    conf.level = attr(x, "conf.level"), ties = attr(x, "ties")
  )
}
