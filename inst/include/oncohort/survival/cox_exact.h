#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_baseline.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/cox_likelihood.h"
#include "oncohort/survival/cox_risk.h"
#include "oncohort/survival/risk_sets.h"

namespace oncohort {

/// Which k of the patients so far: the sum over all choices, and the moments of their
/// covariates, for every k up to a limit.
///
/// e_k is the sum over all subsets of k patients of the product of their risks r. When
/// patient m joins (Gail, Lubin & Rubinstein 1981, Biometrika 68:703-707, eq. 4)
///
///     e_k' = e_k + r e_{k-1},   q_k = r e_{k-1} / e_k',
///
/// where q_k is the chance that m is among k chosen with probability proportional to the
/// product of risks. e_k itself overflows (1,000 of 2,000: 1e600); its ratio to its
/// neighbour, and the mean and variance of the chosen's sum of covariates, do not:
///
///     ratio_k = e_k / e_{k-1},  ratio_k' = (ratio_k + r) / (1 + r / ratio_{k-1})
///     q_k     = r / (ratio_k + r),         delta = mean_{k-1} + x - mean_k
///     mean_k' = mean_k + q_k delta
///     var_k'  = (1 - q_k) var_k + q_k var_{k-1} + q_k (1 - q_k) delta delta'
///
/// No term is subtracted from its like, so no digit is lost however many are tied.
class SubsetMoments {
 public:
  /// @param most  largest k that will be asked for.
  SubsetMoments(std::size_t columns, std::size_t most)
      : p_(columns),
        pairs_(columns * (columns + 1) / 2),
        ratio_(most + 1),
        mean_((most + 1) * p_),
        variance_((most + 1) * pairs_),
        delta_(p_) {
    clear();
  }

  void clear() {
    n_ = 0;
    std::fill(ratio_.begin(), ratio_.end(), 0.0);
    std::fill(mean_.begin(), mean_.end(), 0.0);
    std::fill(variance_.begin(), variance_.end(), 0.0);
  }

  /// One more patient; only k up to `limit` are kept up from here on.
  void add(const double* x, double risk, std::size_t limit) {
    ++n_;
    for (std::size_t k = std::min(limit, n_); k > 0; --k) join(k, x, risk);
  }

  /// log e_k; -inf where fewer than k patients have joined.
  double log_sum(std::size_t k) const {
    double sum = 0.0;
    for (std::size_t j = 1; j <= k; ++j) sum += std::log(ratio_[j]);
    return sum;
  }

  /// Mean of the sum of covariates of the k chosen.  (p,)
  Vector mean(std::size_t k) const {
    return Eigen::Map<const Vector>(mean_.data() + k * p_, as_index(p_));
  }

  /// Its variance.  (p, p)
  Matrix variance(std::size_t k) const {
    Matrix out(as_index(p_), as_index(p_));
    const double* v = variance_.data() + k * pairs_;
    for (std::size_t a = 0; a < p_; ++a) {
      for (std::size_t b = 0; b <= a; ++b) {
        out(as_index(a), as_index(b)) = *v;
        out(as_index(b), as_index(a)) = *v++;
      }
    }
    return out;
  }

 private:
  void join(std::size_t k, const double* x, double risk) {
    const double q = risk / (ratio_[k] + risk);
    const double both = q * (1.0 - q);
    double* mean = mean_.data() + k * p_;
    const double* fewer = mean - p_;
    for (std::size_t a = 0; a < p_; ++a) {
      delta_[a] = fewer[a] + x[a] - mean[a];
      mean[a] += q * delta_[a];
    }
    double* v = variance_.data() + k * pairs_;
    const double* v_fewer = v - pairs_;
    for (std::size_t a = 0; a < p_; ++a) {
      const double outer = both * delta_[a];
      for (std::size_t b = 0; b <= a; ++b, ++v, ++v_fewer) {
        *v += q * (*v_fewer - *v) + outer * delta_[b];
      }
    }
    const double before = k > 1 ? 1.0 + risk / ratio_[k - 1] : 1.0;
    ratio_[k] = (ratio_[k] + risk) / before;
  }

  std::size_t p_, pairs_;
  std::size_t n_ = 0;
  std::vector<double> ratio_, mean_, variance_, delta_;
};

namespace cox_exact_detail {

/// Deaths at one time, replications counted, at most this many patients times deaths.
inline constexpr double kMostWork = 1e11;

/// Largest number of deaths at each event time and the earlier ones of its stratum.
inline std::vector<std::size_t> most_deaths(const RiskSets& sets) {
  std::vector<std::size_t> most(sets.event_time.size());
  for (std::size_t s = 0; s + 1 < sets.stratum.size(); ++s) {
    std::size_t largest = 0;
    for (std::size_t g = sets.stratum[s]; g < sets.stratum[s + 1]; ++g) {
      largest = std::max(largest, static_cast<std::size_t>(sets.event_time[g].n_event));
      most[g] = largest;
    }
  }
  return most;
}

/// Walks the risk sets and hands the moments of each to `visit(g, moments)`.
///
/// Without late entry the risk sets grow and one table serves a stratum: O(n d p^2) for
/// n patients and d the largest tie. With late entry each event time has a table of its
/// own, for taking a patient out again would cost digits: O(sum_t n_t d_t p^2).
template <class Visit>
class Walk {
 public:
  Walk(const RiskSets& sets, const CoxDesign& design, const std::vector<double>& risk,
       Visit& visit)
      : sets_(sets),
        design_(design),
        risk_(risk),
        visit_(visit),
        most_(most_deaths(sets)),
        moments_(design.rows.columns(),
                 most_.empty() ? 0 : *std::max_element(most_.begin(), most_.end())),
        place_(sets.late_entry() ? sets.row.size() : 0) {
    double work = 0.0;
    for (std::size_t most : most_) work = std::max(work, static_cast<double>(most));
    if (work * static_cast<double>(sets.n_patients) > kMostWork) {
      throw invalid_input("exact ties need too long for so many deaths at one time");
    }
  }

  void clear() {
    moments_.clear();
    present_.clear();
    waiting_.clear();
  }
  void censored(std::size_t i) { waiting_.push_back(i); }
  void death(std::size_t i) { waiting_.push_back(i); }
  void before_entry(std::size_t i) {
    for (std::size_t w : waiting_) enter(w);
    waiting_.clear();
    const std::size_t last = present_.back();
    present_[place_[i]] = last;
    place_[last] = place_[i];
    present_.pop_back();
  }
  void at_event(std::size_t g) {
    if (sets_.late_entry()) {
      for (std::size_t w : waiting_) enter(w);
      moments_.clear();
      for (std::size_t i : present_) {
        join(i, static_cast<std::size_t>(sets_.event_time[g].n_event));
      }
    } else {
      for (std::size_t i : waiting_) join(i, most_[g]);
    }
    waiting_.clear();
    visit_(g, moments_);
  }

 private:
  void enter(std::size_t i) {
    place_[i] = present_.size();
    present_.push_back(i);
  }
  void join(std::size_t i, std::size_t limit) {
    const auto copies = static_cast<std::int64_t>(sets_.patients(i));
    const double risk = risk_[i] / sets_.patients(i);
    for (std::int64_t c = 0; c < copies; ++c) moments_.add(design_.rows.row(i), risk, limit);
  }

  const RiskSets& sets_;
  const CoxDesign& design_;
  const std::vector<double>& risk_;
  Visit& visit_;
  std::vector<std::size_t> most_;
  SubsetMoments moments_;
  std::vector<std::size_t> waiting_;         // joined since the last event time
  std::vector<std::size_t> present_, place_;  // late entry: who is at risk
};

}  // namespace cox_exact_detail

/// The moments of every risk set under exact ties: `visit(g, SubsetMoments)`.
///
/// @throws invalid_input  where patients times tied deaths exceed 1e11.
template <class Visit>
void walk_exact(const RiskSets& sets, const CoxDesign& design,
                const std::vector<double>& risk, Visit visit) {
  cox_exact_detail::Walk<Visit> walk(sets, design, risk, visit);
  walk_back(sets, walk);
}

/// Cox's likelihood for truly discrete time: which d of those at risk died.
///
///     l = sum_deaths eta_i - sum_t log e_d(t)
///     U = sum_deaths x_i - sum_t mean_d(t),   I = sum_t var_d(t)
///
/// Cox (1972) JRSS B 34:187-220, section 6; Gail, Lubin & Rubinstein (1981). A count is
/// so many patients; case weights have no meaning here.
class CoxExactLikelihood {
 public:
  /// The plan and the design must outlive the likelihood.
  /// @throws invalid_input  for case weights.
  CoxExactLikelihood(const RiskSets& sets, const CoxDesign& design)
      : sets_(sets), design_(design) {
    if (!sets.weight.empty()) throw invalid_input("exact ties know no case weights");
  }

  CoxEvaluation evaluate(const Vector& beta) {
    const CoxRisk at = cox_risk(sets_, design_, beta);
    expected_ =
        expected_events(sets_, at.risk, baseline_hazard(sets_, at.risk, Ties::breslow));
    const Eigen::Index p = as_index(design_.rows.columns());
    CoxEvaluation out{0.0, Vector::Zero(p), Matrix::Zero(p, p), Vector::Zero(p)};
    for (const EventTime& t : sets_.event_time) {
      for (std::uint32_t i = t.first; i < t.end; ++i) {
        const Eigen::Map<const Vector> x(design_.rows.row(i), p);
        out.second_moment += expected_[i] * x.cwiseAbs2();
        if (i >= t.censored) continue;
        out.log_likelihood += sets_.patients(i) * at.eta[i];
        out.score += sets_.patients(i) * x;
      }
    }
    walk_exact(sets_, design_, at.risk, [&](std::size_t g, const SubsetMoments& moments) {
      const auto deaths = static_cast<std::size_t>(sets_.event_time[g].n_event);
      out.log_likelihood -= moments.log_sum(deaths);
      out.score -= moments.mean(deaths);
      out.information += moments.variance(deaths);
    });
    if (!std::isfinite(out.log_likelihood)) {
      out.log_likelihood = std::numeric_limits<double>::quiet_NaN();
    }
    return out;
  }

  /// Expected events at the last coefficients, with Breslow's baseline hazard, as
  /// `survival` has them.  (m,), by position
  const std::vector<double>& expected() const { return expected_; }

 private:
  const RiskSets& sets_;
  const CoxDesign& design_;
  std::vector<double> expected_;
};

}  // namespace oncohort
