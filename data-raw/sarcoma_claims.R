# Every number printed in abstract, results and tables that can be judged: the digits as text.

source("data-raw/tools.R")

sarcoma_claims <- read_printed(
  "sarcoma_claims_published.csv",
  colClasses = "character", na.strings = ""
)
# Data sets of a package are best ASCII: one sign is written out.
sarcoma_claims$as_printed <- gsub("\u00b1", "+/-", sarcoma_claims$as_printed)
stopifnot(nrow(sarcoma_claims) == 90L, !anyDuplicated(sarcoma_claims$id))

sarcoma_claims <- label_columns(sarcoma_claims, c(
  id = "Claim",
  location = "Where it is printed",
  quantity = "What it is said to be",
  estimate = "Estimate, digits as printed",
  conf.low = "Lower 95% limit, digits as printed",
  conf.high = "Upper 95% limit, digits as printed",
  p.value = "p-value, digits as printed",
  unit_estimate = "Unit of the estimate",
  unit_limits = "Unit of the limits",
  as_printed = "The words around the number"
))
keep_data(sarcoma_claims)
