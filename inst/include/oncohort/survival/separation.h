#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/risk_sets.h"

namespace oncohort {

/// Where a coefficient may run without lowering the likelihood.
struct Separation {
  std::vector<bool> up, down;  ///< (p,)

  bool any() const {
    const auto in = [](const std::vector<bool>& v) {
      return std::find(v.begin(), v.end(), true) != v.end();
    };
    return in(up) || in(down);
  }
};

namespace separation_detail {

/// Differences, lengths and angles below this (the design's columns have spread 1) are
/// taken for 0.
constexpr double kRounding = 1e-9;

/// The difference x_i - x_j, i dying while j is at risk, that `direction` violates most.
///
/// One walk back with the largest x_j'direction of each risk set on top of a heap, from
/// which those not yet at risk are dropped when they come up. O(n p + n log n).
class WorstDifference {
 public:
  WorstDifference(const RiskSets& sets, const CoxDesign& design, const Vector& direction)
      : sets_(sets), value_(sets.row.size()) {
    std::vector<double> padded(design.rows.width(), 0.0);
    for (Eigen::Index j = 0; j < direction.size(); ++j) {
      padded[static_cast<std::size_t>(j)] = direction(j);
    }
    for (std::size_t i = 0; i < value_.size(); ++i) {
      value_[i] = design.rows.dot(i, padded.data());
    }
    walk_back(sets, *this);
  }

  void clear() { at_risk_ = {}; }
  void censored(std::size_t i) { at_risk_.push({value_[i], i}); }
  void death(std::size_t i) { at_risk_.push({value_[i], i}); }
  void before_entry(std::size_t) {}
  void at_event(std::size_t g) {
    while (sets_.late_entry() && sets_.entry[at_risk_.top().second] > g) at_risk_.pop();
    const auto& top = at_risk_.top();
    const EventTime& t = sets_.event_time[g];
    for (std::size_t i = t.first; i < t.censored; ++i) {
      if (top.first - value_[i] <= violation) continue;
      violation = top.first - value_[i];
      dying = i;
      at_risk = top.second;
    }
  }

  double violation = 0.0;
  std::size_t dying = 0, at_risk = 0;

 private:
  const RiskSets& sets_;
  std::vector<double> value_;
  std::priority_queue<std::pair<double, std::size_t>> at_risk_;
};

/// Sum_i z_i a_i with z >= 0 that comes closest to -target; only a's in use are kept.
///
/// The active-set method of Lawson & Hanson (1974, Solving Least Squares Problems, ch.
/// 23): finite, for each set of a's in use is independent and none comes back.
class NonnegativeCombination {
 public:
  explicit NonnegativeCombination(Vector target) : target_(std::move(target)) {}

  Vector residual() const {
    Vector out = target_;
    for (std::size_t i = 0; i < used_.size(); ++i) out += weight_[i] * used_[i];
    return out;
  }

  void add(Vector a) {
    used_.push_back(std::move(a));
    weight_.push_back(0.0);
    while (!used_.empty()) {
      const Vector best = solve();
      double length = 1.0;
      for (std::size_t i = 0; i < used_.size(); ++i) {
        const double b = best(as_index(i));
        if (b <= 0.0) length = std::min(length, weight_[i] / (weight_[i] - b));
      }
      for (std::size_t i = 0; i < used_.size(); ++i) {
        weight_[i] += length * (best(as_index(i)) - weight_[i]);
      }
      if (length == 1.0 && (best.array() > 0.0).all()) return;
      drop_zeros(best);
    }
  }

  bool full() const { return used_.size() >= static_cast<std::size_t>(target_.size()); }

 private:
  Vector solve() const {
    Matrix a(target_.size(), as_index(used_.size()));
    for (std::size_t i = 0; i < used_.size(); ++i) a.col(as_index(i)) = used_[i];
    return least_squares(a, -target_);
  }

  void drop_zeros(const Vector& best) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (best(as_index(i)) <= 0.0 && weight_[i] <= 1e-14 * weight_scale()) continue;
      used_[kept] = used_[i];
      weight_[kept++] = weight_[i];
    }
    used_.resize(kept);
    weight_.resize(kept);
  }

  double weight_scale() const {
    return std::max(1.0, *std::max_element(weight_.begin(), weight_.end()));
  }

  Vector target_;
  std::vector<Vector> used_;
  std::vector<double> weight_;
};

/// The point of the cone { g : (x_i - x_j)'g >= 0 } nearest to `target`.
///
/// By Moreau's theorem target = g + (a point of the polar cone), and the polar cone is
/// that of -(x_i - x_j) combined with weights >= 0. Zero where nothing of the target
/// lies in the cone; otherwise g is in the cone and g'target = |g|^2 > 0.
class RecessionCone {
 public:
  /// @param kept  columns that are not aliased: the cone is looked for among these.
  RecessionCone(const RiskSets& sets, const CoxDesign& design, std::vector<bool> kept)
      : sets_(sets), design_(design), kept_(std::move(kept)) {}

  Vector nearest(const Vector& target) const {
    const double length = target.norm();
    if (!(length > 0.0)) return Vector::Zero(target.size());
    NonnegativeCombination polar(target / length);
    const std::size_t most = 100 * (kept_.size() + 10);
    for (std::size_t step = 0; step < most; ++step) {
      const Vector g = polar.residual();
      if (g.norm() <= kRounding) return Vector::Zero(target.size());
      const Vector unit = g / g.norm();
      const WorstDifference worst(sets_, design_, unit);
      if (worst.violation <= kRounding) return g;
      const Vector a = difference(worst.dying, worst.at_risk);
      if (worst.violation <= kRounding * a.norm()) return g;
      polar.add(a / a.norm());
    }
    return Vector::Zero(target.size());
  }

 private:
  Vector difference(std::size_t i, std::size_t j) const {
    Vector out = Vector::Zero(as_index(kept_.size()));
    for (std::size_t k = 0; k < kept_.size(); ++k) {
      if (kept_[k]) out(as_index(k)) = design_.rows.row(i)[k] - design_.rows.row(j)[k];
    }
    return out;
  }

  const RiskSets& sets_;
  const CoxDesign& design_;
  std::vector<bool> kept_;
};

}  // namespace separation_detail

/// Monotone likelihood: which coefficients run to infinity, and where to.
///
/// The likelihoods of Breslow and Efron, concave both, do not fall along a direction g
/// exactly where everybody who dies has the largest x'g of the own risk set:
///
///     (x_i - x_j)'g >= 0 for every death i and everybody j at risk at that time.
///
/// If only g = 0 is such a direction, the maximum exists and is unique (Jacobsen 1989,
/// Scand J Stat 16:335-349; Albert & Anderson 1984, Biometrika 71:1-10 for logistic
/// regression). Otherwise coefficient j has the profile likelihood of a maximum at
/// +infinity where some direction has g_j > 0, at -infinity where some has g_j < 0; at
/// either end alike where both are (complete separation by several covariates).
///
/// Each question is one projection onto that cone of directions (a finite method: no
/// iteration that creeps), whose answer certifies itself: a direction that violates
/// nothing, or weights >= 0 that combine the differences to minus what was asked for.
/// The first asks for the score at 0, a positive combination of all differences, so
/// that no direction at all is the answer of most cohorts after one projection.
///
/// Exact up to rounding: differences of covariates below 1e-9 of a column's spread count
/// as ties. The discrete (exact) likelihood of tied deaths asks for less: not for it.
///
/// @param kept   columns that are not aliased.  (p,)
/// @param score  score at coefficients 0, in the design's units.  (p,)
inline Separation separation(const RiskSets& sets, const CoxDesign& design,
                             const std::vector<bool>& kept, const Vector& score) {
  using namespace separation_detail;
  const std::size_t p = kept.size();
  Separation out{std::vector<bool>(p, false), std::vector<bool>(p, false)};
  const RecessionCone cone(sets, design, kept);
  Vector target = score;
  for (std::size_t j = 0; j < p; ++j) {
    if (!kept[j]) target(as_index(j)) = 0.0;
  }
  if (cone.nearest(target).norm() == 0.0) return out;
  for (std::size_t j = 0; j < p; ++j) {
    if (!kept[j]) continue;
    const Vector unit = Vector::Unit(as_index(p), as_index(j));
    out.up[j] = cone.nearest(unit).norm() > 0.0;
    out.down[j] = cone.nearest(-unit).norm() > 0.0;
  }
  return out;
}

}  // namespace oncohort
