#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
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
  View<double> weight{};  ///< case weights > 0; empty: all 1. Never with counts.
};

/// One event time of one stratum, and the rows between it and the next one.
struct EventTime {
  double time;
  std::uint32_t first;     ///< position of the first death at this time.
  std::uint32_t censored;  ///< deaths at this time stand in [first, censored).
  std::uint32_t end;       ///< those who leave before the next event time: [censored, end).
  std::int64_t n_event;    ///< patients who die at this time, replications counted.
  double mean_weight = 1.0;  ///< of those who die at this time.
};

/// Who is at risk when: made once a cohort, walked by every evaluation of a likelihood.
///
/// A row counts from its stratum's event times alone, so rows that see none of them
/// (censored before the first event, or between two) are left out. The others stand
/// in walking order: by stratum, then time, deaths first.
struct RiskSets {
  std::vector<std::uint32_t> row;      ///< row of the data at each position.  (m,)
  std::vector<double> count;           ///< replications by position; empty: all 1.
  std::vector<double> weight;          ///< case weights by position; empty: all 1.
  std::vector<EventTime> event_time;   ///< by stratum, increasing.  (k,)
  std::vector<std::uint32_t> stratum;  ///< first event time of each stratum, and k.  (s + 1,)
  /// (start, stop] rows only: event time before which a position is not yet at risk.  (m,)
  std::vector<std::uint32_t> entry;
  /// Positions ordered by `entry`, and where those of each event time begin.  (m,), (k + 1,)
  std::vector<std::uint32_t> by_entry, entry_begin;
  std::vector<double> start, stop;  ///< times by row of the data, near ties merged.
  std::int64_t n_patients = 0;      ///< all rows, replications counted.
  std::int64_t n_event = 0;

  bool late_entry() const { return !entry.empty(); }
  double patients(std::size_t position) const {
    return count.empty() ? 1.0 : count[position];
  }
  /// What a position counts for in a sum over patients: replications or weight.
  double mass(std::size_t position) const {
    return weight.empty() ? patients(position) : weight[position];
  }
};

namespace risk_sets_detail {

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
  if (!outcome.weight.empty()) check_size(outcome.weight.size(), n, "weight");
  if (!outcome.weight.empty() && !outcome.count.empty()) {
    throw invalid_input("weight and count cannot be given together");
  }
  for (double w : outcome.weight) {
    if (!(w > 0.0) || !std::isfinite(w)) {
      throw invalid_input("weight must be finite and more than 0");
    }
  }
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

/// Start and stop on one grid, so that a near tie between the two is a tie.
struct OutcomeGrid {
  TimeGrid times;
  std::vector<std::uint32_t> start, stop;  ///< index of each row on `times`.
};

inline OutcomeGrid outcome_grid(const SurvivalOutcome& outcome) {
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

/// Stable counting sort of `order` by `key` in [0, keys).
template <class Key>
std::vector<std::uint32_t> sort_by(const std::vector<std::uint32_t>& order,
                                   std::size_t keys, const Key& key) {
  std::vector<std::uint32_t> begin(keys + 1, 0);
  for (std::uint32_t i : order) ++begin[key(i) + 1];
  for (std::size_t k = 0; k < keys; ++k) begin[k + 1] += begin[k];
  std::vector<std::uint32_t> sorted(order.size());
  for (std::uint32_t i : order) sorted[begin[key(i)]++] = i;
  return sorted;
}

/// Rows by stratum, then time, deaths first.
inline std::vector<std::uint32_t> walking_order(const SurvivalOutcome& outcome,
                                                const OutcomeGrid& grid) {
  std::vector<std::uint32_t> order(outcome.stop.size());
  std::iota(order.begin(), order.end(), 0u);
  order = sort_by(order, 2 * grid.times.time.size(), [&](std::uint32_t i) {
    return 2 * std::size_t{grid.stop[i]} + (outcome.event[i] == 1 ? 0 : 1);
  });
  if (outcome.stratum.empty()) return order;
  return sort_by(order, static_cast<std::size_t>(outcome.strata), [&](std::uint32_t i) {
    return static_cast<std::size_t>(outcome.stratum[i]);
  });
}

/// Groups positions by `entry`, for the walk to let them go again.
inline void index_entries(RiskSets& sets) {
  std::vector<std::uint32_t> position(sets.row.size());
  std::iota(position.begin(), position.end(), 0u);
  const std::size_t k = sets.event_time.size();
  sets.by_entry =
      sort_by(position, k + 1, [&](std::uint32_t i) { return sets.entry[i]; });
  sets.entry_begin.assign(k + 2, 0);
  for (std::uint32_t e : sets.entry) ++sets.entry_begin[e + 1];
  for (std::size_t e = 0; e <= k; ++e) sets.entry_begin[e + 1] += sets.entry_begin[e];
}

/// Takes the rows in walking order and cuts them into event times.
class RiskSetBuilder {
 public:
  RiskSetBuilder(const SurvivalOutcome& outcome, const OutcomeGrid& grid)
      : outcome_(outcome), grid_(grid) {
    sets_.row.reserve(outcome.stop.size());
    sets_.stratum.assign(1, 0);
  }

  void add(std::uint32_t i) {
    const int own = outcome_.stratum.empty() ? 0 : outcome_.stratum[i];
    while (static_cast<int>(sets_.stratum.size()) <= own) close_stratum();
    const double count = outcome_.count.empty() ? 1.0 : outcome_.count[i];
    sets_.n_patients += static_cast<std::int64_t>(count);
    if (outcome_.event[i] == 1) open_event_time(grid_.stop[i]);
    if (sets_.event_time.size() == sets_.stratum.back()) return;
    if (!outcome_.start.empty() && !enter(grid_.start[i])) return;
    EventTime& current = sets_.event_time.back();
    if (outcome_.event[i] == 1) {
      current.n_event += static_cast<std::int64_t>(count);
      sets_.n_event += static_cast<std::int64_t>(count);
      ++current.censored;
    }
    ++current.end;
    sets_.row.push_back(i);
    if (!outcome_.count.empty()) sets_.count.push_back(count);
    if (!outcome_.weight.empty()) sets_.weight.push_back(outcome_.weight[i]);
  }

  RiskSets finish() {
    while (static_cast<int>(sets_.stratum.size()) <= outcome_.strata) close_stratum();
    if (!outcome_.start.empty()) index_entries(sets_);
    if (!sets_.weight.empty()) average_weights();
    sets_.start = merged(grid_.start);
    sets_.stop = merged(grid_.stop);
    return std::move(sets_);
  }

 private:
  void close_stratum() {
    sets_.stratum.push_back(static_cast<std::uint32_t>(sets_.event_time.size()));
  }

  void open_event_time(std::uint32_t index) {
    const bool first = sets_.event_time.size() == sets_.stratum.back();
    if (!first && index_.back() == index) return;
    const auto position = static_cast<std::uint32_t>(sets_.row.size());
    sets_.event_time.push_back(
        {grid_.times.time[index], position, position, position, 0, 1.0});
    index_.push_back(index);
  }

  /// False where no event time of the stratum lies after `start`.
  bool enter(std::uint32_t start) {
    const auto begin = index_.begin() + static_cast<std::ptrdiff_t>(sets_.stratum.back());
    const auto after = std::upper_bound(begin, index_.end(), start);
    if (after == index_.end()) return false;
    sets_.entry.push_back(static_cast<std::uint32_t>(after - index_.begin()));
    return true;
  }

  void average_weights() {
    for (EventTime& t : sets_.event_time) {
      double sum = 0.0;
      for (std::uint32_t i = t.first; i < t.censored; ++i) sum += sets_.weight[i];
      t.mean_weight = sum / static_cast<double>(t.n_event);
    }
  }

  std::vector<double> merged(const std::vector<std::uint32_t>& index) const {
    std::vector<double> time(index.size());
    for (std::size_t i = 0; i < index.size(); ++i) time[i] = grid_.times.time[index[i]];
    return time;
  }

  const SurvivalOutcome& outcome_;
  const OutcomeGrid& grid_;
  RiskSets sets_;
  std::vector<std::uint32_t> index_;  // of each event time on the grid
};

}  // namespace risk_sets_detail

/// Sort once: the risk sets of a cohort.
///
/// A patient is at risk at an event time t of the own stratum where start < t <= stop.
/// Near ties are merged (see `time_grid()`), starts and stops together.
///
/// @throws invalid_input  for sizes that differ, events other than 0 and 1, strata
///   outside their range, counts that are not whole numbers >= 1, weights that are not
///   above 0, both of them, start >= stop.
inline RiskSets risk_sets(const SurvivalOutcome& outcome) {
  using namespace risk_sets_detail;
  check_outcome(outcome);
  const OutcomeGrid grid = outcome_grid(outcome);
  RiskSetBuilder builder(outcome, grid);
  for (std::uint32_t i : walking_order(outcome, grid)) builder.add(i);
  return builder.finish();
}

/// Walk each stratum from its last event time to its first.
///
/// `sums` is told who joins the risk set and who leaves it:
/// `clear()` at each stratum, `censored(position)`, `death(position)`,
/// `before_entry(position)`, and then `at_event(event time)`.
template <class Sums>
void walk_back(const RiskSets& sets, Sums& sums) {
  for (std::size_t s = 0; s + 1 < sets.stratum.size(); ++s) {
    sums.clear();
    for (std::size_t g = sets.stratum[s + 1]; g-- > sets.stratum[s];) {
      const EventTime& t = sets.event_time[g];
      for (std::uint32_t i = t.censored; i < t.end; ++i) sums.censored(i);
      for (std::uint32_t i = t.first; i < t.censored; ++i) sums.death(i);
      if (sets.late_entry()) {
        // Those whose first event time is g + 1 are not yet at risk at g.
        const std::size_t next = g + 1;
        if (next < sets.stratum[s + 1]) {
          for (std::uint32_t j = sets.entry_begin[next]; j < sets.entry_begin[next + 1];
               ++j) {
            sums.before_entry(sets.by_entry[j]);
          }
        }
      }
      sums.at_event(g);
    }
  }
}

}  // namespace oncohort
