#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "oncohort/distribution.h"
#include "oncohort/error.h"
#include "oncohort/interval.h"
#include "oncohort/view.h"

namespace oncohort {

/// The scale on which S(t) is taken to be normal.
enum class SurvivalScale { plain, log, log_log, logit, arcsin };

/// The scale of a name: "plain", "log", "log-log", "logit" or "arcsin".
inline SurvivalScale survival_scale(const std::string& name) {
  if (name == "plain") return SurvivalScale::plain;
  if (name == "log") return SurvivalScale::log;
  if (name == "log-log") return SurvivalScale::log_log;
  if (name == "logit") return SurvivalScale::logit;
  if (name == "arcsin") return SurvivalScale::arcsin;
  throw invalid_input("conf_type must be plain, log, log-log, logit or arcsin, not " + name);
}

/// Pointwise limits of one survival probability.
///
///     g(S) +- z g'(S) S se(log S), mapped back by the inverse of g
///
///     plain    g = S                  log-log  g = log(-log S)
///     log      g = log S              logit    g = log(S / (1 - S))
///                                     arcsin   g = arcsin(sqrt S)
///
/// Limits are cut to [0, 1]. Where S is 0 no limit is defined on any scale (Greenwood's
/// error of log S is infinite); where S is 1, log-log, logit and arcsin have none.
///
/// Kalbfleisch & Prentice (2002) The Statistical Analysis of Failure Time Data, 1.4;
/// Borgan & Liestol (1990) Scand J Stat 17:35-41; arcsin: Nair (1984) Technometrics
/// 26:265-275.
///
/// @param survival       S in [0, 1].
/// @param std_error_log  standard error of log S.
/// @param z              normal quantile, as from wald_factor().
/// @return               limits in [0, 1]; NaN where undefined.
inline Interval survival_limits(double survival, double std_error_log, SurvivalScale scale,
                                double z) {
  const double s = survival;
  const double se = z * std_error_log;
  const double undefined = std::numeric_limits<double>::quiet_NaN();
  if (!(s > 0.0)) return {undefined, undefined};
  switch (scale) {
    case SurvivalScale::plain:
      return {std::max(s - s * se, 0.0), std::min(s + s * se, 1.0)};
    case SurvivalScale::log:
      return {s * std::exp(-se), std::min(s * std::exp(se), 1.0)};
    default:
      break;
  }
  if (!(s < 1.0)) return {undefined, undefined};
  if (scale == SurvivalScale::log_log) {
    // S ^ exp(-+ se / log S): log S is negative, so plus gives the lower limit.
    const double shift = -se / std::log(s);
    return {std::exp(std::log(s) * std::exp(shift)), std::exp(std::log(s) * std::exp(-shift))};
  }
  if (scale == SurvivalScale::logit) {
    const double odds = s / (1.0 - s);
    const double shift = se / (1.0 - s);
    const double low = odds * std::exp(-shift);
    const double high = odds * std::exp(shift);
    return {low / (1.0 + low), std::isinf(high) ? 1.0 : high / (1.0 + high)};
  }
  const double angle = std::asin(std::sqrt(s));
  const double shift = 0.5 * se * std::sqrt(s / (1.0 - s));
  const double half_pi = std::asin(1.0);
  const double low = std::sin(std::max(angle - shift, 0.0));
  const double high = std::sin(std::min(angle + shift, half_pi));
  return {low * low, high * high};
}

/// The limits of a whole curve.
struct SurvivalLimits {
  std::vector<double> lower;  ///< (k,)
  std::vector<double> upper;  ///< (k,)
};

/// Limits at every time of a curve: see the one-value form for the formulas.
///
/// @throws invalid_input  where the sizes differ or conf_level is not in (0, 1).
inline SurvivalLimits survival_limits(View<double> survival, View<double> std_error_log,
                                      SurvivalScale scale, double conf_level) {
  if (survival.size() != std_error_log.size()) {
    throw invalid_input("survival has " + std::to_string(survival.size()) +
                        " values, std_error_log " + std::to_string(std_error_log.size()));
  }
  const double z = wald_factor(conf_level);
  SurvivalLimits limits;
  limits.lower.resize(survival.size());
  limits.upper.resize(survival.size());
  for (std::size_t j = 0; j < survival.size(); ++j) {
    const Interval interval = survival_limits(survival[j], std_error_log[j], scale, z);
    limits.lower[j] = interval.lower;
    limits.upper[j] = interval.upper;
  }
  return limits;
}

}  // namespace oncohort
