#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "catch.h"
#include "oncohort/survival/exact_log_rank.h"

using oncohort::exact_log_rank;
using oncohort::ExactLogRank;
using oncohort::ExactLogRankOptions;
using oncohort::ExactStatistic;

namespace {

struct Rows {
  std::vector<double> time;
  std::vector<int> status, group;
};

ExactLogRank test_of(const Rows& r, ExactStatistic statistic = ExactStatistic::score,
                     double rho = 0.0) {
  ExactLogRankOptions options;
  options.rho = rho;
  options.statistic = statistic;
  return exact_log_rank({r.time, r.status, r.group, 2, {}}, options);
}

// The definition of a split's statistic: O - E and V counted time by time.
double naive_statistic(const Rows& r, const std::vector<int>& group, bool studentised,
                       double rho) {
  double difference = 0, variance = 0, survivor = 1;
  for (double t = 0; t < 20; ++t) {
    double n = 0, n_1 = 0, d = 0, d_1 = 0;
    for (std::size_t i = 0; i < r.time.size(); ++i) {
      if (r.time[i] < t) continue;
      const int event = r.time[i] == t ? r.status[i] : 0;
      n += 1;
      n_1 += group[i];
      d += event;
      d_1 += event * group[i];
    }
    if (d == 0) continue;
    const double w = std::pow(survivor, rho);
    difference += w * (d_1 - d * n_1 / n);
    if (n > 1) variance += w * w * d * (n - d) * n_1 * (n - n_1) / (n * n * (n - 1));
    survivor *= 1 - d / n;
  }
  if (!studentised) return difference;
  return variance > 1e-14 ? difference / std::sqrt(variance) : 0.0;
}

struct NaiveTails {
  double less = 0, greater = 0, absolute = 0, equal = 0, equal_absolute = 0, splits = 0;
};

// Every split of up to 14 patients, as the bits of a number.
NaiveTails naive_tails(const Rows& r, bool studentised, double rho) {
  const std::size_t n = r.time.size();
  int size = 0;
  for (int g : r.group) size += g;
  const double observed = naive_statistic(r, r.group, studentised, rho);
  NaiveTails tails;
  for (unsigned bits = 0; bits < (1u << n); ++bits) {
    std::vector<int> group(n);
    int chosen = 0;
    for (std::size_t i = 0; i < n; ++i) chosen += group[i] = (bits >> i) & 1u;
    if (chosen != size) continue;
    const double value = naive_statistic(r, group, studentised, rho);
    const double gap = value - observed;
    const double gap_absolute = std::abs(value) - std::abs(observed);
    tails.splits += 1;
    tails.less += gap <= 1e-9;
    tails.greater += gap >= -1e-9;
    tails.equal += std::abs(gap) <= 1e-9;
    tails.absolute += gap_absolute >= -1e-9;
    tails.equal_absolute += std::abs(gap_absolute) <= 1e-9;
  }
  return tails;
}

Rows random_rows(unsigned seed) {
  std::mt19937 engine(seed);
  const auto below = [&](int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(engine);
  };
  Rows rows;
  const int n = 4 + below(9);
  const int times = 1 + below(8);
  for (int i = 0; i < n; ++i) {
    rows.time.push_back(below(times));
    rows.status.push_back(below(4) > 0 ? 1 : 0);
    rows.group.push_back(i < 1 ? 0 : i < 2 ? 1 : below(2));
  }
  return rows;
}

}  // namespace

TEST_CASE("exact_log_rank() of the two last of four patients") {
  // by hand: scores 3/4, 5/12, -1/12, -13/12; sums -7/6, -2/3, -1/3, 1/3, 2/3, 7/6
  const Rows rows{{1, 2, 3, 4}, {1, 1, 1, 1}, {0, 0, 1, 1}};
  const auto test = test_of(rows);
  CHECK(test.difference == Approx(-7.0 / 6));
  CHECK(test.n_splits == 6);
  CHECK(test.enumerated);
  CHECK(test.less.p == Approx(1.0 / 6));
  CHECK(test.less.mid_p == Approx(1.0 / 12));
  CHECK(test.greater.p == Approx(1));
  CHECK(test.greater.mid_p == Approx(11.0 / 12));
  CHECK(test.absolute.p == Approx(2.0 / 6));
  CHECK(test.absolute.mid_p == Approx(1.0 / 6));
  CHECK(test.doubled.p == Approx(2.0 / 6));
  CHECK(test.doubled.mid_p == Approx(1.0 / 6));
}

TEST_CASE("exact_log_rank() studentises with the variance of the split") {
  // by hand: V = 1/4 + 2/9 of the two last, so z = -(7/6) / sqrt(17/36)
  const Rows rows{{1, 2, 3, 4}, {1, 1, 1, 1}, {0, 0, 1, 1}};
  const auto test = test_of(rows, ExactStatistic::studentised);
  CHECK(test.statistic == Approx(-7 / std::sqrt(17.0)));
  CHECK(test.difference == Approx(-7.0 / 6));
  CHECK(test.absolute.p == Approx(2.0 / 6));
}

TEST_CASE("exact_log_rank() counts splits that tie with the observed one") {
  // by hand: the smallest of the absolute sums above is reached by all six splits
  const auto test = test_of({{1, 2, 3, 4}, {1, 1, 1, 1}, {0, 1, 1, 0}});
  CHECK(test.statistic == Approx(1.0 / 3));
  CHECK(test.absolute.p == Approx(1));
  CHECK(test.absolute.mid_p == Approx(5.0 / 6));
}

TEST_CASE("exact_log_rank() is not defined where all scores are 0") {
  // by hand: no event; all have the event at one time
  const auto censored = test_of({{1, 2, 3}, {0, 0, 0}, {0, 1, 1}});
  CHECK(censored.enumerated);
  CHECK(std::isnan(censored.absolute.p));
  const auto tied =
      test_of({{1, 1, 1}, {1, 1, 1}, {0, 1, 1}}, ExactStatistic::studentised);
  CHECK(std::isnan(tied.absolute.p));
  CHECK(tied.statistic == 0);
}

TEST_CASE("exact_log_rank() takes a split without variance as no evidence") {
  // by hand: group 1 is censored before the first event
  const auto test =
      test_of({{1, 2, 3, 4}, {0, 1, 1, 1}, {1, 0, 0, 0}}, ExactStatistic::studentised);
  CHECK(test.statistic == 0);
  CHECK(test.absolute.p == Approx(1));
}

TEST_CASE("exact_log_rank() equals full enumeration up to 12 patients with ties") {
  // definition
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const Rows rows = random_rows(seed);
    const double rho = seed % 3 == 0 ? 1.0 : seed % 3 == 1 ? 0.0 : 0.5;
    for (bool studentised : {false, true}) {
      const auto test = test_of(
          rows, studentised ? ExactStatistic::studentised : ExactStatistic::score, rho);
      if (std::isnan(test.absolute.p)) continue;
      const NaiveTails naive = naive_tails(rows, studentised, rho);
      CAPTURE(seed, studentised, rho);
      CHECK(test.statistic ==
            Approx(naive_statistic(rows, rows.group, studentised, rho)).margin(1e-12));
      CHECK(test.n_splits == naive.splits);
      CHECK(test.less.p == Approx(naive.less / naive.splits));
      CHECK(test.greater.p == Approx(naive.greater / naive.splits));
      CHECK(test.absolute.p == Approx(naive.absolute / naive.splits));
      CHECK(test.greater.mid_p ==
            Approx((naive.greater - 0.5 * naive.equal) / naive.splits));
      CHECK(test.absolute.mid_p ==
            Approx((naive.absolute - 0.5 * naive.equal_absolute) / naive.splits));
    }
  }
}

TEST_CASE("exact_log_rank() turns its tails when the groups change places") {
  // property
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Rows rows = random_rows(seed);
    Rows turned = rows;
    for (int& g : turned.group) g = 1 - g;
    for (auto statistic : {ExactStatistic::score, ExactStatistic::studentised}) {
      const auto test = test_of(rows, statistic);
      const auto other = test_of(turned, statistic);
      if (std::isnan(test.absolute.p)) continue;
      CHECK(test.statistic == Approx(-other.statistic).margin(1e-13));
      CHECK(test.less.p == other.greater.p);
      CHECK(test.greater.mid_p == other.less.mid_p);
      CHECK(test.absolute.p == other.absolute.p);
    }
  }
}

TEST_CASE("exact_log_rank() of a row of count 3 is that of three rows") {
  // property
  const std::vector<double> time{1, 2, 3, 4};
  const std::vector<int> status{1, 0, 1, 1};
  const std::vector<int> group{0, 1, 1, 0};
  const std::vector<double> counts{3, 1, 2, 2};
  const auto by_counts = exact_log_rank({time, status, group, 2, counts});
  const auto by_rows = test_of(
      {{1, 1, 1, 2, 3, 3, 4, 4}, {1, 1, 1, 0, 1, 1, 1, 1}, {0, 0, 0, 1, 1, 1, 0, 0}});
  CHECK(by_counts.n_splits == 56);
  CHECK(by_counts.statistic == by_rows.statistic);
  CHECK(by_counts.absolute.p == by_rows.absolute.p);
  CHECK(by_counts.less.mid_p == by_rows.less.mid_p);
}

TEST_CASE("exact_log_rank() says where there are too many splits, and how many") {
  // by hand: 60 patients of distinct times; choose(60, 30); heavy ties stay within reach
  Rows rows;
  for (int i = 0; i < 60; ++i) {
    rows.time.push_back(i);
    rows.status.push_back(1);
    rows.group.push_back(i % 2);
  }
  const auto test = test_of(rows);
  CHECK_FALSE(test.enumerated);
  CHECK(std::isnan(test.absolute.p));
  CHECK(test.n_splits == Approx(118264581564861424.0));
  for (double& t : rows.time) t = std::floor(t / 15);
  CHECK(test_of(rows).enumerated);
}

TEST_CASE("exact_log_rank() refuses a number of splits beyond a double") {
  // by hand: choose(2000, 1000) has 601 digits
  const std::vector<double> time{1, 2, 3};
  const std::vector<int> status{1, 1, 1};
  const std::vector<int> group{0, 1, 0};
  const std::vector<double> counts{500, 1000, 500};
  const auto test = exact_log_rank({time, status, group, 2, counts});
  CHECK_FALSE(test.enumerated);
  CHECK(std::isinf(test.n_splits));
}
