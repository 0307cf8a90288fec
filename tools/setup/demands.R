# What DESCRIPTION demands, and whether what is installed satisfies it.

#' "cli (>= 3.4.0), scales" as a data frame: package, relation, version
parse_demands <- function(text) {
  entries <- if (is.na(text)) character() else strsplit(gsub("\\s+", " ", text), ",")[[1]]
  entries <- trimws(entries[nzchar(trimws(entries))])
  pattern <- "^([[:alnum:].]+) ?(\\(([<>=]+) ?([^)]+)\\))?$"
  data.frame(
    package = sub(pattern, "\\1", entries),
    relation = sub(pattern, "\\3", entries),
    version = sub(pattern, "\\4", entries)
  )
}

#' One row for each package of DESCRIPTION but R and R's own; `hard` where we cannot do without
read_demands <- function(description) {
  fields <- c("Depends", "Imports", "LinkingTo", "Suggests")
  text <- read.dcf(description, fields)[1L, ]
  rows <- lapply(fields, function(field) {
    rows <- parse_demands(text[[field]])
    rows$hard <- rep(field != "Suggests", nrow(rows))
    rows
  })
  demands <- do.call(rbind, rows)
  demands <- demands[!demands$package %in% c("R", base_packages), ]
  demands <- demands[order(!demands$hard, demands$version == ""), ]
  demands[!duplicated(demands$package), ]
}

# R's own packages come with R: nobody has to get them.
base_packages <- rownames(utils::installed.packages(lib.loc = .Library, priority = "base"))

#' The version R would load, or NA; read from the files, so that it is true after an installation
installed_version <- function(package) {
  path <- find.package(package, lib.loc = .libPaths(), quiet = TRUE)
  if (length(path) == 0L) {
    return(NA_character_)
  }
  read.dcf(file.path(path[1L], "DESCRIPTION"), "Version")[[1L]]
}

satisfies <- function(version, relation, required) {
  if (is.na(version)) {
    return(FALSE)
  }
  relation == "" ||
    do.call(relation, list(package_version(version), package_version(required)))
}

#' The rows of `demands` that no installed package satisfies
unmet <- function(demands) {
  met <- vapply(seq_len(nrow(demands)), function(i) {
    satisfies(installed_version(demands$package[i]), demands$relation[i], demands$version[i])
  }, NA)
  demands[!met, ]
}

describe_demand <- function(demand) {
  ifelse(demand$relation == "", demand$package,
    paste(demand$package, demand$relation, demand$version)
  )
}
