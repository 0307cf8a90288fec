#include <random>
#include <vector>

#include "catch.h"
#include "oncohort/response/distinct_proportions.h"

using oncohort::distinct_limits;
using oncohort::DistinctLimits;
using oncohort::Interval;
using oncohort::ProportionLimits;
using oncohort::ProportionMethod;
using oncohort::Proportions;

namespace {

struct Pairs {
  std::vector<double> x;
  std::vector<double> n;
};

Pairs random_pairs(std::size_t rows, unsigned largest, unsigned seed) {
  std::mt19937 random(seed);
  Pairs pairs;
  for (std::size_t i = 0; i < rows; ++i) {
    const unsigned n = 1 + static_cast<unsigned>(random() % largest);
    pairs.n.push_back(n);
    pairs.x.push_back(static_cast<unsigned>(random() % (n + 1)));
  }
  return pairs;
}

void check_each_row(const Pairs& pairs, std::size_t most_limits) {
  const ProportionLimits limits_of(0.95, ProportionMethod::clopper_pearson);
  const DistinctLimits found = distinct_limits(Proportions(pairs.x, pairs.n), limits_of);
  REQUIRE(found.index.size() == pairs.x.size());
  CHECK(found.limits.size() <= most_limits);
  for (std::size_t i = 0; i < pairs.x.size(); ++i) {
    const Interval single = limits_of(pairs.x[i], pairs.n[i]);
    CHECK(found.limits[found.index[i]].lower == single.lower);
    CHECK(found.limits[found.index[i]].upper == single.upper);
  }
}

}  // namespace

TEST_CASE("every row of a table gets the limits of its own pair, each computed once") {
  // property: there are 29 pairs (fewer, n) with n <= 9; both mirror images are stored
  check_each_row(random_pairs(500, 9, 1), 2 * 29);
}

TEST_CASE("every row gets the limits of its own pair where n is too large for a table") {
  // property: few rows, large n, with repeats and mirrored repeats
  Pairs pairs = random_pairs(40, 1000000, 2);
  for (std::size_t i = 0; i < 40; ++i) {
    pairs.n.push_back(pairs.n[i]);
    pairs.x.push_back(pairs.n[i] - pairs.x[i]);
  }
  check_each_row(pairs, 2 * 40);
}

TEST_CASE("one n goes with every x, and one x with every n") {
  // by hand
  const ProportionLimits limits_of(0.95, ProportionMethod::wilson);
  const std::vector<double> one = {28.0};
  const std::vector<double> many = {0.0, 7.0, 14.0};
  const DistinctLimits by_n = distinct_limits(Proportions(many, one), limits_of);
  REQUIRE(by_n.index.size() == 3);
  CHECK(by_n.limits[by_n.index[1]].lower == limits_of(7.0, 28.0).lower);
  const std::vector<double> seven = {7.0};
  const std::vector<double> sizes = {7.0, 28.0};
  const DistinctLimits by_x = distinct_limits(Proportions(seven, sizes), limits_of);
  REQUIRE(by_x.index.size() == 2);
  CHECK(by_x.limits[by_x.index[0]].upper == 1.0);
  CHECK(by_x.limits[by_x.index[1]].upper == limits_of(7.0, 28.0).upper);
}

TEST_CASE("no rows give no limits; a bad row and unequal lengths are refused") {
  // by hand
  const ProportionLimits limits_of(0.95, ProportionMethod::wilson);
  const std::vector<double> none;
  const std::vector<double> one = {1.0};
  CHECK(distinct_limits(Proportions(none, none), limits_of).index.empty());
  CHECK(distinct_limits(Proportions(none, one), limits_of).index.empty());
  const std::vector<double> x = {1.0, 3.0};
  const std::vector<double> n = {2.0, 2.0};
  CHECK(Proportions(x, n).first_bad() == 1);
  CHECK(Proportions(one, n).first_bad() == 2);
  CHECK_THROWS_AS(distinct_limits(Proportions(x, n), limits_of), oncohort::invalid_input);
  const std::vector<double> three = {1.0, 1.0, 1.0};
  CHECK_THROWS_AS(Proportions(x, three), oncohort::invalid_input);
}
