#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/cox_likelihood.h"

namespace oncohort {

struct CoxOptions {
  /// Efron's approximation is closer to the exact likelihood at no more cost.
  Ties ties = Ties::efron;
  /// Enough for a coefficient that runs to infinity to be recognised (about 30).
  int max_iterations = 50;
  /// Largest U' I^-1 U before the last Newton step, in squared standard errors: the step
  /// then leaves an error of the same size, so estimates hold to 1e-12 or better.
  double tolerance = 1e-14;
  /// A column that earlier columns explain up to this share of its sum of squares is
  /// aliased: eps^(3/4), as in `survival`.
  double aliasing = 1.8e-12;
  /// Where information on a coefficient has shrunk to this share of that at 0, while the
  /// iteration crawls, it is time to ask whether the likelihood is monotone.
  double vanished = 1e-6;
};

enum class CoxStatus {
  converged,
  infinite,       ///< the likelihood is monotone: some coefficients run to infinity
  not_converged,  ///< iterations used up, or no step improves the likelihood
  overflow        ///< the likelihood has no finite value at coefficients 0
};

struct CoxFit {
  CoxStatus status = CoxStatus::not_converged;
  int iterations = 0;
  std::vector<double> coefficient;  ///< per unit of the column; NaN where aliased.  (p,)
  std::vector<double> variance;     ///< by columns; 0 where aliased.  (p, p)
  std::vector<int> runs_to;         ///< -1 or 1 where the coefficient is infinite, else 0.
  std::vector<bool> either;         ///< infinite, and at the other end alike.  (p,)
  double log_likelihood_null = 0.0;  ///< at coefficients 0
  double log_likelihood = 0.0;
  double score_test = 0.0;  ///< U(0)' I(0)^-1 U(0)
  double wald_test = 0.0;   ///< b' I(b) b
  int df = 0;               ///< coefficients that are not aliased
  std::vector<double> expected;  ///< expected events, by position of the plan.  (m,)
};

/// Pivots that do not count: all of them (infinity) for columns aliased at 0.  (p,)
///
/// @param aliasing  share of a column's sum of squares that earlier columns may leave.
inline Vector set_aside(const CoxEvaluation& at_zero, double aliasing) {
  const Vector least = aliasing * at_zero.second_moment;
  const OrderedCholesky factor(at_zero.information, least);
  Vector floor = Vector::Zero(least.size());
  for (Eigen::Index j = 0; j < least.size(); ++j) {
    if (!factor.kept(static_cast<std::size_t>(j))) {
      floor(j) = std::numeric_limits<double>::infinity();
    }
  }
  return floor;
}

namespace cox_fit_detail {

/// Newton's method with step-halving on the design's scale.
///
/// The log-likelihood is concave, so a step that does not raise it is too long.
class Newton {
 public:
  Newton(CoxLikelihood& likelihood, std::size_t columns, const CoxOptions& options)
      : likelihood_(likelihood),
        options_(options),
        beta_(Vector::Zero(as_index(columns))),
        at_zero_(likelihood.evaluate(beta_)),
        current_(at_zero_),
        floor_(set_aside(at_zero_, options.aliasing)) {}

  CoxFit run() {
    CoxFit fit;
    fit.status = CoxStatus::overflow;
    if (std::isfinite(at_zero_.log_likelihood)) iterate(fit);
    return fit;
  }

  /// Goes on where a crawl was not one towards infinity.
  void resume(CoxFit& fit) {
    stops_at_vanished_ = false;
    iterate(fit);
  }

  /// Whether the point reached proves that a finite maximum exists.
  ///
  /// Along any direction h with h'Ih = 1 the third derivative is at most R = range(x'h)
  /// times the second, so the slope falls below 0 if it starts below 1 / R (Bach 2010,
  /// Electron J Stat 4:384-414, prop. 1); it starts at most at sqrt(U'JU), and
  /// R^2 <= 4 max |x|^2 tr(J), J = I^-1. Asked only where J has digits left.
  bool proves_maximum(const PaddedRows& rows) const {
    const Vector enough = 1e-8 * at_zero_.second_moment;
    const OrderedCholesky clear(current_.information, floor_.cwiseMax(enough));
    for (Eigen::Index j = 0; j < beta_.size(); ++j) {
      if (!aliased(j) && !clear.kept(static_cast<std::size_t>(j))) return false;
    }
    double farthest = 0.0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      farthest = std::max(farthest, rows.dot(i, rows.row(i)));
    }
    const double slope = current_.score.dot(clear.solve(current_.score));
    return slope * 4.0 * farthest * clear.inverse().trace() < 0.5;
  }

  std::vector<bool> kept() const {
    std::vector<bool> out;
    for (Eigen::Index j = 0; j < beta_.size(); ++j) out.push_back(!aliased(j));
    return out;
  }

  const Vector& beta() const { return beta_; }
  const CoxEvaluation& at_zero() const { return at_zero_; }
  const CoxEvaluation& current() const { return current_; }
  OrderedCholesky factor(const Matrix& information) const { return {information, floor_}; }
  const Vector& floor() const { return floor_; }
  bool aliased(Eigen::Index j) const { return std::isinf(floor_(j)); }

  /// Coefficients on which the information, the others unknown, has vanished since 0.
  std::vector<bool> vanished() const {
    const Vector then = factor(at_zero_.information).inverse().diagonal();
    const Vector now = factor(current_.information).inverse().diagonal();
    std::vector<bool> out;
    for (Eigen::Index j = 0; j < then.size(); ++j) {
      const bool some = now(j) > 0.0 && then(j) >= options_.vanished * now(j);
      out.push_back(!aliased(j) && !some);
    }
    return out;
  }

 private:
  void iterate(CoxFit& fit) {
    fit.status = CoxStatus::not_converged;
    while (fit.iterations < options_.max_iterations) {
      const Vector step = factor(current_.information).solve(current_.score);
      const double decrement = step.dot(current_.score);
      if (!(decrement > 0.0)) {
        fit.status = CoxStatus::converged;
        return;
      }
      ++fit.iterations;
      const bool whole = advance(step);
      if (whole && decrement <= options_.tolerance) {
        fit.status = CoxStatus::converged;
        return;
      }
      const double flat = 1e-12 * (1.0 + std::abs(current_.log_likelihood));
      if (!whole && decrement <= flat) {
        fit.status = CoxStatus::converged;
        return;
      }
      if (decrement <= flat && stops_at_vanished_) {
        const std::vector<bool> gone = vanished();
        if (std::find(gone.begin(), gone.end(), true) != gone.end()) {
          fit.status = CoxStatus::infinite;
          return;
        }
      }
      if (!moved_) return;
    }
  }

  /// Takes the longest of step, step/2, step/4, ... that does not lower the
  /// log-likelihood by more than rounding. True where it is the whole step.
  bool advance(const Vector& step) {
    const double slack = 1e-13 * (1.0 + std::abs(current_.log_likelihood));
    double length = 1.0;
    for (int halving = 0; halving < 40; ++halving, length /= 2.0) {
      const Vector candidate = beta_ + length * step;
      CoxEvaluation next = likelihood_.evaluate(candidate);
      if (!(next.log_likelihood >= current_.log_likelihood - slack)) continue;
      beta_ = candidate;
      current_ = std::move(next);
      moved_ = true;
      return halving == 0;
    }
    likelihood_.evaluate(beta_);
    moved_ = false;
    return false;
  }

  CoxLikelihood& likelihood_;
  const CoxOptions& options_;
  Vector beta_;
  CoxEvaluation at_zero_, current_;
  Vector floor_;
  bool moved_ = true;
  bool stops_at_vanished_ = true;
};

}  // namespace cox_fit_detail

}  // namespace oncohort
