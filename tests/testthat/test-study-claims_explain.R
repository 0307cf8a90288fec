claims <- study_claims()
why <- function(id) claims$why[claims$id == id]
expect_said <- function(id, text) expect_match(why(id), text, fixed = TRUE)

test_that("every claim has a reason", {
  # property
  expect_true(all(nchar(claims$why) > 10))
})

test_that("patient 12 is found to be the one whom Table 2 counts as SD", {
  # published: Tables 1 and 2 of Tian et al. (2022)
  moved <- moved_patients(sarcoma)
  expect_identical(as.vector(moved$patient), 12L)
  expect_identical(c(moved$from, moved$to), c("PD", "SD"))
  for (id in c("table2_angiosarcoma_sd", "table2_total_pd")) {
    expect_said(id, "Table 2 counts patient 12 (Angiosarcoma, PD at 2 months) as SD.")
  }
  expect_said("table2_total_pd", "Table 1 gives 14, not 13. Fig. 1 legend: 14.")
  expect_identical(why("n_sd"), "Table 1 gives 7. Table 2: 8.")
})

test_that("no patient is named where two could be meant, or none", {
  # by hand: with patient 11 (SD) made PD, Table 1 has two PD among angiosarcoma
  data <- sarcoma
  data$best_response[data$patient == 11] <- "PD"
  expect_identical(nrow(moved_patients(data)), 0L)
  data$best_response <- sarcoma$best_response
  data$best_response[data$patient == 12] <- "SD"
  expect_identical(nrow(moved_patients(data)), 0L)
})

test_that("the median: plateau, intervals with the same digits, software", {
  # published: the answers laid down for the study
  expect_said("pfs_median", "exactly 0.5 from 2.0 to 2.5 months")
  expect_said("pfs_median", "The same digits come with logit limits; arcsin limits.")
  expect_said("pfs_median", "Compatible with the defaults of R, not proven; SPSS 21")
  expect_said("pfs_median", "would give 2.00 (1.09-2.91)")
})

test_that("the landmark rates: units, and no limits from SPSS", {
  # published
  expect_said("pfs_4m", "in percent, its limits as fractions: in percent 8.1 to 39.5.")
  expect_said("pfs_6m", "in percent 1.9 to 27.2.")
  expect_said("pfs_4m", "SPSS 21, which the article names, prints no limits.")
})

test_that("hazard ratios: ties, p by method, the decisive patient", {
  # published
  expect_said("hr_angiosarcoma", "SPSS 21, which the article names, would give 0.21 (0.06-0.74)")
  expect_said("hr_angiosarcoma", "5 against 23 patients")
  expect_said("hr_angiosarcoma", "0.28 (0.08-0.95), p 0.042")
  expect_said("hr_angiosarcoma", "one of 8 levels of histology")
  expect_said("hr_head", "those against Extremities in the four-level factor")
  expect_said("hr_head", "Against all others, as the words say, it is 0.26 (0.06-1.19).")
  expect_said("hr_head", "By method p is 0.022 to 0.097, at 3 against 25 patients.")
  expect_said("hr_head", "Without patient 8 it is 0.57 (0.13-2.57), p 0.469.")
  expect_said("hr_ae3", "guarantee-time bias")
})

test_that("digits that only SPSS gives are said to be compatible with it", {
  # published: the hazard ratio with Breslow ties, laid down for the study
  claim <- sarcoma_claims[sarcoma_claims$id == "hr_angiosarcoma", ]
  claim[c("estimate", "conf.low", "conf.high", "p.value")] <- list("0.21", "0.06", "0.74", "0.015")
  expect_match(study_claims(claim)$why, paste0(
    "Compatible with the defaults of SPSS 21, which the article names, not proven; ",
    "R would give 0.20 (0.06-0.70) p 0.012."
  ), fixed = TRUE)
  # by hand: to one decimal the two programs agree
  claim[c("estimate", "conf.low", "conf.high", "p.value")] <- list("0.2", "0.1", "0.7", "0.0")
  expect_match(study_claims(claim)$why, "both give these digits")
})

test_that("to the model patients 8 and 9 are the same: the last two, both angiosarcoma", {
  # by hand: without either, the last patient is an angiosarcoma of the same rank
  expect_said("hr_angiosarcoma", "Without patient 8 or 9")
})

test_that("neutropenia stands as leucopenia, and sex in no table", {
  # published
  expect_said("ae_neutropenia_g3", "no row for neutropenia; the 3 patients")
  expect_said("ae_neutropenia_g3", "with grade 3-4 stand there as leucopenia.")
  expect_said("n_men", "Table 1, which is cited for it, has no such column.")
  expect_said("ae_grade4", "None among 28 leaves up to 12.3% (exact 95% limits).")
})
