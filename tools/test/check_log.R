# R CMD check --as-cran, and what its log says: every item passes, or the machine is the reason.

check_as_cran <- function(tally, tarball, vignettes) {
  folder <- tempfile("check")
  dir.create(folder)
  home <- setwd(folder)
  on.exit(setwd(home))
  known <- grep("^-W", strsplit(r_config("CXX17FLAGS"), " ")[[1]], value = TRUE)
  Sys.setenv(
    "_R_CHECK_SYSTEM_CLOCK_" = "0",
    "_R_CHECK_TESTS_NLINES_" = "0",
    "_R_CHECK_CRAN_INCOMING_REMOTE_" = "false",
    # Seconds of wall time: a busy machine would fail examples that need one second of its own.
    "_R_CHECK_EXAMPLE_TIMING_THRESHOLD_" = "30",
    # The warning flags that a distribution builds R with are not ours.
    "_R_CHECK_COMPILATION_FLAGS_KNOWN_" = paste(known, collapse = " ")
  )
  options <- c("--as-cran", "--no-manual", if (!vignettes) c("--ignore-vignettes"))
  with_parallel_make(r_command(c("check", options, shQuote(tarball))))

  result <- list.files(folder, "[.]Rcheck$", full.names = TRUE)
  log <- file.path(result, "00check.log")
  if (length(log) != 1L || !file.exists(log)) {
    return(tally$failed("R CMD check", "left no log"))
  }
  items <- read_check_log(log)
  for (i in seq_len(nrow(items))) count_item(tally, items[i, ])
  installation <- grepl("can be installed", items$name)
  if (any(items$status[installation] %in% c("ERROR", "WARNING"))) show_installation(result)
}

#' One row for each "* checking ..." of the log: name, status, text
read_check_log <- function(path) {
  lines <- readLines(path)
  item <- cumsum(startsWith(lines, "* "))
  blocks <- split(lines[item > 0L], item[item > 0L])
  blocks <- Filter(function(block) startsWith(block[1L], "* checking"), blocks)
  status <- "(OK|NOTE|WARNING|ERROR|SKIPPED|INFO|NONE|Note_to_CRAN_maintainers)"
  found <- vapply(blocks, function(block) {
    hit <- regmatches(block, regexpr(paste0("(^|\\.\\.\\. |\\] | )", status, "$"), block))
    if (length(hit) == 0L) "" else sub(".* ", "", hit[1L])
  }, "")
  data.frame(
    name = sub("^\\* checking (.*?) \\.\\.\\..*", "\\1", vapply(blocks, `[`, "", 1L)),
    status = found,
    text = vapply(blocks, function(block) paste(block[-1L], collapse = "\n"), "")
  )
}

# Notes that speak of the machine, not of the package: in the item of this name, lines of these
# words. A line beyond them makes the note ours.
machine_notes <- c(
  "DESCRIPTION meta-information" = "'LinkingTo' for .BH. is unused", # Debian's BH holds no headers
  "package dependencies" = "which this enhances but not available|^ *(.[A-Za-z0-9.]+. ?)+$",
  "Rd cross-references" = "unavailable to check Rd xrefs|^ *(.[A-Za-z0-9.]+.,? ?)+$",
  # Debug symbols; the stripped size has a check of its own.
  "installed package size" = "installed size is|sub-directories of 1Mb|^ *libs ",
  "CRAN incoming feasibility" = "^Maintainer: |^New submission$",
  "future file timestamps" = "unable to verify current time",
  "HTML version of manual" = "[Ss]kipping checking"
)

is_machine_note <- function(item) {
  rule <- machine_notes[vapply(names(machine_notes), grepl, NA, x = item$name, fixed = TRUE)]
  lines <- strsplit(item$text, "\n")[[1]]
  length(rule) == 1L && all(grepl(rule, lines) | lines == "")
}

count_item <- function(tally, item) {
  name <- paste("R CMD check:", item$name)
  if (item$status == "SKIPPED") {
    tally$skipped(name, "skipped by R CMD check")
  } else if (grepl("'qpdf' is needed", item$text, fixed = TRUE)) {
    tally$skipped(name, "qpdf is not on this machine")
  } else if (item$status %in% c("OK", "NONE", "INFO", "Note_to_CRAN_maintainers") ||
    (item$status == "NOTE" && is_machine_note(item))) {
    tally$passed()
  } else {
    # An item without a status broke off: that is no pass.
    tally$failed(name, paste(item$status, item$text, sep = "\n"))
  }
}

#' The compiler's words, which R CMD check leaves in a file
show_installation <- function(result) {
  log <- file.path(result, "00install.out")
  if (file.exists(log)) writeLines(utils::tail(readLines(log), 60L))
}
