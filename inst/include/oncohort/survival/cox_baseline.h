#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "oncohort/survival/risk_sets.h"

namespace oncohort {

/// How deaths at one time share the risk set.
enum class Ties {
  breslow,
  efron,
  exact  ///< the discrete likelihood of cox_exact.h; its baseline is Breslow's
};

/// Sums over the d deaths of one time, relative to the risk set's total.
///
/// With q = D0 / S0, the share of the dying in the total risk, and c_k = k / d (Efron)
/// or 0 (Breslow), k = 0 ... d - 1:
///
///     e_k = 1 - c_k q
///     a0 = sum 1/e_k,    a1 = sum c_k/e_k
///     b0 = sum 1/e_k^2,  b1 = sum c_k/e_k^2,  b2 = sum c_k^2/e_k^2
///
/// The k-th death then faces the risk set total S0 e_k. Efron (1977) JASA 72:557-565.
struct TiedTerms {
  double a0 = 0.0, a1 = 0.0, b0 = 0.0, b1 = 0.0, b2 = 0.0;
  double log_shares = 0.0;  ///< sum log e_k
};

inline TiedTerms tied_terms(double share, std::int64_t deaths, Ties ties) {
  const double d = static_cast<double>(deaths);
  TiedTerms out;
  if (ties != Ties::efron || deaths == 1) {
    out.a0 = d;
    out.b0 = d;
    return out;
  }
  double product = 1.0;  // one logarithm for sixteen shares, each at least 1 / d
  for (std::int64_t k = 0; k < deaths; ++k) {
    const double c = static_cast<double>(k) / d;
    const double left = 1.0 - c * share;
    const double e = 1.0 / left;
    out.a0 += e;
    out.a1 += c * e;
    out.b0 += e * e;
    out.b1 += c * (e * e);
    out.b2 += c * c * (e * e);
    product *= left;
    if (k % 16 == 15) {
      out.log_shares += std::log(product);
      product = 1.0;
    }
  }
  out.log_shares += std::log(product);
  return out;
}

/// The same with case weights: each of the d terms weighs what a death weighs on average.
inline TiedTerms tied_terms(double share, const EventTime& time, Ties ties) {
  TiedTerms out = tied_terms(share, time.n_event, ties);
  if (time.mean_weight == 1.0) return out;
  for (double* sum : {&out.a0, &out.a1, &out.b0, &out.b1, &out.b2, &out.log_shares}) {
    *sum *= time.mean_weight;
  }
  return out;
}

/// The cumulative hazard of a patient of risk score 1, by stratum.
///
///     cumulative(t) = sum_{t_j <= t} a0_j / S0_j
///
/// Breslow (1972), discussion of Cox, JRSS B 34:216-217; with Efron's shares the
/// estimate whose martingale residuals sum to zero. A patient who dies at t_j faces
/// a1_j / S0_j less: the tied deaths are at risk for a part of that time only.
struct BaselineHazard {
  std::vector<double> cumulative;  ///< up to and at each event time.  (k,)
  std::vector<double> before;      ///< strictly before each event time.  (k,)
  std::vector<double> tied;        ///< a1_j / S0_j.  (k,)

  explicit BaselineHazard(std::size_t event_times = 0)
      : cumulative(event_times), before(event_times), tied(event_times) {}

  /// Hazard that the row at `position` faces while it is at risk, per unit of risk.
  /// @param g      last event time of the row.
  /// @param death  whether the row ends with an event at g.
  double faced(const RiskSets& sets, std::size_t position, std::size_t g,
               bool death) const {
    double hazard = cumulative[g];
    if (death) hazard -= tied[g];
    if (sets.late_entry()) hazard -= before[sets.entry[position]];
    return hazard;
  }

  /// Turns the steps that stand in `cumulative` into sums, stratum by stratum.
  void cumulate(const RiskSets& sets) {
    for (std::size_t s = 0; s + 1 < sets.stratum.size(); ++s) {
      double sum = 0.0;
      for (std::size_t g = sets.stratum[s]; g < sets.stratum[s + 1]; ++g) {
        before[g] = sum;
        sum += cumulative[g];
        cumulative[g] = sum;
      }
    }
  }
};

/// Expected events of each row: risk score times hazard faced.  (m,), by position
inline std::vector<double> expected_events(const RiskSets& sets,
                                           const std::vector<double>& risk,
                                           const BaselineHazard& baseline) {
  std::vector<double> expected(risk.size());
  for (std::size_t g = 0; g < sets.event_time.size(); ++g) {
    const EventTime& t = sets.event_time[g];
    for (std::uint32_t i = t.first; i < t.end; ++i) {
      expected[i] = risk[i] * baseline.faced(sets, i, g, i < t.censored);
    }
  }
  return expected;
}

/// Total risk of a risk set and of those who die, as the walk back keeps them.
class RiskTotals {
 public:
  /// @param risk  count * exp(linear predictor), by position; must outlive the walk.
  explicit RiskTotals(const std::vector<double>& risk) : risk_(risk) {}

  double all() const { return all_; }
  double dying() const { return dying_; }

  void clear() {
    all_ = 0.0;
    dying_ = 0.0;
    rows_ = 0;
  }
  void censored(std::size_t i) {
    all_ += risk_[i];
    ++rows_;
  }
  void death(std::size_t i) {
    censored(i);
    dying_ += risk_[i];
  }
  /// True when nobody is left: the sum is then exactly 0, whatever rounding has done.
  bool before_entry(std::size_t i) {
    all_ -= risk_[i];
    if (--rows_ == 0) all_ = 0.0;
    return rows_ == 0;
  }
  void next_event_time() { dying_ = 0.0; }

 private:
  const std::vector<double>& risk_;
  double all_ = 0.0;
  double dying_ = 0.0;
  std::int64_t rows_ = 0;
};

/// The baseline hazard for given risk scores.
///
/// @param risk  count or weight times exp(linear predictor), by position.  (m,)
inline BaselineHazard baseline_hazard(const RiskSets& sets,
                                      const std::vector<double>& risk, Ties ties) {
  struct Sums : RiskTotals {
    Sums(const RiskSets& s, const std::vector<double>& r, Ties t)
        : RiskTotals(r), sets(s), ties(t), baseline(s.event_time.size()) {}
    void at_event(std::size_t g) {
      const TiedTerms terms = tied_terms(dying() / all(), sets.event_time[g], ties);
      baseline.cumulative[g] = terms.a0 / all();
      baseline.tied[g] = terms.a1 / all();
      next_event_time();
    }
    const RiskSets& sets;
    Ties ties;
    BaselineHazard baseline;
  };
  Sums sums(sets, risk, ties);
  walk_back(sets, sums);
  sums.baseline.cumulate(sets);
  return std::move(sums.baseline);
}

}  // namespace oncohort
