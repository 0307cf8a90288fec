# What a Cox fit cannot do, said in classed errors and warnings.

check_events <- function(frame, call) {
  y <- unclass(frame$y)
  if (any(y[, ncol(y)] == 1)) {
    return(invisible())
  }
  rows <- if (nrow(y) == 1L) "The one row is" else paste("All", nrow(y), "rows are")
  abort_oncohort(
    c("Cox regression needs at least one event.",
      x = "{rows} censored.",
      i = "Is the event coded 1 (or TRUE)? {.code Surv(time, status == \"dead\")} says which."
    ),
    "events",
    call = call
  )
}

#' What the core's status means for the user: errors, then warnings
#' @noRd
check_cox_fit <- function(core, design, call) {
  terms <- colnames(design$x)
  if (core$status == "overflow") {
    abort_oncohort(
      c("Risks must be comparable within every risk set.",
        x = "The offset spreads so far that some risks are 0 beside others.",
        i = "An offset is on the scale of log hazard."
      ),
      "overflow",
      call = call
    )
  }
  warn_aliased(core, design, call)
  infinite <- core$runs_to != 0L
  if (any(infinite)) {
    towards <- ifelse(core$runs_to[infinite] > 0L, "+Inf", "-Inf")
    towards[core$either[infinite]] <- "+Inf or -Inf alike"
    named <- paste0(terms[infinite], " (", towards, ")")
    warn_oncohort(
      c("The likelihood has no maximum: {cli::qty(named)}{?a coefficient runs/coefficients run} to
         infinity.",
        x = "{named}.",
        i = "Is there a group without events? {.code penalty = \"firth\"} gives finite estimates;
             the likelihood-ratio test and {.code confint(method = \"profile\")} hold."
      ),
      "infinite",
      call = call
    )
  }
  if (core$status == "not converged") {
    warn_oncohort(
      c("The iterations did not converge.",
        x = "{core$iter} step{?s} of Newton's method did not reach a maximum.",
        i = "Do covariates almost determine each other, or the order of events?"
      ),
      "not_converged",
      call = call
    )
  }
}

warn_aliased <- function(core, design, call) {
  aliased <- is.na(core$coefficients)
  if (!any(aliased)) {
    return(invisible())
  }
  terms <- colnames(design$x)[aliased]
  constant <- apply(design$x[, aliased, drop = FALSE], 2L, function(x) all(x == x[1L]))
  reason <- ifelse(constant, "constant", "determined by strata, or by terms before it")
  what <- paste0(terms, " (", reason, ")")
  if (all(aliased)) {
    abort_oncohort(
      c("At least one covariate must vary among the patients at risk.",
        x = "No coefficient can be estimated: {what}."
      ),
      "constant",
      call = call
    )
  }
  warn_oncohort(
    c("{cli::qty(terms)}{?A coefficient/Coefficients} cannot be estimated and {?is/are} NA.",
      x = "{what}."
    ),
    "aliased",
    call = call
  )
}
