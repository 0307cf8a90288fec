#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "oncohort/survival/log_rank_scores.h"

namespace oncohort {

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

/// Some of the patients that a split puts into its group, those of the latest times.
struct PartialSplit {
  std::int64_t n = 0;     ///< patients chosen
  double score = 0.0;     ///< sum of their scores
  double variance = 0.0;  ///< their part of V
  double ways = 1.0;      ///< splits of patients that look like this one
};

/// The split with `x` more patients, all of `cell`, after `n` from cells before it.
///
///     sum_{r = n+1}^{n+x} A - (2 r - 1) B = x A - x (x + 2 n) B,   as in `score_cells()`
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

/// Walks all splits that choose `n_chosen` patients, each distinguishable one once, and
/// hands each to `leaf` as a `PartialSplit`. Depth of the recursion: `n_chosen` at most.
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

}  // namespace oncohort
