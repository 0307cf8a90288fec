#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/order.h"
#include "oncohort/survival/risk_sets.h"
#include "oncohort/view.h"

namespace oncohort {

/// How well a predictor orders the times of a cohort.
struct Concordance {
  double concordant = 0.0;  ///< pairs in which the one who dies first has the higher value
  double discordant = 0.0;
  double tied_x = 0.0;   ///< comparable, equal values
  double tied_y = 0.0;   ///< die at the same time, values differ
  double tied_xy = 0.0;  ///< die at the same time, equal values
  double estimate = std::numeric_limits<double>::quiet_NaN();   ///< NaN without pairs
  double std_error = std::numeric_limits<double>::quiet_NaN();  ///< NaN without pairs
};

namespace concordance_detail {

/// Counts of patients by rank of the predictor, with sums below a rank in O(log n).
/// Fenwick (1994) Software: Practice and Experience 24:327-336.
class RankCounts {
 public:
  explicit RankCounts(std::size_t ranks) : tree_(ranks + 1, 0.0), at_(ranks, 0.0) {}

  void add(std::size_t rank, double count) {
    at_[rank] += count;
    total_ += count;
    for (std::size_t i = rank + 1; i < tree_.size(); i += i & (~i + 1)) tree_[i] += count;
  }
  double below(std::size_t rank) const {
    double sum = 0.0;
    for (std::size_t i = rank; i > 0; i -= i & (~i + 1)) sum += tree_[i];
    return sum;
  }
  double at(std::size_t rank) const { return at_[rank]; }
  double above(std::size_t rank) const { return total_ - below(rank) - at_[rank]; }

 private:
  std::vector<double> tree_, at_;
  double total_ = 0.0;
};

/// Pairs a patient takes part in, by kind.
struct Pairs {
  double concordant = 0.0, discordant = 0.0, tied = 0.0;

  void add(double higher_dies_first, double lower_dies_first, double equal) {
    concordant += higher_dies_first;
    discordant += lower_dies_first;
    tied += equal;
  }
};

/// Ranks of the values among the distinct ones: equal means equal to the last bit.
inline std::vector<std::uint32_t> ranks(const RiskSets& sets, View<double> x) {
  std::vector<double> distinct(sets.row.size());
  for (std::size_t i = 0; i < distinct.size(); ++i) distinct[i] = x[sets.row[i]];
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<std::uint32_t> rank(sets.row.size());
  for (std::size_t i = 0; i < rank.size(); ++i) {
    const auto at = std::lower_bound(distinct.begin(), distinct.end(), x[sets.row[i]]);
    rank[i] = static_cast<std::uint32_t>(at - distinct.begin());
  }
  return rank;
}

/// Each death against those still at risk after it: what the one who dies sees.
class DeathsAgainstSurvivors {
 public:
  DeathsAgainstSurvivors(const RiskSets& sets, const std::vector<std::uint32_t>& rank,
                         std::vector<Pairs>& pairs)
      : sets_(sets), rank_(rank), pairs_(pairs), at_risk_(rank.size()) {}

  // Strata are walked one after the other; the counts of the last are taken off again.
  void clear() {
    for (std::size_t i : joined_) at_risk_.add(rank_[i], -at_risk_.at(rank_[i]));
    joined_.clear();
  }
  void censored(std::size_t i) {
    joined_.push_back(i);
    at_risk_.add(rank_[i], sets_.patients(i));
  }
  void death(std::size_t) {}
  void before_entry(std::size_t i) { at_risk_.add(rank_[i], -sets_.patients(i)); }

  void at_event(std::size_t g) {
    const EventTime& t = sets_.event_time[g];
    for (std::uint32_t i = t.first; i < t.censored; ++i) {
      pairs_[i].add(at_risk_.below(rank_[i]), at_risk_.above(rank_[i]),
                    at_risk_.at(rank_[i]));
    }
    count_ties(t);
    for (std::uint32_t i = t.first; i < t.censored; ++i) censored(i);
  }

  double tied_y = 0.0, tied_xy = 0.0;

 private:
  void count_ties(const EventTime& t) {
    std::vector<std::pair<std::uint32_t, double>> same;
    for (std::uint32_t i = t.first; i < t.censored; ++i) {
      same.emplace_back(rank_[i], sets_.patients(i));
    }
    std::sort(same.begin(), same.end());
    const double d = static_cast<double>(t.n_event);
    double equal = 0.0;
    for (std::size_t i = 0; i < same.size();) {
      double n = 0.0;
      const std::uint32_t rank = same[i].first;
      for (; i < same.size() && same[i].first == rank; ++i) n += same[i].second;
      equal += n * (n - 1.0) / 2.0;
    }
    tied_xy += equal;
    tied_y += d * (d - 1.0) / 2.0 - equal;
  }

  const RiskSets& sets_;
  const std::vector<std::uint32_t>& rank_;
  std::vector<Pairs>& pairs_;
  RankCounts at_risk_;
  std::vector<std::size_t> joined_;
};

/// Each patient at risk against the deaths seen: the other member of the same pairs.
inline void survivors_against_deaths(const RiskSets& sets,
                                     const std::vector<std::uint32_t>& rank,
                                     std::vector<Pairs>& pairs) {
  RankCounts died(rank.size());
  const auto see = [&](std::uint32_t i, double sign) {
    pairs[i].add(sign * died.above(rank[i]), sign * died.below(rank[i]),
                 sign * died.at(rank[i]));
  };
  for (std::size_t s = 0; s + 1 < sets.stratum.size(); ++s) {
    for (std::size_t g = sets.stratum[s]; g < sets.stratum[s + 1]; ++g) {
      const EventTime& t = sets.event_time[g];
      if (sets.late_entry()) {
        for (std::uint32_t j = sets.entry_begin[g]; j < sets.entry_begin[g + 1]; ++j) {
          see(sets.by_entry[j], -1.0);
        }
      }
      for (std::uint32_t i = t.first; i < t.censored; ++i) see(i, 1.0);
      for (std::uint32_t i = t.first; i < t.censored; ++i) {
        died.add(rank[i], sets.patients(i));
      }
      for (std::uint32_t i = t.censored; i < t.end; ++i) see(i, 1.0);
    }
    if (sets.stratum[s] == sets.stratum[s + 1]) continue;
    for (std::size_t g = sets.stratum[s]; g < sets.stratum[s + 1]; ++g) {
      const EventTime& t = sets.event_time[g];
      for (std::uint32_t i = t.first; i < t.censored; ++i) {
        died.add(rank[i], -sets.patients(i));
      }
    }
  }
}

}  // namespace concordance_detail

/// Harrell's concordance of a predictor with survival, higher values dying first.
///
///     C   = (concordant + tied_x / 2) / (concordant + discordant + tied_x)
///     var = sum_i ( [(c_i - d_i) - D (c_i + d_i + t_i)] / N )^2 / 4
///
/// over pairs of one stratum in which one dies while the other is at risk and lives on;
/// c_i, d_i, t_i count the pairs of patient i, N all pairs, D = (concordant -
/// discordant) / N. Harrell, Califf, Pryor, Lee & Rosati (1982) JAMA 247:2543-2546;
/// variance: the infinitesimal jackknife, as in `survival`.
///
/// @param x  predictor in the rows of the data.  (n,)
/// @throws invalid_input  where the size differs or a value is NaN.
inline Concordance concordance(const RiskSets& sets, View<double> x) {
  using namespace concordance_detail;
  if (x.size() != sets.stop.size()) {
    throw invalid_input("the predictor has " + std::to_string(x.size()) +
                        " values for " + std::to_string(sets.stop.size()) + " rows");
  }
  for (double value : x) {
    if (value != value) throw invalid_input("the predictor must not be NaN");
  }
  const std::vector<std::uint32_t> rank = ranks(sets, x);
  std::vector<Pairs> pairs(rank.size());
  DeathsAgainstSurvivors forward(sets, rank, pairs);
  walk_back(sets, forward);

  Concordance out;
  out.tied_y = forward.tied_y;
  out.tied_xy = forward.tied_xy;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    out.concordant += sets.patients(i) * pairs[i].concordant;
    out.discordant += sets.patients(i) * pairs[i].discordant;
    out.tied_x += sets.patients(i) * pairs[i].tied;
  }
  survivors_against_deaths(sets, rank, pairs);
  const double n = out.concordant + out.discordant + out.tied_x;
  if (!(n > 0.0)) return out;
  const double somers = (out.concordant - out.discordant) / n;
  double squares = 0.0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Pairs& own = pairs[i];
    const double all = own.concordant + own.discordant + own.tied;
    const double influence = (own.concordant - own.discordant - somers * all) / n;
    squares += sets.patients(i) * influence * influence;
  }
  out.estimate = (somers + 1.0) / 2.0;
  out.std_error = std::sqrt(squares) / 2.0;
  return out;
}

}  // namespace oncohort
