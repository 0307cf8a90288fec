#pragma once

// The one room that knows Boost.Math. Everything else asks for a quantile or a tail
// by its statistical name.

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "oncohort/interval.h"

namespace oncohort {

/// Errors of the special functions come back as NaN or infinity, never as exceptions
/// that would have to be known by every caller.
using MathPolicy = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::pole_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
    boost::math::policies::promote_double<false>>;

/// z with P(Z > z) = upper_tail for a standard normal Z; upper_tail in (0, 1).
inline double normal_upper_quantile(double upper_tail) {
  const boost::math::normal_distribution<double, MathPolicy> z;
  return boost::math::quantile(boost::math::complement(z, upper_tail));
}

/// The factor of a two-sided Wald interval: 1.96 for 0.95.
inline double wald_factor(double conf_level) {
  check_conf_level(conf_level);
  return normal_upper_quantile((1.0 - conf_level) / 2.0);
}

/// P(Z > z), without cancellation for large z.
inline double normal_upper_tail(double z) {
  return 0.5 * std::erfc(z / std::sqrt(2.0));
}

/// Two-sided normal p-value, P(|Z| > |z|).
inline double normal_two_sided(double z) {
  return std::erfc(std::abs(z) / std::sqrt(2.0));
}

/// P(X > x) for a chi-squared X on df > 0 degrees of freedom; NaN for NaN or x < 0.
inline double chi_squared_upper_tail(double x, double df) {
  if (!(x >= 0.0) || !(df > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(x)) return 0.0;
  const boost::math::chi_squared_distribution<double, MathPolicy> chi_squared(df);
  return boost::math::cdf(boost::math::complement(chi_squared, x));
}

/// b with P(B <= b) = lower_tail for B ~ Beta(alpha, beta), both parameters positive.
inline double beta_quantile(double lower_tail, double alpha, double beta) {
  const boost::math::beta_distribution<double, MathPolicy> b(alpha, beta);
  return boost::math::quantile(b, lower_tail);
}

/// b with P(B > b) = upper_tail for B ~ Beta(alpha, beta), both parameters positive.
inline double beta_upper_quantile(double upper_tail, double alpha, double beta) {
  const boost::math::beta_distribution<double, MathPolicy> b(alpha, beta);
  return boost::math::quantile(boost::math::complement(b, upper_tail));
}

}  // namespace oncohort
