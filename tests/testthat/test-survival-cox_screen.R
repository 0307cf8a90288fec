# Helper of this file: the rows of one variable.

rows_of <- function(screen, variable) as.data.frame(screen[screen$variable == variable, ])

columns <- c(
  "variable", "level", "N", "n.event", "estimate", "std.error", "statistic", "p.value", "conf.low",
  "conf.high", "p.overall", "method", "note"
)

test_that("cox_screen() has one block for each term, with the numbers of cox_ph()", {
  # oracle: cox_ph() itself is held against coxph(); here the rows are in their places
  screen <- cox_screen(Surv(pfs_months, pfs_event) ~ ecog + primary_site + prior_lines, sarcoma)
  expect_s3_class(screen, c("oncohort_screen", "data.frame"), exact = TRUE)
  expect_named(screen, columns)
  expect_equal(unique(screen$variable), c("ecog", "primary_site", "prior_lines"))

  site <- rows_of(screen, "primary_site")
  fit <- survival::coxph(Surv(pfs_months, pfs_event) ~ primary_site, sarcoma)
  counted <- table(sarcoma$primary_site)
  expect_equal(site$level, names(counted))
  expect_equal(site$N, as.vector(counted))
  expect_equal(site$n.event, as.vector(counted))
  expect_equal(site$estimate, c(1, exp(unname(coef(fit)))), tolerance = 1e-7) # coxph's default
  expect_equal(site$conf.low[-1], unname(exp(confint(fit))[, 1]), tolerance = 1e-7)
  expect_equal(site$conf.high[-1], unname(exp(confint(fit))[, 2]), tolerance = 1e-7)
  expect_equal(site$p.value[-1], unname(summary(fit)$coefficients[, 5]), tolerance = 1e-7)
  expect_equal(site$p.overall, rep(unname(summary(fit)$logtest["pvalue"]), 4), tolerance = 1e-7)
  expect_equal(site$note[1], "reference")
  expect_true(all(is.na(screen$std.error)))
  lines <- rows_of(screen, "prior_lines")
  expect_true(is.na(lines$level))
  expect_equal(c(lines$N, lines$n.event), c(28, 28))
})

test_that("cox_screen() gives the answers of the study", {
  # published and oracle: the table of the project
  screen <- cox_screen(
    Surv(pfs_months, pfs_event) ~ I(histology == "Angiosarcoma") + I(primary_site == "Head") +
      primary_site + histology,
    sarcoma
  )
  numbers <- function(x) {
    round(unlist(x[c("estimate", "conf.low", "conf.high")], use.names = FALSE), 4)
  }
  angiosarcoma <- screen[2, ]
  expect_equal(c(angiosarcoma$level, angiosarcoma$N), c("TRUE", "5"))
  expect_equal(numbers(angiosarcoma), c(0.2005, 0.0574, 0.7008))
  expect_equal(round(c(angiosarcoma$p.value, angiosarcoma$p.overall), 4), c(0.0118, 0.0030))
  expect_equal(numbers(screen[4, ]), c(0.2645, 0.0590, 1.1857))
  expect_equal(round(c(screen$p.value[4], screen$p.overall[4]), 3), c(0.082, 0.041))
  head <- screen[screen$level %in% "Head", ]
  expect_equal(numbers(head), c(0.1995, 0.0403, 0.9874))
  expect_equal(round(c(head$p.value, head$p.overall), 4), c(0.0482, 0.1159))
  expect_equal(round(rows_of(screen, "histology")$p.overall[1], 3), 0.042)
})

test_that("log hazard ratios come with their standard errors", {
  # property
  ratio <- cox_screen(Surv(pfs_months, pfs_event) ~ primary_site, sarcoma)
  log_ratio <- cox_screen(Surv(pfs_months, pfs_event) ~ primary_site, sarcoma, exponentiate = FALSE)
  expect_equal(log_ratio$estimate, log(ratio$estimate))
  expect_equal(log_ratio$statistic, log_ratio$estimate / log_ratio$std.error * c(NA, 1, 1, 1))
  expect_equal(log_ratio$conf.high, log(ratio$conf.high))
})

test_that("missing values are dropped term by term, and counted", {
  # definition
  lung <- survival::lung
  screen <- suppressMessages(
    cox_screen(Surv(time, status) ~ age + meal.cal + factor(ph.ecog), lung)
  )
  expect_equal(screen$N[1:2], c(228, sum(!is.na(lung$meal.cal))))
  expect_equal(screen$note[2], "47 patients missing")
  expect_equal(sum(rows_of(screen, "factor(ph.ecog)")$N), 227)
  fit <- survival::coxph(Surv(time, status) ~ meal.cal, lung)
  expect_equal(screen$estimate[2], unname(exp(coef(fit))), tolerance = 1e-7)
})

test_that("levels without events or patients are said, not estimated", {
  # by hand
  lung <- survival::lung
  lung$group <- factor(ifelse(lung$inst %in% 1, "none", ifelse(lung$sex == 1, "a", "b")),
    levels = c("empty", "a", "none", "b")
  )
  lung$status <- ifelse(lung$group == "none", 0, lung$status - 1)
  formula <- Surv(time, status) ~ group + relevel(group, "none")
  screen <- cox_screen(formula, lung, penalty = "none")
  group <- rows_of(screen, "group")
  expect_equal(group$level, c("empty", "a", "none", "b"))
  expect_equal(
    group$note[1:3], c("no patients in this level", "reference", "no events in this level")
  )
  expect_equal(group$estimate[1:3], c(NA, 1, 0))
  expect_true(is.na(group$p.value[3]))
  expect_equal(group$conf.low[3], 0)
  expect_true(is.finite(group$conf.high[3]))
  expect_equal(group$method[3:4], c("Efron ties, profile", "Efron ties, Wald"))
  others <- survival::coxph(Surv(time, status) ~ I(group == "b"), lung, subset = group != "none")
  expect_equal(group$estimate[4], unname(exp(coef(others))), tolerance = 1e-7)
  expect_lt(group$p.overall[1], 1e-6)
  turned <- rows_of(screen, "relevel(group, \"none\")")
  expect_equal(turned$estimate, c(1, NA, Inf, Inf))
  expect_equal(turned$note[4], "no events in the reference level")
  expect_equal(turned$p.overall[1], group$p.overall[1], tolerance = 1e-9)
})

test_that("a term with monotone likelihood turns Firth on, and no other", {
  # property: the rows are those of a penalised fit of the same term
  lung <- transform(survival::lung, group = ifelse(inst %in% 1, "none", letters[sex]))
  lung$status <- ifelse(lung$group == "none", 0, lung$status - 1)
  screen <- cox_screen(Surv(time, status) ~ group + age, lung)
  group <- rows_of(screen, "group")
  fit <- cox_ph(Surv(time, status) ~ group, lung, penalty = "firth")
  rows <- tidy(fit, exponentiate = TRUE)
  for (column in c("estimate", "statistic", "p.value", "conf.low", "conf.high")) {
    expect_equal(group[[column]][-1], rows[[column]], tolerance = 1e-10)
  }
  expect_equal(group$p.overall[1], glance(fit)$p.value.log, tolerance = 1e-10)
  expect_equal(group$method[-1], rep("Efron ties, Firth, profile", 2))
  expect_match(group$note[-1], "monotone likelihood")
  age <- rows_of(screen, "age")
  expect_equal(age$method, "Efron ties, Wald")
  expect_equal(age, rows_of(cox_screen(Surv(time, status) ~ age, lung, penalty = "none"), "age"), ignore_attr = TRUE)
  all <- cox_screen(Surv(time, status) ~ group + age, lung, penalty = "firth")
  expect_equal(all$estimate[1:3], screen$estimate[1:3])
  expect_equal(
    rows_of(all, "age")$estimate,
    tidy(cox_ph(Surv(time, status) ~ age, lung, penalty = "firth"), exponentiate = TRUE)$estimate
  )
  expect_equal(all$method[4], "Efron ties, Firth, profile")
})

test_that("a term with few events keeps the ordinary fit, and a note shows the way out", {
  # property
  screen <- cox_screen(Surv(pfs_months, pfs_event) ~ histology, sarcoma)
  expect_match(screen$note[-1], "fewer than 10 events per coefficient.*firth.*profile")
  expect_equal(unique(screen$method[-1]), "Efron ties, Wald")
})

test_that("with Firth an interaction is judged against its main effects under one penalty", {
  # definition: the restricted fit by its own maximum, penalty of the whole model
  lung <- transform(survival::lung, old = age > 65, female = sex == 2)
  screen <- suppressMessages(
    cox_screen(Surv(time, status) ~ old * female, lung, penalty = "firth")
  )
  fit <- suppressMessages(
    cox_ph(Surv(time, status) ~ old * female, lung, penalty = "firth")
  )
  expect_equal(rows_of(screen, "old:female")$p.overall, tidy(fit)$p.value[3], tolerance = 1e-10)
})

test_that("an interaction is judged against its main effects", {
  # oracle
  lung <- transform(survival::lung, sex = factor(sex))
  screen <- suppressMessages(cox_screen(Surv(time, status) ~ age * sex, lung))
  expect_equal(unique(screen$variable), c("age", "sex", "age:sex"))
  both <- survival::coxph(Surv(time, status) ~ age * sex, lung)
  main <- survival::coxph(Surv(time, status) ~ age + sex, lung)
  row <- rows_of(screen, "age:sex")
  expect_equal(row$estimate, unname(exp(coef(both)[3])), tolerance = 1e-6)
  expect_equal(row$p.overall, anova(main, both)[["Pr(>|Chi|)"]][2], tolerance = 1e-5)
  factors <- suppressMessages(cox_screen(Surv(time, status) ~ sex:factor(ph.ecog > 1), lung))
  expect_equal(factors$N, sum(lung$sex == 2 & lung$ph.ecog > 1, na.rm = TRUE))
})

test_that("strata and offsets are in every model", {
  # oracle
  lung <- survival::lung
  screen <- suppressMessages(
    cox_screen(Surv(time, status) ~ age + wt.loss + strata(sex) + offset(ph.karno / 50), lung)
  )
  expect_equal(unique(screen$variable), c("age", "wt.loss"))
  fit <- survival::coxph(Surv(time, status) ~ wt.loss + strata(sex) + offset(ph.karno / 50), lung)
  expect_equal(screen$estimate[2], unname(exp(coef(fit))), tolerance = 1e-7)
  expect_equal(screen$p.overall[2], unname(summary(fit)$logtest["pvalue"]), tolerance = 1e-6)
})

test_that("ordered factors, text and bases have rows that can be read", {
  # oracle
  lung <- transform(survival::lung, ecog = ordered(ph.ecog), name = letters[sex])
  screen <- suppressMessages(
    cox_screen(Surv(time, status) ~ ecog + name + splines::ns(age, 2), lung)
  )
  fit <- survival::coxph(Surv(time, status) ~ factor(ph.ecog), lung)
  expect_equal(rows_of(screen, "ecog")$estimate, c(1, unname(exp(coef(fit)))), tolerance = 1e-7)
  expect_equal(rows_of(screen, "name")$level, c("a", "b"))
  basis <- rows_of(screen, "splines::ns(age, 2)")
  expect_equal(basis$level, c("1", "2"))
  fit <- survival::coxph(Surv(time, status) ~ splines::ns(age, 2), lung)
  expect_equal(basis$p.overall[1], unname(summary(fit)$logtest["pvalue"]), tolerance = 1e-6)
})

test_that("a count of three is three rows in a screen too", {
  # property
  d <- data.frame(
    time = c(1, 2, 2, 3, 4, 5, 6, 7), event = c(1, 1, 0, 1, 1, 0, 1, 1),
    g = rep(c("a", "b"), 4), x = c(3, 1, 4, 1, 5, 9, 2, 6), k = c(3, 1, 2, 0, 1, 2, 1, 3)
  )
  grouped <- cox_screen(Surv(time, event) ~ g + x, d, counts = k)
  written <- cox_screen(Surv(time, event) ~ g + x, d[rep(1:8, d$k), ])
  expect_equal(tidy(grouped), tidy(written), tolerance = 1e-10)
})

test_that("terms that vary nowhere are noted, and the rest is fitted", {
  # by hand
  d <- transform(survival::ovarian, one = "a", zero = 0, gone = NA_real_)
  screen <- cox_screen(Surv(futime, fustat) ~ one + zero + gone + rx, d)
  expect_equal(
    screen$note[1:3],
    c("one value only", "constant, or determined by strata or other terms", "no complete rows")
  )
  expect_equal(is.na(screen$estimate), c(TRUE, TRUE, TRUE, FALSE))
})

test_that("tidy() is a plain data frame, glance() one row, a part of a screen still prints", {
  # property
  screen <- cox_screen(Surv(pfs_months, pfs_event) ~ ecog + primary_site, sarcoma)
  expect_identical(class(tidy(screen)), "data.frame")
  expect_named(tidy(screen), columns)
  expect_equal(
    glance(screen),
    data.frame(n.terms = 2L, nobs = 28, n.event = 28, conf.level = 0.95, ties = "efron")
  )
  expect_output(print(screen[1:2, c("variable", "level")]), "ecog")
})

test_that("bad input is a classed error that names what came", {
  expect_error(
    cox_screen(Surv(pfs_months, pfs_event) ~ 1, sarcoma),
    class = "oncohort_error_formula"
  )
  expect_error(
    cox_screen(Surv(pfs_months, pfs_event) ~ nowhere, sarcoma),
    class = "oncohort_error_formula"
  )
  expect_error(
    cox_screen(Surv(pfs_months, 0 * pfs_event) ~ ecog, sarcoma),
    class = "oncohort_error_events"
  )
  expect_error(
    cox_screen(Surv(pfs_months, pfs_event) ~ frailty(ecog), sarcoma),
    class = "oncohort_error_term"
  )
  expect_error(cox_screen(pfs_months ~ ecog, sarcoma), class = "oncohort_error_outcome")
  expect_error(cox_screen(~ecog, sarcoma), class = "oncohort_error_outcome")
  expect_error(
    cox_screen(Surv(pfs_months, pfs_event) ~ ecog, sarcoma, exponentiate = 1),
    class = "oncohort_error_argument"
  )
  expect_error(
    cox_screen(Surv(pfs_months, pfs_event) ~ ecog, sarcoma, adjust = ~stage),
    class = "oncohort_error_argument"
  )
  expect_snapshot(error = TRUE, {
    cox_screen(Surv(pfs_months, pfs_event) ~ 1, sarcoma)
    cox_screen(Surv(pfs_months, pfs_event) ~ nowhere, sarcoma)
  })
})

test_that("the printed table fits a page, and says how it was made", {
  lung <- transform(survival::lung, sex = factor(sex, labels = c("male", "female")))
  lung$group <- ifelse(lung$inst %in% 1, "without events, and with quite a long name", "other")
  lung$dead <- ifelse(lung$inst %in% 1, 0, lung$status - 1)
  screen <- cox_screen(Surv(time, dead) ~ age + sex + group + meal.cal + strata(ph.ecog), lung)
  expect_lte(max(nchar(format(screen))), 80L)
  expect_snapshot({
    screen
    cox_screen(Surv(pfs_months, pfs_event) ~ histology + prior_lines, sarcoma, exponentiate = FALSE)
  })
})

test_that("columns with spaces, and factors with a level for missing values, are screened", {
  # oracle
  d <- transform(survival::lung, ecog = addNA(factor(ph.ecog)))
  names(d)[names(d) == "age"] <- "Age at entry"
  screen <- cox_screen(Surv(time, status == 2) ~ `Age at entry` + ecog, d)
  expect_equal(screen$estimate[1], exp(unname(coef(
    survival::coxph(Surv(time, status == 2) ~ `Age at entry`, d)
  ))), tolerance = 1e-8)
  expect_identical(screen$variable[1], "Age at entry")
  expect_identical(screen$level[-1], c("0", "1", "2", "3", "NA"))
})

test_that("an interaction with an empty cell keeps each estimate in its row", {
  # oracle
  set.seed(8)
  d <- data.frame(
    t = rexp(200), e = rbinom(200, 1, 0.8), a = factor(rep(1:5, 40)),
    s = factor(sample(c("m", "f"), 200, TRUE))
  )
  d <- d[!(d$a == 4 & d$s == "m"), ]
  expect_no_warning(screen <- cox_screen(Surv(t, e) ~ a:s, d))
  full <- suppressWarnings(coef(survival::coxph(Surv(t, e) ~ a * s, d)))
  full <- full[grepl(":", names(full))]
  expect_equal(screen$estimate, unname(exp(full)), tolerance = 1e-7)
})

test_that("rows of (start, stop] data are called rows", {
  # by hand
  screen <- cox_screen(Surv(start, stop, event) ~ age, survival::heart)
  expect_match(format(screen), "172 rows", all = FALSE)
})
