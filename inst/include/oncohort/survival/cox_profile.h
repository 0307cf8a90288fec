#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_ascent.h"
#include "oncohort/survival/cox_firth.h"
#include "oncohort/survival/cox_fit.h"

namespace oncohort {

enum class LimitStatus {
  found,
  infinite,  ///< the profile likelihood stays within the limit's reach for ever
  not_found  ///< no root could be enclosed, or none held its check: value NaN
};

struct ProfileLimit {
  double value;
  LimitStatus status;
};

/// What `separation()` says of a coefficient whose limits are asked for.
struct Monotone {
  int runs_to = 0;      ///< -1 or 1 where the coefficient is infinite.
  bool either = false;  ///< infinite, and at the other end alike.
  bool any = false;     ///< whether this or another coefficient of the fit is infinite.
};

/// The profile of a log-likelihood, penalised or not, around its maximum.
///
///     l_p(c) = max { l(beta) : beta_j = c }
///
/// A limit solves l_p(c) = l_max - drop on its side of the estimate, drop being half the
/// quantile of chi-squared on 1 df. Venzon & Moolgavkar (1988) Appl Stat 37:87-94 solve
/// that and the score equations of the others at once, in a few evaluations; what they
/// find is taken only if it passes as a root. Where it does not, a root is enclosed:
/// outward in doubling steps until the profile has fallen far enough, then the interval
/// is narrowed. In the units of the design.
class CoxProfile {
 public:
  /// @param maximum  where `likelihood` is greatest, or has all but reached its limit.
  CoxProfile(PenalisedLikelihood& likelihood, CoxPoint maximum)
      : likelihood_(likelihood), ascent_(likelihood), top_(std::move(maximum)) {
    ascent_.climb(top_, likelihood.floor());
  }

  /// @param side   -1 for the lower limit, 1 for the upper.
  /// @param drop   > 0; how far below the maximum.
  ProfileLimit limit(std::size_t j, int side, double drop, Monotone monotone = {}) {
    const Eigen::Index column = as_index(j);
    if (monotone.either || monotone.runs_to == side) {
      return {side * std::numeric_limits<double>::infinity(), LimitStatus::infinite};
    }
    const double target = top_.at.log_likelihood - drop;
    CoxPoint point = top_;
    if (!monotone.any && solve_at_once(column, side, target, point)) {
      return {point.beta(column), LimitStatus::found};
    }
    return enclose(column, side, target);
  }

  /// 2 (l_max - max { l : the columns at 0 }), at least 0; NaN where not found.
  double ratio_without(const std::vector<std::size_t>& columns) {
    Vector floor = likelihood_.floor();
    Vector start = top_.beta;
    if (columns.size() == 1) start = ridge(top_, as_index(columns[0]), 0.0);
    for (std::size_t j : columns) {
      floor(as_index(j)) = CoxAscent::held;
      start(as_index(j)) = 0.0;
    }
    CoxPoint point = ascent_.at(start);
    if (!std::isfinite(point.at.log_likelihood)) {
      point = ascent_.at(likelihood_.zero());
    }
    if (!ascent_.climb(point, floor)) return std::numeric_limits<double>::quiet_NaN();
    return std::max(0.0, 2.0 * (top_.at.log_likelihood - point.at.log_likelihood));
  }

 private:
  static constexpr int kSteps = 20;

  /// From `point`, the others led along by the curvature, to beta_j = value.
  Vector ridge(const CoxPoint& point, Eigen::Index j, double value) {
    const OrderedCholesky factor =
        ascent_.factor(point.at.information, likelihood_.floor());
    const Vector column = factor.solve(Vector::Unit(point.beta.size(), j));
    Vector beta = point.beta;
    if (column(j) > 0.0) beta += column * ((value - beta(j)) / column(j));
    beta(j) = value;
    return beta;
  }

  /// With G = (I + C)^-1 and n = G U: step n + side sqrt(2 G_jj (l + U'n/2 - target)) d,
  /// d = G e_j / G_jj. True where a root was reached and holds.
  bool solve_at_once(Eigen::Index j, int side, double target, CoxPoint& point) {
    const double scale = 1.0 + std::abs(target);
    for (int step = 0; step < kSteps; ++step) {
      const OrderedCholesky factor =
          ascent_.factor(point.at.information, likelihood_.floor());
      const Vector newton = factor.solve(point.at.score);
      const Vector column = factor.solve(Vector::Unit(point.beta.size(), j));
      if (!(column(j) > 0.0)) return false;
      const double rise = newton.dot(point.at.score);
      const double others = rise - newton(j) * newton(j) / column(j);
      const double off = std::abs(point.at.log_likelihood - target);
      if (off <= 1e-11 * scale && std::abs(others) <= 1e-11 * scale) {
        return side * (point.beta(j) - top_.beta(j)) > 0.0;
      }
      const double left = point.at.log_likelihood + rise / 2.0 - target;
      if (!(left >= 0.0)) return false;
      const Vector move = newton + column * (side * std::sqrt(2.0 * left / column(j)));
      ascent_.move(point, point.beta + move);
      if (!std::isfinite(point.at.log_likelihood)) return false;
    }
    return false;
  }

  /// The profile at beta_j = value less the target; `point` is where it was found.
  double above(Eigen::Index j, double value, double target, CoxPoint& point) {
    Vector floor = likelihood_.floor();
    floor(j) = CoxAscent::held;
    CoxPoint next = ascent_.at(ridge(point, j, value));
    if (!std::isfinite(next.at.log_likelihood)) {
      Vector plain = point.beta;
      plain(j) = value;
      next = ascent_.at(plain);
    }
    if (!std::isfinite(next.at.log_likelihood) || !ascent_.climb(next, floor)) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    point = std::move(next);
    return point.at.log_likelihood - target;
  }

  ProfileLimit enclose(Eigen::Index j, int side, double target) {
    const ProfileLimit none{std::numeric_limits<double>::quiet_NaN(),
                            LimitStatus::not_found};
    CoxPoint point = top_;
    double inner = top_.beta(j);
    double inner_above = top_.at.log_likelihood - target;
    double step = 0.5;  // columns have spread 1
    double outer = inner + side * step;
    double outer_above = above(j, outer, target, point);
    while (outer_above > 0.0 && step < 1e4) {
      inner = outer;
      inner_above = outer_above;
      step *= 2.0;
      outer = inner + side * step;
      outer_above = above(j, outer, target, point);
    }
    if (!(outer_above <= 0.0)) return none;
    return narrow(j, target, {inner, inner_above}, {outer, outer_above}, point);
  }

  struct End {
    double at, above;
  };

  /// Regula falsi with the weights of Illinois (Dowell & Jarratt 1971, BIT 11:168-174),
  /// and a bisection where that stalls.
  ProfileLimit narrow(Eigen::Index j, double target, End inner, End outer,
                      CoxPoint& point) {
    const double close = 1e-10 * (1.0 + std::abs(target));
    int last = 0;
    for (int step = 0; step < 200; ++step) {
      const double width = outer.at - inner.at;
      double next = inner.at + width * inner.above / (inner.above - outer.above);
      if (step % 8 == 7) next = inner.at + width / 2.0;
      const double f = above(j, next, target, point);
      if (std::isnan(f)) break;
      if (std::abs(f) <= close) return {next, LimitStatus::found};
      if (std::abs(width) <= 1e-12 * (1.0 + std::abs(next))) break;
      if (f > 0.0) {
        inner = {next, f};
        if (last == 1) outer.above /= 2.0;
      } else {
        outer = {next, f};
        if (last == -1) inner.above /= 2.0;
      }
      last = f > 0.0 ? 1 : -1;
    }
    return {std::numeric_limits<double>::quiet_NaN(), LimitStatus::not_found};
  }

  PenalisedLikelihood& likelihood_;
  CoxAscent ascent_;
  CoxPoint top_;
};

/// Coefficients in the units of the columns, NaN where aliased, to those of the design.
inline Vector design_units(const CoxDesign& design, const std::vector<double>& coefficient) {
  Vector beta = Vector::Zero(as_index(coefficient.size()));
  for (std::size_t j = 0; j < coefficient.size(); ++j) {
    if (!std::isnan(coefficient[j])) {
      beta(as_index(j)) = coefficient[j] * design.column[j].spread;
    }
  }
  return beta;
}

}  // namespace oncohort
