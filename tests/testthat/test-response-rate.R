test_that("response_rate() gives the study's ORR and DCR", {
  # published: sarcoma study, 7/28 and 14/28; digits of the issue's table
  rates <- response_rate(sarcoma$best_response)
  expect_identical(rates$rate, c("ORR", "DCR"))
  expect_identical(rates$n, c(7L, 14L))
  expect_identical(rates$N, c(28L, 28L))
  expect_equal(round(100 * rates$conf.low, 2), c(10.69, 30.65))
  expect_equal(round(100 * rates$conf.high, 2), c(44.87, 69.35))
})

test_that("response_rate() counts each code where it belongs", {
  # by hand: one patient per code; Non-CR/Non-PD is disease control, NE stays in N
  best <- c("CR", "PR", "SD", "Non-CR/Non-PD", "PD", "NE")
  rates <- response_rate(best)
  expect_identical(rates$n, c(2L, 4L))
  expect_identical(rates$N, c(6L, 6L))
})

test_that("response_rate() by group is the rate of each group alone", {
  # property: whole rows, rates within groups, in the type of `by`
  by_histology <- response_rate(sarcoma$best_response, by = sarcoma$histology, method = "wilson")
  expect_named(
    by_histology,
    c("group", "rate", "n", "N", "estimate", "conf.low", "conf.high", "method")
  )
  expect_identical(levels(by_histology$group), levels(sarcoma$histology))
  expect_identical(by_histology$rate, rep(c("ORR", "DCR"), 8))
  for (type in levels(sarcoma$histology)) {
    alone <- response_rate(sarcoma$best_response[sarcoma$histology == type], method = "wilson")
    part <- by_histology[by_histology$group == type, ]
    expect_equal(as.data.frame(part)[-1], as.data.frame(alone)[-1], ignore_attr = "row.names")
  }
  pretreated <- response_rate(sarcoma, by = sarcoma$prior_lines > 1)
  expect_identical(pretreated$group, c(FALSE, FALSE, TRUE, TRUE))
})

test_that("response_rate() does not depend on the order of patients", {
  # property
  set.seed(2)
  shuffled <- sarcoma[sample(nrow(sarcoma)), ]
  expect_identical(
    response_rate(shuffled$best_response, by = shuffled$histology),
    response_rate(sarcoma$best_response, by = sarcoma$histology)
  )
})

test_that("response_rate() equals binom.test() on the counts", {
  # oracle: stats::binom.test, at another level
  rates <- response_rate(sarcoma, by = sarcoma$ecog, rates = "DCR", conf.level = 0.9)
  tests <- lapply(split(sarcoma$best_response != "PD", sarcoma$ecog), function(controlled) {
    binom.test(sum(controlled), length(controlled), conf.level = 0.9)$conf.int[1:2]
  })
  limits <- rbind(rates$conf.low, rates$conf.high)
  expect_equal(limits, unname(do.call(cbind, tests)), tolerance = 1e-12)
})

test_that("a group of nobody is kept, without estimate", {
  # by hand
  arm <- factor(c("a", "a"), levels = c("a", "b"))
  rates <- response_rate(c("PR", "PD"), by = arm, rates = "ORR")
  expect_identical(rates$N, c(2L, 0L))
  expect_identical(rates$n, c(1L, 0L))
  expect_identical(rates$estimate, c(0.5, NA))
  expect_identical(rates$conf.low[2], NA_real_)
  expect_identical(rates$conf.high[2], NA_real_)
})

test_that("response_rate() prints rates with the name of the interval", {
  # by hand: the text, read
  expect_snapshot({
    response_rate(sarcoma$best_response)
    response_rate(sarcoma$best_response, by = sarcoma$histology, rates = "ORR", method = "wilson")
    arm <- factor(c("a", "a"), c("a", "b"))
    response_rate(c("PR", "PD"), by = arm, rates = "DCR", method = "wald")
  })
  wide <- response_rate("CR", by = strrep("a long name of a group ", 5), method = "wald")
  expect_lte(max(nchar(format(wide))), 80)
})

test_that("the plain frame, tidy() and glance() of a response_rate() hold its numbers", {
  # by hand
  rates <- response_rate(sarcoma$best_response, by = sarcoma$ecog, conf.level = 0.9)
  plain <- as.data.frame(rates)
  expect_s3_class(plain, "data.frame", exact = TRUE)
  expect_setequal(names(attributes(plain)), c("names", "row.names", "class"))
  expect_identical(tidy(rates)$term, rates$rate)
  expect_identical(tidy(rates)[-2], plain[-2])
  expect_equal(
    glance(rates),
    data.frame(nobs = 28L, n.groups = 2L, conf.level = 0.9, method = "clopper-pearson")
  )
})

test_that("part of a response_rate() prints as what it still is", {
  # by hand
  rates <- response_rate(sarcoma$best_response, by = sarcoma$ecog)
  expect_s3_class(rates[rates$rate == "ORR", ], "oncohort_response_rate")
  expect_identical(attr(rates[1, ], "conf.level"), 0.95)
  expect_s3_class(rates[c("rate", "n")], "data.frame", exact = TRUE)
  expect_s3_class(rates[0, ], "data.frame", exact = TRUE)
  expect_identical(rates[["n"]], rates$n)
})

test_that("response_rate() refuses bad arguments, by class", {
  # by hand: each rule once
  best <- sarcoma$best_response
  expect_error(response_rate(best, by = 1:3), class = "oncohort_error_group")
  expect_error(response_rate("ORR"), class = "oncohort_error_response")
  expect_error(response_rate(best, conf.level = 1), class = "oncohort_error_conf_level")
  expect_error(response_rate(best, NULL, "ORR"), class = "oncohort_error_argument")
  expect_error(response_rate(best, rates = "CBR"), class = "oncohort_error_argument")
  expect_error(response_rate(best, rates = c("ORR", "ORR")), class = "oncohort_error_argument")
  expect_error(response_rate(best, rates = character()), class = "oncohort_error_argument")
  expect_error(response_rate(best, method = "exact"), class = "oncohort_error_argument")
})

test_that("response_rate() says rule, input and remedy", {
  # by hand: the text of each error, read
  expect_snapshot(error = TRUE, {
    response_rate(c("CR", "Partial response", "sd"))
    response_rate(c("CR", NA, "PD"))
    response_rate(1:4)
    response_rate(character())
    response_rate(data.frame(response = "CR"))
    response_rate(c("CR", "PD"), by = 1:3)
    response_rate(c("CR", "PD"), by = c("a", NA))
    response_rate(c("CR", "PD"), by = list("a", "b"))
    response_rate(c("CR", "PD"), level = 0.9)
  })
})
