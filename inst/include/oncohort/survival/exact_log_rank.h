#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "oncohort/survival/log_rank_scores.h"
#include "oncohort/survival/split_walk.h"

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
  double p = std::numeric_limits<double>::quiet_NaN();  ///< P(as extreme or more)
  double mid_p =
      std::numeric_limits<double>::quiet_NaN();  ///< less half of P(as extreme)
};

/// The permutation distribution of the log-rank statistic, seen from the observed one.
///
/// All refers to group 1: `greater` is more events than expected in it. The tails are
/// NaN where all scores are 0 and where `enumerated` is false.
struct ExactLogRank {
  double difference = 0.0;  ///< O - E
  double statistic =
      0.0;                ///< O - E, or O - E over its standard error (0 where that is 0)
  double n_splits = 0.0;  ///< choose(n, n_1), inf beyond the range of a double
  bool enumerated = false;  ///< false: more than `max_splits` distinguishable splits
  ExactTail less;
  ExactTail greater;
  ExactTail absolute;  ///< two-sided, by |statistic|
  ExactTail doubled;   ///< two-sided, twice the smaller tail, at most 1
};

namespace exact_log_rank_detail {

/// Statistics closer than this, relative to the observed one or to the scale of the
/// distribution, are tied: sums of the same scores in another order differ by less.
inline constexpr double kSplitTolerance = 1e-10;

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

/// The statistic of group 1 for a split that chooses the patients of the smaller group.
struct SplitStatistic {
  bool studentised;
  double sign;            ///< -1 where group 0 is the smaller one
  double variance_floor;  ///< below it V is 0, and so is O - E: no evidence

  double operator()(const PartialSplit& split) const {
    if (!studentised) return sign * split.score;
    if (!(split.variance > variance_floor)) return 0.0;
    return sign * split.score / std::sqrt(split.variance);
  }
};

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
  const detail::SplitStatistic statistic{studentised, swap ? -1.0 : 1.0,
                                         scores.variance_floor};
  ExactLogRank test;
  test.difference = scores.difference;
  test.n_splits = binomial(scores.n, m);
  test.statistic = statistic(detail::observed_split(scores, swap));
  test.enumerated =
      std::isfinite(test.n_splits) &&
      distinct_splits(scores.cells, m, options.max_splits) <= options.max_splits;
  if (!test.enumerated || !(scores.sum_squares > 0.0)) return test;

  const double scale = studentised ? 1.0 : detail::permutation_deviation(scores);
  detail::Tally tally{test.statistic, detail::kSplitTolerance *
                                          std::max(scale, std::abs(test.statistic))};
  const auto leaf = [&](const PartialSplit& split) {
    tally.add(statistic(split), split.ways);
  };
  SplitWalk<decltype(leaf)>(scores.cells, m, leaf).descend(0, {});
  test.less = tally.tail(tally.below, tally.equal);
  test.greater = tally.tail(tally.above, tally.equal);
  test.absolute = tally.tail(tally.beyond, tally.equal_absolute);
  test.doubled = detail::doubled(test.less, test.greater);
  return test;
}

}  // namespace oncohort
