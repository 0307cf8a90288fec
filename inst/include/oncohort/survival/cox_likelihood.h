#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_baseline.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/cox_risk.h"
#include "oncohort/survival/risk_sets.h"

namespace oncohort {

/// The partial likelihood at one coefficient vector, in the design's units.
struct CoxEvaluation {
  double log_likelihood;  ///< NaN where a risk set's total under- or overflows.
  Vector score;           ///< first derivatives.  (p,)
  Matrix information;     ///< minus the second derivatives.  (p, p)
  Vector second_moment;   ///< diagonal of sum_i w_i x_i x_i', before means are taken off.
};

/// Cox's partial log-likelihood with its derivatives, in two passes over the rows.
///
/// With r_i = mass_i exp(x_i'beta + offset_i); S0, S1 the sums of r_i and r_i x_i over
/// the risk set of an event time, D0, D1 over those who die then; d deaths; and the tied
/// terms a0, a1, b0, b1, b2, e_k of cox_baseline.h:
///
///     l = sum_deaths eta_i - sum_t [ d log S0 + sum_k log e_k ]
///     w_i = r_i (hazard faced by i),   U = sum_i (events_i - w_i) x_i
///     I = sum_i w_i x_i x_i' - sum_t (v1 v1' + v2 v2')
///     v1 = sqrt(b0) S1/S0 - (b1/sqrt(b0)) D1/S0,   v2 = sqrt(b2 - b1^2/b0) D1/S0
///
/// so that d tied deaths cost O(d + p^2), not O(d p^2): v1 v1' + v2 v2' collects
/// sum_k (S1 - c_k D1)(S1 - c_k D1)' / (S0 e_k)^2.
///
/// Cox (1972) JRSS B 34:187-220; Breslow (1974) Biometrics 30:89-99; Efron (1977) JASA
/// 72:557-565. A count is so many patients, for Efron's ties too. A weight multiplies a
/// row's own terms; each of Efron's d terms then weighs the mean weight of the d deaths,
/// as in `survival`.
class CoxLikelihood {
 public:
  /// The plan and the design must outlive the likelihood.
  CoxLikelihood(const RiskSets& sets, const CoxDesign& design, Ties ties)
      : sets_(sets),
        design_(design),
        ties_(ties),
        baseline_(sets.event_time.size()),
        cross_(design.rows.columns()) {}

  CoxEvaluation evaluate(const Vector& beta) {
    cross_.clear();
    CoxRisk at = cox_risk(sets_, design_, beta);
    eta_ = std::move(at.eta);
    risk_ = std::move(at.risk);
    Sums sums(*this);
    walk_back(sets_, sums);
    sums.flush();
    const Matrix between = cross_.matrix();
    baseline_.cumulate(sets_);
    expected_ = expected_events(sets_, risk_, baseline_);

    CoxEvaluation out;
    out.log_likelihood = sums.log_likelihood();
    cross_.clear();
    out.score = score_and_squares();
    const Matrix squares = cross_.matrix();
    out.second_moment = squares.diagonal();
    out.information = squares - between;
    return out;
  }

  /// Expected events at the last coefficients evaluated.  (m,), by position
  const std::vector<double>& expected() const { return expected_; }

 private:
  static constexpr std::size_t kBatch = 128;  // rows that stay in the first cache

  /// The first pass: totals of each risk set, and what each event time adds.
  class Sums : public RiskTotals {
   public:
    explicit Sums(CoxLikelihood& likelihood)
        : RiskTotals(likelihood.risk_),
          self_(likelihood),
          width_(likelihood.design_.rows.width()),
          all_x_(width_),
          dying_x_(width_),
          batch_(kBatch * width_) {}

    void clear() {
      RiskTotals::clear();
      std::fill(all_x_.begin(), all_x_.end(), 0.0);
    }
    void censored(std::size_t i) {
      RiskTotals::censored(i);
      self_.design_.rows.add_row(all_x_.data(), self_.risk_[i], i);
    }
    void death(std::size_t i) {
      RiskTotals::death(i);
      self_.design_.rows.add_row(dying_x_.data(), self_.risk_[i], i);
      log_likelihood_ += self_.sets_.mass(i) * self_.eta_[i];
    }
    void before_entry(std::size_t i) {
      const bool nobody = RiskTotals::before_entry(i);
      self_.design_.rows.add_row(all_x_.data(), -self_.risk_[i], i);
      if (nobody) std::fill(all_x_.begin(), all_x_.end(), 0.0);
    }
    void at_event(std::size_t g) {
      for (std::size_t j = 0; j < width_; ++j) all_x_[j] += dying_x_[j];
      const EventTime& time = self_.sets_.event_time[g];
      const double deaths = static_cast<double>(time.n_event) * time.mean_weight;
      const TiedTerms terms = tied_terms(dying() / all(), time, self_.ties_);
      if (!(all() >= std::numeric_limits<double>::min())) {
        log_likelihood_ = std::numeric_limits<double>::quiet_NaN();
      }
      log_likelihood_ -= deaths * std::log(all()) + terms.log_shares;
      self_.baseline_.cumulative[g] = terms.a0 / all();
      self_.baseline_.tied[g] = terms.a1 / all();
      add_means(terms);
      next_event_time();
      std::fill(dying_x_.begin(), dying_x_.end(), 0.0);
    }
    /// The sum over events of eta less the logs of totals; complete after the walk.
    double log_likelihood() const { return log_likelihood_; }
    void flush() {
      const std::vector<double> ones(kBatch, 1.0);
      self_.cross_.add(batch_.data(), ones.data(), filled_);
      filled_ = 0;
    }

   private:
    void add_means(const TiedTerms& terms) {
      if (width_ == 0) return;
      const double root = std::sqrt(terms.b0);
      const double own = root / all();
      const double tied = terms.b1 / root / all();
      const double rest = terms.b2 - terms.b1 * terms.b1 / terms.b0;
      if (filled_ + 2 > kBatch) flush();
      double* v1 = batch_.data() + filled_++ * width_;
      for (std::size_t j = 0; j < width_; ++j) v1[j] = own * all_x_[j] - tied * dying_x_[j];
      if (!(rest > 0.0)) return;
      const double second = std::sqrt(rest) / all();
      double* v2 = batch_.data() + filled_++ * width_;
      for (std::size_t j = 0; j < width_; ++j) v2[j] = second * dying_x_[j];
    }

    CoxLikelihood& self_;
    std::size_t width_;
    std::vector<double> all_x_, dying_x_;
    std::vector<double> batch_;
    std::size_t filled_ = 0;
    double log_likelihood_ = 0.0;
  };

  /// The second pass: U, and sum_i w_i x_i x_i' in `cross_`.
  Vector score_and_squares() {
    const PaddedRows& rows = design_.rows;
    std::vector<double> score(rows.width(), 0.0);
    for (const EventTime& t : sets_.event_time) {
      for (std::uint32_t i = t.first; i < t.end; ++i) {
        const double events = i < t.censored ? sets_.mass(i) : 0.0;
        rows.add_row(score.data(), events - expected_[i], i);
      }
    }
    for (std::size_t i = 0; rows.width() > 0 && i < expected_.size(); i += kBatch) {
      cross_.add(rows.row(i), expected_.data() + i, std::min(kBatch, expected_.size() - i));
    }
    return Eigen::Map<const Vector>(score.data(), as_index(rows.columns()));
  }

  const RiskSets& sets_;
  const CoxDesign& design_;
  Ties ties_;
  std::vector<double> eta_, risk_, expected_;
  BaselineHazard baseline_;
  CrossProduct cross_;
};

}  // namespace oncohort
