#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/view.h"

namespace oncohort {

/// u' V^- u and the rank of V.
struct QuadraticForm {
  double value;  ///< NaN where the rank is 0.
  int rank;
};

/// A pivot below this share of its own diagonal element is rounding, not information.
inline constexpr double kPivotTolerance = 1e-10;

/// The quadratic form of a covariance matrix that may be singular.
///
///     u' V^- u = |L^-1 P u|^2,   P V P' = L L'   (Cholesky, pivoted)
///
/// Each pivot is judged against its own diagonal element, so that a small group beside
/// large ones still counts. For u in the column space of V the value does not depend
/// on the generalised inverse; a covariance and its own difference vector always fit.
/// For a handful of rows: O(k^3), no library. Higham (1990) in Reliable Numerical
/// Computation, 161-185.
///
/// @param covariance  symmetric, positive semi-definite, by columns.  (k, k)
/// @param vector      (k,)
/// @throws invalid_input  where the sizes do not fit.
inline QuadraticForm quadratic_form(const std::vector<double>& covariance,
                                    const std::vector<double>& vector) {
  const std::size_t k = vector.size();
  if (covariance.size() != k * k) {
    throw invalid_input("covariance has " + std::to_string(covariance.size()) +
                        " values for a vector of " + std::to_string(k));
  }
  std::vector<double> v = covariance;
  std::vector<double> u = vector;
  std::vector<bool> used(k, false);
  QuadraticForm form{0.0, 0};
  for (std::size_t step = 0; step < k; ++step) {
    std::size_t pivot = k;
    double best = kPivotTolerance;
    for (std::size_t j = 0; j < k; ++j) {
      if (used[j] || !(covariance[j * k + j] > 0.0)) continue;
      const double share = v[j * k + j] / covariance[j * k + j];
      if (share > best) {
        best = share;
        pivot = j;
      }
    }
    if (pivot == k) break;
    used[pivot] = true;
    ++form.rank;
    const double diagonal = v[pivot * k + pivot];
    form.value += u[pivot] * u[pivot] / diagonal;
    for (std::size_t i = 0; i < k; ++i) {
      if (used[i]) continue;
      const double factor = v[pivot * k + i] / diagonal;
      u[i] -= factor * u[pivot];
      for (std::size_t j = 0; j < k; ++j) {
        if (!used[j]) v[j * k + i] -= factor * v[j * k + pivot];
      }
    }
  }
  if (form.rank == 0) form.value = std::numeric_limits<double>::quiet_NaN();
  return form;
}

}  // namespace oncohort
