# The study's tables, recomputed: what replicate_study() writes and its report shows.

#' All tables of the study, by file name
#'
#' @param claims a [study_claims()] result.
#' @param seed for the simulated table.
#' @return named list of data frames.
#' @noRd
study_tables <- function(claims, seed = 2022L) {
  patients <- study_patients()
  list(
    table1_patients = oncohort::sarcoma,
    table2_responses = as.data.frame(response_table(patients$best_response, patients$histology)),
    table3_efficacy = efficacy_table(claims),
    table4_adverse_events = adverse_event_limits(oncohort::sarcoma_adverse_events),
    figure2_screen = cox_screen(
      Surv(pfs_months, pfs_event) ~ angiosarcoma + head + primary_site + ecog + prior_lines, patients
    ),
    p_values = p_value_table(patients),
    leave_one_out = leave_one_out_table(patients),
    guarantee_time = with_seed(seed, simulate_guarantee_time(500L))
  )
}

#' The patients with the two comparisons that the article makes
#' @noRd
study_patients <- function() {
  patients <- oncohort::sarcoma
  against_rest <- function(column, level, rest) {
    factor(ifelse(patients[[column]] == level, level, rest), levels = c(rest, level))
  }
  patients$angiosarcoma <- against_rest("histology", "Angiosarcoma", "All other types")
  patients$head <- against_rest("primary_site", "Head", "All other sites")
  patients
}

#' The two comparisons, by the names that figures and tables give them
#' @noRd
study_comparisons <- function() {
  list(
    "Angiosarcoma against all other types" = Surv(pfs_months, pfs_event) ~ angiosarcoma,
    "Head against all other sites" = Surv(pfs_months, pfs_event) ~ head
  )
}

#' Table 3: the headline figures, printed and recomputed side by side
#' @noRd
efficacy_table <- function(claims) {
  rows <- claims[claims$id %in% c("orr", "dcr", "pfs_median", "pfs_4m", "pfs_6m"), ]
  data.frame(
    quantity = rows$quantity, printed = claim_text(rows, "printed_"),
    recomputed = claim_text(rows, ""), unit = rows$unit, verdict = rows$verdict
  )
}

#' Table 4 with exact limits, one row per event and grade group
#' @noRd
adverse_event_limits <- function(events, conf.level = 0.95) {
  one_grade <- function(column, grade) {
    limits <- binom_ci(events[[column]], events$n_patients, conf.level = conf.level)
    data.frame(
      event = events$event, grade = grade, n = limits$x, N = limits$n,
      estimate = limits$estimate, conf.low = limits$conf.low, conf.high = limits$conf.high
    )
  }
  both <- rbind(one_grade("n_grade_1_2", "1-2"), one_grade("n_grade_3_4", "3-4"))
  both <- both[order(match(both$event, events$event), both$grade), ]
  rownames(both) <- NULL
  both
}

p_value_table <- function(patients) {
  methods <- c(
    wald = "Wald (Cox)", likelihood_ratio = "Likelihood ratio (Cox)", score = "Score (Cox)",
    log_rank = "Log-rank", exact_absolute = "Exact log-rank, |O - E|",
    exact_studentised = "Exact log-rank, studentised"
  )
  comparisons <- study_comparisons()
  tables <- lapply(names(comparisons), function(name) {
    p <- p_values_by_method(comparisons[[name]], patients)
    data.frame(comparison = name, method = unname(methods[names(p)]), p.value = unname(p))
  })
  do.call(rbind, tables)
}

#' Both hazard ratios with each patient left out, and (patient `NA`) with all
#' @noRd
leave_one_out_table <- function(patients) {
  comparisons <- study_comparisons()
  tables <- lapply(names(comparisons), function(name) {
    influence_table(cox_ph(comparisons[[name]], patients), name, "patient", 0.95, NULL)
  })
  do.call(rbind, tables)
}

#' Evaluate with a seed, and leave the session's random numbers as they were
#' @noRd
with_seed <- function(seed, expr) {
  before <- get0(".Random.seed", envir = globalenv(), inherits = FALSE)
  on.exit(if (is.null(before)) {
    rm(".Random.seed", envir = globalenv())
  } else {
    assign(".Random.seed", before, envir = globalenv())
  })
  set.seed(seed)
  force(expr)
}
