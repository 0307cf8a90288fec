#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/order.h"
#include "oncohort/view.h"

namespace oncohort {

/// The outcome of a cohort: one row a patient, or one row a stretch of follow-up.
struct SurvivalOutcome {
  View<double> start;    ///< left ends of (start, stop] rows; empty: all at risk from the origin.
  View<double> stop;     ///< time of the event or of censoring.  (n,)
  View<int> event;       ///< 1 for an event at `stop`, 0 for censoring.  (n,)
  View<int> stratum;     ///< codes 0 ... strata - 1; empty: one stratum.
  int strata = 1;        ///< number of strata.
  View<double> count;    ///< replications, whole numbers >= 1; empty: one patient a row.
};

namespace survival_outcome_detail {

inline void check_size(std::size_t size, std::size_t n, const char* name) {
  if (size == n) return;
  throw invalid_input(std::string(name) + " has " + std::to_string(size) +
                      " values for " + std::to_string(n) + " rows");
}

inline void check_outcome(const SurvivalOutcome& outcome) {
  const std::size_t n = outcome.stop.size();
  check_size(outcome.event.size(), n, "event");
  if (!outcome.start.empty()) check_size(outcome.start.size(), n, "start");
  if (!outcome.stratum.empty()) check_size(outcome.stratum.size(), n, "stratum");
  if (!outcome.count.empty()) check_size(outcome.count.size(), n, "count");
  for (int e : outcome.event) {
    if (e != 0 && e != 1) throw invalid_input("event must be 0 or 1");
  }
  for (int s : outcome.stratum) {
    if (s < 0 || s >= outcome.strata) {
      throw invalid_input("stratum must be 0 to " + std::to_string(outcome.strata - 1));
    }
  }
  for (double c : outcome.count) {
    if (!(c >= 1.0) || c != std::floor(c) || c > 9.0e15) {
      throw invalid_input("count must be whole numbers of at least 1");
    }
  }
}

}  // namespace survival_outcome_detail

/// Start and stop on one grid, so that a near tie between the two is a tie.
struct OutcomeGrid {
  TimeGrid times;
  std::vector<std::uint32_t> start, stop;  ///< index of each row on `times`.
};

/// @throws invalid_input  for sizes that differ, events other than 0 and 1, strata
///   outside their range, counts that are not whole numbers >= 1, start >= stop.
inline OutcomeGrid outcome_grid(const SurvivalOutcome& outcome) {
  survival_outcome_detail::check_outcome(outcome);
  OutcomeGrid grid;
  if (outcome.start.empty()) {
    grid.times = time_grid(outcome.stop);
    grid.stop = std::move(grid.times.index);
    return grid;
  }
  const std::size_t n = outcome.stop.size();
  std::vector<double> both(outcome.start.begin(), outcome.start.end());
  both.insert(both.end(), outcome.stop.begin(), outcome.stop.end());
  grid.times = time_grid(both);
  const auto middle = grid.times.index.begin() + static_cast<std::ptrdiff_t>(n);
  grid.start.assign(grid.times.index.begin(), middle);
  grid.stop.assign(middle, grid.times.index.end());
  for (std::size_t i = 0; i < n; ++i) {
    if (grid.start[i] >= grid.stop[i]) {
      throw invalid_input("start must lie before stop, but row " + std::to_string(i + 1) +
                          " is an interval of no length");
    }
  }
  return grid;
}

}  // namespace oncohort
