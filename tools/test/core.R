# The Catch2 tests of the core without R, plain and under the address and undefined-behaviour
# sanitizers. R's own compiler and flags, no make, no CMake.

warnings_as_errors <- c("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror")
sanitizers <- c(
  "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"
)

compiler <- function() paste(r_config("CXX17"), r_config("CXX17STD"))

include_flags <- function() {
  # Debian's BH holds no headers: there Boost lies where the compiler looks anyway.
  outside <- c(package_headers("BH", "boost"), package_headers("RcppEigen", "Eigen"))
  c(paste0("-I", shQuote(file.path(root, "inst", "include"))), paste0("-isystem ", outside))
}

package_headers <- function(package, folder) {
  include <- file.path(find_package(package), "include")
  if (dir.exists(file.path(include, folder))) shQuote(include) else character()
}

#' Run shell commands side by side; the output of each, with attribute "status" where it failed
run_parallel <- function(commands) {
  run <- function(command) {
    suppressWarnings(system(paste(command, "2>&1"), intern = TRUE))
  }
  workers <- if (.Platform$OS.type == "windows") 1L else min(cores(), length(commands))
  parallel::mclapply(commands, run, mc.cores = workers, mc.preschedule = FALSE)
}

went_wrong <- function(output) inherits(output, "try-error") || !is.null(attr(output, "status"))

check_core <- function(tally) {
  version <- find_catch2()
  if (is.null(version)) {
    return(tally$skipped("Catch2 tests of the core", "Catch2 is not on this machine"))
  }
  sources <- list.files(file.path(root, "tests", "cpp"), "[.]cpp$", full.names = TRUE)
  is_runner <- basename(sources) == "main.cpp"
  # The runner holds Catch2 itself and nothing of the core: compiled once, quickly.
  runner <- compile(sources[is_runner], "-O0")
  if (is.null(runner)) {
    return(tally$failed("The runner of Catch2", "does not compile"))
  }
  link <- c(runner, if (version == 3L) "-lCatch2")
  plain <- c(r_config("CXX17FLAGS"), warnings_as_errors)
  check_catch(tally, "plain", plain, sources[!is_runner], link)
  if (can_sanitize()) {
    # No warnings here: instrumented code makes g++ warn of its own library.
    check_catch(tally, "sanitized", c("-O1", "-g1", sanitizers), sources[!is_runner], link)
  } else {
    tally$skipped("sanitized Catch2 tests", "the compiler cannot link the sanitizers")
  }
}

#' Link and run an empty program: a compiler may know the flag and lack the library
can_sanitize <- function() {
  source <- tempfile(fileext = ".cpp")
  program <- tempfile(fileext = ".exe")
  writeLines("int main() { return 0; }", source)
  command <- paste(
    compiler(), paste(sanitizers, collapse = " "), shQuote(source), "-o", shQuote(program),
    "&&", shQuote(program)
  )
  !went_wrong(run_parallel(command)[[1L]])
}

check_catch <- function(tally, label, flags, sources, link) {
  name <- paste0("Catch2 (", label, ")")
  objects <- compile(sources, flags)
  program <- if (!is.null(objects)) link_program(c(objects, link), flags)
  if (is.null(program)) {
    return(tally$failed(name, "does not compile"))
  }
  output <- run_parallel(shQuote(program))[[1L]]
  counts <- catch_counts(output)
  if (went_wrong(output)) writeLines(output)
  tally$passed(counts[["passed"]])
  for (i in seq_len(counts[["failed"]])) tally$failed(name, "see above")
  if (went_wrong(output) && counts[["failed"]] == 0L) {
    tally$failed(name, "stopped before its end")
  }
  cat("   ", label, ": ", counts[["passed"]], " test cases passed\n", sep = "")
}

#' The object files, or NULL with the compiler's words shown
compile <- function(sources, flags) {
  folder <- tempfile("objects")
  dir.create(folder)
  # The longest first, so that no worker waits for one late giant.
  sources <- sources[order(-file.size(sources))]
  objects <- file.path(folder, sub("cpp$", "o", basename(sources)))
  flags <- paste(c(flags, include_flags()), collapse = " ")
  outputs <- run_parallel(
    paste(compiler(), flags, "-c", shQuote(sources), "-o", shQuote(objects))
  )
  broken <- vapply(outputs, went_wrong, NA)
  for (output in outputs[broken]) writeLines(utils::head(output, 40L))
  if (!any(broken)) objects
}

link_program <- function(inputs, flags) {
  program <- tempfile("core_tests", fileext = ".exe")
  output <- run_parallel(paste(c(compiler(), flags, inputs, "-o", program), collapse = " "))[[1L]]
  if (!went_wrong(output)) {
    return(program)
  }
  writeLines(output)
  NULL
}

#' From Catch2's last lines: "All tests passed (9 assertions in 3 test cases)", or
#' "test cases: 3 | 2 passed | 1 failed"
catch_counts <- function(output) {
  number <- function(pattern, lines) {
    hit <- grep(pattern, lines, value = TRUE)
    if (length(hit) == 0L) 0L else as.integer(sub(paste0(".*", pattern, ".*"), "\\1", hit[1L]))
  }
  cases <- grep("^test cases:", output, value = TRUE)
  c(
    passed = number("in ([0-9]+) test cases?[)]", grep("^All tests passed", output, value = TRUE)) +
      number("[|] +([0-9]+) passed", cases),
    failed = number("[|] +([0-9]+) failed", cases)
  )
}
