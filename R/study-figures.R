# The study's figures, from its tables: what replicate_study() writes and its report shows.

#' All figures of the study, by file name
#'
#' @param tables what [study_tables()] gives.
#' @return named list of ggplots, each knowing its best size.
#' @noRd
study_figures <- function(tables) {
  pfs <- kaplan_meier(Surv(pfs_months, pfs_event) ~ 1, oncohort::sarcoma)
  list(
    pfs = autoplot(pfs, median_lines = TRUE, risk_table = c("n.risk", "n.event")),
    response = plot_response(tables$table2_responses),
    forest = autoplot(tables$figure2_screen, labels = factor_labels),
    p_values = plot_p_values(tables$p_values),
    leave_one_out = plot_leave_one_out(tables$leave_one_out),
    adverse_events = plot_adverse_events(oncohort::sarcoma_adverse_events),
    guarantee_time = autoplot(tables$guarantee_time)
  )
}

#' Height in inches at 174 mm width, for knitr
#' @noRd
fig_height <- function(figure) figure_size(figure, preset = "double")[["height"]] / 25.4

factor_labels <- c(
  angiosarcoma = "Histology, in two groups", head = "Primary site, in two groups",
  primary_site = "Primary site", ecog = "ECOG performance status", prior_lines = "Prior lines, each"
)
