#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "catch.h"
#include "oncohort/order.h"

using oncohort::invalid_input;
using oncohort::kTimeTolerance;
using oncohort::time_grid;
using oncohort::TimeGrid;

namespace {

using Times = std::vector<double>;
using Index = std::vector<std::uint32_t>;

/// The definition, the slow way: sort a copy, keep a time where it lies more than the
/// tolerance above its neighbour, and give each row the last kept time not above it.
TimeGrid naive_grid(const Times& time) {
  Times distinct = time;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  double mean = 0.0;
  for (double t : distinct) mean += std::abs(t) / static_cast<double>(distinct.size());
  const double gap = kTimeTolerance * std::max(1.0, mean);
  TimeGrid grid;
  for (std::size_t j = 0; j < distinct.size(); ++j) {
    if (j == 0 || distinct[j] - distinct[j - 1] > gap) grid.time.push_back(distinct[j]);
  }
  for (double t : time) {
    const auto above = std::upper_bound(grid.time.begin(), grid.time.end(), t);
    grid.index.push_back(static_cast<std::uint32_t>(above - grid.time.begin() - 1));
  }
  return grid;
}

void check_same(const TimeGrid& grid, const TimeGrid& expected) {
  CHECK(grid.time == expected.time);
  CHECK(grid.index == expected.index);
}

}  // namespace

TEST_CASE("time_grid() lists distinct times and each row's place", "[order]") {
  // by hand
  const TimeGrid grid = time_grid(Times{2.5, 1.0, 4.25, 2.5, 1.0});
  CHECK(grid.time == Times{1.0, 2.5, 4.25});
  CHECK(grid.index == Index{1, 0, 2, 1, 0});
}

TEST_CASE("time_grid() of whole numbers, negative ones included, needs no fractions",
          "[order]") {
  // by hand
  const TimeGrid grid = time_grid(Times{30, -2, 0, 30, 7, -2});
  CHECK(grid.time == Times{-2, 0, 7, 30});
  CHECK(grid.index == Index{3, 0, 1, 3, 2, 0});
}

TEST_CASE("time_grid() of nobody is empty, of one patient is that patient", "[order]") {
  // by hand
  CHECK(time_grid(Times{}).time.empty());
  CHECK(time_grid(Times{}).index.empty());
  const TimeGrid one = time_grid(Times{3.5});
  CHECK(one.time == Times{3.5});
  CHECK(one.index == Index{0});
}

TEST_CASE("time_grid() holds -0 and 0 for one time", "[order]") {
  // by hand
  const TimeGrid grid = time_grid(Times{0.0, -0.0, 0.5});
  CHECK(grid.time == Times{0.0, 0.5});
  CHECK(grid.index == Index{0, 0, 1});
}

TEST_CASE("time_grid() merges times that differ by rounding alone", "[order]") {
  // by hand: 0.1 + 0.2 is not 0.3 in doubles; both are the same visit
  const TimeGrid grid = time_grid(Times{0.1 + 0.2, 0.3, 0.4});
  CHECK(grid.time == Times{0.3, 0.4});
  CHECK(grid.index == Index{0, 0, 1});
}

TEST_CASE("time_grid() merges in chains, as survival's timefix does", "[order]") {
  // by hand: each step is below the tolerance of 1.5e-8, the whole chain is above it
  const double step = 1e-8;
  const TimeGrid grid = time_grid(Times{1.0, 1.0 + step, 1.0 + 2 * step, 1.5});
  CHECK(grid.time == Times{1.0, 1.5});
  CHECK(grid.index == Index{0, 0, 0, 1});
}

TEST_CASE("time_grid() takes its tolerance relative to the mean of large times",
          "[order]") {
  // by hand: mean 1e6, so the gap is 0.0149; absolute for times around 1
  const TimeGrid large = time_grid(Times{1e6 + 0.25, 1e6 + 0.26, 1e6 + 0.5});
  CHECK(large.time == Times{1e6 + 0.25, 1e6 + 0.5});
  const TimeGrid small = time_grid(Times{0.25, 0.26, 0.5});
  CHECK(small.time.size() == 3);
}

TEST_CASE("time_grid() refuses times that are not finite and names the value",
          "[order]") {
  // definition
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (double bad : {nan, infinity, -infinity}) {
    CHECK_THROWS_AS(time_grid(Times{1.0, bad, 2.0}), invalid_input);
  }
  CHECK_THROWS_WITH(time_grid(Times{1.0, nan}),
                    "time must be finite, but value 2 is not");
}

TEST_CASE("time_grid() equals the definition on random cohorts of every layout",
          "[order]") {
  // definition, on seeded cohorts: below and above the size that switches to the radix
  // sort
  std::mt19937 random(20220112);
  for (std::size_t n : {1u, 5u, 255u, 256u, 3000u}) {
    Times days(n), months(n), spread(n), wide(n);
    for (std::size_t i = 0; i < n; ++i) {
      days[i] = static_cast<double>(random() % 400);
      months[i] = static_cast<double>(random() % 300) / 10.0 - 3.0;
      spread[i] = std::exp(static_cast<double>(random() % 100000) / 5000.0 - 5.0);
      wide[i] = static_cast<double>(random()) * 64.0 - 1e11;
    }
    for (const Times& time : {days, months, spread, wide}) {
      CAPTURE(n, time[0]);
      check_same(time_grid(time), naive_grid(time));
    }
  }
}

TEST_CASE("time_grid() does not care about the order of rows", "[order]") {
  // property
  std::mt19937 random(28);
  Times time(500);
  for (double& t : time) t = static_cast<double>(random() % 200) / 7.0;
  const TimeGrid grid = time_grid(time);
  std::vector<std::size_t> order(time.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  Times shuffled(time.size());
  for (std::size_t i = 0; i < order.size(); ++i) shuffled[i] = time[order[i]];
  const TimeGrid again = time_grid(shuffled);
  CHECK(again.time == grid.time);
  for (std::size_t i = 0; i < order.size(); ++i) {
    REQUIRE(again.index[i] == grid.index[order[i]]);
  }
}
