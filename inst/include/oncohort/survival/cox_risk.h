#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/risk_sets.h"
#include "oncohort/view.h"

namespace oncohort {

/// Linear predictors and relative risks of all positions.
struct CoxRisk {
  std::vector<double> eta;   ///< x'beta + offset, less the largest of its stratum.  (m,)
  std::vector<double> risk;  ///< count or weight times exp(eta).  (m,)
};

/// With the largest of each stratum taken off no exponential overflows; the partial
/// likelihood does not see the difference.
///
/// @param beta  coefficients in the design's units.  (p,)
inline CoxRisk cox_risk(const RiskSets& sets, const CoxDesign& design,
                        const Vector& beta) {
  const std::size_t m = sets.row.size();
  CoxRisk out{std::vector<double>(m), std::vector<double>(m)};
  const bool null = (beta.array() == 0.0).all();
  std::vector<double> padded(design.rows.width(), 0.0);
  for (Eigen::Index j = 0; j < beta.size(); ++j) {
    padded[static_cast<std::size_t>(j)] = beta(j);
  }
  for (std::size_t i = 0; i < m; ++i) {
    out.eta[i] = design.offset.empty() ? 0.0 : design.offset[i];
    if (!null) out.eta[i] += design.rows.dot(i, padded.data());
  }
  for (std::size_t s = 0; s + 1 < sets.stratum.size(); ++s) {
    if (sets.stratum[s] == sets.stratum[s + 1]) continue;
    const std::size_t first = sets.event_time[sets.stratum[s]].first;
    const std::size_t end = sets.event_time[sets.stratum[s + 1] - 1].end;
    double largest = out.eta[first];
    for (std::size_t i = first; i < end; ++i) largest = std::max(largest, out.eta[i]);
    for (std::size_t i = first; i < end; ++i) {
      out.eta[i] -= largest;
      out.risk[i] = sets.mass(i) * (out.eta[i] == 0.0 ? 1.0 : std::exp(out.eta[i]));
    }
  }
  return out;
}

/// Root mean square of each column about its mean: the design's unit of it.  (p,)
inline Vector design_units(const CoxDesign& design) {
  Vector out(as_index(design.column.size()));
  for (std::size_t j = 0; j < design.column.size(); ++j) {
    out(as_index(j)) = design.column[j].spread;
  }
  return out;
}

/// Coefficients per unit of the column in the design's units; 0 where aliased (NaN).  (p,)
///
/// @throws invalid_input  for sizes that differ.
inline Vector design_coefficients(const CoxDesign& design, View<double> coefficient) {
  if (coefficient.size() != design.column.size()) {
    throw invalid_input("coefficient has " + std::to_string(coefficient.size()) +
                        " values for " + std::to_string(design.column.size()) +
                        " columns");
  }
  Vector out = design_units(design);
  for (std::size_t j = 0; j < coefficient.size(); ++j) {
    const double b = coefficient[j];
    out(as_index(j)) = b == b ? b * out(as_index(j)) : 0.0;
  }
  return out;
}

}  // namespace oncohort
