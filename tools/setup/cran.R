# What comes from CRAN: into the first writable library, and never over what is good enough.

use_cran_mirror <- function() {
  repos <- getOption("repos")
  cran <- if (is.null(repos)) NA else as.list(repos)[["CRAN"]]
  if (is.null(cran) || cran %in% c(NA, "", "@CRAN@")) repos["CRAN"] <- "https://cloud.r-project.org"
  options(repos = unlist(repos), timeout = max(600, getOption("timeout")))
}

#' The first writable library; where there is none, the user's own is made
first_writable_library <- function() {
  writable <- .libPaths()[file.access(.libPaths(), mode = 2L) == 0L]
  if (length(writable) > 0L) {
    return(writable[1L])
  }
  user <- strsplit(Sys.getenv("R_LIBS_USER"), .Platform$path.sep, fixed = TRUE)[[1]]
  user <- if (length(user) == 0L || user[1L] %in% c("", "NULL")) "~/R/library" else user[1L]
  user <- path.expand(user)
  dir.create(user, recursive = TRUE, showWarnings = FALSE)
  .libPaths(c(user, .libPaths()))
  user
}

#' The packages of CRAN that suit this R; no rows where CRAN cannot be reached
cran_packages <- function() {
  suppressWarnings(tryCatch(utils::available.packages(), error = function(cnd) NULL))
}

take_from_cran <- function(demands) {
  missing <- unmet(demands)
  if (nrow(missing) == 0L) {
    return(invisible())
  }
  cran <- cran_packages()
  if (NROW(cran) == 0L) {
    say("CRAN cannot be reached.")
    return(invisible())
  }
  take_hard(missing[missing$hard, ], cran)
  take_suggested(unmet(demands[!demands$hard, ]), cran)
}

take_hard <- function(missing, cran) {
  wanted <- missing$package
  # A half that Debian gave does not suit CRAN's other half: then both are CRAN's.
  if (any(figure_pair %in% wanted)) {
    half <- setdiff(figure_pair, wanted)
    wanted <- c(wanted, half[from_debian(half)])
  }
  install_from_cran(intersect(wanted, rownames(cran)), cran)
}

take_suggested <- function(missing, cran) {
  for (package in missing$package) {
    blocker <- find_blocker(package, cran)
    if (is.na(blocker)) {
      install_from_cran(package, cran)
    } else {
      say("Left out: ", package, " (", blocker, ").")
    }
  }
}

install_from_cran <- function(packages, cran) {
  if (length(packages) == 0L) {
    return(invisible())
  }
  say("From CRAN: ", paste(packages, collapse = ", "))
  logs <- tempfile("cran")
  dir.create(logs)
  utils::install.packages(packages,
    lib = first_writable_library(), available = cran,
    quiet = TRUE, keep_outputs = logs, Ncpus = cores()
  )
  for (package in packages[is.na(vapply(packages, installed_version, ""))]) {
    log <- file.path(logs, paste0(package, ".out"))
    if (file.exists(log)) writeLines(utils::tail(readLines(log), 15L))
  }
}

#' Why a suggested package is not worth having, or NA: nothing installed is upgraded for it
find_blocker <- function(package, cran, seen = new.env()) {
  if (!is.null(seen[[package]])) {
    return(seen[[package]])
  }
  seen[[package]] <- NA_character_
  if (!package %in% rownames(cran)) {
    return(seen[[package]] <- paste(package, "is not on CRAN for this R"))
  }
  needs <- cran[package, c("Depends", "Imports", "LinkingTo")]
  needs <- do.call(rbind, lapply(needs, parse_demands))
  needs <- needs[!needs$package %in% c("R", base_packages), ]
  for (i in seq_len(nrow(needs))) {
    blocker <- blocked_by(needs[i, ], cran, seen)
    if (!is.na(blocker)) {
      return(seen[[package]] <- blocker)
    }
  }
  NA_character_
}

blocked_by <- function(need, cran, seen) {
  have <- installed_version(need$package)
  if (is.na(have)) {
    return(find_blocker(need$package, cran, seen))
  }
  if (satisfies(have, need$relation, need$version)) {
    return(NA_character_)
  }
  paste0("needs ", describe_demand(need), ", and ", have, " is installed")
}
