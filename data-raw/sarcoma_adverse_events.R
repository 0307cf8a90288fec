# Table 4 of the study as printed: an absent percentage is an empty cell there.

source("data-raw/tools.R")

sarcoma_adverse_events <- read_printed("sarcoma_adverse_events_published.csv")
sarcoma_adverse_events$event <- factor(
  sarcoma_adverse_events$event,
  levels = sarcoma_adverse_events$event
)
stopifnot(nrow(sarcoma_adverse_events) == 15L)

sarcoma_adverse_events <- label_columns(sarcoma_adverse_events, c(
  event = "Adverse event",
  n_grade_1_2 = "Patients with grade 1-2",
  n_grade_3_4 = "Patients with grade 3-4",
  percent_grade_1_2 = "Grade 1-2 (percent, as printed)",
  percent_grade_3_4 = "Grade 3-4 (percent, as printed)",
  n_patients = "Patients treated"
))
keep_data(sarcoma_adverse_events)
