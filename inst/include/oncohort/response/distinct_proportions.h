#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/interval.h"
#include "oncohort/response/proportion_limits.h"
#include "oncohort/view.h"

namespace oncohort {

/// Rows of x of n; one of the two may have length 1 and goes with every row.
class Proportions {
 public:
  /// @throws invalid_input  where the lengths differ and none is 1, or at 2^31 - 1 rows.
  Proportions(View<double> x, View<double> n)
      : x_(x.data()),
        n_(n.data()),
        x_step_(x.size() == 1 ? 0 : 1),
        n_step_(n.size() == 1 ? 0 : 1),
        rows_(x.size() == 1 ? n.size() : x.size()) {
    if (x.size() != n.size() && x.size() != 1 && n.size() != 1) {
      throw invalid_input("x and n must have one length, or one of them length 1, not " +
                          std::to_string(x.size()) + " and " + std::to_string(n.size()));
    }
    if (rows_ >= 2147483647u) {
      throw invalid_input("at most 2147483646 proportions are supported, not " +
                          std::to_string(rows_));
    }
  }

  std::size_t rows() const { return rows_; }
  double x(std::size_t row) const { return x_[row * x_step_]; }
  double n(std::size_t row) const { return n_[row * n_step_]; }
  /// The fewer of successes and failures: x of n and n - x of n share one computation.
  double fewer(std::size_t row) const { return std::min(x(row), n(row) - x(row)); }

  /// The first row that is no proportion, or rows() where all are.
  std::size_t first_bad() const {
    std::size_t row = 0;
    while (row < rows_ && is_proportion(x(row), n(row))) ++row;
    return row;
  }

 private:
  const double* x_;
  const double* n_;
  std::size_t x_step_;
  std::size_t n_step_;
  std::size_t rows_;
};

/// The limits of many proportions: each distinct one once, and where a row finds its own.
struct DistinctLimits {
  std::vector<Interval> limits;
  std::vector<std::uint32_t> index;  ///< row i has limits[index[i]].  (rows,)
};

namespace proportion_detail {

/// Collects distinct pairs (fewer, n) with their limits, those of the mirrored pair next.
class LimitsCollector {
 public:
  LimitsCollector(const Proportions& rows, const ProportionLimits& limits_of)
      : rows_(rows), limits_of_(limits_of) {
    result_.index.resize(rows.rows());
  }

  /// Computes a pair not met before; returns where its limits stand.
  std::uint32_t add(std::size_t row) {
    const auto position = static_cast<std::uint32_t>(result_.limits.size());
    const Interval limits = limits_of_(rows_.fewer(row), rows_.n(row));
    result_.limits.push_back(limits);
    result_.limits.push_back(mirrored(limits));
    return position;
  }

  void point(std::size_t row, std::uint32_t position) {
    result_.index[row] = position + (rows_.x(row) > rows_.fewer(row) ? 1u : 0u);
  }

  DistinctLimits take() { return std::move(result_); }

 private:
  const Proportions& rows_;
  const ProportionLimits& limits_of_;
  DistinctLimits result_;
};

/// Small n: a triangular table of all pairs says which have been computed.
inline DistinctLimits limits_by_table(const Proportions& rows,
                                      const ProportionLimits& limits_of,
                                      std::size_t pairs) {
  LimitsCollector collector(rows, limits_of);
  std::vector<std::uint32_t> position_after(pairs, 0);  // 0: not computed yet
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto n = static_cast<std::size_t>(rows.n(i));
    const auto fewer = static_cast<std::size_t>(rows.fewer(i));
    std::uint32_t& after = position_after[n * (n + 1) / 2 + fewer];
    if (after == 0) after = collector.add(i) + 1;
    collector.point(i, after - 1);
  }
  return collector.take();
}

/// Any n: rows in order of their pairs, each new pair computed.
inline DistinctLimits limits_by_sort(const Proportions& rows,
                                     const ProportionLimits& limits_of) {
  LimitsCollector collector(rows, limits_of);
  std::vector<std::uint32_t> order(rows.rows());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&rows](std::uint32_t a, std::uint32_t b) {
    return rows.n(a) != rows.n(b) ? rows.n(a) < rows.n(b) : rows.fewer(a) < rows.fewer(b);
  });
  std::uint32_t position = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::uint32_t row = order[k];
    const bool met = k > 0 && rows.n(row) == rows.n(order[k - 1]) &&
                     rows.fewer(row) == rows.fewer(order[k - 1]);
    if (!met) position = collector.add(row);
    collector.point(row, position);
  }
  return collector.take();
}

}  // namespace proportion_detail

/// Limits of many proportions by one method, each distinct pair computed once.
///
/// A million rows often hold a few thousand distinct pairs: an exact interval costs a
/// microsecond, finding the row's pair in a table some nanoseconds, by a sort 200.
///
/// @throws invalid_input  where a row is no proportion.
inline DistinctLimits distinct_limits(const Proportions& rows,
                                      const ProportionLimits& limits_of) {
  double largest = 0.0;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    if (!is_proportion(rows.x(i), rows.n(i))) {
      throw invalid_input("row " + std::to_string(i + 1) +
                          " of x and n is no proportion");
    }
    largest = std::max(largest, rows.n(i));
  }
  const double pairs = 0.5 * (largest + 1.0) * (largest + 2.0);
  if (pairs <= 4.0 * static_cast<double>(rows.rows()) + 1024.0) {
    return proportion_detail::limits_by_table(rows, limits_of,
                                              static_cast<std::size_t>(pairs));
  }
  return proportion_detail::limits_by_sort(rows, limits_of);
}

}  // namespace oncohort
