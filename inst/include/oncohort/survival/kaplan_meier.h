#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "oncohort/survival/risk_table.h"

namespace oncohort {

/// The survivor function and the cumulative hazard at each time of a risk table.
struct KaplanMeier {
  std::vector<double> survival;           ///< S(t), in [0, 1], non-increasing.  (k,)
  std::vector<double> std_error_log;      ///< of log S(t); inf from where S is 0.  (k,)
  std::vector<double> cumulative_hazard;  ///< Nelson-Aalen H(t).  (k,)
  std::vector<double> std_error_hazard;   ///< of H(t).  (k,)
};

/// Product-limit estimate of the survivor function, Nelson-Aalen estimate of the hazard.
///
///     S(t)          = prod_{t_j <= t} (1 - d_j / n_j)
///     var(log S(t)) = sum_{t_j <= t} d_j / (n_j (n_j - d_j))
///     H(t)          = sum_{t_j <= t} d_j / n_j
///     var(H(t))     = sum_{t_j <= t} d_j / n_j^2
///
/// Kaplan & Meier (1958) J Am Stat Assoc 53:457-481; variance: Greenwood (1926) Rep
/// Public Health Med Subj 33:1-26. Nelson (1972) Technometrics 14:945-966; Aalen (1978)
/// Ann Stat 6:701-726.
///
/// @param table  distinct times, increasing; counts at each.  (k,)
/// @return       one value per time of the table.  (k,)
inline KaplanMeier kaplan_meier(const RiskTable& table) {
  const std::size_t k = table.time.size();
  KaplanMeier curve;
  curve.survival.resize(k);
  curve.std_error_log.resize(k);
  curve.cumulative_hazard.resize(k);
  curve.std_error_hazard.resize(k);
  double survival = 1.0, variance_log = 0.0, hazard = 0.0, variance_hazard = 0.0;
  for (std::size_t j = 0; j < k; ++j) {
    const double d = table.n_event[j];
    const double n = table.n_risk[j];
    if (d > 0.0) {
      survival *= (n - d) / n;
      // With nobody left the term is d / 0: log S is minus infinity, its error inf.
      variance_log += d / (n * (n - d));
      hazard += d / n;
      variance_hazard += d / (n * n);
    }
    curve.survival[j] = survival;
    curve.std_error_log[j] = std::sqrt(variance_log);
    curve.cumulative_hazard[j] = hazard;
    curve.std_error_hazard[j] = std::sqrt(variance_hazard);
  }
  return curve;
}

}  // namespace oncohort
