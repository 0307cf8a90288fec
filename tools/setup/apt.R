# What Debian and Ubuntu have ready: r-cran-* packages and the tools around R.

# ggplot2 and patchwork come from one source: a new ggplot2 breaks an old patchwork in silence.
figure_pair <- c("ggplot2", "patchwork")

has_apt <- function() nzchar(Sys.which("apt-get"))

is_root <- function() identical(Sys.info()[["effective_user"]], "root")

#' An R built by hand on Debian cannot use r-cran-*: apt would bring a second R along
runs_debian_r <- function() startsWith(normalizePath(R.home()), "/usr/lib/R")

#' Is this tool there? Tools are named as apt names them.
has_tool <- function(tool) {
  switch(tool,
    "g++" = nzchar(Sys.which(sub(" .*", "", r_config("CXX17")))),
    "catch2" = !is.null(find_catch2()),
    "r-recommended" = all(nzchar(vapply(c("codetools", "survival"), find_package, ""))),
    nzchar(Sys.which(tool))
  )
}

find_package <- function(package) {
  c(find.package(package, lib.loc = .libPaths(), quiet = TRUE), "")[1L]
}

#' Version 2 is a header alone, version 3 has a library too; NULL where neither is there
find_catch2 <- function() {
  roots <- c("/usr/include", "/usr/local/include", "/opt/homebrew/include")
  if (any(file.exists(file.path(roots, "catch2/catch_all.hpp")))) {
    return(3L)
  }
  if (any(file.exists(file.path(roots, "catch2/catch.hpp")))) 2L
}

#' apt's candidates as R versions: "1:3.4.1+dfsg-1" is 3.4.1, "3.5-3-1" is 3.5-3
apt_versions <- function(names) {
  lines <- suppressWarnings(system2("apt-cache", c("policy", names),
    stdout = TRUE, stderr = FALSE, env = "LC_ALL=C"
  ))
  package <- grep("^[^ ].*:$", lines, value = TRUE)
  candidate <- sub("^ *Candidate: *", "", grep("^ *Candidate:", lines, value = TRUE))
  upstream <- sub("[+~].*$", "", sub("-[^-]*$", "", sub("^[0-9]+:", "", candidate)))
  upstream[candidate == "(none)"] <- NA
  stats::setNames(upstream, sub(":$", "", package))[names]
}

apt_name <- function(package) sprintf("r-cran-%s", tolower(package))

#' Which of the unmet demands apt can satisfy, with figure_pair taken together or not at all
apt_takes <- function(missing) {
  if (nrow(missing) == 0L || !runs_debian_r()) {
    return(character())
  }
  version <- apt_versions(apt_name(missing$package))
  takes <- missing$package[vapply(seq_len(nrow(missing)), function(i) {
    satisfies(version[[i]], missing$relation[i], missing$version[i])
  }, NA)]
  half <- setdiff(figure_pair, missing$package)
  whole <- all(intersect(figure_pair, missing$package) %in% takes) && all(from_debian(half))
  if (whole) takes else setdiff(takes, figure_pair)
}

from_debian <- function(packages) {
  startsWith(vapply(packages, find_package, ""), rep("/usr/lib/R/", length(packages)))
}

#' Install what apt has of `demands` and `tools`; where we may not, print the line that would
take_from_apt <- function(demands, tools) {
  missing <- unmet(demands)
  tools <- tools[!vapply(tools, has_tool, NA)]
  if (!has_apt() || nrow(missing) + length(tools) == 0L) {
    return(invisible())
  }
  if (is_root() && apt_get("update") != 0L) say("apt-get update failed; going on without it.")
  names <- c(tools, apt_name(apt_takes(missing)))
  if (length(names) == 0L) {
    return(invisible())
  }
  if (!is_root()) {
    say("Debian has these ready; as root:")
    say("  apt-get install --no-install-recommends ", paste(names, collapse = " "))
    return(invisible())
  }
  say("From Debian: ", paste(names, collapse = ", "))
  if (apt_install(names) != 0L) {
    # One bad package must not cost the others.
    for (name in names) apt_install(name)
  }
  invisible()
}

apt_install <- function(names) apt_get(c("install", "-y", "--no-install-recommends", names))

apt_get <- function(arguments) {
  log <- tempfile("apt")
  status <- system2("apt-get", arguments,
    stdout = log, stderr = log, env = "DEBIAN_FRONTEND=noninteractive"
  )
  if (status != 0L) writeLines(utils::tail(readLines(log), 15L))
  status
}
