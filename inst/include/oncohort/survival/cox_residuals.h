#pragma once

#include <cstddef>
#include <vector>

#include "oncohort/survival/risk_sets.h"
#include "oncohort/view.h"

namespace oncohort {

/// Columns whose values are all -1, 0 or 1 keep the reference 0: a mean of a code is
/// nobody. `survival` calls this rule `nocenter`.
inline bool is_code(View<double> x) {
  for (double value : x) {
    if (value != 0.0 && value != 1.0 && value != -1.0) return false;
  }
  return true;
}

/// The covariates of the patient whose linear predictor is 0: means, 0 for codes.  (p,)
///
/// @param x      covariates.  (n, p)
/// @param count  replications; empty: one a row.  (n,)
inline std::vector<double> reference_values(MatrixView x, View<double> count) {
  std::vector<double> reference(x.columns, 0.0);
  double n = count.empty() ? static_cast<double>(x.rows) : 0.0;
  for (double c : count) n += c;
  for (std::size_t j = 0; j < x.columns; ++j) {
    const View<double> column = x.column(j);
    if (column.empty() || is_code(column)) continue;
    double sum = 0.0;
    for (std::size_t i = 0; i < x.rows; ++i) {
      sum += (count.empty() ? 1.0 : count[i]) * (column[i] - column[0]);
    }
    reference[j] = column[0] + sum / n;
  }
  return reference;
}

/// (x_i - reference)'b + offset_i, aliased (NaN) coefficients left out.  (n,)
///
/// Equal rows get equal values to the last bit: the concordance counts ties.
inline std::vector<double> linear_predictor(MatrixView x, View<double> offset,
                                            const std::vector<double>& coefficient,
                                            const std::vector<double>& reference,
                                            std::size_t n) {
  std::vector<double> eta(offset.begin(), offset.end());
  eta.resize(n, 0.0);
  for (std::size_t j = 0; j < coefficient.size(); ++j) {
    const double b = coefficient[j];
    if (b != b) continue;
    const View<double> column = x.column(j);
    for (std::size_t i = 0; i < n; ++i) eta[i] += (column[i] - reference[j]) * b;
  }
  return eta;
}

/// Events less expected events of each row; with counts the total of its patients, with
/// case weights one patient's.  (n,)
///
///     M_i = events_i - r_i (hazard faced by i)
///
/// Barlow & Prentice (1988) Biometrika 75:65-74; Therneau, Grambsch & Fleming (1990)
/// Biometrika 77:147-160. Rows that see no event time expect none: 0.
///
/// @param expected  expected events by position of the plan.  (m,)
inline std::vector<double> martingale_residuals(const RiskSets& sets,
                                                const std::vector<double>& expected) {
  std::vector<double> residual(sets.stop.size(), 0.0);
  for (const EventTime& t : sets.event_time) {
    for (std::uint32_t i = t.first; i < t.end; ++i) {
      const double events = i < t.censored ? sets.mass(i) : 0.0;
      residual[sets.row[i]] = events - expected[i];
      if (!sets.weight.empty()) residual[sets.row[i]] /= sets.weight[i];
    }
  }
  return residual;
}

}  // namespace oncohort
