claims <- study_claims()
parts <- c("estimate", "conf.low", "conf.high", "p.value")
of <- function(claims, id, columns) {
  unlist(as.data.frame(claims)[claims$id == id, columns], use.names = FALSE)
}

#' The verdicts of one claim with other digits (or words) printed
judged_as <- function(id, ..., data = sarcoma) {
  claim <- sarcoma_claims[sarcoma_claims$id == id, ]
  changes <- list(...)
  claim[names(changes)] <- changes
  study_claims(claim, data)
}

test_that("the ninety verdicts are those that a reader of the article comes to", {
  # published: the article's own digits, tables and words
  by_verdict <- function(verdict) claims$id[claims$verdict == verdict]
  expect_setequal(by_verdict("inconsistent within the paper"), c(
    "n_men", "n_women", "table2_angiosarcoma_sd", "table2_angiosarcoma_pd", "table2_total_sd",
    "table2_total_pd", "ae_neutropenia_g3"
  ))
  expect_identical(by_verdict("not supported by the design"), "hr_ae3")
  expect_identical(by_verdict("mislabelled"), "hr_head")
  expect_identical(by_verdict("wrong unit"), c("pfs_4m", "pfs_6m"))
  expect_identical(by_verdict("not recomputable"), c("age_mean", "age_sd", "ae_grade4"))
  expect_length(by_verdict("different"), 0)
  events <- setdiff(grep("^ae_", claims$id, value = TRUE), c("ae_neutropenia_g3", "ae_grade4"))
  expect_setequal(by_verdict("arithmetic only"), events)
  expect_identical(nrow(claims), 90L)
  expect_identical(sum(claims$verdict == "reproduced"), 51L)
})

test_that("each part has a verdict on both axes where something is printed, and only there", {
  # property
  for (part in parts) {
    printed <- !is.na(sarcoma_claims[[part]])
    expect_identical(!is.na(claims[[paste0("number_", part)]]), printed)
    expect_identical(!is.na(claims[[paste0("wording_", part)]]), printed)
    expect_true(all(claims[[paste0("number_", part)]] %in% c(number_verdicts, NA)))
    expect_true(all(claims[[paste0("wording_", part)]] %in% c(wording_verdicts, NA)))
  }
})

test_that("recomputed numbers are those of the second computation, in the printed unit", {
  # oracle: the second computation, which shares no code with the package
  second <- read.csv(test_path("fixtures", "sarcoma", "second_computation.csv"))
  pairs <- c(
    orr = "orr", dcr = "dcr", pfs_4m = "pfs_4", pfs_6m = "pfs_6",
    hr_angiosarcoma = "angiosarcoma_efron", hr_head = "head_efron"
  )
  for (id in names(pairs)) {
    theirs <- second[second$quantity == pairs[[id]] & second$part %in% parts, ]
    scale <- if (startsWith(id, "hr_")) 1 else 100
    expect_equal(of(claims, id, theirs$part), theirs$value * scale, tolerance = 1e-9)
  }
  matched <- second[second$quantity == "head_extremities", ]
  expect_equal(of(claims, "hr_head", paste0("matched_", parts)), matched$value, tolerance = 1e-9)
})

test_that("a changed digit of any part makes it different", {
  # property
  changes <- list(
    list("hr_angiosarcoma", estimate = "0.21"), list("hr_angiosarcoma", conf.low = "0.05"),
    list("hr_angiosarcoma", conf.high = "0.71"), list("hr_angiosarcoma", p.value = "0.013"),
    list("hr_head", p.value = "0.049"), list("pfs_median", conf.high = "2.90"),
    list("pfs_4m", estimate = "17.8"), list("pfs_6m", conf.low = "0.018"),
    list("orr", estimate = "25.01"), list("ae_rash_g12", estimate = "3.5"),
    list("prior_lines_max", estimate = "4")
  )
  for (change in changes) {
    now <- do.call(judged_as, change)
    expect_identical(of(now, change[[1]], paste0("number_", names(change)[2])), "different")
    expect_identical(now$verdict, "different", label = paste(unlist(change), collapse = " "))
    expect_true(is.na(now$settings) || now$id == "ae_rash_g12")
  }
})

test_that("other limits, ties and software are found by search and named", {
  # published: the answers laid down for the study
  breslow <- judged_as("hr_angiosarcoma",
    estimate = "0.21", conf.low = "0.06", conf.high = "0.74", p.value = "0.015"
  )
  expect_identical(breslow$verdict, "reproduced under other settings")
  expect_identical(breslow$settings, "Breslow ties")
  expect_identical(breslow$wording, "fits")
  # The lower limit is 0.06 with either rule for ties.
  expect_identical(breslow$number_conf.low, "reproduced")

  loglog <- judged_as("pfs_median", conf.high = "2.80")
  expect_identical(loglog$settings, "log-log limits")
  expect_identical(loglog$number_conf.high, "reproduced under other settings")
  spss <- judged_as("pfs_median", estimate = "2.0", conf.low = "1.09", conf.high = "2.91")
  expect_identical(spss$settings, "SPSS's median and standard error, the start of the plateau")
  ratio <- judged_as("hr_angiosarcoma", p.value = "0.0030")
  expect_identical(ratio$settings, "likelihood ratio test")
})

test_that("the same words with the numbers of what they say are reproduced and fit", {
  # published
  head_site <- judged_as("hr_head",
    estimate = "0.26", conf.low = "0.06", conf.high = "1.19", p.value = "0.082"
  )
  expect_identical(head_site$verdict, "reproduced")
  expect_identical(judged_as("pfs_4m", conf.low = "8.1", conf.high = "39.5")$verdict, "reproduced")
  expect_identical(judged_as("table2_total_sd", estimate = "7")$verdict, "reproduced")
  expect_identical(judged_as("n_men", location = "Results")$verdict, "not recomputable")
})

test_that("one limit in another unit is wrong by itself", {
  # by hand
  one <- judged_as("pfs_4m", conf.low = "8.1")
  wording <- of(one, "pfs_4m", paste0("wording_", parts))
  expect_identical(wording, c("fits", "fits", "wrong unit", NA))
})

test_that("a comparison that only fits another label is mislabelled, whichever level it is", {
  # oracle: survival, angiosarcoma against fibrosarcoma in the eight-level factor
  data <- sarcoma
  data$histology <- stats::relevel(data$histology, "Fibrosarcoma")
  table <- summary(survival::coxph(Surv(pfs_months, pfs_event) ~ histology, data))
  row <- "histologyAngiosarcoma"
  printed <- sprintf("%.3f", c(table$conf.int[row, c(1, 3, 4)], table$coefficients[row, 5]))
  now <- judged_as("hr_angiosarcoma",
    estimate = printed[1], conf.low = printed[2], conf.high = printed[3], p.value = printed[4]
  )
  expect_identical(now$verdict, "mislabelled")
  expect_identical(now$settings, "against Fibrosarcoma in the eight-level factor")
})

test_that("a count against Table 1 contradicts the paper", {
  # by hand
  now <- judged_as("n_ups", estimate = "8")
  expect_identical(now$number, "different")
  expect_identical(now$verdict, "inconsistent within the paper")
})

test_that("what becomes printed by patient becomes recomputable", {
  # property: the columns are made up
  data <- sarcoma
  data$sex <- rep(c("male", "female"), c(13, 15))
  men <- study_claims(sarcoma_claims[sarcoma_claims$id == "n_men", ], data)
  expect_identical(men$verdict, "reproduced")
  data$adverse_events <- rep(c("three or more", "fewer"), 14)
  # The design stays what it is: the number of events was not known at the start.
  events <- study_claims(sarcoma_claims[sarcoma_claims$id == "hr_ae3", ], data)
  expect_false(is.na(events$estimate))
  expect_identical(events$verdict, "not supported by the design")
  # All of one group before all of the other: no hazard ratio, and no warning on the way.
  data$adverse_events <- ifelse(data$pfs_months > 2, "three or more", "fewer")
  expect_no_warning(events <- study_claims(sarcoma_claims[sarcoma_claims$id == "hr_ae3", ], data))
  expect_true(is.na(events$estimate))
  expect_identical(events$number, "different")
})

test_that("a changed patient changes what is recomputed", {
  # property: patient 12 as SD makes Table 2 right, and the text wrong
  data <- sarcoma
  data$best_response[data$patient == 12] <- "SD"
  now <- study_claims(data = data)
  expect_identical(now$verdict[now$id == "table2_total_sd"], "reproduced")
  expect_identical(now$verdict[now$id == "n_sd"], "inconsistent within the paper")
  expect_identical(now$number_estimate[now$id == "dcr"], "different")
})

test_that("study_claims() refuses what it cannot judge", {
  # definition
  numbers <- sarcoma_claims
  numbers$estimate <- as.numeric(numbers$estimate)
  letters_printed <- sarcoma_claims
  letters_printed$p.value[1] <- "<0.001"
  renamed <- sarcoma_claims
  renamed$id[1] <- "n_all"
  bad <- list(
    sarcoma_claims[c("id", "estimate")], numbers, letters_printed, renamed,
    sarcoma_claims[c(1, 1), ]
  )
  for (claims in bad) expect_error(study_claims(claims), class = "oncohort_error_claims")
  expect_error(study_claims(1), class = "oncohort_error_data")
  expect_error(study_claims(sarcoma_claims[0, ]), class = "oncohort_error_empty")
  expect_error(study_claims(data = sarcoma["patient"]), class = "oncohort_error_data")
  expect_snapshot(error = TRUE, {
    study_claims(numbers)
    study_claims(letters_printed)
    study_claims(renamed)
    study_claims(sarcoma_claims[c(1, 1), ])
    study_claims(sarcoma_claims[c("id", "estimate")])
    study_claims(data = sarcoma["patient"])
  })
})
