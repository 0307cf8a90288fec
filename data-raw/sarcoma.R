# Table 1 of the study: 28 patients.

source("data-raw/tools.R")

printed <- read_printed("sarcoma_patients.csv")

# Reference levels: the largest group first. Histology keeps the order of the paper's Table 2.
histologies <- c(
  "UPS", "Angiosarcoma", "Epithelioid sarcoma", "Fibrosarcoma", "Synovial sarcoma",
  "Leiomyosarcoma", "Pleomorphic liposarcoma", "Rhabdomyosarcoma"
)
metastatic_sites <- c("Lung", "Lung and bone", "Lung and lymph nodes", "Bone", "Liver")

sarcoma <- data.frame(
  patient = as.integer(printed$patient),
  ecog = factor(printed$ecog, levels = c("0", "1")),
  histology = factor(printed$histology, levels = histologies),
  stage = factor(printed$stage, levels = "IV"),
  primary_site = factor(printed$primary_site, levels = c("Extremities", "Trunk", "Head", "Neck")),
  metastatic_site = factor(printed$metastatic_site, levels = metastatic_sites),
  prior_lines = as.integer(printed$prior_lines),
  best_response = factor(printed$best_response, levels = c("CR", "PR", "SD", "PD")),
  pfs_months = as.double(printed$pfs_months),
  # The article: every patient progressed; no time is censored.
  pfs_event = 1L
)
stopifnot(nrow(sarcoma) == 28L, !anyNA(sarcoma))

sarcoma <- label_columns(sarcoma, c(
  patient = "Patient number",
  ecog = "ECOG performance status",
  histology = "Histological subtype",
  stage = "Stage",
  primary_site = "Primary site",
  metastatic_site = "Site of metastases",
  prior_lines = "Prior lines of chemotherapy (lines)",
  best_response = "Best overall response",
  pfs_months = "Progression-free survival (months)",
  pfs_event = "Progressed (1 = yes)"
))
keep_data(sarcoma)
