# Table 2 of the study as printed, with its total row.

source("data-raw/tools.R")

sarcoma_responses <- read_printed("sarcoma_responses_published.csv")
# The order of the printed rows; the total stands last.
sarcoma_responses$histology <- factor(
  sarcoma_responses$histology,
  levels = sarcoma_responses$histology
)
stopifnot(nrow(sarcoma_responses) == 9L, !anyNA(sarcoma_responses))

sarcoma_responses <- label_columns(sarcoma_responses, c(
  histology = "Histological subtype",
  n = "Patients",
  CR = "Complete response (patients)",
  PR = "Partial response (patients)",
  SD = "Stable disease (patients)",
  PD = "Progressive disease (patients)"
))
keep_data(sarcoma_responses)
