# R's own commands, as both commands of the README use them.

r_command <- function(arguments, log = "") {
  system2(file.path(R.home("bin"), "R"), c("CMD", arguments), stdout = log, stderr = log)
}

r_config <- function(name) {
  value <- suppressWarnings(system2(
    file.path(R.home("bin"), "R"), c("CMD", "config", name),
    stdout = TRUE, stderr = FALSE
  ))
  paste(value, collapse = " ")
}

cores <- function() max(1L, min(4L, parallel::detectCores(), na.rm = TRUE))

can_build_vignettes <- function() {
  all(nzchar(vapply(c("knitr", "rmarkdown"), find_package, ""))) && rmarkdown::pandoc_available()
}

#' Build the source package into a fresh folder; the path of the tarball, or NULL
build_package <- function(source, vignettes, log = tempfile("build")) {
  folder <- tempfile("built")
  dir.create(folder)
  home <- setwd(folder)
  on.exit(setwd(home))
  options <- if (vignettes) character() else "--no-build-vignettes"
  status <- with_parallel_make(r_command(c("build", options, shQuote(source)), log))
  tarball <- list.files(folder, "[.]tar[.]gz$", full.names = TRUE)
  if (status == 0L && length(tarball) == 1L) {
    return(tarball)
  }
  writeLines(utils::tail(readLines(log), 60L))
  NULL
}

#' Install a source package; TRUE where it worked, the log's end where it did not
install_package <- function(tarball, library, log = tempfile("install")) {
  status <- with_parallel_make(
    r_command(c("INSTALL", paste0("--library=", shQuote(library)), shQuote(tarball)), log)
  )
  if (status != 0L) writeLines(utils::tail(readLines(log), 60L))
  status == 0L
}

with_parallel_make <- function(expr) {
  before <- Sys.getenv("MAKEFLAGS", NA)
  if (is.na(before)) {
    Sys.setenv(MAKEFLAGS = paste0("-j", cores()))
    on.exit(Sys.unsetenv("MAKEFLAGS"))
  }
  expr
}
