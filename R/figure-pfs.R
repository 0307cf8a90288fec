#' Figure of each patient's progression-free survival
#'
#' One bar a patient, longest first, coloured by best response; an arrow where the patient
#' had not progressed when last seen.
#'
#' @param patients a data frame, one row per patient, such as [sarcoma].
#' @param ... must be empty.
#' @param patient,time,event,response names of the columns: identity, time (0 or more), event
#'   (1 progressed, 0 not), and best response (`"CR"`, `"PR"`, `"SD"`, `"Non-CR/Non-PD"`, `"PD"` or
#'   `"NE"`).
#' @param xlab title of the time axis; by default the `label` attribute of the column.
#' @return A ggplot.
#' @examples
#' plot_pfs(sarcoma)
#' @family figures
#' @export
plot_pfs <- function(patients, ..., patient = "patient", time = "pfs_months",
                     event = "pfs_event", response = "best_response", xlab = NULL) {
  check_dots(..., .after = "patients")
  check_columns(patients, c(patient, time, event, response), "patients")
  times <- check_numbers(patients[[time]], time, lower = 0)
  best <- as.character(patients[[response]])
  check_responses(best, response)
  if (is.null(xlab)) {
    label <- attr(patients[[time]], "label", exact = TRUE)
    xlab <- if (rlang::is_string(label)) label else "Time"
  }
  known <- intersect(names(response_colours), best)
  # among equal times the better response stands first
  order <- order(-times, match(best, known), seq_along(times))
  id <- as.character(patients[[patient]])
  bars <- data.frame(
    patient = factor(id, levels = rev(unique(id[order]))), time = times,
    response = factor(best, levels = known), going_on = patients[[event]] == 0
  )
  breaks <- time_breaks(max(times), xlab)
  plot <- ggplot(bars, aes(x = .data$time, y = .data$patient)) +
    geom_col(aes(fill = .data$response), width = 0.75, colour = "black", linewidth = 0.2) +
    geom_segment(
      aes(xend = .data$time + 0.03 * max(times), yend = .data$patient),
      data = bars[bars$going_on, ], linewidth = 0.4,
      arrow = grid::arrow(length = unit(1.2, "mm"), type = "closed"), arrow.fill = "black"
    ) +
    scale_fill_manual(name = "Best response", values = response_colours[known]) +
    scale_x_continuous(breaks = breaks, expand = expansion(mult = c(0, 0.04))) +
    labs(x = xlab, y = "Patient") +
    theme_oncohort() +
    bars_theme()
  with_size(plot, fixed = 18 + 3 * nrow(bars))
}

check_responses <- function(best, column, call = rlang::caller_env()) {
  unknown <- unique(best[!best %in% names(response_colours)])
  if (length(unknown) > 0L) {
    known <- names(response_colours)
    abort_oncohort(
      c("Responses must be among {.val {known}}.",
        x = "{.var {column}} holds {.val {unknown}}."
      ),
      "response",
      call = call
    )
  }
}
