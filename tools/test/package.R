# The package as a user gets it: built, installed, tested, checked as CRAN would.

check_package <- function(tally, absent) {
  vignettes <- can_build_vignettes()
  if (!vignettes) tally$skipped("vignettes", "rmarkdown or pandoc is not on this machine")
  source <- copy_without(absent, vignettes)

  heading("R CMD build")
  tarball <- build_package(source, vignettes)
  if (is.null(tarball)) {
    return(tally$failed("R CMD build"))
  }
  tally$passed()

  heading("R CMD INSTALL")
  library <- tempfile("library")
  dir.create(library)
  if (!install_package(tarball, library)) {
    return(tally$failed("R CMD INSTALL"))
  }
  tally$passed()
  check_stripped_size(tally, library)

  stage(tally, "testthat", check_testthat(tally, library))
  stage(tally, "spelling", check_spelling(tally))
  stage(tally, "R CMD check --as-cran", check_as_cran(tally, tarball, vignettes))
}

#' A copy whose DESCRIPTION suggests only what is here
#'
#' R CMD check stops on an absent suggested package. Those go to Enhances, not away: tests that
#' name them (and skip) would else count as using an undeclared package.
copy_without <- function(absent, vignettes) {
  copy <- file.path(tempfile("source"), "oncohort")
  dir.create(copy, recursive = TRUE)
  entries <- setdiff(list.files(root, all.files = TRUE, no.. = TRUE), c(".git", "study"))
  file.copy(file.path(root, entries), copy, recursive = TRUE, copy.date = TRUE)
  if (!vignettes) unlink(file.path(copy, "vignettes"), recursive = TRUE)
  if (length(absent) == 0L && vignettes) {
    return(copy)
  }
  path <- file.path(copy, "DESCRIPTION")
  fields <- as.list(read.dcf(path)[1L, ])
  suggested <- trimws(strsplit(fields$Suggests, ",")[[1]])
  out <- sub(" .*", "", suggested) %in% absent
  fields$Suggests <- toString(suggested[!out])
  if (any(out)) fields$Enhances <- toString(suggested[out])
  if (!vignettes) fields$VignetteBuilder <- NULL
  write.dcf(as.data.frame(fields, check.names = FALSE), path)
  copy
}

#' R CMD check weighs the debug symbols of Eigen and Boost; what a user loads is the stripped file
check_stripped_size <- function(tally, library, most = 5) {
  shared <- list.files(file.path(library, "oncohort", "libs"), "[.](so|dll)$",
    full.names = TRUE, recursive = TRUE
  )
  if (!nzchar(Sys.which("strip"))) {
    return(tally$skipped("stripped size", "no strip on this machine"))
  }
  stripped <- tempfile()
  file.copy(shared, stripped)
  system2("strip", c("-S", shQuote(stripped)))
  size <- file.size(stripped) / 2^20
  cat(sprintf("   %.1f MB stripped\n", size))
  if (isTRUE(size < most)) tally$passed() else tally$failed("stripped size", paste(size, "MB"))
}

#' The tests of R on the installed package, in a process and on a copy of their own
check_testthat <- function(tally, library) {
  if (!nzchar(find_package("testthat"))) {
    return(tally$skipped("testthat", "not on this machine"))
  }
  folder <- tempfile("testthat")
  dir.create(folder)
  file.copy(file.path(root, "tests", "testthat"), folder, recursive = TRUE)
  result <- file.path(folder, "result.rds")
  script <- file.path(root, "tools", "test", "run_testthat.R")
  # Without NOT_CRAN snapshots are skipped in silence.
  libraries <- paste(c(library, .libPaths()), collapse = .Platform$path.sep)
  system2(file.path(R.home("bin"), "Rscript"),
    shQuote(c(script, file.path(folder, "testthat"), result)),
    env = c("NOT_CRAN=true", paste0("R_LIBS=", shQuote(libraries)))
  )
  if (!file.exists(result)) {
    return(tally$failed("testthat", "stopped before its end"))
  }
  count_tests(tally, readRDS(result))
}

count_tests <- function(tally, tests) {
  failed <- tests$failed > 0L | tests$error | tests$new_snapshot
  skipped <- tests$skipped & !failed
  name <- paste(tests$file, tests$test, sep = ": ")
  tally$passed(sum(!failed & !skipped))
  reason <- ifelse(tests$new_snapshot, "a snapshot is not in the repository", "see above")
  for (i in which(failed)) tally$failed(name[i], reason[i])
  for (test in name[skipped]) tally$skipped(test, "skips itself")
  cat("   ", nrow(tests), " tests\n", sep = "")
}

check_spelling <- function(tally) {
  if (!nzchar(find_package("spelling"))) {
    return(tally$skipped("spelling", "not on this machine"))
  }
  words <- spelling::spell_check_package(root)
  if (nrow(words) == 0L) {
    return(tally$passed())
  }
  print(words)
  tally$failed("spelling", "words that neither British English nor inst/WORDLIST knows")
}
