# Classed conditions: every error of the package is an `oncohort_error`, and one of
# its kinds, so that a caller can catch exactly what it can handle.

#' Stop with a classed error: the rule, what came, what to do
#'
#' @param message cli message: first the rule, then `x` what came and `i` what to do.
#' @param class last part of the class: `"outcome"` gives `oncohort_error_outcome`.
#' @param call the environment of the function that the user called.
#' @noRd
abort_oncohort <- function(message, class, call = rlang::caller_env(), .envir = parent.frame()) {
  cli::cli_abort(
    message,
    class = c(paste0("oncohort_error_", class), "oncohort_error"),
    call = call, .envir = .envir
  )
}

#' @rdname abort_oncohort
#' @noRd
warn_oncohort <- function(message, class, call = rlang::caller_env(), .envir = parent.frame()) {
  cli::cli_warn(
    message,
    class = c(paste0("oncohort_warning_", class), "oncohort_warning"),
    call = call, .envir = .envir
  )
}

#' @rdname abort_oncohort
#' @noRd
inform_oncohort <- function(message, class, .envir = parent.frame()) {
  cli::cli_inform(
    message,
    class = c(paste0("oncohort_message_", class), "oncohort_message"), .envir = .envir
  )
}

#' Run a call into the core and turn a broken contract into a classed error
#'
#' The wrappers check what users can get wrong; this is the second net, so that no
#' C++ exception reaches the console bare.
#' @noRd
call_core <- function(expr, call = rlang::caller_env()) {
  tryCatch(
    expr,
    `std::invalid_argument` = function(cnd) core_error(cnd, call),
    `oncohort::invalid_input` = function(cnd) core_error(cnd, call)
  )
}

core_error <- function(cnd, call) {
  reason <- conditionMessage(cnd)
  abort_oncohort(c("The computation refused its input.", x = "{reason}"), "input", call = call)
}
