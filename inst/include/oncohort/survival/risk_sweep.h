#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/survival/risk_table.h"
#include "oncohort/view.h"

namespace oncohort {

/// A cohort whose groups are compared within strata: what every rank test starts from.
struct StratifiedCohort {
  RightCensored outcome;   ///< with `group`; a group may be empty.
  View<int> stratum = {};  ///< 0 .. n_strata - 1; empty: all in one.  (n,) or (0,)
  int n_strata = 1;
};

/// One distinct time of one stratum: who is at risk and who leaves, by group.
///
/// The views are valid during the visit only.
struct RiskMoment {
  int stratum;
  View<double> n_risk;    ///< just before the time.  (groups,)
  View<double> n_event;   ///< (groups,)
  View<double> n_censor;  ///< (groups,)
  double total_risk;
  double total_event;
  double
      survivor;  ///< pooled Kaplan-Meier estimate S(t-) of the stratum, groups ignored.
};

namespace risk_sweep_detail {

/// The group of each row with its stratum: stratum * n_groups + group.
inline std::vector<int> cell_of_row(const StratifiedCohort& cohort) {
  const RightCensored& outcome = cohort.outcome;
  const std::size_t n = outcome.time.size();
  if (cohort.stratum.size() != n || outcome.group.size() != n) {
    throw invalid_input("stratum has " + std::to_string(cohort.stratum.size()) +
                        " values and group " + std::to_string(outcome.group.size()) +
                        " for " + std::to_string(n) + " times");
  }
  if (outcome.n_groups < 1 || cohort.n_strata < 1 ||
      cohort.n_strata > std::numeric_limits<int>::max() / outcome.n_groups) {
    throw invalid_input("n_groups and n_strata must be 1 or more, not " +
                        std::to_string(outcome.n_groups) + " and " +
                        std::to_string(cohort.n_strata));
  }
  std::vector<int> cell(n);
  for (std::size_t i = 0; i < n; ++i) {
    const int s = cohort.stratum[i];
    const int g = outcome.group[i];
    if (s < 0 || s >= cohort.n_strata || g < 0 || g >= outcome.n_groups) {
      throw invalid_input("stratum and group must lie below n_strata and n_groups, not " +
                          std::to_string(s) + " and " + std::to_string(g));
    }
    cell[i] = s * outcome.n_groups + g;
  }
  return cell;
}

/// Merges the risk tables of one stratum's groups, time by time.
template <typename Visit>
void sweep_stratum(const RiskTable* tables, std::size_t n_groups, int stratum,
                   Visit& visit) {
  std::vector<std::size_t> next(n_groups, 0);
  std::vector<double> n_risk(n_groups), n_event(n_groups), n_censor(n_groups);
  double survivor = 1.0;
  for (;;) {
    double time = std::numeric_limits<double>::infinity();
    for (std::size_t g = 0; g < n_groups; ++g) {
      if (next[g] < tables[g].time.size()) time = std::min(time, tables[g].time[next[g]]);
    }
    if (time == std::numeric_limits<double>::infinity()) return;
    double at_risk = 0.0;
    double events = 0.0;
    for (std::size_t g = 0; g < n_groups; ++g) {
      const RiskTable& table = tables[g];
      const std::size_t j = next[g];
      const bool leaves = j < table.time.size() && table.time[j] == time;
      n_risk[g] = j < table.time.size() ? table.n_risk[j] : 0.0;
      n_event[g] = leaves ? table.n_event[j] : 0.0;
      n_censor[g] = leaves ? table.n_censor[j] : 0.0;
      at_risk += n_risk[g];
      events += n_event[g];
      next[g] += leaves;
    }
    visit(RiskMoment{stratum, n_risk, n_event, n_censor, at_risk, events, survivor});
    survivor *= (at_risk - events) / at_risk;
  }
}

}  // namespace risk_sweep_detail

/// Visits every distinct time of every stratum, in order, with its risk set by group.
///
/// The risk tables of the groups are merged, so nothing is sorted here. O(k g) for k
/// times and g groups once the tables stand.
///
/// @param visit  called with a `RiskMoment`, stratum by stratum, times increasing.
/// @throws invalid_input  as `risk_tables()`, and for a stratum of another size or out
///                        of range.
template <typename Visit>
void sweep_risk(const StratifiedCohort& cohort, Visit visit) {
  RightCensored by_cell = cohort.outcome;
  std::vector<int> cell;
  const int n_strata = cohort.stratum.empty() ? 1 : cohort.n_strata;
  if (!cohort.stratum.empty()) {
    cell = risk_sweep_detail::cell_of_row(cohort);
    by_cell.group = cell;
    by_cell.n_groups *= n_strata;
  }
  const std::vector<RiskTable> tables = risk_tables(by_cell);
  const std::size_t n_groups = tables.size() / static_cast<std::size_t>(n_strata);
  for (int s = 0; s < n_strata; ++s) {
    const RiskTable* first = tables.data() + static_cast<std::size_t>(s) * n_groups;
    risk_sweep_detail::sweep_stratum(first, n_groups, s, visit);
  }
}

}  // namespace oncohort
