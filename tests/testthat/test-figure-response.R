test_that("bars add up to the printed table, totals left out", {
  # published: Table 2 of the study (sarcoma_responses)
  figure <- plot_response(sarcoma_responses)
  bars <- drawn_layer(figure, "GeomCol")
  expect_equal(sum(bars$xmax - bars$xmin), 28)
  expect_equal(nlevels(figure$data$group), 8L)
  labels <- drawn_layer(figure, "GeomText")
  expect_equal(sum(as.numeric(labels$label)), 28)
  first <- figure$data[figure$data$group == "UPS", ]
  expect_equal(first$middle, c(0, 1, 3, 5.5))
})

test_that("a response table is drawn without its row of totals and empty rare responses", {
  # property
  figure <- autoplot(response_table(sarcoma$best_response, by = sarcoma$histology))
  expect_equal(sum(figure$data$count), 28)
  expect_equal(levels(figure$data$response), c("CR", "PR", "SD", "PD"))
  one <- autoplot(response_table(c("CR", "NE", "PD")))
  expect_equal(sum(one$data$count), 3)
  expect_equal(levels(one$data$response), c("CR", "PR", "SD", "PD", "NE"))
})

test_that("rates and limits are drawn where response_rate() has them", {
  # property
  rates <- response_rate(sarcoma$best_response)
  figure <- autoplot(rates)
  expect_equal(drawn_layer(figure, "GeomPoint")$x, rates$estimate)
  limits <- drawn_layer(figure, "GeomSegment")
  expect_equal(limits$x, rates$conf.low)
  expect_equal(limits$xend, rates$conf.high)
  y <- ggplot2::ggplot_build(figure)$layout$panel_params[[1L]]$y
  expect_equal(rev(y$get_labels()), c("ORR (7/28)", "DCR (14/28)"))
})

test_that("rates by group have one panel a rate, with each group's own numbers", {
  # published: ORR and DCR of UPS, 2/7 and 4/7, from Table 2
  figure <- autoplot(response_rate(sarcoma$best_response, by = sarcoma$histology))
  panels <- ggplot2::ggplot_build(figure)$layout$panel_params
  tops <- vapply(panels, function(panel) utils::tail(panel$y$get_labels(), 1L), "")
  expect_equal(tops, c("UPS (2/7)", "UPS (4/7)"))
})

test_that("a group of nobody is a row without a point", {
  # property
  by <- factor(c("a", "a"), levels = c("a", "b"))
  expect_no_warning(ggplot2::ggplotGrob(autoplot(response_rate(c("CR", "PD"), by = by))))
})

test_that("text on a colour is black or white by contrast", {
  # definition: WCAG contrast, 4.5 to 1 or better
  for (colour in response_colours) {
    luminance <- function(x) {
      u <- grDevices::col2rgb(x)[, 1L] / 255
      linear <- ifelse(u <= 0.03928, u / 12.92, ((u + 0.055) / 1.055)^2.4)
      sum(linear * c(0.2126, 0.7152, 0.0722))
    }
    both <- sort(c(luminance(colour), luminance(text_on(c(x = colour)))), decreasing = TRUE)
    expect_gte((both[1L] + 0.05) / (both[2L] + 0.05), 4.5)
  }
})

test_that("plot_response() says which columns it needs", {
  # error classes
  expect_error(plot_response(data.frame(a = 1)), class = "oncohort_error_columns")
  expect_error(plot_response(data.frame(a = 1, CR = "x")), class = "oncohort_error_columns")
  expect_snapshot(error = TRUE, {
    plot_response(data.frame(a = 1))
    plot_response(data.frame(a = 1, CR = -1))
  })
})
