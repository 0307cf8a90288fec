test_that("rows of the picture are headings, levels and single terms, in the screen's order", {
  # by hand
  rows <- forest_rows(forest_example(), c(site = "Primary site"))
  expect_equal(
    rows$name, c("Primary site", "   Extremities", "   Head", "   Neck", "   Trunk", "age")
  )
  expect_equal(rows$heading, c(TRUE, FALSE, FALSE, FALSE, FALSE, TRUE))
  expect_equal(rows$count, c("", "16 / 16", "3 / 3", "2 / 2", "7 / 7", "28 / 28"))
  expect_equal(rows$ratio, c(
    "", "1 (reference)", "0.20 (<0.01-0.99)", "Inf (0.50-Inf)", "NE", "1.02 (0.90-1.15)"
  ))
  expect_equal(rows$p, c("0.120", "", "0.048", "0.300", "NE", "0.500"))
})

test_that("a two-level factor does not print its p-value twice", {
  # property
  two <- forest_example()[1:2, ]
  expect_equal(forest_rows(two)$p, c("", "", "0.048"))
})

test_that("hazard ratios without limits say so", {
  # by hand
  expect_equal(ratio_text(c(0, Inf), NA_real_, NA_real_, FALSE), c("0 (NE)", "Inf (NE)"))
})

test_that("a screen of log hazard ratios gives the same picture", {
  # property
  formula <- Surv(pfs_months, pfs_event) ~ primary_site + prior_lines
  ratios <- autoplot(cox_screen(formula, sarcoma))
  logs <- autoplot(cox_screen(formula, sarcoma, exponentiate = FALSE))
  expect_equal(drawn_layer(logs[[3L]], "GeomPoint"), drawn_layer(ratios[[3L]], "GeomPoint"))
  intervals <- function(figure) drawn_layer(figure[[3L]], "GeomSegment", 2L)
  expect_equal(intervals(logs), intervals(ratios))
})

test_that("the forest of a screen has the study's hazard ratio of head against extremities", {
  # published: HR 0.1995 (0.0403-0.9874), p 0.0482; likelihood ratio of the factor p 0.12
  screen <- cox_screen(Surv(pfs_months, pfs_event) ~ primary_site, sarcoma)
  rows <- forest_rows(screen)
  head <- rows[rows$name == "   Head", ]
  expect_equal(c(head$count, head$ratio, head$p), c("3 / 3", "0.20 (0.04-0.99)", "0.048"))
  expect_equal(rows$p[1L], "0.116")
  expect_equal(rows$ratio[2L], "1 (reference)")
})

test_that("a model's forest has its factors' references, in the order of its terms", {
  # oracle: summary(coxph()) of survival, counts by table()
  data <- transform(survival::lung, dead = status - 1, sex = factor(sex, labels = c("m", "f")))
  data <- data[stats::complete.cases(data[c("age", "sex", "ph.ecog")]), ]
  formula <- Surv(time, dead) ~ age + sex + ph.ecog
  rows <- cox_forest_rows(cox_ph(formula, data), 0.95)
  truth <- summary(survival::coxph(formula, data))$conf.int
  expect_equal(rows$variable, c("age", "sex", "sex", "ph.ecog"))
  expect_equal(rows$estimate, unname(c(truth[1L, 1L], 1, truth[2:3, 1L])), tolerance = 1e-6)
  expect_equal(rows$conf.high[-2L], unname(truth[, 4L]), tolerance = 1e-6)
  expect_equal(rows$N, c(nrow(data), unname(c(table(data$sex))), nrow(data)))
  expect_equal(rows$n.event[2:3], as.vector(tapply(data$dead, data$sex, sum)))
  expect_length(autoplot(cox_ph(formula, data))$patches$plots, 4L)
})

test_that("levels without events are told in text and have no point", {
  # by hand: nobody of group b has the event
  data <- data.frame(time = 1:8, event = rep(c(1, 0), 4), group = rep(c("a", "b"), 4))
  screen <- suppressWarnings(cox_screen(Surv(time, event) ~ group, data, penalty = "none"))
  rows <- forest_rows(screen)
  fit <- suppressWarnings(cox_ph(Surv(time, event) ~ group, data))
  upper <- exp(confint(fit, method = "profile")[2])
  expect_equal(rows$ratio, c("", "1 (reference)", sprintf("0 (0-%.2f)", upper)))
  figure <- autoplot(screen)
  expect_equal(10^drawn_layer(figure[[3L]], "GeomPoint")$x, 1)
})

test_that("the axis holds every estimate, and an arrow stands where a limit leaves it", {
  # property
  rows <- forest_rows(forest_example())
  xlim <- forest_range(rows)
  finite <- rows$estimate[is.finite(rows$estimate)]
  expect_true(all(finite > xlim[1L] & finite < xlim[2L]))
  marks <- forest_marks(rows, xlim)
  expect_equal(marks$name[marks$cut_low], "   Head")
  expect_equal(marks$name[marks$cut_high], "   Neck")
  expect_true(all(marks$from[marks$has_line] >= xlim[1L]))
  expect_true(all(marks$to[marks$has_line] <= xlim[2L]))
  expect_equal(marks$has_point, c(FALSE, TRUE, TRUE, FALSE, FALSE, TRUE))
})

test_that("points and intervals are drawn at the screen's numbers, row by row", {
  # property
  figure <- autoplot(forest_example(), xlim = c(0.01, 100))
  panel <- figure[[3L]]
  points <- drawn_layer(panel, "GeomPoint")
  expect_equal(10^points$x, c(1, 0.1995, 1.02))
  expect_equal(abs(points$y), c(2, 3, 6))
  intervals <- drawn_layer(panel, "GeomSegment", 2L)
  expect_equal(10^intervals$x, c(0.01, 0.5, 0.9))
  expect_equal(10^intervals$xend, c(0.9874, 100, 1.15))
})

test_that("text and panel columns have the same rows at the same heights", {
  # definition: vertical position in npc of panels in one row of the page
  grDevices::pdf(NULL)
  withr::defer(grDevices::dev.off())
  figure <- autoplot(forest_example())
  grob <- patchwork::patchworkGrob(figure)
  panels <- grob$layout[grepl("^panel", grob$layout$name), ]
  panels <- panels[!grepl("area", panels$name), ]
  expect_equal(nrow(panels), 5L)
  expect_length(unique(panels$t), 1L)
  heights <- lapply(1:5, function(i) {
    view <- ggplot2::ggplot_build(figure[[i]])$layout$panel_params[[1L]]
    view$y$rescale(view$y$get_breaks())
  })
  for (i in 2:5) expect_equal(heights[[i]], heights[[1L]])
})

test_that("columns can be chosen", {
  # property
  expect_length(autoplot(forest_example(), columns = "estimate")$patches$plots, 2L)
  expect_length(autoplot(forest_example(), columns = character())$patches$plots, 1L)
})

test_that("autoplot() of a screen refuses what it cannot draw", {
  # error classes
  screen <- forest_example()
  expect_error(autoplot(screen, columns = "HR"), class = "oncohort_error_argument")
  expect_error(autoplot(screen, xlim = c(0, 1)), class = "oncohort_error_argument")
  lacking <- screen[setdiff(names(screen), "N")]
  class(lacking) <- class(screen)
  expect_error(autoplot(lacking), class = "oncohort_error_columns")
  expect_snapshot(error = TRUE, {
    autoplot(screen, columns = "HR")
    autoplot(screen, xlim = c(0, 1))
    autoplot(lacking)
  })
})
