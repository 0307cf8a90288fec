#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_firth.h"

namespace oncohort {

/// Coefficients, in the design's units, and the likelihood there.
struct CoxPoint {
  Vector beta;
  PenalisedEvaluation at;
};

/// Newton's method on a log-likelihood, penalised or not, with any columns held fixed.
///
/// The curvature is I(beta) + C, where C stands for minus the second derivatives of the
/// penalty, which would cost fourth moments. C starts at 0 (that is the step of Heinze &
/// Schemper 2001) and learns from each step by the symmetric rank-one formula
///
///     C <- C + r r' / (r's),   r = y - C s
///
/// with s the step and y the fall of the penalty's gradient along it (Conn, Gould & Toint
/// 1991, Math Program 50:177-195), so that convergence is superlinear. Without penalty C
/// stays 0. Where I + C is not positive definite C is forgotten.
class CoxAscent {
 public:
  static constexpr double held = std::numeric_limits<double>::infinity();

  explicit CoxAscent(PenalisedLikelihood& likelihood)
      : likelihood_(likelihood), learned_(forgotten(likelihood.zero().size())) {}

  CoxPoint at(const Vector& beta) const { return {beta, likelihood_.evaluate(beta)}; }

  /// Climbs to the maximum over the columns whose `floor` is 0.
  ///
  /// @return  true where the gradient is 0 to `tolerance` squared standard errors, or to
  ///          what rounding leaves of it.
  bool climb(CoxPoint& point, const Vector& floor) {
    iterations_ = 0;
    double decrement = held;
    while (iterations_ < max_iterations) {
      const Vector step = factor(point.at.information, floor).solve(point.at.score);
      decrement = step.dot(point.at.score);
      if (!(decrement > 0.0)) return true;
      ++iterations_;
      const bool moved = advance(point, step);
      if (decrement <= tolerance) return true;
      if (!moved) break;
    }
    return decrement <= 1e-11 * (1.0 + std::abs(point.at.log_likelihood));
  }

  /// The factor of I + C; of I where that is not positive definite on the free columns.
  OrderedCholesky factor(const Matrix& information, const Vector& floor) {
    const OrderedCholesky learned(information + learned_, floor);
    for (Eigen::Index j = 0; j < floor.size(); ++j) {
      if (floor(j) == 0.0 && !learned.kept(static_cast<std::size_t>(j))) {
        learned_ = forgotten(floor.size());
        return OrderedCholesky(information, floor);
      }
    }
    return learned;
  }

  /// Goes to `beta` whatever the likelihood there, and learns from the step.
  void move(CoxPoint& point, const Vector& beta) { accept(point, at(beta)); }

  int iterations() const { return iterations_; }

 private:
  static constexpr int max_iterations = 200;
  static constexpr double tolerance = 1e-16;
  static constexpr double longest = 5.0;  // columns have spread 1

  static Matrix forgotten(Eigen::Index p) { return Matrix::Zero(p, p); }

  bool advance(CoxPoint& point, const Vector& step) {
    const double slack = 1e-13 * (1.0 + std::abs(point.at.log_likelihood));
    // Where one of each risk set has all the weight the curvature is all but 0, and the
    // whole step absurd.
    double length = std::min(1.0, longest / step.cwiseAbs().maxCoeff());
    for (int halving = 0; halving < 40; ++halving, length /= 2.0) {
      CoxPoint next = at(point.beta + length * step);
      if (!(next.at.log_likelihood >= point.at.log_likelihood - slack)) continue;
      accept(point, std::move(next));
      return true;
    }
    learned_ = forgotten(step.size());
    return false;
  }

  void accept(CoxPoint& point, CoxPoint next) {
    const Vector s = next.beta - point.beta;
    const Vector y = point.at.penalty_score - next.at.penalty_score;
    const Vector r = y - learned_ * s;
    const double scale = r.dot(s);
    const bool finite = std::isfinite(next.at.log_likelihood);
    if (finite && std::abs(scale) > 1e-8 * r.norm() * s.norm()) {
      learned_ += r * r.transpose() / scale;
    }
    point = std::move(next);
  }

  PenalisedLikelihood& likelihood_;
  Matrix learned_;
  int iterations_ = 0;
};

}  // namespace oncohort
