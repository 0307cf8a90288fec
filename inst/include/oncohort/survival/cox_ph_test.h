#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/cox_exact.h"
#include "oncohort/survival/cox_likelihood.h"
#include "oncohort/survival/cox_risk.h"
#include "oncohort/survival/cox_score_residuals.h"
#include "oncohort/survival/risk_sets.h"
#include "oncohort/view.h"

namespace oncohort {

/// Score and information for coefficients that change with time, in the design's units.
struct TimeVaryingScore {
  Vector score;        ///< derivative by theta at theta = 0.  (p,)
  Matrix information;  ///< of (beta, theta).  (2p, 2p)
};

namespace ph_test_detail {

/// Variance of the covariates in each risk set, summed over the deaths there.
struct Variances : score_residuals_detail::Means {
  template <class... Args>
  Variances(Matrix& total, const std::vector<double>& g, Args&&... args)
      : Means(std::forward<Args>(args)...),
        information(total),
        transform(g),
        p(as_index(design.rows.columns())),
        all_xx(Matrix::Zero(p, p)),
        dying_xx(Matrix::Zero(p, p)) {}

  void clear() {
    Means::clear();
    all_xx.setZero();
  }
  Matrix square(std::size_t i) const {
    const Eigen::Map<const Vector> x(design.rows.row(i), p);
    return risk[i] * x * x.transpose();
  }
  void censored(std::size_t i) {
    Means::censored(i);
    all_xx += square(i);
  }
  void death(std::size_t i) {
    Means::death(i);
    all_xx += square(i);
    dying_xx += square(i);
  }
  void before_entry(std::size_t i) {
    Means::before_entry(i);
    all_xx -= square(i);
    if (all() == 0.0) all_xx.setZero();
  }
  void at_event(std::size_t g) {
    const EventTime& time = sets.event_time[g];
    const TiedTerms t = tied_terms(dying() / all(), time, ties);
    const Vector s1 = Eigen::Map<const Vector>(all_x.data(), p) / all();
    const Vector d1 = Eigen::Map<const Vector>(dying_x.data(), p) / all();
    const Matrix cross = s1 * d1.transpose();
    add(g, t.a0 / all() * all_xx - t.a1 / all() * dying_xx - t.b0 * s1 * s1.transpose() +
               t.b1 * (cross + cross.transpose()) - t.b2 * d1 * d1.transpose());
    Means::at_event(g);
    dying_xx.setZero();
  }
  void add(std::size_t g, const Matrix& variance) {
    const double at = transform[g];
    information.topLeftCorner(p, p) += variance;
    information.topRightCorner(p, p) += at * variance;
    information.bottomLeftCorner(p, p) += at * variance;
    information.bottomRightCorner(p, p) += at * at * variance;
  }

  Matrix& information;
  const std::vector<double>& transform;
  Eigen::Index p;
  Matrix all_xx, dying_xx;
};

}  // namespace ph_test_detail

/// The score test for proportional hazards: beta(t) = beta + theta g(t), theta = 0.
///
///     U = sum_deaths g(t) (x_i - mean(t))
///     I = sum_t [ V(t), g V(t); g V(t), g^2 V(t) ]
///
/// with V(t) the variance of the covariates in the risk set, summed over the deaths at t.
/// Grambsch & Therneau (1994) Biometrika 81:515-526, without their approximation that V is
/// the same at all times.
///
/// @param beta       estimates in the design's units.  (p,)
/// @param transform  g at the time of each row of the data.  (n,)
/// @throws invalid_input  for sizes that differ.
inline TimeVaryingScore time_varying_score(const RiskSets& sets, const CoxDesign& design,
                                           const Vector& beta, Ties ties,
                                           View<double> transform) {
  if (transform.size() != sets.stop.size()) {
    throw invalid_input("transform has " + std::to_string(transform.size()) +
                        " values for " + std::to_string(sets.stop.size()) + " rows");
  }
  std::vector<double> at_event;
  for (const EventTime& t : sets.event_time) {
    at_event.push_back(transform[sets.row[t.first]]);
  }
  const Eigen::Index p = as_index(design.rows.columns());
  TimeVaryingScore out{Vector::Zero(p), Matrix::Zero(2 * p, 2 * p)};
  const CoxRisk at = cox_risk(sets, design, beta);
  ph_test_detail::Variances walk(out.information, at_event, sets, design, at.risk, ties);
  std::vector<Vector> mean(sets.event_time.size());
  if (ties == Ties::exact) {
    walk_exact(sets, design, at.risk, [&](std::size_t g, const SubsetMoments& moments) {
      const auto deaths = static_cast<std::size_t>(sets.event_time[g].n_event);
      walk.add(g, moments.variance(deaths));
      mean[g] = moments.mean(deaths) / static_cast<double>(deaths);
    });
  } else {
    walk_back(sets, walk);
    for (std::size_t g = 0; g < mean.size(); ++g) {
      mean[g] = Eigen::Map<const Vector>(walk.mean.row(g), p);
    }
  }
  for (std::size_t g = 0; g < sets.event_time.size(); ++g) {
    const EventTime& t = sets.event_time[g];
    for (std::uint32_t i = t.first; i < t.censored; ++i) {
      const Eigen::Map<const Vector> x(design.rows.row(i), p);
      out.score += at_event[g] * sets.mass(i) * (x - mean[g]);
    }
  }
  return out;
}

}  // namespace oncohort
