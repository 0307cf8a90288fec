# What a figure of curves draws: the rows of each curve, thinned to what a page can show.

#' The rows of every curve, with its number, from the documented fields of a survfit
#'
#' Each curve starts at (0, 1); a fit that has a row of its own at time 0 (its limits can be
#' narrower or wider there) keeps it.
#' @return data frame `curve, time, n.risk, n.event, n.censor, surv, lower, upper`.
#' @noRd
curve_rows <- function(object) {
  n <- if (is.null(object$strata)) length(object$time) else as.integer(object$strata)
  missing_limits <- rep(NA_real_, length(object$time))
  data.frame(
    curve = rep(seq_along(n), n),
    time = object$time, n.risk = object$n.risk, n.event = object$n.event,
    n.censor = object$n.censor, surv = object$surv,
    lower = if (is.null(object$lower)) missing_limits else object$lower,
    upper = if (is.null(object$upper)) missing_limits else object$upper
  )
}

#' The steps of each curve: a point at the start, at each change and at the last follow-up
#' @noRd
curve_steps <- function(rows, cells = 2000L) {
  longest <- max(rows$time)
  steps <- lapply(split(rows, rows$curve), function(one) {
    last <- nrow(one)
    moves <- c(TRUE, diff(one$surv) != 0) | one$n.event > 0 | seq_len(last) == last
    moves <- moves | changes(one$lower) | changes(one$upper)
    one <- one[moves, c("curve", "time", "surv", "lower", "upper")]
    if (one$time[1L] > 0 || one$surv[1L] < 1) {
      level <- if (all(is.na(c(one$lower, one$upper)))) NA_real_ else 1
      start <- data.frame(curve = one$curve[1L], time = 0, surv = 1, lower = level, upper = level)
      one <- rbind(start, one)
    }
    one[visible_rows(one$time, longest, cells), ]
  })
  out <- do.call(rbind, steps)
  rownames(out) <- NULL
  out
}

changes <- function(x) {
  before <- c(NA, x[-length(x)])
  !(is.na(x) & is.na(before)) & (is.na(x) | is.na(before) | x != before)
}

#' Rows that can be seen: the first and the last within each of `cells` parts of the axis
#'
#' A page has fewer pixels than a registry has events: what is left out lies within 1/2000 of
#' the axis.
#' @noRd
visible_rows <- function(time, longest, cells) {
  n <- length(time)
  if (n <= 2L * cells || longest <= 0) {
    return(rep(TRUE, n))
  }
  cell <- floor(time / longest * cells)
  c(TRUE, cell[-1L] != cell[-n]) | c(cell[-1L] != cell[-n], TRUE)
}

#' The corners of a stepped band, from the rows of its limits
#' @noRd
band_corners <- function(steps) {
  bands <- lapply(split(steps, steps$curve), function(one) {
    n <- nrow(one)
    at <- rep(seq_len(n), each = 2L)
    data.frame(
      curve = one$curve[1L],
      time = one$time[at][-1L],
      lower = one$lower[at][-2L * n], upper = one$upper[at][-2L * n]
    )
  })
  out <- do.call(rbind, bands)
  rownames(out) <- NULL
  out[!is.na(out$lower) & !is.na(out$upper), ]
}

#' Where censored patients are marked on the curve; more than 120 marks would hide it
#' @noRd
censor_points <- function(rows, cells = 60L) {
  marks <- rows[rows$n.censor > 0, c("curve", "time", "surv")]
  longest <- max(rows$time, 0)
  marks[unlist(lapply(split(marks$time, marks$curve), visible_rows, longest, cells)), ]
}

#' One label a curve, of the values of its grouping variables
#' @noRd
curve_labels <- function(object) {
  groups <- object$groups
  if (is.null(groups) || length(groups) == 0L) {
    labels <- if (is.null(object$strata)) "All patients" else names(object$strata)
    return(labels)
  }
  do.call(paste, c(lapply(groups, as.character), sep = ", "))
}

#' A title for the groups, only where the labels do not speak for themselves (numbers, TRUE)
#' @noRd
groups_title <- function(object) {
  groups <- object$groups
  words <- vapply(groups, function(x) {
    !is.logical(x) && all(grepl("[[:alpha:]]", as.character(x)))
  }, TRUE)
  if (length(groups) == 0L || all(words)) {
    return(NULL)
  }
  paste(vapply(names(groups), function(name) column_label(object, name), ""), collapse = ", ")
}

time_label <- function(object) {
  found <- tryCatch(
    {
      name <- eval(object$call$formula, object$.Environment)[[2L]][[2L]]
      if (is.symbol(name)) column_label(object, as.character(name), otherwise = "Time")
    },
    error = function(cnd) NULL
  )
  if (is.null(found)) "Time" else found
}

#' The `label` attribute of a column of the fit's data, found where the call points
#'
#' The data may be gone or changed by the time a figure is drawn: then there is no label.
#' @noRd
column_label <- function(object, name, otherwise = name) {
  label <- tryCatch(
    attr(eval(object$call$data, object$.Environment)[[name]], "label", exact = TRUE),
    error = function(cnd) NULL
  )
  if (rlang::is_string(label)) label else otherwise
}

#' Times at which an axis is broken and patients are counted: of months, parts of years
#' @noRd
time_breaks <- function(longest, label, n = 6L) {
  if (longest <= 0) {
    return(0)
  }
  steps <- if (grepl("month", label, ignore.case = TRUE)) c(1, 2, 3, 6, 12, 24, 36, 60, 120)
  step <- steps[longest / steps <= n]
  if (length(step) > 0L && longest / step[1L] >= 2) {
    return(seq(0, longest, by = step[1L]))
  }
  breaks <- scales::breaks_extended(n)(c(0, longest))
  breaks[breaks >= 0 & breaks <= longest]
}
