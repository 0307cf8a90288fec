#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_ascent.h"
#include "oncohort/survival/cox_firth.h"
#include "oncohort/survival/cox_fit.h"

namespace oncohort {

/// What the design's units take off 1/2 log det I: sum of log spread, aliased left out.
inline double log_spread(const CoxDesign& design, const Vector& floor) {
  double sum = 0.0;
  for (std::size_t j = 0; j < design.column.size(); ++j) {
    if (floor(as_index(j)) == 0.0) sum += std::log(design.column[j].spread);
  }
  return sum;
}

/// Cox regression by Firth's penalised likelihood.
///
///     b = argmax l(b) + 1/2 log det I(b),   var(b) = I(b)^-1
///
/// Heinze & Schemper (2001) Biometrics 57:114-119. The maximum is finite also where that
/// of l is not. Log-likelihoods are the penalised ones, in the units of the covariates;
/// there is no score test (NaN). Aliased columns are as in `cox_fit()`.
///
/// @param sets    the plan; at least one event.
/// @param design  made from the same plan.
inline CoxFit cox_firth_fit(const RiskSets& sets, const CoxDesign& design,
                            const CoxOptions& options = {}) {
  const std::size_t p = design.rows.columns();
  PenalisedLikelihood likelihood(sets, design, options, Penalty::firth);
  CoxAscent ascent(likelihood);
  CoxPoint point = ascent.at(likelihood.zero());
  const Vector& floor = likelihood.floor();
  const double units = log_spread(design, floor);
  CoxFit fit;
  fit.log_likelihood_null = point.at.log_likelihood + units;
  fit.status = CoxStatus::overflow;
  if (std::isfinite(point.at.log_likelihood)) {
    fit.status =
        ascent.climb(point, floor) ? CoxStatus::converged : CoxStatus::not_converged;
  }
  fit.iterations = ascent.iterations();
  fit.log_likelihood = point.at.log_likelihood + units;
  fit.score_test = std::numeric_limits<double>::quiet_NaN();
  fit.wald_test = point.beta.dot(point.at.information * point.beta);
  likelihood.evaluate(point.beta);
  fit.expected = likelihood.expected();
  fit.runs_to.assign(p, 0);
  fit.either.assign(p, false);
  report_units(design, floor, point.beta, point.at.information, fit);
  return fit;
}

}  // namespace oncohort
