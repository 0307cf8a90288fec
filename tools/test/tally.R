# Who passed, who failed, who was skipped, and the last line that says so.

heading <- function(...) cat("\n== ", ..., "\n", sep = "")

new_tally <- function() {
  passes <- 0L
  failures <- character()
  skips <- character()
  list(
    passed = function(count = 1L) passes <<- passes + as.integer(count),
    failed = function(name, reason = NULL) {
      line <- paste(c(name, reason), collapse = ": ")
      cat("FAILED  ", line, "\n", sep = "")
      failures <<- c(failures, sub("\n.*", "", line))
    },
    skipped = function(name, reason) {
      cat("SKIPPED ", name, ": ", reason, "\n", sep = "")
      skips <<- c(skips, paste0(name, ": ", reason))
    },
    finish = function() {
      heading("Result")
      writeLines(c(
        paste("FAILED ", failures)[seq_along(failures)],
        paste("SKIPPED", skips)[seq_along(skips)]
      ))
      cat(sprintf(
        "%d passed, %d failed, %d skipped\n", passes, length(failures), length(skips)
      ))
      quit(save = "no", status = if (length(failures) > 0L) 1L else 0L)
    }
  )
}
