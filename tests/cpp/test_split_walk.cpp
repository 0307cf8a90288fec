#include <cmath>
#include <cstdint>
#include <vector>

#include "catch.h"
#include "oncohort/survival/split_walk.h"

using oncohort::PartialSplit;
using oncohort::ScoreCell;
using oncohort::SplitWalk;

namespace {

std::vector<ScoreCell> cells_of(const std::vector<std::int64_t>& sizes) {
  std::vector<ScoreCell> cells;
  for (std::int64_t n : sizes) cells.push_back({0.0, 0.0, 0.0, n, 0});
  return cells;
}

}  // namespace

TEST_CASE("binomial() is whole, and inf beyond a double") {
  // by hand
  CHECK(oncohort::binomial(28, 5) == 98280);
  CHECK(oncohort::binomial(28, 3) == 3276);
  CHECK(oncohort::binomial(5, 0) == 1);
  CHECK(oncohort::binomial(52, 26) == 495918532948104);
  CHECK(std::isinf(oncohort::binomial(2000, 1000)));
}

TEST_CASE("distinct_splits() counts the ways to fill the places") {
  // by hand: two of {a, a, a, b, c}: aa, ab, ac, bc; four patients of one kind: one way
  CHECK(oncohort::distinct_splits(cells_of({3, 1, 1}), 2, 1e8) == 4);
  CHECK(oncohort::distinct_splits(cells_of({4}), 2, 1e8) == 1);
  CHECK(oncohort::distinct_splits(cells_of({1, 1, 1, 1, 1, 1}), 3, 20) == 20);
  CHECK(std::isinf(oncohort::distinct_splits(cells_of({1, 1, 1, 1, 1, 1}), 3, 19)));
}

TEST_CASE("SplitWalk visits as many kinds and splits as there are") {
  // property: the ways of all kinds sum to choose(n, m) (Vandermonde)
  for (const auto& sizes : std::vector<std::vector<std::int64_t>>{
           {1, 1, 1, 1, 1}, {3, 1, 2}, {5}, {2, 2, 2, 2}, {1, 7, 1, 3}}) {
    std::int64_t n = 0;
    for (std::int64_t size : sizes) n += size;
    const auto cells = cells_of(sizes);
    for (std::int64_t m = 1; m <= n / 2; ++m) {
      double kinds = 0, ways = 0;
      const auto leaf = [&](const PartialSplit& split) {
        CHECK(split.n == m);
        kinds += 1;
        ways += split.ways;
      };
      SplitWalk<decltype(leaf)>(cells, m, leaf).descend(0, {});
      CHECK(kinds == oncohort::distinct_splits(cells, m, 1e8));
      CHECK(ways == oncohort::binomial(n, m));
    }
  }
}
