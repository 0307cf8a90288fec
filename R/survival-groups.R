# The groups of a formula: which curve a row belongs to, and the variables that say so.

#' Which curve each row belongs to, and the grouping variables of each curve
#'
#' @return list: `index` (0-based), `labels` (survival's, such as "sex=1"), `values` (data
#'   frame, one row per curve), `empty` (levels without patients, as text).
#' @noRd
curve_groups <- function(frame, call = rlang::caller_env()) {
  refuse_modifiers(frame$terms, call)
  variables <- attr(frame$terms, "term.labels")
  if (any(attr(frame$terms, "order") > 1L)) {
    abort_oncohort(
      c("Groups are named one by one, joined by {.code +}.",
        x = "The formula has an interaction: {.code {variables[attr(frame$terms, 'order') > 1]}}.",
        i = "{.code ~ a + b} already gives a curve for each combination."
      ),
      "formula",
      call = call
    )
  }
  if (length(variables) == 0L) {
    return(list(index = integer(), labels = NULL, values = data.frame()[1L, ], empty = character()))
  }
  columns <- frame$model[bare_name(variables)]
  check_group_columns(columns, call)
  strata <- survival::strata(columns)
  index <- as.integer(strata)
  values <- columns[match(seq_along(levels(strata)), index), , drop = FALSE]
  rownames(values) <- NULL
  list(
    index = index - 1L, labels = levels(strata), values = values, empty = empty_levels(columns)
  )
}

#' Terms that change a model but make no group
#' @noRd
refuse_modifiers <- function(terms, call) {
  found <- c(
    if (!is.null(attr(terms, "specials")$cluster)) "cluster",
    if (!is.null(attr(terms, "offset"))) "offset"
  )
  if (length(found) > 0L) {
    abort_oncohort(
      c("The right side of {.arg formula} holds groups and {.fn strata} terms only.",
        x = "It has {.fn {found[1]}}."
      ),
      "formula",
      call = call
    )
  }
}

#' Vectors of finite values, and not so many crossings that no machine could hold them
#' @noRd
check_group_columns <- function(columns, call) {
  rule <- "Groups are made from the values of vectors: factors, text, or few different numbers."
  for (name in names(columns)) {
    column <- columns[[name]]
    what <- if (is.matrix(column)) {
      paste("has", ncol(column), "columns")
    } else if (is.numeric(column) && any(is.infinite(column))) {
      "is infinite for some patients"
    }
    if (!is.null(what)) {
      abort_oncohort(c(rule, x = "{.var {name}} {what}."), "groups", call = call)
    }
  }
  crossings <- prod(vapply(columns, function(column) {
    as.double(if (is.factor(column)) nlevels(column) else length(unique(column)))
  }, 0))
  if (length(columns) > 1L && crossings > 1e6) {
    abort_oncohort(
      c(rule,
        x = "Crossing {.var {names(columns)}} gives {format(crossings, big.mark = ',')} groups.",
        i = "Cut continuous variables with {.fn cut}, or use {.fn cox_ph}."
      ),
      "groups",
      call = call
    )
  }
}

empty_levels <- function(columns) {
  missing <- lapply(names(columns), function(name) {
    column <- columns[[name]]
    unused <- if (is.factor(column)) setdiff(levels(column), as.character(column))
    if (length(unused)) paste0(name, "=", unused)
  })
  as.character(unlist(missing))
}

#' Put the grouping variables, in their own types, and survival's label before the columns
#'
#' A variable that is called like one of the columns gets ".group" behind its name.
#' @noRd
with_groups <- function(x, curve, rows) {
  if (is.null(x$labels)) {
    return(rows)
  }
  groups <- x$groups[curve, , drop = FALSE]
  rownames(groups) <- NULL
  taken <- names(groups) %in% c("strata", names(rows))
  names(groups)[taken] <- paste0(names(groups)[taken], ".group")
  data.frame(groups, strata = x$labels[curve], rows, check.names = FALSE)
}
