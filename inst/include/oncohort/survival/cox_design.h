#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/linear_algebra.h"
#include "oncohort/survival/risk_sets.h"
#include "oncohort/view.h"

namespace oncohort {

/// Where a column lies and how far it spreads.
struct ColumnScale {
  double centre;  ///< mean over all rows
  double spread;  ///< root mean square about the centre; 0 for a constant
};

/// The covariates in walking order, centred and scaled.
///
/// Centring keeps the information, a difference of two sums of squares, from losing
/// digits; scaling lets one tolerance serve covariates of any unit.
struct CoxDesign {
  PaddedRows rows;                  ///< (x - centre) / spread, by position.  (m, p)
  std::vector<ColumnScale> column;  ///< (p,)
  std::vector<double> offset;       ///< by position; empty: none.
};

/// @throws invalid_input  where a value is not finite.
inline ColumnScale column_scale(View<double> x, std::size_t j) {
  const double n = static_cast<double>(x.size());
  const double first = x.empty() ? 0.0 : x[0];
  double lowest = first;
  double highest = first;
  double sum = 0.0;  // about the first value: a constant of 1e9 costs no digits
  bool finite = true;
  for (double value : x) {
    finite = finite && std::isfinite(value);
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
    sum += value - first;
  }
  if (!finite) {
    throw invalid_input("covariates must be finite, but column " + std::to_string(j + 1) +
                        " is not");
  }
  // A range of a few roundings is one value that was computed in two ways.
  const double rounding = 8.0 * std::numeric_limits<double>::epsilon() *
                          std::max(std::abs(lowest), std::abs(highest));
  const double centre = first + sum / n;
  if (highest - lowest <= rounding) return {centre, 0.0};
  const double unit = highest - lowest;  // squares of 1e-200 must not vanish
  double squares = 0.0;
  for (double value : x) {
    const double deviation = (value - centre) / unit;
    squares += deviation * deviation;
  }
  return {centre, unit * std::sqrt(squares / n)};
}

/// Up to four columns from j on at once: each row is then written in one piece.
inline void gather_block(const RiskSets& sets, MatrixView x, std::size_t j,
                         CoxDesign& design) {
  const std::size_t columns = std::min(PaddedRows::block, x.columns - j);
  for (std::size_t i = 0; i < sets.row.size(); ++i) {
    double* to = design.rows.row(i) + j;
    for (std::size_t k = 0; k < columns; ++k) {
      const ColumnScale& scale = design.column[j + k];
      if (scale.spread == 0.0) continue;
      to[k] = (x.column(j + k)[sets.row[i]] - scale.centre) / scale.spread;
    }
  }
}

/// @param x       covariates by columns, in the rows of the data.  (n, p)
/// @param offset  known part of the linear predictor; empty: none.  (n,)
/// @throws invalid_input  for sizes that differ, values that are not finite.
inline CoxDesign cox_design(const RiskSets& sets, MatrixView x, View<double> offset) {
  const std::size_t n = sets.stop.size();
  if (x.columns > 0 && x.rows != n) {
    throw invalid_input("x has " + std::to_string(x.rows) + " rows for " +
                        std::to_string(n) + " times");
  }
  if (!offset.empty() && offset.size() != n) {
    throw invalid_input("offset has " + std::to_string(offset.size()) + " values for " +
                        std::to_string(n) + " rows");
  }
  CoxDesign design;
  for (std::size_t j = 0; j < x.columns; ++j) {
    design.column.push_back(column_scale(x.column(j), j));
  }
  design.rows = PaddedRows(sets.row.size(), x.columns);
  for (std::size_t j = 0; j < x.columns; j += PaddedRows::block) {
    gather_block(sets, x, j, design);
  }
  if (offset.empty()) return design;
  design.offset.resize(sets.row.size());
  for (std::size_t i = 0; i < sets.row.size(); ++i) {
    design.offset[i] = offset[sets.row[i]];
    if (!std::isfinite(design.offset[i])) throw invalid_input("offset must be finite");
  }
  return design;
}

}  // namespace oncohort
