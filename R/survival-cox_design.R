# From a model frame to what the Cox core takes: covariates, strata, offset; and the terms
# object that lets other packages' methods find their way back to the data.

#' @return list: `terms`, `model`, `x` (by columns, no intercept), `assign`, `strata` (factor
#'   or `NULL`), `offset` (centred; empty for none), `xlevels`.
#' @noRd
cox_design <- function(frame, home, call) {
  terms <- frame$terms
  environment(terms) <- home
  model <- frame$model
  attr(model, "terms") <- terms
  attr(terms, "intercept") <- 1L # the baseline hazard takes its place, whatever was written
  x <- covariate_matrix(terms, model)
  check_covariates(x, call)
  list(
    terms = terms, model = model, x = x, assign = survival::attrassign(x, terms),
    strata = strata_of(terms, model), offset = centred_offset(model, frame$counts, call),
    xlevels = stats::.getXlevels(terms, model)
  )
}

#' The columns as `coxph` makes them: survival's own method knows how strata() is taken out
#' @noRd
covariate_matrix <- function(terms, model) {
  shell <- structure(list(terms = terms), class = "coxph")
  x <- stats::model.matrix(shell, data = model)
  if (storage.mode(x) != "double") storage.mode(x) <- "double"
  x
}

check_covariates <- function(x, call) {
  if (is.finite(sum(x))) {
    return(invisible())
  }
  bad <- colSums(!is.finite(x)) > 0
  if (!any(bad)) {
    return(invisible())
  }
  rows <- which(rowSums(!is.finite(x)) > 0)
  abort_oncohort(
    c("Covariates must be finite.",
      x = "{.var {colnames(x)[bad]}} {cli::qty(sum(bad))}{?is/are} not, in {row_list(rows)}.",
      i = "Was a logarithm taken of 0?"
    ),
    "covariates",
    call = call
  )
}

strata_of <- function(terms, model) {
  if (is.null(attr(terms, "specials")$strata)) {
    return(NULL)
  }
  variables <- survival::untangle.specials(terms, "strata", 1)$vars
  if (length(variables) == 1L) {
    return(model[[variables]])
  }
  survival::strata(model[, variables], shortlabel = TRUE)
}

#' An offset moves the baseline only; it is centred as `coxph` does, counts as patients
#' @noRd
centred_offset <- function(model, counts, call) {
  offset <- stats::model.offset(model)
  if (is.null(offset) || all(offset == 0)) {
    return(numeric())
  }
  if (!all(is.finite(offset)) || !all(is.finite(exp(offset)))) {
    abort_oncohort(
      c("The offset must be finite, and its exponential too.",
        x = "Not so in {row_list(which(!is.finite(exp(offset)) | !is.finite(offset)))}."
      ),
      "covariates",
      call = call
    )
  }
  weight <- if (is.null(counts)) rep.int(1, length(offset)) else counts
  as.double(offset - sum(weight * offset) / sum(weight))
}

#' A child of the formula's environment that holds the data under the name of the call
#'
#' A fit may outlive the function that made it; `update()` and the methods of other packages
#' still find data, `Surv()` and `strata()` here.
#' @noRd
data_environment <- function(formula, name, data) {
  home <- new.env(parent = environment(formula))
  if (!is.null(data)) assign(as.character(name), data, envir = home)
  for (special in c("Surv", "strata")) {
    if (!exists(special, envir = home, mode = "function")) {
      assign(special, getExportedValue("survival", special), envir = home)
    }
  }
  home
}

#' Terms that would need another likelihood or another variance: refused by name
#' @noRd
refuse_terms <- function(formula, call, refused = refused_terms) {
  if (!inherits(formula, "formula")) {
    return(invisible())
  }
  found <- intersect(called_functions(formula[[length(formula)]]), names(refused))
  if (length(found) == 0L) {
    return(invisible())
  }
  abort_oncohort(
    c("This term is not part of {.fn cox_ph}.",
      x = "The formula has {.fn {found[1L]}}: {refused[[found[1L]]]}."
    ),
    "term",
    call = call
  )
}

refused_terms <- c(
  pspline = "penalised splines need survival::coxph(); splines::ns() is supported",
  frailty = "random effects need survival::coxph() or coxme",
  frailty.gamma = "random effects need survival::coxph() or coxme",
  frailty.gaussian = "random effects need survival::coxph() or coxme",
  frailty.t = "random effects need survival::coxph() or coxme",
  ridge = "ridge penalties need survival::coxph()",
  tt = "split follow-up into (start, stop] rows instead"
)

called_functions <- function(node) {
  if (!is.call(node)) {
    return(character())
  }
  head <- node[[1L]]
  name <- if (is.call(head)) as.character(head[[length(head)]]) else as.character(head)
  arguments <- as.list(node)[-1L]
  arguments <- arguments[!vapply(arguments, identical, NA, quote(expr = ))]
  c(name, unlist(lapply(arguments, called_functions)))
}
