#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "catch.h"
#include "oncohort/survival/log_rank.h"

using oncohort::log_rank;
using oncohort::LogRank;

namespace {

struct Rows {
  std::vector<double> time;
  std::vector<int> status, group, stratum;
  std::vector<double> counts;
};

LogRank test_of(const Rows& r, int n_groups, int n_strata = 1, double rho = 0.0) {
  return log_rank({{r.time, r.status, r.group, n_groups, r.counts}, r.stratum, n_strata},
                  {rho});
}

Rows random_rows(unsigned seed, std::size_t n, int n_groups, int n_strata) {
  std::mt19937 engine(seed);
  const auto below = [&](int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(engine);
  };
  Rows rows;
  for (std::size_t i = 0; i < n; ++i) {
    rows.time.push_back(below(12));
    rows.status.push_back(below(3) > 0 ? 1 : 0);
    rows.group.push_back(below(n_groups));
    rows.stratum.push_back(below(n_strata));
    rows.counts.push_back(1 + below(3));
  }
  return rows;
}

// The definition: every quantity counted anew at every time from 0 to 11.
void naive_group(const Rows& r, int n_strata, double rho, int a, double& difference,
                 double& variance) {
  difference = variance = 0.0;
  for (int s = 0; s < n_strata; ++s) {
    double survivor = 1.0;
    for (double t = 0; t < 12; ++t) {
      double n = 0, n_a = 0, d = 0, d_a = 0;
      for (std::size_t i = 0; i < r.time.size(); ++i) {
        if (r.stratum[i] != s || r.time[i] < t) continue;
        const double event = r.time[i] == t && r.status[i] == 1 ? r.counts[i] : 0.0;
        n += r.counts[i];
        d += event;
        n_a += r.group[i] == a ? r.counts[i] : 0.0;
        d_a += r.group[i] == a ? event : 0.0;
      }
      if (d == 0) continue;
      const double w = std::pow(survivor, rho);
      difference += w * (d_a - d * n_a / n);
      if (n > 1) variance += w * w * d * (n - d) * n_a * (n - n_a) / (n * n * (n - 1));
      survivor *= 1 - d / n;
    }
  }
}

}  // namespace

TEST_CASE("log_rank() of four patients is 8/13") {
  // by hand: A 1, 3; B 2, 4: E_A = 1/2 + 1/3 + 1/2, V = 1/4 + 2/9 + 1/4
  const auto test = test_of({{1, 3, 2, 4}, {1, 1, 1, 1}, {0, 0, 1, 1}, {}, {}}, 2);
  CHECK(test.n == std::vector<double>{2, 2});
  CHECK(test.observed == std::vector<double>{2, 2});
  CHECK(test.expected[0] == Approx(4.0 / 3));
  CHECK(test.expected[1] == Approx(8.0 / 3));
  CHECK(test.difference[0] == Approx(2.0 / 3));
  CHECK(test.covariance[0] == Approx(13.0 / 18));
  CHECK(test.covariance[1] == Approx(-13.0 / 18));
  CHECK(test.chi_square == Approx(8.0 / 13));
  CHECK(test.df == 1);
}

TEST_CASE("log_rank() with rho 1 weights by the pooled curve just before each time") {
  // by hand: weights 1, 3/4, 1/2: O - E = 1/2 - 1/4 + 1/4, V = 1/4 + 1/8 + 1/16
  const auto test =
      test_of({{1, 3, 2, 4}, {1, 1, 1, 1}, {0, 0, 1, 1}, {}, {}}, 2, 1, 1.0);
  CHECK(test.n_event == std::vector<double>{2, 2});
  CHECK(test.observed[0] == Approx(1.5));
  CHECK(test.difference[0] == Approx(0.5));
  CHECK(test.covariance[0] == Approx(7.0 / 16));
  CHECK(test.chi_square == Approx(4.0 / 7));
}

TEST_CASE("log_rank() takes tied events by the hypergeometric variance") {
  // by hand: A 1, 1; B 1, 2: O - E = 2 - 3/2, V = 3 * 1 / 3 * 1/4
  const auto test = test_of({{1, 1, 1, 2}, {1, 1, 1, 1}, {0, 0, 1, 1}, {}, {}}, 2);
  CHECK(test.difference[0] == Approx(0.5));
  CHECK(test.chi_square == Approx(1));
}

TEST_CASE("log_rank() of three groups of one patient is 2.6 on 2 df") {
  // by hand: u = (2/3, 1/6, -5/6), V of the first two [2/9 -1/9; -1/9 17/36]
  const auto test = test_of({{1, 2, 3}, {1, 1, 1}, {0, 1, 2}, {}, {}}, 3);
  CHECK(test.difference[1] == Approx(1.0 / 6));
  CHECK(test.difference[2] == Approx(-5.0 / 6));
  CHECK(test.covariance[4] == Approx(17.0 / 36));
  CHECK(test.chi_square == Approx(2.6));
  CHECK(test.df == 2);
}

TEST_CASE("log_rank() is not defined where no time tells the groups apart") {
  // by hand
  const auto is_undefined = [](const LogRank& test) {
    return test.df == 0 && std::isnan(test.chi_square);
  };
  CHECK(is_undefined(test_of({{1, 2}, {0, 0}, {0, 1}, {}, {}}, 2)));
  CHECK(is_undefined(test_of({{1, 1}, {1, 1}, {0, 1}, {}, {}}, 2)));
  CHECK(is_undefined(test_of({{1, 2, 3}, {1, 1, 1}, {0, 1, 1}, {0, 1, 1}, {}}, 2, 2)));
  CHECK(is_undefined(test_of({{}, {}, {}, {}, {}}, 2)));
}

TEST_CASE("log_rank() lowers its df for an empty group and for groups that never meet") {
  // by hand: groups 0 and 1 are the four patients above
  const auto empty = test_of({{1, 3, 2, 4}, {1, 1, 1, 1}, {0, 0, 2, 2}, {}, {}}, 3);
  CHECK(empty.df == 1);
  CHECK(empty.chi_square == Approx(8.0 / 13));
  const auto apart = test_of({{1, 3, 2, 4, 1, 3, 2, 4},
                              {1, 1, 1, 1, 1, 1, 1, 1},
                              {0, 0, 1, 1, 2, 2, 3, 3},
                              {0, 0, 0, 0, 1, 1, 1, 1},
                              {}},
                             4, 2);
  CHECK(apart.df == 2);
  CHECK(apart.chi_square == Approx(16.0 / 13));
}

TEST_CASE("log_rank() equals the definition with ties, strata, counts and weights") {
  // definition
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const int n_groups = 2 + static_cast<int>(seed % 3);
    const int n_strata = 1 + static_cast<int>(seed % 4);
    const Rows rows = random_rows(seed, 30, n_groups, n_strata);
    for (double rho : {0.0, 0.5, 1.0}) {
      const auto test = test_of(rows, n_groups, n_strata, rho);
      for (int a = 0; a < n_groups; ++a) {
        const auto j = static_cast<std::size_t>(a);
        double difference, variance;
        naive_group(rows, n_strata, rho, a, difference, variance);
        CHECK(test.difference[j] == Approx(difference).epsilon(1e-12).margin(1e-13));
        CHECK(test.covariance[j * test.n.size() + j] == Approx(variance).epsilon(1e-12));
        CHECK(test.observed[j] - test.expected[j] ==
              Approx(difference).epsilon(1e-12).margin(1e-12));
      }
    }
  }
}

TEST_CASE("log_rank() of a row of count 3 is that of three rows") {
  // property
  const Rows rows = random_rows(7, 40, 3, 2);
  Rows repeated;
  for (std::size_t i = 0; i < rows.time.size(); ++i) {
    for (int copy = 0; copy < static_cast<int>(rows.counts[i]); ++copy) {
      repeated.time.push_back(rows.time[i]);
      repeated.status.push_back(rows.status[i]);
      repeated.group.push_back(rows.group[i]);
      repeated.stratum.push_back(rows.stratum[i]);
    }
  }
  const auto by_counts = test_of(rows, 3, 2, 0.5);
  const auto by_rows = test_of(repeated, 3, 2, 0.5);
  CHECK(by_counts.n == by_rows.n);
  CHECK(by_counts.difference == by_rows.difference);
  CHECK(by_counts.covariance == by_rows.covariance);
}

TEST_CASE("log_rank() refuses a rho that is negative or not finite") {
  const Rows rows{{1, 2}, {1, 1}, {0, 1}, {}, {}};
  for (double rho : {-0.5, std::numeric_limits<double>::infinity(),
                     std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(test_of(rows, 2, 1, rho), oncohort::invalid_input);
  }
  CHECK_THROWS_AS(test_of(rows, 0), oncohort::invalid_input);
}
