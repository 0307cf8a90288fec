#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/view.h"

namespace oncohort {

/// What a quantile is where the curve runs flat at exactly the level asked for.
enum class Plateau {
  midpoint,       ///< halfway between the plateau's two ends
  first,          ///< where the plateau begins
  not_estimable,  ///< NaN; at the end of the curve only
};

/// The rule of a name: "midpoint", "first" or "NE".
inline Plateau plateau_rule(const std::string& name) {
  if (name == "midpoint") return Plateau::midpoint;
  if (name == "first") return Plateau::first;
  if (name == "NE") return Plateau::not_estimable;
  throw invalid_input("a plateau rule must be midpoint, first or NE, not " + name);
}

/// How a step function is inverted.
struct QuantileRule {
  /// Inside the curve: the conventional median of an even number of values is a midpoint.
  Plateau plateau = Plateau::midpoint;
  /// At the end of the curve, with no later step: nothing says where the next would be.
  Plateau terminal = Plateau::not_estimable;
  /// Rounding in the product must not hide a plateau: |S - level| below this is equal.
  double tolerance = 1.4901161193847656e-08;
};

/// First time at which a step function falls to a level.
///
///     t_p = inf { t : curve(t) <= level }
///
/// and where curve(t_p) = level the plateau [t_p, t') is resolved by the rule, t' being
/// the next time at which the curve lies below the level. Applied to S it gives the
/// quantile, applied to the limits of S the limits of the quantile: Brookmeyer &
/// Crowley (1982) Biometrics 38:29-41.
///
/// @param time   increasing.  (k,)
/// @param curve  the value from each time on; NaN where undefined, which is passed
///               over.  (k,)
/// @param level  1 - p for the p quantile, in (0, 1).
/// @return       a time; NaN where the level is not reached.
/// @throws invalid_input  where the sizes differ or the level is outside (0, 1).
inline double curve_quantile(View<double> time, View<double> curve, double level,
                             const QuantileRule& rule = {}) {
  if (time.size() != curve.size()) {
    throw invalid_input("time has " + std::to_string(time.size()) + " values, curve " +
                        std::to_string(curve.size()));
  }
  if (!(level > 0.0 && level < 1.0)) {
    throw invalid_input("level must lie strictly between 0 and 1, not " +
                        std::to_string(level));
  }
  const double undefined = std::numeric_limits<double>::quiet_NaN();
  std::size_t reached = 0;
  while (reached < time.size() && !(curve[reached] <= level + rule.tolerance)) ++reached;
  if (reached == time.size()) return undefined;
  const double first = time[reached];
  if (curve[reached] < level - rule.tolerance) return first;

  std::size_t below = reached + 1;
  while (below < time.size() && !(curve[below] < level - rule.tolerance)) ++below;
  const bool at_end = below == time.size();
  switch (at_end ? rule.terminal : rule.plateau) {
    case Plateau::first:
      return first;
    case Plateau::midpoint:
      return 0.5 * (first + time[at_end ? time.size() - 1 : below]);
    default:
      return undefined;
  }
}

}  // namespace oncohort
