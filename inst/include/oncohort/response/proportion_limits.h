#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "oncohort/distribution.h"
#include "oncohort/error.h"
#include "oncohort/interval.h"

namespace oncohort {

/// Two-sided limits of one binomial proportion. To add one: a member here, its name in
/// `proportion_method()`, its formula below and its line in `ProportionLimits`.
enum class ProportionMethod { clopper_pearson, wilson, agresti_coull, jeffreys, wald };

/// The method of a name as users write it: "clopper-pearson".
///
/// @throws invalid_input  where no method has this name.
inline ProportionMethod proportion_method(const std::string& name) {
  struct Named {
    const char* name;
    ProportionMethod method;
  };
  constexpr std::array<Named, 5> known = {
      {{"clopper-pearson", ProportionMethod::clopper_pearson},
       {"wilson", ProportionMethod::wilson},
       {"agresti-coull", ProportionMethod::agresti_coull},
       {"jeffreys", ProportionMethod::jeffreys},
       {"wald", ProportionMethod::wald}}};
  for (const Named& k : known) {
    if (name == k.name) return k.method;
  }
  throw invalid_input("method '" + name + "' is not a known interval of a proportion");
}

/// Whether x of n is a proportion: whole numbers, 0 <= x <= n, 1 <= n <= 2^53 (above
/// that a double no longer tells neighbouring whole numbers apart).
inline bool is_proportion(double x, double n) {
  if (!(x >= 0.0 && x <= n && n >= 1.0 && n <= 9007199254740992.0)) return false;
  return x == static_cast<double>(static_cast<long long>(x)) &&
         n == static_cast<double>(static_cast<long long>(n));
}

/// Each function here takes x of n, a valid proportion, and either the tail
/// (1 - conf_level) / 2 or its upper normal quantile z.
namespace proportion_detail {

/// The limits of n - x of n. Every method here treats successes and failures alike.
inline Interval mirrored(Interval limits) {
  return {1.0 - limits.upper, 1.0 - limits.lower};
}

/// Exact limits: the p at which a binomial tail that includes x has probability `tail`.
///
///     P(X >= x | n, lower) = tail      lower = quantile of Beta(x, n - x + 1) at tail
///     P(X <= x | n, upper) = tail      upper = of Beta(x + 1, n - x) at 1 - tail
///     x = 0: lower = 0, upper = 1 - tail^(1/n)
///
/// for x below n; x = n is the mirror of 0: tail^(1/n) and 1.
/// Clopper & Pearson (1934) Biometrika 26:404-413.
inline Interval clopper_pearson(double x, double n, double tail) {
  if (x == 0.0) return {0.0, -std::expm1(std::log(tail) / n)};
  return {beta_quantile(tail, x, n - x + 1.0), beta_upper_quantile(tail, x + 1.0, n - x)};
}

/// Lower limit of the score test: the smaller root of (x/n - p)^2 = z^2 p (1 - p) / n.
///
///     (2x + z^2 - z sqrt(z^2 + 4 x (n - x) / n)) / (2 (n + z^2))
///
/// written with the root in the denominator, so that small x lose no digits and 0 is 0.
/// Wilson (1927) JASA 22:209-212.
inline double wilson_lower(double x, double n, double z) {
  const double root = z * std::sqrt(z * z + 4.0 * x * ((n - x) / n));
  return x * (2.0 * x / n) / (2.0 * x + z * z + root);
}

inline Interval wilson(double x, double n, double z) {
  return {wilson_lower(x, n, z), 1.0 - wilson_lower(n - x, n, z)};
}

/// Estimate -+ z sqrt(p (1 - p) / n), cut off at 0 and 1.
inline Interval normal_limits(double p, double n, double z) {
  const double half_width = z * std::sqrt(p * (1.0 - p) / n);
  return {std::max(0.0, p - half_width), std::min(1.0, p + half_width)};
}

/// Normal limits about the midpoint of Wilson's, cut off at 0 and 1.
///
///     n~ = n + z^2,  p~ = (x + z^2 / 2) / n~,  p~ -+ z sqrt(p~ (1 - p~) / n~)
///
/// Agresti & Coull (1998) Am Stat 52:119-126, with z^2 itself, not rounded to 4.
inline Interval agresti_coull(double x, double n, double z) {
  const double n_more = n + z * z;
  return normal_limits((x + 0.5 * z * z) / n_more, n_more, z);
}

/// Equal tails of the posterior under Jeffreys' prior, Beta(x + 1/2, n - x + 1/2);
/// at x = 0 the lower limit is 0 (and at x = n the upper one 1), the other limit stays.
///
/// For x below n. Brown, Cai & DasGupta (2001) Stat Sci 16:101-133, section 3.1.2.
inline Interval jeffreys(double x, double n, double tail) {
  return {x == 0.0 ? 0.0 : beta_quantile(tail, x + 0.5, n - x + 0.5),
          beta_upper_quantile(tail, x + 0.5, n - x + 0.5)};
}

}  // namespace proportion_detail

/// Limits of one proportion after another, by one method at one level.
class ProportionLimits {
 public:
  /// @throws invalid_input  unless conf_level lies strictly between 0 and 1.
  ProportionLimits(double conf_level, ProportionMethod method)
      : method_(method), tail_(0.5 * (1.0 - conf_level)), z_(wald_factor(conf_level)) {}

  /// @param x, n  whole numbers, 0 <= x <= n, 1 <= n <= 2^53.
  /// @return      limits within [0, 1], right to 1e-12 relative or 2e-16 absolute,
  ///              whichever is wider: those of x above n / 2 are 1 less those of n - x.
  /// @throws invalid_input  where x of n is no proportion.
  Interval operator()(double x, double n) const {
    if (!is_proportion(x, n)) {
      throw invalid_input(
          "x of n must be whole numbers with 0 <= x <= n and n >= 1, not " +
          std::to_string(x) + " of " + std::to_string(n));
    }
    return 2.0 * x > n ? proportion_detail::mirrored(below_half(n - x, n))
                       : below_half(x, n);
  }

 private:
  Interval below_half(double x, double n) const {
    namespace detail = proportion_detail;
    switch (method_) {
      case ProportionMethod::clopper_pearson:
        return detail::clopper_pearson(x, n, tail_);
      case ProportionMethod::wilson:
        return detail::wilson(x, n, z_);
      case ProportionMethod::agresti_coull:
        return detail::agresti_coull(x, n, z_);
      case ProportionMethod::jeffreys:
        return detail::jeffreys(x, n, tail_);
      case ProportionMethod::wald:
        return detail::normal_limits(x / n, n, z_);
    }
    throw invalid_input("method is not a known interval of a proportion");
  }

  ProportionMethod method_;
  double tail_;
  double z_;
};

}  // namespace oncohort
