#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/cox_exact.h"
#include "oncohort/survival/cox_likelihood.h"
#include "oncohort/survival/risk_sets.h"

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
  /// A coefficient whose information has shrunk to this share of that at 0, while the
  /// iteration crawls, runs to infinity. A finite estimate seldom keeps less than 1e-3.
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
  double log_likelihood_null = 0.0;  ///< at coefficients 0
  double log_likelihood = 0.0;
  double score_test = 0.0;  ///< U(0)' I(0)^-1 U(0)
  double wald_test = 0.0;   ///< b' I(b) b
  int df = 0;               ///< coefficients that are not aliased
  std::vector<double> expected;  ///< expected events, by position of the plan.  (m,)
};

namespace cox_fit_detail {

/// Newton's method with step-halving on the design's scale.
///
/// The log-likelihood is concave, so a step that does not raise it is too long.
template <class Likelihood>
class Newton {
 public:
  Newton(Likelihood& likelihood, std::size_t columns, const CoxOptions& options)
      : likelihood_(likelihood),
        options_(options),
        beta_(Vector::Zero(as_index(columns))),
        at_zero_(likelihood.evaluate(beta_)),
        current_(at_zero_),
        floor_(set_aside(at_zero_, options)) {}

  CoxFit run() {
    CoxFit fit;
    fit.status = CoxStatus::overflow;
    if (std::isfinite(at_zero_.log_likelihood)) iterate(fit);
    return fit;
  }

  const Vector& beta() const { return beta_; }
  const CoxEvaluation& at_zero() const { return at_zero_; }
  const CoxEvaluation& current() const { return current_; }
  OrderedCholesky factor(const Matrix& information) const { return {information, floor_}; }
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
  /// Pivots that do not count: all of them (infinity) for columns aliased at 0.
  static Vector set_aside(const CoxEvaluation& at_zero, const CoxOptions& options) {
    const Vector least = options.aliasing * at_zero.second_moment;
    const OrderedCholesky factor(at_zero.information, least);
    Vector floor = Vector::Zero(least.size());
    for (Eigen::Index j = 0; j < least.size(); ++j) {
      if (!factor.kept(static_cast<std::size_t>(j))) {
        floor(j) = std::numeric_limits<double>::infinity();
      }
    }
    return floor;
  }

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
      if (decrement <= flat) {
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

  Likelihood& likelihood_;
  const CoxOptions& options_;
  Vector beta_;
  CoxEvaluation at_zero_, current_;
  Vector floor_;
  bool moved_ = true;
};

/// The fit of one likelihood, back in the units of the covariates.
template <class Likelihood>
CoxFit fit_likelihood(Likelihood& likelihood, const CoxDesign& design,
                      const CoxOptions& options) {
  const std::size_t p = design.rows.columns();
  Newton<Likelihood> newton(likelihood, p, options);
  CoxFit fit = newton.run();

  const CoxEvaluation& start = newton.at_zero();
  const Matrix& information = newton.current().information;
  const Matrix inverse = newton.factor(information).inverse();
  fit.log_likelihood_null = start.log_likelihood;
  fit.log_likelihood = newton.current().log_likelihood;
  fit.score_test = start.score.dot(newton.factor(start.information).solve(start.score));
  fit.wald_test = newton.beta().dot(information * newton.beta());
  fit.expected = likelihood.expected();
  const std::vector<bool> gone = newton.vanished();
  fit.runs_to.assign(p, 0);
  fit.coefficient.assign(p, std::numeric_limits<double>::quiet_NaN());
  fit.variance.assign(p * p, 0.0);
  for (std::size_t j = 0; j < p; ++j) {
    if (newton.aliased(as_index(j))) continue;
    ++fit.df;
    const double beta = newton.beta()(as_index(j));
    fit.coefficient[j] = beta / design.column[j].spread;
    if (fit.status == CoxStatus::infinite && gone[j]) {
      fit.runs_to[j] = beta > 0.0 ? 1 : -1;
    }
    for (std::size_t k = 0; k < p; ++k) {
      if (newton.aliased(as_index(k))) continue;
      fit.variance[j + k * p] = inverse(as_index(j), as_index(k)) /
                                design.column[j].spread / design.column[k].spread;
    }
  }
  return fit;
}

}  // namespace cox_fit_detail

/// Cox regression by maximum partial likelihood.
///
///     b = argmax l(b),   var(b) = I(b)^-1
///
/// Cox (1972) JRSS B 34:187-220. Aliased columns are found once, at coefficients 0, by
/// a Cholesky factor in the order of the columns. A coefficient is called infinite where
/// the information on it has all but vanished while Newton's steps, though each raises
/// the likelihood by less than 1e-12 of it, do not shrink quadratically.
///
/// @param sets    the plan; at least one event for a result other than zeros.
/// @param design  made from the same plan.
inline CoxFit cox_fit(const RiskSets& sets, const CoxDesign& design,
                      const CoxOptions& options = {}) {
  if (options.ties == Ties::exact) {
    CoxExactLikelihood likelihood(sets, design);
    return cox_fit_detail::fit_likelihood(likelihood, design, options);
  }
  CoxLikelihood likelihood(sets, design, options.ties);
  return cox_fit_detail::fit_likelihood(likelihood, design, options);
}

}  // namespace oncohort
