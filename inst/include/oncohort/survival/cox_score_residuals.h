#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_baseline.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/cox_exact.h"
#include "oncohort/survival/cox_risk.h"
#include "oncohort/survival/risk_sets.h"

namespace oncohort {

/// What each row adds to the score, in the design's units.
struct ScoreResiduals {
  Matrix score;       ///< one patient's, by row of the data, neither count nor weight.  (n, p)
  Matrix schoenfeld;  ///< of each death position, in walking order.  (deaths, p)
  std::vector<std::uint32_t> death;  ///< row of the data of each death.  (deaths,)
};

namespace score_residuals_detail {

/// Means over risk sets, by event time.
///
/// With the tied terms of cox_baseline.h and S1, D1 the sums of r x over the risk set and
/// the dying:
///
///     mean  = (a0 S1 - a1 D1) / (d S0)   average over the d tied deaths
///     all   = (b0 S1 - b1 D1) / S0^2     sum of hazard times mean
///     tied  = (b1 S1 - b2 D1) / S0^2     the part that tied deaths do not face
struct Means : RiskTotals {
  Means(const RiskSets& s, const CoxDesign& d, const std::vector<double>& r, Ties t)
      : RiskTotals(r),
        sets(s),
        design(d),
        risk(r),
        ties(t),
        baseline(s.event_time.size()),
        mean(s.event_time.size(), d.rows.columns()),
        all_mean(mean),
        tied_mean(mean),
        all_x(d.rows.width()),
        dying_x(d.rows.width()) {}

  void clear() {
    RiskTotals::clear();
    std::fill(all_x.begin(), all_x.end(), 0.0);
  }
  void censored(std::size_t i) {
    RiskTotals::censored(i);
    design.rows.add_row(all_x.data(), risk[i], i);
  }
  void death(std::size_t i) {
    RiskTotals::death(i);
    design.rows.add_row(all_x.data(), risk[i], i);
    design.rows.add_row(dying_x.data(), risk[i], i);
  }
  void before_entry(std::size_t i) {
    const bool nobody = RiskTotals::before_entry(i);
    design.rows.add_row(all_x.data(), -risk[i], i);
    if (nobody) std::fill(all_x.begin(), all_x.end(), 0.0);
  }
  void at_event(std::size_t g) {
    const EventTime& time = sets.event_time[g];
    const TiedTerms t = tied_terms(dying() / all(), time, ties);
    const double deaths = static_cast<double>(time.n_event) * time.mean_weight;
    const double s0 = all();
    baseline.cumulative[g] = t.a0 / s0;
    baseline.tied[g] = t.a1 / s0;
    for (std::size_t j = 0; j < all_x.size(); ++j) {
      const double s1 = all_x[j] / s0;
      const double d1 = dying_x[j] / s0;
      mean.row(g)[j] = (t.a0 * s1 - t.a1 * d1) / deaths;
      all_mean.row(g)[j] = (t.b0 * s1 - t.b1 * d1) / s0;
      tied_mean.row(g)[j] = (t.b1 * s1 - t.b2 * d1) / s0;
    }
    next_event_time();
    std::fill(dying_x.begin(), dying_x.end(), 0.0);
  }

  const RiskSets& sets;
  const CoxDesign& design;
  const std::vector<double>& risk;
  Ties ties;
  BaselineHazard baseline;
  PaddedRows mean, all_mean, tied_mean;
  std::vector<double> all_x, dying_x;
};

/// Sums of the rows of `steps` up to and with each event time, stratum by stratum.
inline void cumulate(const RiskSets& sets, PaddedRows& steps) {
  for (std::size_t s = 0; s + 1 < sets.stratum.size(); ++s) {
    for (std::size_t g = sets.stratum[s] + 1; g < sets.stratum[s + 1]; ++g) {
      for (std::size_t j = 0; j < steps.columns(); ++j) {
        steps.row(g)[j] += steps.row(g - 1)[j];
      }
    }
  }
}

inline ScoreResiduals empty(const RiskSets& sets, std::size_t p) {
  std::size_t deaths = 0;
  for (const EventTime& t : sets.event_time) deaths += t.censored - t.first;
  ScoreResiduals out{Matrix::Zero(as_index(sets.stop.size()), as_index(p)),
                     Matrix::Zero(as_index(deaths), as_index(p)),
                     {}};
  out.death.reserve(deaths);
  return out;
}

/// Chance of each patient of a risk set to be among the d who die, given d.
///
/// The table of SubsetMoments keeps, forwards, q(m, k): patient m is among k chosen from
/// the first m. Backwards from (n, d), the chance `state` of k places left before m gives
/// pi_m = sum_k state(k) q(m, k).
inline std::vector<double> chosen(const std::vector<double>& risk, std::size_t d) {
  const std::size_t n = risk.size();
  std::vector<double> ratio(d + 1, 0.0);
  std::vector<double> q(n * (d + 1), 0.0);
  for (std::size_t m = 0; m < n; ++m) {
    for (std::size_t k = std::min(d, m + 1); k > 0; --k) {
      q[m * (d + 1) + k] = risk[m] / (ratio[k] + risk[m]);
      const double before = k > 1 ? 1.0 + risk[m] / ratio[k - 1] : 1.0;
      ratio[k] = (ratio[k] + risk[m]) / before;
    }
  }
  std::vector<double> state(d + 1, 0.0), out(n, 0.0);
  state[d] = 1.0;
  for (std::size_t m = n; m-- > 0;) {
    for (std::size_t k = 1; k <= d; ++k) {
      const double moved = state[k] * q[m * (d + 1) + k];
      out[m] += moved;
      state[k] -= moved;
      state[k - 1] += moved;
    }
  }
  return out;
}

/// Who is at risk at each event time, gathered one by one: for exact ties only.
struct ExactResiduals {
  void clear() { present.clear(); }
  void censored(std::size_t i) { present.push_back(i); }
  void death(std::size_t i) { present.push_back(i); }
  void before_entry(std::size_t i) {
    present.erase(std::find(present.begin(), present.end(), i));
  }
  void at_event(std::size_t g) {
    const EventTime& t = sets.event_time[g];
    std::vector<double> single;
    for (std::size_t i : present) {
      const auto copies = static_cast<std::size_t>(sets.patients(i));
      single.insert(single.end(), copies, risk[i] / sets.patients(i));
    }
    const auto d = static_cast<std::size_t>(t.n_event);
    const std::vector<double> chance = chosen(single, d);
    const Eigen::Index p = out.score.cols();
    Vector mean = Vector::Zero(p);
    std::vector<double> own;
    std::size_t at = 0;
    for (std::size_t i : present) {
      own.push_back(chance[at]);
      at += static_cast<std::size_t>(sets.patients(i));
      const Eigen::Map<const Vector> x(design.rows.row(i), p);
      mean += sets.patients(i) * own.back() / static_cast<double>(d) * x;
    }
    for (std::size_t k = 0; k < present.size(); ++k) {
      const std::size_t i = present[k];
      const Eigen::Map<const Vector> x(design.rows.row(i), p);
      const bool dies = i >= t.first && i < t.censored;
      out.score.row(as_index(sets.row[i])) += ((dies ? 1.0 : 0.0) - own[k]) * (x - mean);
      if (dies) means.row(as_index(g)) = mean;
    }
  }
  const RiskSets& sets;
  const CoxDesign& design;
  const std::vector<double>& risk;
  ScoreResiduals& out;
  Matrix& means;
  std::vector<std::size_t> present{};
};

inline ScoreResiduals exact(const RiskSets& sets, const CoxDesign& design,
                            const std::vector<double>& risk) {
  const std::size_t p = design.rows.columns();
  ScoreResiduals out = empty(sets, p);
  Matrix means = Matrix::Zero(as_index(sets.event_time.size()), as_index(p));
  ExactResiduals walk{sets, design, risk, out, means};
  walk_back(sets, walk);
  for (std::size_t g = 0; g < sets.event_time.size(); ++g) {
    const EventTime& t = sets.event_time[g];
    for (std::uint32_t i = t.first; i < t.censored; ++i) {
      const Eigen::Map<const Vector> x(design.rows.row(i), as_index(p));
      out.schoenfeld.row(as_index(out.death.size())) =
          x.transpose() - means.row(as_index(g));
      out.death.push_back(sets.row[i]);
    }
  }
  return out;
}

}  // namespace score_residuals_detail

/// Score and Schoenfeld residuals.
///
///     score_i      = sum over the time at risk of (x_i - mean(t)) dM_i(t)
///     schoenfeld_i = x_i - mean(t_i)    for deaths
///
/// Therneau, Grambsch & Fleming (1990) Biometrika 77:147-160; Schoenfeld (1982) Biometrika
/// 69:239-241. Under Efron's ties mean(t) is that of each of the d shares in turn, a tied
/// death being 1/d dead in each; its Schoenfeld residual is about their average.
/// Under exact ties dM_i(t) is death less the chance to be among the d who die, and the
/// mean weighs patients by that chance.
///
/// @param beta  coefficients in the design's units, 0 where aliased.  (p,)
inline ScoreResiduals score_residuals(const RiskSets& sets, const CoxDesign& design,
                                      const Vector& beta, Ties ties) {
  using namespace score_residuals_detail;
  const CoxRisk at = cox_risk(sets, design, beta);
  if (ties == Ties::exact) return exact(sets, design, at.risk);
  Means means(sets, design, at.risk, ties);
  walk_back(sets, means);
  const PaddedRows step = means.all_mean;  // what entry at a time leaves in
  means.baseline.cumulate(sets);
  cumulate(sets, means.all_mean);
  ScoreResiduals out = empty(sets, design.rows.columns());
  for (std::size_t g = 0; g < sets.event_time.size(); ++g) {
    const EventTime& t = sets.event_time[g];
    for (std::uint32_t i = t.first; i < t.end; ++i) {
      const bool dies = i < t.censored;
      const double hazard = means.baseline.faced(sets, i, g, dies);
      const double risk = at.risk[i] / sets.mass(i);
      const double* x = design.rows.row(i);
      const Eigen::Index row = as_index(sets.row[i]);
      for (std::size_t j = 0; j < design.rows.columns(); ++j) {
        double faced = means.all_mean.row(g)[j];
        if (dies) faced -= means.tied_mean.row(g)[j];
        if (sets.late_entry()) {
          const std::size_t e = sets.entry[i];
          faced -= means.all_mean.row(e)[j] - step.row(e)[j];
        }
        double value = risk * (faced - x[j] * hazard);
        if (dies) {
          const double own = x[j] - means.mean.row(g)[j];
          value += own;
          out.schoenfeld(as_index(out.death.size()), as_index(j)) = own;
        }
        out.score(row, as_index(j)) = value;
      }
      if (dies) out.death.push_back(sets.row[i]);
    }
  }
  return out;
}

}  // namespace oncohort
