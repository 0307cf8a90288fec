library(testthat)
library(oncohort)

test_check("oncohort")
