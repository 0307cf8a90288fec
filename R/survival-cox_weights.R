# Case weights, clusters and the robust variance of a Cox fit.

#' Weights and clusters as columns of the model frame, so that rows leave all together
#' @noRd
add_weights <- function(frame, weights, cluster, data, call) {
  value <- read_column(weights, data)
  if (!is.null(value)) {
    if (!is.null(frame[["(counts)"]])) {
      abort_oncohort(
        c("{.arg weights} and {.arg counts} cannot be given together.",
          i = "{.arg counts} are replications of patients; {.arg weights} are sampling or case weights."
        ),
        "weights",
        call = call
      )
    }
    frame[["(weights)"]] <- check_weights(value, nrow(frame), call)
  }
  value <- read_column(cluster, data)
  if (!is.null(value)) frame[["(cluster)"]] <- check_cluster(value, nrow(frame), call)
  frame
}

read_column <- function(quosure, data) {
  if (is.null(quosure) || rlang::quo_is_null(quosure) || rlang::quo_is_missing(quosure)) {
    return(NULL)
  }
  rlang::eval_tidy(quosure, data)
}

check_weights <- function(value, n, call) {
  rule <- "{.arg weights} must be finite numbers, 0 or more, one for each row."
  ok <- is.numeric(value) && length(value) == n
  bad <- if (ok) which(is.na(value) | !is.finite(value) | value < 0)
  if (!ok || length(bad) > 0L) {
    abort_oncohort(
      c(rule, x = if (ok) "Not so in {row_list(bad)}." else "It is {describe(value)}, for {n} row{?s}."),
      "weights",
      call = call
    )
  }
  if (all(value == 0)) {
    abort_oncohort(c(rule, x = "All are 0: no row is left."), "weights", call = call)
  }
  as.double(value)
}

check_cluster <- function(value, n, call) {
  if (is.atomic(value) && length(value) == n) {
    return(value)
  }
  abort_oncohort(
    c("{.arg cluster} must have one value for each row.",
      x = "It is {describe(value)}, for {n} row{?s}."
    ),
    "cluster",
    call = call
  )
}

#' A cluster() term becomes the argument: it is no covariate
#'
#' @return list: `formula` without it, `cluster` (the quosure to use).
#' @noRd
take_cluster <- function(formula, cluster, call) {
  found <- NULL
  is_cluster <- function(node) is.call(node) && identical(called_functions(node)[1L], "cluster")
  take <- function(node) {
    if (is_cluster(node)) {
      if (!is.null(found)) abort_cluster("The formula has more than one.", call)
      found <<- node
      return(NULL)
    }
    if (!is.call(node) || !(identical(node[[1L]], quote(`+`)) || identical(node[[1L]], quote(`(`)))) {
      return(node)
    }
    parts <- Filter(Negate(is.null), lapply(as.list(node)[-1L], take))
    if (length(parts) == 0L) NULL else if (length(parts) == 1L && length(node) == 3L) parts[[1L]] else as.call(c(node[[1L]], parts))
  }
  if (!inherits(formula, "formula") || length(formula) != 3L) {
    return(list(formula = formula, cluster = cluster))
  }
  rest <- take(formula[[3L]])
  if ("cluster" %in% called_functions(rest)) {
    abort_cluster("It is part of an interaction or of another call.", call)
  }
  if (is.null(found)) {
    return(list(formula = formula, cluster = cluster))
  }
  if (!is.null(cluster) && !rlang::quo_is_null(cluster)) {
    abort_cluster("The argument {.arg cluster} is given as well.", call)
  }
  formula[[3L]] <- if (is.null(rest)) 1 else rest
  list(formula = formula, cluster = rlang::new_quosure(found[[2L]], environment(formula)))
}

abort_cluster <- function(reason, call) {
  abort_oncohort(
    c("{.fn cluster} must be one term of its own, added to the others.", x = reason), "cluster",
    call = call
  )
}

#' Whether the variance is robust, by the rules of `coxph`
#'
#' On request; by default with clusters, and with weights that are not whole numbers.
#' @noRd
robust_wanted <- function(robust, frame, ties, call) {
  if (!is.null(robust)) check_flag(robust, "robust", call)
  if (ties == "exact" && !is.null(frame$weights) && any(frame$weights != 1)) {
    abort_oncohort(
      c("Exact ties know no case weights.",
        i = "Use {.code ties = \"efron\"}, or {.arg counts} where a row stands for several patients."
      ),
      "weights",
      call = call
    )
  }
  if (!is.null(frame$cluster) && isFALSE(robust)) {
    abort_oncohort(
      c("{.arg cluster} asks for the robust variance.", x = "{.arg robust} is {.code FALSE}."),
      "cluster",
      call = call
    )
  }
  if (isTRUE(robust) && is.null(frame$cluster) && ncol(frame$y) == 3L) {
    abort_oncohort(
      c("The robust variance of (start, stop] rows needs {.arg cluster}.",
        i = "Name the column that says which rows are one patient: {.code cluster = id}."
      ),
      "cluster",
      call = call
    )
  }
  if (!is.null(robust)) {
    return(robust)
  }
  !is.null(frame$cluster) || any(frame$weights %% 1 != 0)
}

#' The robust ("sandwich") variance: sums of squares of each cluster's influence
#'
#'     D_c = sum_{i in c} w_i U_i V,   var = sum_c D_c' D_c
#'
#' Lin & Wei (1989) JASA 84:1074-1078; with counts each patient of a row is a cluster.
#' @noRd
robust_fields <- function(fit, cluster) {
  if (is.null(fit$coefficients)) {
    return(fit)
  }
  known <- !is.na(fit$coefficients)
  influence <- collapse_rows(score_rows(fit) %*% fit$var, fit, cluster)
  fit$naive.var <- fit$var
  fit$var <- crossprod(influence)
  b <- fit$coefficients[known]
  fit$wald.test[] <- quadratic(fit$var[known, known, drop = FALSE], b)
  null <- fit
  null$coefficients[] <- 0
  at_zero <- collapse_rows(score_rows(null)[, known, drop = FALSE], fit, cluster)
  fit$rscore <- quadratic(crossprod(at_zero), attr(at_zero, "total"))
  fit$n.cluster <- attr(at_zero, "clusters")
  fit
}

#' b' V^-1 b; NA where V has no inverse (fewer clusters than coefficients)
#' @noRd
quadratic <- function(variance, b) {
  scale <- 1 / sqrt(diag(variance))
  solved <- tryCatch(
    solve(variance * outer(scale, scale), b * scale),
    error = function(cnd) rep(NA_real_, length(b))
  )
  sum(solved * b * scale)
}

#' One row per cluster, weighted; without clusters one per row, or per patient of a count
#'
#' A row of c patients, each its own cluster, adds c squares: sqrt(c) times one patient's row.
#' @noRd
collapse_rows <- function(rows, fit, cluster) {
  mass <- if (is.null(fit$weights)) fit$counts else fit$weights
  if (is.null(mass)) mass <- rep.int(1, nrow(rows))
  total <- colSums(rows * mass)
  out <- if (!is.null(cluster)) {
    rowsum(rows * mass, as.character(cluster))
  } else if (!is.null(fit$counts)) {
    rows * sqrt(mass)
  } else {
    rows * mass
  }
  clusters <- if (is.null(cluster) && !is.null(fit$counts)) sum(mass) else nrow(out)
  structure(out, total = total, clusters = clusters)
}
