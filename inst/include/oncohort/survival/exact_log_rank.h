#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "oncohort/survival/log_rank_scores.h"

namespace oncohort {

enum class ExactStatistic {
  score,       ///< O - E, the sum of fixed scores
  studentised  ///< (O - E) / sqrt(V), V worked out anew for each split
};

struct ExactLogRankOptions {
  double rho = 0.0;
  ExactStatistic statistic = ExactStatistic::score;
  /// Beyond this many distinguishable splits nothing is enumerated: a second or so.
  double max_splits = 1e8;
};

struct ExactTail {
  double p;      ///< P(as extreme or more)
  double mid_p;  ///< the same less half of P(exactly as extreme)
};

/// The permutation distribution of the log-rank statistic, seen from the observed one.
///
/// All refers to group 1: `greater` is more events than expected in it. The tails are
/// NaN where all scores are 0 and where `enumerated` is false.
struct ExactLogRank {
  double difference;  ///< O - E
  double statistic;   ///< O - E, or O - E over its standard error (0 where that is 0)
  double n_splits;    ///< choose(n, n_1), inf beyond the range of a double
  bool enumerated;    ///< false: more than `max_splits` distinguishable splits
  ExactTail less;
  ExactTail greater;
  ExactTail absolute;  ///< two-sided, by |statistic|
  ExactTail doubled;   ///< two-sided, twice the smaller tail, at most 1
};

namespace exact_log_rank_detail {

/// Statistics closer than this, relative to the observed one or to the scale of the
/// distribution, are tied: sums of the same scores in another order differ by less.
inline constexpr double kSplitTolerance = 1e-10;

/// choose(n, k); whole as long as it is below 2^53, inf beyond the range of a double.
inline double binomial(std::int64_t n, std::int64_t k) {
  double value = 1.0;
  for (std::int64_t i = 1; i <= k && std::isfinite(value); ++i) {
    value = value * static_cast<double>(n - k + i) / static_cast<double>(i);
  }
  return value;
}

/// The number of ways to fill `n_chosen` places from the cells, or inf above `limit`.
///
/// The coefficient of z^n_chosen in prod_cells (1 + z + ... + z^n). Up to the middle
/// degree such coefficients grow with the degree and with each cell, so the first one
/// above the limit settles it.
inline double distinct_splits(const std::vector<ScoreCell>& cells, std::int64_t n_chosen,
                              double limit) {
  const auto m = static_cast<std::size_t>(n_chosen);
  std::vector<double> ways(m + 1, 0.0);
  ways[0] = 1.0;
  for (const ScoreCell& cell : cells) {
    const auto width = static_cast<std::size_t>(cell.n);
    std::vector<double> next(m + 1);
    double window = 0.0;
    for (std::size_t z = 0; z <= m; ++z) {
      window += ways[z];
      if (z > width) window -= ways[z - width - 1];
      if (window > limit) return std::numeric_limits<double>::infinity();
      next[z] = window;
    }
    ways.swap(next);
  }
  return ways[m];
}

struct PartialSplit {
  std::int64_t n = 0;     ///< patients chosen
  double score = 0.0;     ///< sum of their scores
  double variance = 0.0;  ///< their part of V
  double ways = 1.0;      ///< splits of patients that look like this one
};

/// The split with `x` more patients, all of `cell`.
inline PartialSplit extend(const PartialSplit& split, const ScoreCell& cell,
                           std::int64_t x) {
  const auto more = static_cast<double>(x);
  const auto before = static_cast<double>(split.n);
  PartialSplit next;
  next.n = split.n + x;
  next.score = split.score + more * cell.score;
  next.variance =
      split.variance + more * cell.linear - more * (more + 2.0 * before) * cell.quadratic;
  next.ways = split.ways * (x == 1 ? static_cast<double>(cell.n) : binomial(cell.n, x));
  return next;
}

/// Walks all splits that choose `n_chosen` patients, each distinguishable one once.
template <typename Leaf>
class SplitWalk {
 public:
  SplitWalk(const std::vector<ScoreCell>& cells, std::int64_t n_chosen, Leaf& leaf)
      : cells_(cells), n_chosen_(n_chosen), left_(cells.size() + 1, 0), leaf_(leaf) {
    for (std::size_t j = cells.size(); j-- > 0;) left_[j] = left_[j + 1] + cells[j].n;
  }

  /// Chooses the next cell to take patients from, and how many; every branch that is
  /// entered ends in a split, because enough patients are left in later cells.
  void descend(std::size_t first, const PartialSplit& split) {
    const std::int64_t need = n_chosen_ - split.n;
    for (std::size_t j = first; j < cells_.size() && left_[j] >= need; ++j) {
      const std::int64_t highest = std::min(cells_[j].n, need);
      const std::int64_t lowest = std::max<std::int64_t>(1, need - left_[j + 1]);
      for (std::int64_t x = lowest; x <= highest; ++x) {
        const PartialSplit next = extend(split, cells_[j], x);
        if (x == need) {
          leaf_(next);
        } else {
          descend(j + 1, next);
        }
      }
    }
  }

 private:
  const std::vector<ScoreCell>& cells_;
  const std::int64_t n_chosen_;
  std::vector<std::int64_t> left_;  ///< patients in this cell and all later ones
  Leaf& leaf_;
};

/// Where the splits fall as seen from the observed statistic.
struct Tally {
  double observed;
  double tolerance;
  double below = 0.0;
  double equal = 0.0;
  double above = 0.0;
  double beyond = 0.0;  ///< |value| above |observed|
  double equal_absolute = 0.0;

  void add(double value, double ways) {
    const double gap = value - observed;
    const double gap_absolute = std::abs(value) - std::abs(observed);
    (gap > tolerance ? above : gap < -tolerance ? below : equal) += ways;
    if (gap_absolute > tolerance) {
      beyond += ways;
    } else if (gap_absolute >= -tolerance) {
      equal_absolute += ways;
    }
  }

  ExactTail tail(double more, double as) const {
    const double total = below + equal + above;
    return {(more + as) / total, (more + 0.5 * as) / total};
  }
};

inline ExactTail doubled(const ExactTail& less, const ExactTail& greater) {
  return {std::min(1.0, 2.0 * std::min(less.p, greater.p)),
          std::min(1.0, 2.0 * std::min(less.mid_p, greater.mid_p))};
}

/// The split that was observed, seen from the smaller group, which is the one walked.
inline PartialSplit observed_split(const LogRankScores& scores, bool swap) {
  PartialSplit split;
  for (const ScoreCell& cell : scores.cells) {
    const std::int64_t x = swap ? cell.n - cell.n_compare : cell.n_compare;
    if (x > 0) split = extend(split, cell, x);
  }
  return split;
}

/// Standard deviation of O - E over all splits: m (n - m) / (n (n - 1)) sum_i a_i^2.
inline double permutation_deviation(const LogRankScores& scores) {
  const auto n = static_cast<double>(scores.n);
  const auto m = static_cast<double>(scores.n_compare);
  return std::sqrt(m * (n - m) / (n * (n - 1.0)) * scores.sum_squares);
}

}  // namespace exact_log_rank_detail

/// Exact two-group log-rank test: the permutation distribution of O - E, or of
/// (O - E) / sqrt(V), over all choose(n, n_1) splits of the patients.
///
///     P(T <= t), P(T >= t), P(|T| >= |t|),   T = sum of the scores a_i of a split
///
/// The scores stay fixed while the group labels move. Exact where the groups share one
/// censoring distribution; for unequal follow-up see Heinze, Gnant & Schemper (2003)
/// Biometrics 59:1151-1157. The two statistics order the splits differently, so that
/// their p-values can differ severalfold in small, unequal groups.
///
/// Patients with the same score and risk sets are exchangeable: one split of each kind is
/// walked, with its multiplicity. Statistics are tied within a relative 1e-10.
/// Scores: Peto & Peto (1972) JRSS A 135:185-207.
///
/// @throws invalid_input  as `score_cells()`.
inline ExactLogRank exact_log_rank(const RightCensored& cohort,
                                   const ExactLogRankOptions& options = {}) {
  namespace detail = exact_log_rank_detail;
  const LogRankScores scores = score_cells(cohort, {options.rho});
  const bool swap = 2 * scores.n_compare > scores.n;
  const std::int64_t m = swap ? scores.n - scores.n_compare : scores.n_compare;
  const bool studentised = options.statistic == ExactStatistic::studentised;
  const double sign = swap ? -1.0 : 1.0;
  const auto statistic = [&](const detail::PartialSplit& split) {
    if (!studentised) return sign * split.score;
    if (!(split.variance > scores.variance_floor)) return 0.0;
    return sign * split.score / std::sqrt(split.variance);
  };

  const double nan = std::numeric_limits<double>::quiet_NaN();
  const ExactTail none{nan, nan};
  ExactLogRank test{scores.difference,
                    nan,
                    detail::binomial(scores.n, m),
                    false,
                    none,
                    none,
                    none,
                    none};
  if (!std::isfinite(test.n_splits)) return test;
  test.statistic = statistic(detail::observed_split(scores, swap));
  test.enumerated =
      detail::distinct_splits(scores.cells, m, options.max_splits) <= options.max_splits;
  const double scale = studentised ? 1.0 : detail::permutation_deviation(scores);
  if (!test.enumerated || !(scores.sum_squares > 0.0)) return test;

  detail::Tally tally{test.statistic, detail::kSplitTolerance *
                                          std::max(scale, std::abs(test.statistic))};
  const auto leaf = [&](const detail::PartialSplit& split) {
    tally.add(statistic(split), split.ways);
  };
  detail::SplitWalk<decltype(leaf)>(scores.cells, m, leaf).descend(0, {});
  test.less = tally.tail(tally.below, tally.equal);
  test.greater = tally.tail(tally.above, tally.equal);
  test.absolute = tally.tail(tally.beyond, tally.equal_absolute);
  test.doubled = detail::doubled(test.less, test.greater);
  return test;
}

}  // namespace oncohort
