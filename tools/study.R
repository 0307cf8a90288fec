# Rscript tools/study.R: recompute the published study on a machine with R and a C++17 compiler.
#
# Installs what is missing, builds and installs the package, runs the study and says how many of
# the printed claims are reproduced and where the report lies. The exit status is 1 where a
# claim that can be recomputed came out different from what our record says.

script <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
root <- dirname(dirname(normalizePath(gsub("~+~", " ", script, fixed = TRUE))))
source(file.path(root, "tools", "setup.R"))

fail <- function(...) {
  message(...)
  quit(save = "no", status = 1L)
}

main <- function() {
  left <- get_what_is_needed()
  if (any(left$hard)) fail("The study needs what could not be had: ", toString(left$package))

  say("Building and installing oncohort")
  tarball <- build_for_newcomer()
  if (is.null(tarball)) fail("R CMD build failed.")
  library <- first_writable_library()
  if (!install_package(tarball, library)) fail("R CMD INSTALL failed.")
  loadNamespace("oncohort", lib.loc = library)

  setwd(root)
  study <- oncohort::replicate_study("study")
  different <- study$differs_from_record
  if (length(different) > 0L) {
    message("Different from our record: ", toString(different))
  }
  cat(study$summary, "\n", sep = "")
  quit(save = "no", status = if (length(different) > 0L) 1L else 0L)
}

#' The report needs knitr and markdown; what only the tests use is left to tools/test.R
get_what_is_needed <- function() {
  pandoc <- nzchar(Sys.which("pandoc")) || (has_apt() && is_root())
  set_up(
    suggested = c("knitr", "markdown", if (pandoc) "rmarkdown"),
    tools = c("make", "g++", "r-recommended", if (pandoc) "pandoc")
  )
}

#' With the vignette where it can be built, else without: the report does not wait for it
build_for_newcomer <- function() {
  tarball <- if (can_build_vignettes()) build_package(root, vignettes = TRUE)
  if (!is.null(tarball)) {
    return(tarball)
  }
  say("The vignette is left out: it needs rmarkdown and pandoc.")
  build_package(root, vignettes = FALSE)
}

main()
