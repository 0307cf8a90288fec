#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_baseline.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/cox_fit.h"
#include "oncohort/survival/cox_likelihood.h"
#include "oncohort/survival/risk_sets.h"

namespace oncohort {

enum class Penalty { none, firth };

/// What the gradient of Firth's penalty is made of.
struct PenaltyInput {
  const RiskSets& sets;
  const CoxDesign& design;
  Ties ties;
  const std::vector<double>& risk;      ///< count * exp(linear predictor).  (m,)
  const std::vector<double>& expected;  ///< expected events.  (m,)
  const Matrix& inverse;  ///< J = I^-1, zeros for columns set aside.  (p, p)
};

namespace cox_firth_detail {

/// The walk back: totals of x and of q = x' J x in each risk set; see `penalty_score()`.
class PenaltySums : public RiskTotals {
 public:
  PenaltySums(const PenaltyInput& in, const std::vector<double>& form)
      : RiskTotals(in.risk),
        in_(in),
        form_(form),
        width_(in.design.rows.width()),
        all_x_(width_),
        dying_x_(width_),
        score_(width_),
        step_(in.sets.event_time.size(), in.design.rows.columns()),
        tied_(in.sets.event_time.size(), in.design.rows.columns()) {}

  void clear() {
    RiskTotals::clear();
    std::fill(all_x_.begin(), all_x_.end(), 0.0);
    all_q_ = 0.0;
  }
  void censored(std::size_t i) {
    RiskTotals::censored(i);
    in_.design.rows.add_row(all_x_.data(), in_.risk[i], i);
    all_q_ += in_.risk[i] * form_[i];
  }
  void death(std::size_t i) {
    RiskTotals::death(i);
    in_.design.rows.add_row(dying_x_.data(), in_.risk[i], i);
    dying_q_ += in_.risk[i] * form_[i];
  }
  void before_entry(std::size_t i) {
    const bool nobody = RiskTotals::before_entry(i);
    in_.design.rows.add_row(all_x_.data(), -in_.risk[i], i);
    all_q_ -= in_.risk[i] * form_[i];
    if (!nobody) return;
    std::fill(all_x_.begin(), all_x_.end(), 0.0);
    all_q_ = 0.0;
  }
  void at_event(std::size_t g) {
    for (std::size_t j = 0; j < width_; ++j) all_x_[j] += dying_x_[j];
    all_q_ += dying_q_;
    add_event_time(g);
    std::fill(dying_x_.begin(), dying_x_.end(), 0.0);
    dying_q_ = 0.0;
    next_event_time();
  }

  std::vector<double>& score() { return score_; }
  PaddedRows& step() { return step_; }
  const PaddedRows& tied() const { return tied_; }

 private:
  void add_event_time(std::size_t g) {
    const std::int64_t deaths = in_.sets.event_time[g].n_event;
    const double share = dying() / all();
    const TiedTerms terms = tied_terms(share, deaths, in_.ties);
    const auto p = as_index(in_.design.rows.columns());
    const Vector s1 = Eigen::Map<const Vector>(all_x_.data(), p) / all();
    const Vector d1 = Eigen::Map<const Vector>(dying_x_.data(), p) / all();
    const Vector js1 = in_.inverse * s1;
    const bool shared = in_.ties == Ties::efron && deaths > 1;
    const Vector jd1 = shared ? Vector(in_.inverse * d1) : Vector::Zero(p);
    const double ss = s1.dot(js1), sd = d1.dot(js1), dd = d1.dot(jd1);

    const double steps = shared ? static_cast<double>(deaths) : 1.0;
    const double each = shared ? 1.0 : static_cast<double>(deaths);
    double own = 0.0, less = 0.0;  // sum g_k / e_k, sum c_k g_k / e_k
    for (double k = 0.0; k < steps; k += 1.0) {
      const double c = k / static_cast<double>(deaths);
      const double e = 1.0 - c * share;
      const double mean_form = (all_q_ - c * dying_q_) / all() / e;
      const double form_of_mean = (ss - 2.0 * c * sd + c * c * dd) / (e * e);
      const double factor = each * (2.0 * form_of_mean - mean_form) / e;
      own += factor;
      less += c * factor;
    }
    Eigen::Map<Vector>(score_.data(), p) += own * s1 - less * d1;
    Eigen::Map<Vector>(step_.row(g), p) = (terms.b0 * js1 - terms.b1 * jd1) / all();
    Eigen::Map<Vector>(tied_.row(g), p) = (terms.b1 * js1 - terms.b2 * jd1) / all();
  }

  const PenaltyInput& in_;
  const std::vector<double>& form_;
  std::size_t width_;
  std::vector<double> all_x_, dying_x_;
  double all_q_ = 0.0, dying_q_ = 0.0;
  std::vector<double> score_;
  PaddedRows step_, tied_;
};

/// Sums the rows of `step` stratum by stratum; each then holds all up to its time.
inline void cumulate_rows(const RiskSets& sets, PaddedRows& step) {
  for (std::size_t s = 0; s + 1 < sets.stratum.size(); ++s) {
    for (std::size_t g = sets.stratum[s] + 1u; g < sets.stratum[s + 1]; ++g) {
      for (std::size_t j = 0; j < step.width(); ++j) step.row(g)[j] += step.row(g - 1)[j];
    }
  }
}

}  // namespace cox_firth_detail

/// Gradient of Firth's penalty 1/2 log det I(beta), without the tensor of third moments.
///
/// Over the steps (t, k) of all event times, with c_k and den_k = S0 - c_k D0 of
/// cox_baseline.h, means m = (S1 - c_k D1) / den_k, J = I^-1, v = J m and q_i = x_i' J x_i,
///
///     1/2 tr(J dI/dbeta) = 1/2 sum_(t,k) E[ (x - m)' J (x - m) (x - m) ]
///       = 1/2 { sum_i (w_i q_i - 2 r_i x_i' c_i) x_i + sum_(t,k) (2 m'v - E[q]) m }
///     w_i = r_i sum 1/den_k,   c_i = sum v / den_k
///
/// over the steps at which i is at risk; who dies at t counts there 1 - c_k for 1. The
/// sums over k of one time need b0, b1, b2 and two scalars, so that all costs
/// O(n p^2 + k p^2) for k event times.
///
/// Firth (1993) Biometrika 80:27-38; Heinze & Schemper (2001) Biometrics 57:114-119.
///
/// @return  in the units of the design; 0 for columns set aside.  (p,)
inline Vector penalty_score(const PenaltyInput& in) {
  const PaddedRows& rows = in.design.rows;
  const std::vector<double> form = quadratic_forms(rows, in.inverse);
  cox_firth_detail::PenaltySums sums(in, form);
  walk_back(in.sets, sums);
  cox_firth_detail::cumulate_rows(in.sets, sums.step());
  double* score = sums.score().data();
  const auto first_of = [&](std::size_t g) {
    const auto& begin = in.sets.stratum;
    return *(std::upper_bound(begin.begin(), begin.end(), g) - 1);
  };
  for (std::size_t g = 0; g < in.sets.event_time.size(); ++g) {
    const EventTime& t = in.sets.event_time[g];
    for (std::uint32_t i = t.first; i < t.end; ++i) {
      double faced = rows.dot(i, sums.step().row(g));
      if (i < t.censored) faced -= rows.dot(i, sums.tied().row(g));
      if (in.sets.late_entry() && in.sets.entry[i] > first_of(g)) {
        faced -= rows.dot(i, sums.step().row(in.sets.entry[i] - 1u));
      }
      rows.add_row(score, form[i] * in.expected[i] - 2.0 * in.risk[i] * faced, i);
    }
  }
  Vector out = Eigen::Map<const Vector>(score, as_index(rows.columns())) / 2.0;
  for (Eigen::Index j = 0; j < out.size(); ++j) {
    if (in.inverse(j, j) == 0.0) out(j) = 0.0;
  }
  return out;
}

/// A log-likelihood, penalised or not, with what an ascent needs.
struct PenalisedEvaluation : CoxEvaluation {
  Vector penalty_score;  ///< the penalty's part of `score`.  (p,)
};

/// l(beta), or Firth's l(beta) + 1/2 log det I(beta).
///
/// `information` stays that of l. Columns aliased at 0 take no part: see `set_aside()`.
class PenalisedLikelihood {
 public:
  /// The plan and the design must outlive the likelihood.
  PenalisedLikelihood(const RiskSets& sets, const CoxDesign& design,
                      const CoxOptions& options, Penalty penalty)
      : sets_(sets),
        design_(design),
        ties_(options.ties),
        penalty_(penalty),
        likelihood_(sets, design, options.ties),
        floor_(set_aside(likelihood_.evaluate(zero()), options.aliasing)) {}

  PenalisedEvaluation evaluate(const Vector& beta) {
    PenalisedEvaluation out{likelihood_.evaluate(beta), Vector::Zero(beta.size())};
    if (penalty_ == Penalty::none) return out;
    const OrderedCholesky factor(out.information, floor_);
    for (Eigen::Index j = 0; j < beta.size(); ++j) {
      if (floor_(j) == 0.0 && !factor.kept(static_cast<std::size_t>(j))) {
        out.log_likelihood = -std::numeric_limits<double>::infinity();
        return out;
      }
    }
    const Matrix inverse = factor.inverse();
    out.log_likelihood += factor.log_determinant() / 2.0;
    out.penalty_score = penalty_score(
        {sets_, design_, ties_, likelihood_.risk(), likelihood_.expected(), inverse});
    out.score += out.penalty_score;
    return out;
  }

  Vector zero() const { return Vector::Zero(as_index(design_.rows.columns())); }
  /// Infinity for columns that are aliased, else 0.  (p,)
  const Vector& floor() const { return floor_; }
  /// Expected events at the last coefficients evaluated.  (m,), by position
  const std::vector<double>& expected() const { return likelihood_.expected(); }

 private:
  const RiskSets& sets_;
  const CoxDesign& design_;
  Ties ties_;
  Penalty penalty_;
  CoxLikelihood likelihood_;
  Vector floor_;
};

}  // namespace oncohort
