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

/// Right-censored outcomes, one value per row.
///
/// `group` and `counts` may be empty: one group, one patient per row. A row of count 3
/// is three patients in every estimate.
struct RightCensored {
  View<double> time;    ///< follow-up time, finite.  (n,)
  View<int> status;     ///< 1 event, 0 censored.  (n,)
  View<int> group;      ///< 0 .. n_groups - 1, or empty.  (n,)
  int n_groups = 1;     ///< how many groups; one without rows gives an empty table.
  View<double> counts;  ///< whole numbers, 1 or more, or empty.  (n,)
};

/// One group's distinct times and what happens at each: all an estimator needs to know.
///
/// Counts are held as doubles: exact up to 2^53 patients.
struct RiskTable {
  std::vector<double> time;      ///< distinct times, increasing.  (k,)
  std::vector<double> n_risk;    ///< at risk just before each time.  (k,)
  std::vector<double> n_event;   ///< events at each time.  (k,)
  std::vector<double> n_censor;  ///< censored at each time, after its events.  (k,)
  double n = 0.0;                ///< patients of the group.
};

namespace risk_table_detail {

inline void check(const RightCensored& data) {
  const std::size_t n = data.time.size();
  const auto same = [n](std::size_t size, const char* name, bool may_be_empty) {
    if (size != n && !(may_be_empty && size == 0)) {
      throw invalid_input(std::string(name) + " has " + std::to_string(size) +
                          " values for " + std::to_string(n) + " times");
    }
  };
  same(data.status.size(), "status", false);
  same(data.group.size(), "group", true);
  same(data.counts.size(), "counts", true);
  if (data.n_groups < 1) throw invalid_input("n_groups must be 1 or more");
  for (int s : data.status) {
    if (s != 0 && s != 1) {
      throw invalid_input("status must be 0 or 1, not " + std::to_string(s));
    }
  }
  for (int g : data.group) {
    if (g < 0 || g >= data.n_groups) {
      throw invalid_input("group must lie in 0 .. n_groups - 1, not " +
                          std::to_string(g));
    }
  }
  for (double c : data.counts) {
    if (!(c >= 1.0) || c != std::floor(c)) {
      throw invalid_input("counts must be whole numbers of 1 or more");
    }
  }
}

/// Fill in who is at risk, from the last time back.
inline void count_at_risk(RiskTable& table) {
  table.n_risk.resize(table.time.size());
  double at_risk = 0.0;
  for (std::size_t j = table.time.size(); j-- > 0;) {
    at_risk += table.n_event[j] + table.n_censor[j];
    table.n_risk[j] = at_risk;
  }
  table.n = at_risk;
}

inline void append(RiskTable& table, double time, double events, double censored) {
  table.time.push_back(time);
  table.n_event.push_back(events);
  table.n_censor.push_back(censored);
}

/// Few bins for the number of rows: a histogram over (group, time), no row is moved.
inline std::vector<RiskTable> tables_by_histogram(const RightCensored& data,
                                                  const TimeGrid& grid) {
  const std::size_t k = grid.time.size();
  const std::size_t groups = static_cast<std::size_t>(data.n_groups);
  std::vector<double> bins(2 * k * groups, 0.0);  // (event, censored) beside each other
  for (std::size_t i = 0; i < data.time.size(); ++i) {
    const std::size_t g = data.group.empty() ? 0 : static_cast<std::size_t>(data.group[i]);
    const std::size_t bin = 2 * (g * k + grid.index[i]) + (data.status[i] == 0);
    bins[bin] += data.counts.empty() ? 1.0 : data.counts[i];
  }
  std::vector<RiskTable> tables(groups);
  for (std::size_t g = 0; g < groups; ++g) {
    const double* bin = bins.data() + 2 * g * k;
    for (std::size_t j = 0; j < k; ++j, bin += 2) {
      if (bin[0] + bin[1] > 0.0) append(tables[g], grid.time[j], bin[0], bin[1]);
    }
  }
  return tables;
}

/// Many groups and many times: rows in time order are dealt out to their groups.
inline std::vector<RiskTable> tables_by_rows(const RightCensored& data,
                                             const TimeGrid& grid) {
  std::vector<std::uint32_t> start(grid.time.size() + 1, 0);
  for (std::uint32_t j : grid.index) ++start[j + 1];
  for (std::size_t j = 1; j < start.size(); ++j) start[j] += start[j - 1];
  std::vector<std::uint32_t> by_time(grid.index.size());
  for (std::size_t i = 0; i < grid.index.size(); ++i) {
    by_time[start[grid.index[i]]++] = static_cast<std::uint32_t>(i);
  }
  std::vector<RiskTable> tables(static_cast<std::size_t>(data.n_groups));
  for (std::uint32_t i : by_time) {
    RiskTable& table = tables[data.group.empty() ? 0 : static_cast<std::size_t>(data.group[i])];
    const double time = grid.time[grid.index[i]];
    if (table.time.empty() || table.time.back() != time) append(table, time, 0.0, 0.0);
    auto& column = data.status[i] != 0 ? table.n_event : table.n_censor;
    column.back() += data.counts.empty() ? 1.0 : data.counts[i];
  }
  return tables;
}

}  // namespace risk_table_detail

/// Count events, censorings and patients at risk at each distinct time of each group.
///
///     d_j = events at t_j,  c_j = censored at t_j,  n_j = sum_{l >= j} (d_l + c_l)
///
/// Near-tied times are merged over all groups together. A patient censored at an event
/// time is at risk for it. One sort at most; O(n + k) after it.
///
/// @return  one table per group, empty for a group without rows.  (n_groups,)
/// @throws invalid_input  where sizes differ, a status is not 0 or 1, a group or a count
///                        is out of range, or a time is not finite.
inline std::vector<RiskTable> risk_tables(const RightCensored& data) {
  risk_table_detail::check(data);
  const TimeGrid grid = time_grid(data.time);
  const std::size_t bins = grid.time.size() * static_cast<std::size_t>(data.n_groups);
  std::vector<RiskTable> tables = bins <= 2 * data.time.size() + 4096
                                      ? risk_table_detail::tables_by_histogram(data, grid)
                                      : risk_table_detail::tables_by_rows(data, grid);
  for (RiskTable& table : tables) risk_table_detail::count_at_risk(table);
  return tables;
}

}  // namespace oncohort
