#' Recompute the whole study and write report, figures, tables and claims
#'
#' One call does the published analysis of the 28 patients again: every figure and table
#' that the printed data allow, every printed number with its verdict.
#'
#' @details
#' Written under `path`:
#'
#' | file | what |
#' |---|---|
#' | `report.html` | the report, one self-contained page |
#' | `claims.csv` | [study_claims()]: each printed number, its recomputation, its verdicts |
#' | `figures/*.png`, `figures/*.pdf` | the figures, 174 mm wide; PNG at 300 dpi |
#' | `tables/*.csv`, `tables/*.html` | the tables behind them |
#'
#' Files of these names are replaced; nothing else in `path` is touched. The simulated
#' part (guarantee-time bias) uses a fixed seed and leaves the session's random numbers
#' as they were. The report needs the packages knitr and markdown; it does not need pandoc.
#'
#' @param path folder to write to, made if it is not there.
#' @param ... not used.
#' @param quiet `TRUE` to say nothing on the way.
#' @return Invisibly a list: `claims` (see [study_claims()]), `report` (its path),
#'   `summary` (one line: how many claims are
#'   reproduced, and where the report lies), `differs_from_record` (ids of the claims that can be
#'   recomputed and came out different from what this version's record says; empty
#'   unless something is wrong) and `files` (all paths written).
#' @references Tian Z, Dong S, Yang Y, et al. (2022). Nanoparticle albumin-bound
#'   paclitaxel and PD-1 inhibitor (sintilimab) combination therapy for soft tissue
#'   sarcoma: a retrospective study. *BMC Cancer* 22:56. \doi{10.1186/s12885-022-09176-1}
#' @family study
#' @examples
#' \donttest{
#' result <- replicate_study(tempfile("study"), quiet = TRUE)
#' result$summary
#' }
#' @export
replicate_study <- function(path, ..., quiet = FALSE) {
  check_dots(..., .after = "path")
  check_flag(quiet, "quiet")
  path <- study_folder(path)
  say <- function(what) if (!quiet) cli::cli_inform(what)

  say("Recomputing the claims")
  claims <- study_claims()
  say("Tables")
  tables <- study_tables(claims)
  say("Figures")
  figures <- study_figures(tables)

  files <- c(
    write_study_tables(tables, file.path(path, "tables")),
    write_study_figures(figures, file.path(path, "figures")),
    write_csv(as.data.frame(claims), file.path(path, "claims.csv"))
  )
  say("Report")
  report <- write_report(claims, tables, figures, file.path(path, "report.html"))
  invisible(list(
    claims = claims, report = report,
    summary = paste0(claims_summary(claims), ". Report: ", report),
    differs_from_record = claims_against_record(claims), files = c(report, files)
  ))
}

study_folder <- function(path, call = rlang::caller_env()) {
  if (!rlang::is_string(path) || path == "") {
    abort_oncohort(
      c("{.arg path} must be the name of a folder.", x = "It is {describe(path)}."), "argument",
      call = call
    )
  }
  for (folder in file.path(path, c("figures", "tables"))) {
    dir.create(folder, recursive = TRUE, showWarnings = FALSE)
    if (!dir.exists(folder)) {
      abort_oncohort(
        c("{.arg path} must be a folder that can be written to.",
          x = "{.path {folder}} could not be made."
        ),
        "path",
        call = call
      )
    }
  }
  normalizePath(path)
}

#' "80 of the 90 claims are reproduced (...); 4 came out different, 6 cannot be recomputed"
#' @noRd
claims_summary <- function(claims) {
  count <- function(verdict) sum(claims$number == verdict)
  missed <- count("different") + count("not recomputable")
  paste0(
    nrow(claims) - missed, " of the ", nrow(claims), " claims are reproduced (",
    count("reproduced under other settings"), " under other settings than stated, ",
    count("arithmetic only"), " arithmetic only); ", count("different"), " came out different, ",
    count("not recomputable"), " cannot be recomputed from what is printed"
  )
}

write_csv <- function(table, file) {
  utils::write.csv(table, file, row.names = FALSE, na = "", fileEncoding = "UTF-8")
  file
}

write_study_tables <- function(tables, folder) {
  written <- lapply(names(tables), function(name) {
    table <- as.data.frame(tables[[name]])
    html <- file.path(folder, paste0(name, ".html"))
    title <- gsub("_", " ", name)
    writeLines(html_page(paste0("<h1>", title, "</h1>", html_table(table)), title), html, useBytes = TRUE)
    c(write_csv(table, file.path(folder, paste0(name, ".csv"))), html)
  })
  unlist(written)
}

write_study_figures <- function(figures, folder) {
  files <- lapply(names(figures), function(name) {
    vapply(c("png", "pdf"), function(type) {
      file <- file.path(folder, paste0(name, ".", type))
      save_figure(figures[[name]], file, preset = "double")
      file
    }, "")
  })
  unlist(files, use.names = FALSE)
}
