# Runs in a process of its own: Rscript run_testthat.R <folder of the tests> <result.rds>
#
# The installed package is tested. A snapshot that is not in the repository would be written
# without a word; here it counts as a failure.

arguments <- commandArgs(TRUE)
results <- testthat::test_dir(arguments[1L],
  package = "oncohort", load_package = "installed",
  reporter = testthat::CheckReporter$new(), stop_on_failure = FALSE
)
new_snapshot <- vapply(results, function(test) {
  any(vapply(test$results, function(one) startsWith(conditionMessage(one), "Adding new"), NA))
}, NA)
tests <- as.data.frame(results)[c("file", "test", "failed", "skipped", "error")]
tests$new_snapshot <- new_snapshot
saveRDS(tests, arguments[2L])
