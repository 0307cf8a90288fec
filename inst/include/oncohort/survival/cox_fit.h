#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/cox_likelihood.h"
#include "oncohort/survival/cox_newton.h"
#include "oncohort/survival/risk_sets.h"
#include "oncohort/survival/separation.h"

namespace oncohort {

namespace cox_fit_detail {

/// Names the coefficients that run to infinity: where the likelihood is monotone, which
/// is asked only if the point reached does not rule it out.
inline void name_infinite(const RiskSets& sets, const CoxDesign& design, Newton& newton,
                          CoxFit& fit) {
  const std::size_t p = design.rows.columns();
  fit.runs_to.assign(p, 0);
  fit.either.assign(p, false);
  if (fit.status == CoxStatus::overflow || newton.proves_maximum(design.rows)) return;
  const Separation found =
      separation(sets, design, newton.kept(), newton.at_zero().score);
  if (!found.any()) {
    if (fit.status == CoxStatus::infinite) newton.resume(fit);
    return;
  }
  fit.status = CoxStatus::infinite;
  for (std::size_t j = 0; j < p; ++j) {
    fit.either[j] = found.up[j] && found.down[j];
    const bool up = fit.either[j] ? newton.beta()(as_index(j)) > 0.0 : found.up[j];
    if (found.up[j] || found.down[j]) fit.runs_to[j] = up ? 1 : -1;
  }
}

}  // namespace cox_fit_detail

/// Coefficients and their variances from the design's units into those of the columns.
///
/// @param floor  infinity for aliased columns: their coefficients are NaN.  (p,)
inline void report_units(const CoxDesign& design, const Vector& floor, const Vector& beta,
                         const Matrix& information, CoxFit& fit) {
  const std::size_t p = design.column.size();
  const Matrix inverse = OrderedCholesky(information, floor).inverse();
  fit.df = 0;
  fit.coefficient.assign(p, std::numeric_limits<double>::quiet_NaN());
  fit.variance.assign(p * p, 0.0);
  for (std::size_t j = 0; j < p; ++j) {
    if (std::isinf(floor(as_index(j)))) continue;
    ++fit.df;
    fit.coefficient[j] = beta(as_index(j)) / design.column[j].spread;
    for (std::size_t k = 0; k < p; ++k) {
      if (std::isinf(floor(as_index(k)))) continue;
      fit.variance[j + k * p] = inverse(as_index(j), as_index(k)) /
                                design.column[j].spread / design.column[k].spread;
    }
  }
}

/// Cox regression by maximum partial likelihood.
///
///     b = argmax l(b),   var(b) = I(b)^-1
///
/// Cox (1972) JRSS B 34:187-220. Aliased columns are found once, at coefficients 0, by
/// a Cholesky factor in the order of the columns. A coefficient is called infinite where
/// the likelihood is monotone in it, which `separation()` decides exactly; its value is
/// the last of the iteration, where the likelihood is within 1e-12 of its limit.
///
/// @param sets    the plan; at least one event for a result other than zeros.
/// @param design  made from the same plan.
inline CoxFit cox_fit(const RiskSets& sets, const CoxDesign& design,
                      const CoxOptions& options = {}) {
  CoxLikelihood likelihood(sets, design, options.ties);
  cox_fit_detail::Newton newton(likelihood, design.rows.columns(), options);
  CoxFit fit = newton.run();
  cox_fit_detail::name_infinite(sets, design, newton, fit);

  const CoxEvaluation& start = newton.at_zero();
  const Matrix& information = newton.current().information;
  fit.log_likelihood_null = start.log_likelihood;
  fit.log_likelihood = newton.current().log_likelihood;
  fit.score_test = start.score.dot(newton.factor(start.information).solve(start.score));
  fit.wald_test = newton.beta().dot(information * newton.beta());
  fit.expected = likelihood.expected();
  report_units(design, newton.floor(), newton.beta(), information, fit);
  return fit;
}

}  // namespace oncohort
