# The answers that the study's data must give, three ways: the package, a second computation that
# shares no code with it (fixtures/sarcoma/second_computation.R), and the digits laid down when the
# work was planned (fixtures/sarcoma/answers_printed.csv).

second <- read.csv(test_path("fixtures", "sarcoma", "second_computation.csv"))
laid_down <- read.csv(
  test_path("fixtures", "sarcoma", "answers_printed.csv"),
  colClasses = c(printed = "character")
)
pfs <- Surv(pfs_months, pfs_event) ~ 1

#' Our value against both; 1e-9 relative, since the second computation prints 17 digits but its
#' roots and Newton steps stop near 1e-14
expect_answer <- function(quantity, ...) {
  ours <- unlist(list(...))
  theirs <- second[second$quantity == quantity, ]
  missing <- setdiff(names(ours), theirs$part)
  expect(length(missing) == 0L, paste("no second computation of", quantity, toString(missing)))
  expect_equal(ours, stats::setNames(theirs$value, theirs$part)[names(ours)], tolerance = 1e-9)
  printed <- laid_down[laid_down$quantity == quantity & laid_down$part %in% names(ours), ]
  for (i in seq_len(nrow(printed))) {
    half_unit <- 0.5 * 10^-nchar(sub("^[^.]*[.]?", "", printed$printed[i]))
    gap <- abs(ours[[printed$part[i]]] - as.numeric(printed$printed[i]))
    expect_lte(gap, half_unit + 1e-9)
  }
}

hazard_ratio <- function(fit, term = 1) {
  table <- summary(fit)
  c(
    estimate = table$conf.int[[term, 1]], conf.low = table$conf.int[[term, 3]],
    conf.high = table$conf.int[[term, 4]], p.value = table$coefficients[[term, 5]]
  )
}
model_test <- function(fit) {
  test <- summary(fit)$logtest
  c(statistic = test[["test"]], df = test[["df"]], p.value = test[["pvalue"]])
}
angiosarcoma <- Surv(pfs_months, pfs_event) ~ I(histology == "Angiosarcoma")
head_site <- Surv(pfs_months, pfs_event) ~ I(primary_site == "Head")
without_8 <- sarcoma[sarcoma$patient != 8, ]

test_that("every number laid down is the second computation's, to its printed digits", {
  # published
  both <- merge(laid_down, second, all.x = TRUE)
  expect_false(anyNA(both$value))
  expect_identical(nrow(both), nrow(laid_down))
  half_unit <- 0.5 * 10^-nchar(sub("^[^.]*[.]?", "", both$printed))
  expect_true(all(abs(both$value - as.numeric(both$printed)) <= half_unit + 1e-9))
})

test_that("response rates: 7/28 and 14/28 with exact limits", {
  # oracle: second computation
  rates <- response_rate(sarcoma$best_response)
  for (rate in c("ORR", "DCR")) {
    row <- rates[rates$rate == rate, ]
    expect_answer(tolower(rate),
      x = row$n, n = row$N, estimate = row$estimate, conf.low = row$conf.low,
      conf.high = row$conf.high
    )
  }
  expect_answer("grade4", conf.high = binom_ci(0, 28)$conf.high)
})

test_that("the median lies on a plateau, and its limits depend on their scale", {
  # oracle: second computation
  fit <- kaplan_meier(pfs, sarcoma)
  expect_answer("median", estimate = survival_quantile(fit)$estimate)
  flat <- which(abs(fit$surv - 0.5) < 1e-12)
  expect_answer("plateau", from = fit$time[flat], to = fit$time[flat + 1])
  for (type in c("log", "log-log", "plain")) {
    limits <- survival_quantile(kaplan_meier(pfs, sarcoma, conf.type = type))
    expect_answer(paste0("median_", type), conf.low = limits$conf.low, conf.high = limits$conf.high)
  }
  spss <- spss_median(sarcoma)
  expect_answer("median_spss",
    estimate = spss$estimate, conf.low = spss$conf.low, conf.high = spss$conf.high
  )
})

test_that("rates at 4 and 6 months, and at the 18-week scan", {
  # oracle: second computation
  rates <- survival_at(kaplan_meier(pfs, sarcoma), c(4, 6, 4.3))
  for (i in seq_len(nrow(rates))) {
    expect_answer(paste0("pfs_", rates$time[i]),
      estimate = rates$estimate[i], conf.low = rates$conf.low[i], conf.high = rates$conf.high[i]
    )
  }
})

test_that("hazard ratios with Efron's and Breslow's ties, and without patient 8", {
  # oracle: second computation
  expect_answer("angiosarcoma_efron", hazard_ratio(cox_ph(angiosarcoma, sarcoma)))
  breslow <- cox_ph(angiosarcoma, sarcoma, ties = "breslow")
  expect_answer("angiosarcoma_breslow", hazard_ratio(breslow))
  expect_answer("head_efron", hazard_ratio(cox_ph(head_site, sarcoma)))
  expect_answer("angiosarcoma_without_8", hazard_ratio(cox_ph(angiosarcoma, without_8)))
  expect_answer("head_without_8", hazard_ratio(cox_ph(head_site, without_8)))
})

test_that("the factors of four and eight levels", {
  # oracle: second computation
  site <- cox_ph(Surv(pfs_months, pfs_event) ~ primary_site, sarcoma)
  expect_answer("head_extremities", hazard_ratio(site, "primary_siteHead"))
  expect_answer("primary_site", model_test(site))
  expect_answer("histology", model_test(cox_ph(Surv(pfs_months, pfs_event) ~ histology, sarcoma)))
})

test_that("p-values by method: Wald, likelihood ratio, log-rank and every split", {
  # oracle: second computation
  comparisons <- list(angiosarcoma_p = angiosarcoma, head_p = head_site)
  for (name in names(comparisons)) {
    formula <- comparisons[[name]]
    fit <- cox_ph(formula, sarcoma)
    exact <- log_rank(formula, sarcoma, method = "exact")
    expect_answer(name,
      wald = hazard_ratio(fit)[["p.value"]], likelihood_ratio = model_test(fit)[["p.value"]],
      log_rank = log_rank(formula, sarcoma)$p.value, splits = exact$parameter[["splits"]],
      exact_absolute = exact$p.value,
      exact_doubled = exact$exact$p.value[exact$exact$tail == "doubled"],
      exact_studentised = log_rank(
        formula, sarcoma, method = "exact", statistic = "studentised"
      )$p.value
    )
  }
})
