# Checks of arguments, shared by all wrappers. Each says the rule, what came, what to do.

check_conf_level <- function(conf.level, call = rlang::caller_env()) {
  ok <- is.numeric(conf.level) && length(conf.level) == 1L && !is.na(conf.level) &&
    conf.level > 0 && conf.level < 1
  if (!ok) {
    abort_oncohort(
      c("{.arg conf.level} must be one number strictly between 0 and 1.",
        x = "It is {describe(conf.level)}.",
        i = "Write 0.95 for 95% limits."
      ),
      "conf_level",
      call = call
    )
  }
  as.double(conf.level)
}

check_data <- function(data, arg = "data", call = rlang::caller_env()) {
  if (!is.data.frame(data)) {
    abort_oncohort(
      c("{.arg {arg}} must be a data frame.", x = "It is {describe(data)}."),
      "data",
      call = call
    )
  }
  if (nrow(data) == 0L) {
    abort_oncohort(
      c("{.arg {arg}} must have at least one row.",
        x = "It has none.",
        i = "Was everything filtered away before the call?"
      ),
      "empty",
      call = call
    )
  }
  invisible(data)
}

check_flag <- function(x, arg, call = rlang::caller_env()) {
  if (!rlang::is_bool(x)) {
    abort_oncohort(
      c("{.arg {arg}} must be {.code TRUE} or {.code FALSE}.", x = "It is {describe(x)}."),
      "argument",
      call = call
    )
  }
  invisible(x)
}

#' Finite numbers within a closed range, any length of at least one
#' @noRd
check_numbers <- function(x, arg, lower = -Inf, upper = Inf, call = rlang::caller_env()) {
  ok <- is.numeric(x) && length(x) > 0L && !anyNA(x) && all(is.finite(x)) &&
    all(x >= lower) && all(x <= upper)
  if (!ok) {
    range <- if (is.finite(lower) && is.finite(upper)) {
      " from {lower} to {upper}"
    } else if (is.finite(lower)) {
      " of {lower} or more"
    } else {
      ""
    }
    abort_oncohort(
      c(paste0("{.arg {arg}} must be finite numbers", range, "."), x = "It is {describe(x)}."),
      "argument",
      call = call
    )
  }
  as.double(x)
}

#' One of a few words; the first where the argument was left at its default
#' @noRd
check_choice <- function(x, choices, arg, call = rlang::caller_env()) {
  if (identical(x, choices)) {
    return(choices[1L])
  }
  if (!is.character(x) || length(x) != 1L || is.na(x) || !x %in% choices) {
    abort_oncohort(
      c("{.arg {arg}} must be one of {.or {.val {choices}}}.", x = "It is {describe(x)}."),
      "argument",
      call = call
    )
  }
  x
}

#' What a value is, in a few words, for the "what came" line of an error
#' @noRd
describe <- function(x) {
  if (is.null(x)) {
    return("NULL")
  }
  if (is.atomic(x) && length(x) == 1L && !is.factor(x)) {
    value <- if (is.character(x)) encodeString(x, quote = "\"") else format(x, digits = 7)
    return(paste0(value, " (", class(x)[1L], ")"))
  }
  name <- paste0(class(x)[1L], if (is.atomic(x) && !is.object(x)) " vector")
  if (is.data.frame(x)) name <- "data frame"
  kind <- paste(if (grepl("^[aeiou]", name)) "an" else "a", name)
  size <- if (is.data.frame(x)) paste(nrow(x), "rows") else paste("length", length(x))
  values <- ""
  if (is.character(x) && length(x) > 0L && length(x) <= 4L) {
    values <- paste0(": ", paste(encodeString(x, quote = "\""), collapse = ", "))
  }
  if (is.numeric(x) && length(x) > 0L) {
    shown <- format(utils::head(as.vector(x), 4L), digits = 7, trim = TRUE)
    more <- if (length(x) > 4L) ", ..." else ""
    values <- paste0(": ", paste(shown, collapse = ", "), more)
  }
  paste0(kind, " of ", size, values)
}

check_dots <- function(..., .after = "data", call = rlang::caller_env()) {
  if (...length() > 0L) {
    given <- ...names()
    if (is.null(given)) given <- rep("", ...length())
    given[is.na(given) | given == ""] <- "(unnamed)"
    abort_oncohort(
      c("Every argument after {.arg {(.after)}} must have a name that the function knows.",
        x = "Not known: {.val {given}}.",
        i = "Was a name misspelt? The manual page lists them."
      ),
      "argument",
      call = call
    )
  }
}
