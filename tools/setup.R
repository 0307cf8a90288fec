# Set-up for tools/study.R and tools/test.R, which source this with `root` set: reads
# DESCRIPTION and installs what is missing, from Debian where it can, else from CRAN.
# Base R only. Nothing that satisfies DESCRIPTION is upgraded or installed again.

for (part in c("build.R", "demands.R", "apt.R", "cran.R")) {
  source(file.path(root, "tools", "setup", part))
}

say <- function(...) cat("[set-up] ", paste0(...), "\n", sep = "")

#' Install what is missing
#'
#' @param suggested which packages of Suggests are wanted; what cannot be had is left out, by name.
#' @param tools programs and libraries around R, as Debian names them.
#' @return the demands that are still not met, hard ones first.
set_up <- function(suggested, tools = c("make", "g++", "r-recommended")) {
  use_utf8()
  stop_for_old_r("4.2")
  use_cran_mirror()
  library <- first_writable_library()
  # The R processes started from here see the same libraries.
  Sys.setenv(R_LIBS = paste(.libPaths(), collapse = .Platform$path.sep))
  demands <- read_demands(file.path(root, "DESCRIPTION"))
  demands <- demands[demands$hard | demands$package %in% suggested, ]

  say("R ", getRversion(), "; packages go to ", library)
  take_from_apt(demands, tools)
  take_from_cran(demands)
  warn_about_figure_pair()
  left <- unmet(demands)
  say_what_is_left(left, tools[!vapply(tools, has_tool, NA)])
  left
}

#' Without UTF-8 the report and the messages lose their letters
use_utf8 <- function() {
  if (l10n_info()[["UTF-8"]] || .Platform$OS.type == "windows") {
    return(invisible())
  }
  suppressWarnings(Sys.setlocale("LC_CTYPE", "C.UTF-8"))
  Sys.setenv(LC_ALL = "C.UTF-8")
}

stop_for_old_r <- function(minimum) {
  if (getRversion() < minimum) {
    stop("oncohort needs R ", minimum, " or newer; this is ", getRversion(), ".", call. = FALSE)
  }
}

#' We upgrade nothing, so a pair that does not fit is named, with the remedy
warn_about_figure_pair <- function() {
  version <- vapply(figure_pair, installed_version, "")
  if (anyNA(version)) {
    return(invisible())
  }
  ggplot2 <- package_version(version[["ggplot2"]])
  least <- if (ggplot2 >= "3.5.90") "1.3.1" else if (ggplot2 >= "3.5.0") "1.2.0" else "1.1.2"
  if (package_version(version[["patchwork"]]) < least) {
    say(
      "patchwork ", version[["patchwork"]], " is too old for ggplot2 ", ggplot2,
      ": figures may break; install.packages(\"patchwork\") mends it."
    )
  }
}

say_what_is_left <- function(left, tools) {
  hard <- describe_demand(left[left$hard, ])
  soft <- left$package[!left$hard]
  if (length(hard) > 0L) say("Could not get, and cannot do without: ", toString(hard))
  if (length(soft) > 0L) say("Could not get, done without: ", toString(soft))
  if (length(tools) > 0L) say("Not found on this machine: ", toString(tools))
  if (length(c(hard, soft, tools)) == 0L) say("Nothing is missing.")
}
