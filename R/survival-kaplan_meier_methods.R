# What an `oncohort_km` answers beyond what its `survfit` class gives it.

#' @export
print.oncohort_km <- function(x, ...) {
  cat(format(x, ...), sep = "\n")
  invisible(x)
}

#' @export
format.oncohort_km <- function(x, digits = 3L, ...) {
  medians <- survival_quantile(x, 0.5)
  table <- data.frame(
    group = if (is.null(x$labels)) "" else x$labels,
    n = count_by_curve(x, "n"), events = count_by_curve(x, "n.event"),
    median = format_number(medians$estimate, digits)
  )
  if (x$conf.type != "none") {
    limits <- format_interval(
      format_number(medians$conf.low, digits), format_number(medians$conf.high, digits)
    )
    table[[paste0(format_level(x$conf.int), " CI")]] <- limits
  }
  if (is.null(x$labels)) table$group <- NULL
  c(
    paste("Kaplan-Meier:", deparse1(x$call$formula)),
    paste0(
      count_noun(sum(x$n), "patient"), ", ", count_noun(sum(x$n.event), "event"),
      if (!is.null(x$labels)) paste0(", ", count_noun(length(x$labels), "group"))
    ),
    format_missing(x$missing),
    if (length(x$empty_groups)) paste("No patients:", paste(x$empty_groups, collapse = ", ")),
    "",
    format_table(table, left = if (is.null(x$labels)) integer() else 1L),
    "",
    km_footer(x, medians)
  )
}

km_footer <- function(x, medians) {
  limits <- if (x$conf.type == "none") {
    "no limits"
  } else {
    paste0("limits by inverting the ", x$conf.type, " limits of S(t) (Greenwood)")
  }
  unreached <- is.na(medians$estimate) |
    (x$conf.type != "none" & (is.na(medians$conf.low) | is.na(medians$conf.high)))
  lines <- c(
    paste0("Median: first time with S(t) <= 0.5, midpoint of a plateau at 0.5; ", limits, "."),
    if (any(unreached)) "NE: not estimable, the curve or its limit does not reach 0.5.",
    if (x$conf.type == "log" && any(unreached)) {
      "With few patients conf.type = \"log-log\" holds its level better than \"log\"."
    }
  )
  strwrap(lines, width = 78, exdent = 2)
}

count_by_curve <- function(x, field) {
  if (field == "n") {
    return(x$n)
  }
  as.vector(rowsum(x[[field]], curve_of_row(x)))
}

#' For each row of the fit the curve that it belongs to
#' @noRd
curve_of_row <- function(x) {
  if (is.null(x$strata)) rep.int(1L, length(x$time)) else rep.int(seq_along(x$strata), x$strata)
}

#' @export
summary.oncohort_km <- function(object, ...) {
  out <- NextMethod()
  medians <- survival_quantile(object, 0.5)
  if (is.matrix(out$table)) {
    out$table[, "median"] <- medians$estimate
    limits <- grep("LCL$|UCL$", colnames(out$table))
    out$table[, limits] <- as.matrix(medians[c("conf.low", "conf.high")])[, seq_along(limits)]
  } else if (!is.null(out$table)) {
    out$table["median"] <- medians$estimate
    limits <- grep("LCL$|UCL$", names(out$table))
    out$table[limits] <- unlist(medians[c("conf.low", "conf.high")])[seq_along(limits)]
  }
  out
}

#' @export
quantile.oncohort_km <- function(x, probs = c(0.25, 0.5, 0.75), conf.int = TRUE,
                                 plateau = "midpoint", terminal = "NE", ...) {
  check_dots(..., .after = "x")
  check_flag(conf.int, "conf.int")
  table <- survival_quantile(x, probs, plateau = plateau, terminal = terminal)
  shape <- function(column) {
    values <- matrix(table[[column]],
      ncol = length(probs), byrow = TRUE,
      dimnames = list(names(x$strata), format(probs * 100))
    )
    if (is.null(x$strata)) values[1L, ] else values
  }
  if (conf.int && x$conf.type != "none") {
    list(quantile = shape("estimate"), lower = shape("conf.low"), upper = shape("conf.high"))
  } else {
    shape("estimate")
  }
}

#' @export
median.oncohort_km <- function(x, na.rm = FALSE, ...) {
  quantile.oncohort_km(x, 0.5, conf.int = FALSE, ...)
}

#' @export
`[.oncohort_km` <- function(x, ...) {
  which <- if (...length() == 0L) seq_along(x$strata) else ..1
  if (is.null(x$strata)) {
    abort_oncohort(
      c("Only a fit with groups can be subset.", x = "This fit has one curve."), "subset"
    )
  }
  chosen <- stats::setNames(seq_along(x$strata), names(x$strata))[which]
  if (length(chosen) == 0L || anyNA(chosen)) {
    abort_oncohort(
      c("A curve is chosen by its number or its label.",
        x = "Not found: {describe(which)}.",
        i = "The labels are {.val {names(x$strata)}}."
      ),
      "subset"
    )
  }
  rows <- unlist(lapply(chosen, function(g) which(curve_of_row(x) == g)), use.names = FALSE)
  per_time <- c(
    "time", "n.risk", "n.event", "n.censor", "surv", "std.err", "cumhaz", "std.chaz", "lower", "upper"
  )
  for (field in intersect(per_time, names(x))) x[[field]] <- x[[field]][rows]
  x$n <- x$n[chosen]
  x$strata <- if (length(chosen) > 1L) x$strata[chosen]
  x$labels <- x$labels[chosen]
  x$groups <- x$groups[chosen, , drop = FALSE]
  rownames(x$groups) <- NULL
  x
}

#' @export
tidy.oncohort_km <- function(x, ...) {
  check_dots(..., .after = "x")
  curve <- curve_of_row(x)
  rows <- data.frame(
    time = x$time, n.risk = x$n.risk, n.event = x$n.event, n.censor = x$n.censor,
    estimate = x$surv, std.error = ifelse(x$surv > 0, x$surv * x$std.err, NA_real_),
    conf.low = if (is.null(x$lower)) NA_real_ else x$lower,
    conf.high = if (is.null(x$upper)) NA_real_ else x$upper
  )
  with_groups(x, curve, rows)
}

#' @export
glance.oncohort_km <- function(x, ...) {
  check_dots(..., .after = "x")
  single <- is.null(x$strata)
  medians <- survival_quantile(x, 0.5)
  one <- function(column) if (single) medians[[column]] else NA_real_
  data.frame(
    nobs = sum(x$n), n.event = sum(x$n.event), n.censor = sum(x$n.censor),
    n.groups = max(1L, length(x$strata)), median = one("estimate"), conf.low = one("conf.low"),
    conf.high = one("conf.high"), conf.level = x$conf.int, conf.type = x$conf.type
  )
}

#' @export
as.data.frame.oncohort_km <- function(x, ...) tidy.oncohort_km(x, ...)
