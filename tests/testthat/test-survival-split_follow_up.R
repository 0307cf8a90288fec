study <- data.frame(
  id = 1:6, months = c(7, 2, 4, 9, 3, 6), died = c(1, 1, 1, 0, 1, 1),
  third = c(2, NA, 1, 4, NA, 6), x = c(0.3, -1, 2, 0.5, 0, 1)
)

test_that("split_follow_up() cuts three patients as on paper", {
  # by hand: a change within, one never, one at the end of follow-up
  rows <- split_follow_up(study[c(1, 2, 6), ], c(toxic = third), time = months, event = died)
  expect_equal(rows$id, c(1, 1, 2, 6))
  expect_equal(rows$row, c(1, 1, 2, 3))
  expect_equal(rows$start, c(0, 2, 0, 0))
  expect_equal(rows$stop, c(2, 7, 2, 6))
  expect_equal(rows$event, c(0, 1, 1, 1))
  expect_equal(rows$toxic, c(0, 1, 0, 0))
  early <- split_follow_up(study[1, ], c(toxic = 0), time = months, event = died)
  expect_equal(early[c("start", "stop", "toxic")], data.frame(start = 0, stop = 7, toxic = 1))
})

test_that("cut points give survSplit()'s rows", {
  # oracle
  lung <- survival::lung
  lung$died <- lung$status - 1
  cuts <- c(100, 250, 400)
  ours <- split_follow_up(lung, cuts, time = time, event = died)
  theirs <- survival::survSplit(Surv(time, died) ~ ., lung, cut = cuts, episode = "piece")
  expect_equal(ours$start, theirs$tstart)
  expect_equal(ours$stop, theirs$time)
  expect_equal(ours$event, theirs$died)
  expect_equal(as.integer(ours$interval), theirs$piece)
  again <- split_follow_up(ours[setdiff(names(ours), "interval")], 300,
    time = stop, event = event, start = start
  )
  whole <- split_follow_up(lung, c(cuts, 300), time = time, event = died)
  expect_equal(again[c("start", "stop", "event")], whole[c("start", "stop", "event")])
})

test_that("changes of covariates give tmerge()'s rows", {
  # oracle: tdc() holds 1 from the time of the change on
  set.seed(8)
  n <- 60
  cohort <- data.frame(
    id = seq_len(n), months = round(rexp(n, 0.1), 1) + 0.1, died = rbinom(n, 1, 0.7)
  )
  cohort$a <- ifelse(runif(n) < 0.6, round(rexp(n, 0.2), 1) + 0.05, NA)
  cohort$b <- ifelse(runif(n) < 0.5, round(rexp(n, 0.2), 1) + 0.03, NA)
  ours <- split_follow_up(cohort, c(toxic = a, response = b), time = months, event = died)
  theirs <- survival::tmerge(cohort, cohort,
    id = id, end = event(months, died), toxic = tdc(a), response = tdc(b)
  )
  expect_equal(ours$start, theirs$tstart)
  expect_equal(ours$stop, theirs$tstop)
  expect_equal(ours$event, theirs$end, ignore_attr = TRUE)
  expect_equal(ours$toxic, as.integer(theirs$toxic))
  expect_equal(ours$response, as.integer(theirs$response))
})

test_that("a split follow-up changes no estimate", {
  # property
  lung <- na.omit(survival::lung[c("time", "status", "age", "sex")])
  lung$died <- lung$status - 1
  rows <- split_follow_up(lung, c(50, 183, 310), time = time, event = died)
  for (ties in c("efron", "breslow", "exact")) {
    a <- cox_ph(Surv(time, died) ~ age + sex, lung, ties = ties)
    b <- cox_ph(Surv(start, stop, event) ~ age + sex, rows, ties = ties)
    expect_equal(coef(a), coef(b), tolerance = 1e-9)
    expect_equal(a$var, b$var, tolerance = 1e-9)
    expect_equal(a$loglik, b$loglik, tolerance = 1e-11)
    expect_equal(
      as.data.frame(test_ph(a)), as.data.frame(test_ph(b)),
      tolerance = 1e-8
    )
    expect_equal(rowsum(unname(residuals(b)), rows$row)[, 1], unname(residuals(a)),
      tolerance = 1e-9, ignore_attr = TRUE
    )
  }
})

test_that("what cannot be split is refused", {
  # definition
  split <- function(...) split_follow_up(study, ..., time = months, event = died)
  expect_error(split("a"), class = "oncohort_error_at")
  expect_error(split(), class = "oncohort_error_at")
  expect_error(split(c(toxic = third, 3)), class = "oncohort_error_at")
  expect_error(split(c(x = third)), class = "oncohort_error_at")
  expect_error(split(c(toxic = 1:3)), class = "oncohort_error_at")
  expect_error(split(c(toxic = nowhere)), class = "oncohort_error_argument")
  expect_error(split(3, begin = 0), class = "oncohort_error_argument")
  expect_error(split_follow_up(study, 3, time = months), class = "oncohort_error_argument")
  expect_error(split_follow_up(1, 3), class = "oncohort_error_data")
  zero <- transform(study, months = months - 2)
  expect_error(split_follow_up(zero, 3, time = months, event = died), class = "oncohort_error_times")
  expect_error(split_follow_up(study, 3, time = "a", event = died), class = "oncohort_error_times")
  two <- transform(study, died = died + 1)
  expect_error(split_follow_up(two, 3, time = months, event = died), class = "oncohort_error_outcome")
  expect_snapshot(error = TRUE, {
    split("a")
    split(c(toxic = third, 3))
    split(c(x = third))
    split(c(toxic = 1:3))
    split_follow_up(study, 3, time = months)
    split_follow_up(zero, 3, time = months, event = died)
    split_follow_up(two, 3, time = months, event = died)
  })
})
