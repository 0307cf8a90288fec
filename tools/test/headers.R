# The headers of the core: each compiles on its own, the umbrella holds all of them, and their
# arrows run one way. That none needs R is shown by compiling without R's include path.

check_headers <- function(tally) {
  include <- file.path(root, "inst", "include")
  headers <- list.files(include, "[.]h$", recursive = TRUE)
  includes <- lapply(file.path(include, headers), included_files)
  names(includes) <- headers
  check_each_alone(tally, headers)

  forgotten <- setdiff(headers, c("oncohort.h", includes[["oncohort.h"]]))
  if (length(forgotten) > 0L) tally$failed("oncohort.h leaves out", toString(forgotten))
  crossing <- crossing_arrows(includes)
  for (arrow in crossing) tally$failed("An arrow of the core points the wrong way", arrow)
  tally$passed((length(forgotten) == 0L) + (length(crossing) == 0L))
  cat("   ", length(headers), " headers\n", sep = "")
}

included_files <- function(path) {
  lines <- grep("^#include", readLines(path), value = TRUE)
  sub('^#include ["<](.*)[">].*', "\\1", lines)
}

check_each_alone <- function(tally, headers) {
  folder <- tempfile("headers")
  dir.create(folder)
  sources <- file.path(folder, sprintf("header_%d.cpp", seq_along(headers)))
  for (i in seq_along(headers)) writeLines(sprintf("#include \"%s\"", headers[i]), sources[i])

  flags <- paste(c(warnings_as_errors, include_flags(), "-fsyntax-only"), collapse = " ")
  outputs <- run_parallel(paste(compiler(), flags, shQuote(sources)))
  for (i in which(vapply(outputs, went_wrong, NA))) {
    writeLines(utils::head(outputs[[i]], 40L))
    tally$failed(headers[i], "does not compile on its own")
  }
  tally$passed(sum(!vapply(outputs, went_wrong, NA)))
}

#' Domains know the small tools and never each other; Boost has one room
crossing_arrows <- function(includes) {
  domains <- c("survival", "response", "safety", "trial")
  domain_of <- function(path) {
    folder <- basename(dirname(path))
    ifelse(folder %in% domains, folder, "")
  }
  arrows <- data.frame(from = rep(names(includes), lengths(includes)), to = unlist(includes))
  arrows <- arrows[arrows$from != "oncohort.h", ]
  other_domain <- domain_of(arrows$to) != "" & domain_of(arrows$to) != domain_of(arrows$from)
  boost <- startsWith(arrows$to, "boost/") & basename(arrows$from) != "distribution.h"
  with(arrows[other_domain | boost, ], sprintf("%s -> %s", from, to))
}
