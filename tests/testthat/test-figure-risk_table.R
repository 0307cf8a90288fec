test_that("the table's counts are those of survfit() at the breaks", {
  # oracle: summary(survfit, times); events and censored are counted up to and at each time
  lung <- survival::lung
  lung$status <- lung$status - 1
  fit <- kaplan_meier(Surv(time, status) ~ sex, data = lung)
  times <- c(0, 5, 200, 310, 883, 1022, 2000)
  counts <- risk_table_counts(curve_rows(fit), times, names(risk_table_names))
  truth <- survival::survfit(survival::Surv(time, status) ~ sex, data = lung)
  for (curve in 1:2) {
    expected <- summary(truth[curve], times = times, extend = TRUE)
    one <- counts[counts$curve == curve, ]
    expect_equal(one$count[one$statistic == "n.risk"], expected$n.risk)
    expect_equal(one$count[one$statistic == "n.event"], cumsum(expected$n.event))
    expect_equal(one$count[one$statistic == "n.censor"], cumsum(expected$n.censor))
  }
})

test_that("the table counts patients, not rows, of grouped data", {
  # by hand: five patients at 1, two at 2
  data <- data.frame(time = c(1, 2), event = c(1, 0), k = c(5, 2))
  fit <- kaplan_meier(Surv(time, event) ~ 1, data = data, counts = k)
  counts <- risk_table_counts(curve_rows(fit), c(0, 1, 2, 3), c("n.risk", "n.event"))
  expect_equal(counts$count, c(7, 7, 2, 0, 0, 5, 5, 5))
})

test_that("counts are printed with thousands, and decimals only of fractions", {
  # property
  expect_equal(format_counts(c(1e6, 12, 0)), c("1,000,000", "12", "0"))
  expect_equal(format_counts(c(10.25, 3)), c("10.2", "3.0"))
})

test_that("the panels stand in one column and every number under its break", {
  # definition: position on the page, in npc of panels that share their left and right edge
  grDevices::pdf(NULL)
  withr::defer(grDevices::dev.off())
  sarcoma$group <- factor(ifelse(sarcoma$histology == "Angiosarcoma", "Angiosarcoma", "Other"))
  formulas <- list(
    Surv(pfs_months, pfs_event) ~ 1, Surv(pfs_months, pfs_event) ~ group,
    Surv(pfs_months, pfs_event) ~ histology
  )
  for (formula in formulas) {
    fit <- kaplan_meier(formula, data = sarcoma)
    figure <- autoplot(fit, risk_table = c("n.risk", "n.event"))
    grob <- patchwork::patchworkGrob(figure)
    panels <- grob$layout[grepl("^panel", grob$layout$name), ]
    panels <- panels[!grepl("area", panels$name), ]
    expect_gte(nrow(panels), 2L)
    expect_length(unique(panels$l), 1L)
    expect_length(unique(panels$r), 1L)

    curves <- ggplot2::ggplot_build(figure[[1L]])$layout$panel_params[[1L]]
    breaks <- curves$x$rescale(curves$x$get_breaks())
    for (i in seq_len(nrow(panels) - 1L)) {
      table <- figure[[i + 1L]]
      layer <- which(vapply(table$layers, function(l) inherits(l$geom, "GeomText"), TRUE))
      numbers <- ggplot2::layer_grob(table, layer)[[1L]]
      expect_equal(sort(unique(as.numeric(numbers$x))), breaks)
      expect_true(all(numbers$hjust == 0.5))
    }
  }
})

test_that("row names and numbers of the table share a line, and keys have the curve's style", {
  # property
  grDevices::pdf(NULL)
  withr::defer(grDevices::dev.off())
  fit <- kaplan_meier(Surv(pfs_months, pfs_event) ~ histology, data = sarcoma)
  table <- autoplot(fit)[[2L]]
  rows <- risk_table_rows(wrap_label(levels(sarcoma$histology), 16L))
  view <- ggplot2::ggplot_build(table)$layout$panel_params[[1L]]
  numbers <- ggplot2::layer_grob(table, 2L)[[1L]]
  heights <- sort(unique(as.numeric(numbers$y)), decreasing = TRUE)
  expect_equal(heights, 1 - rows$middle / max(rows$bottom))
  expect_equal(view$y$get_labels(), rows$name)
  keys <- table$layers[[1L]]$geom_params$grob
  expect_equal(keys$gp$col, group_styles(8L)$colour)
  expect_equal(as.numeric(keys$y0), heights)
})
