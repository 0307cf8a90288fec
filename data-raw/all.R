# Makes every data set of the package from the typed tables of this folder.

for (script in c("sarcoma", "sarcoma_responses", "sarcoma_adverse_events", "sarcoma_claims")) {
  source(file.path("data-raw", paste0(script, ".R")))
}
