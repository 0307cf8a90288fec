# Rscript tools/test.R: the whole check of the package, on a machine with R and a C++17 compiler.
#
# The set-up, then the headers and Catch2 (the core, plain and under sanitizers), testthat (R),
# R CMD build and R CMD check --as-cran. Ends with "N passed, N failed, N skipped"; exit status 1
# where anything failed.

script <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
root <- dirname(dirname(normalizePath(gsub("~+~", " ", script, fixed = TRUE))))
source(file.path(root, "tools", "setup.R"))
for (part in c("tally.R", "core.R", "headers.R", "package.R", "check_log.R")) {
  source(file.path(root, "tools", "test", part))
}

main <- function() {
  tally <- new_tally()
  suggested <- parse_demands(read.dcf(file.path(root, "DESCRIPTION"), "Suggests")[[1L]])$package
  tools <- c("make", "g++", "r-recommended", "catch2", "pandoc", "qpdf", "tidy")
  left <- set_up(suggested, tools)
  for (package in left$package[left$hard]) tally$failed(package, "could not be had")
  for (package in left$package[!left$hard]) tally$skipped(package, "could not be had")

  stage(tally, "The core: headers", check_headers(tally))
  stage(tally, "The core: Catch2", check_core(tally))
  if (!any(left$hard)) {
    stage(tally, "The package", check_package(tally, absent = left$package))
  }
  tally$finish()
}

#' A stage that breaks down is a failure, and the next one still runs
stage <- function(tally, name, code) {
  heading(name)
  started <- proc.time()[["elapsed"]]
  tryCatch(code, error = function(cnd) tally$failed(name, conditionMessage(cnd)))
  cat(sprintf("   %.0f s\n", proc.time()[["elapsed"]] - started))
}

main()
