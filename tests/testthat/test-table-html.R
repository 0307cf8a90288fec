test_that("html_table() puts text left, numbers right, NA empty, and escapes what it must", {
  # by hand
  table <- data.frame(name = c("a < b", NA), x = c(0.000012, 1234567), p.value = c(0.0000001, NA))
  expect_identical(html_table(table), paste0(
    "<div class=\"table\"><table>\n<thead><tr><th>name</th><th class=\"number\">x</th>",
    "<th class=\"number\">p.value</th></tr></thead>\n<tbody>\n",
    "<tr><td>a &lt; b</td><td class=\"number\">0.000012</td><td class=\"number\">&lt;0.0001</td></tr>\n",
    "<tr><td></td><td class=\"number\">1234567</td><td class=\"number\"></td></tr>\n",
    "</tbody></table></div>\n"
  ))
})
