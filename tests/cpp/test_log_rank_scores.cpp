#include <vector>

#include "catch.h"
#include "oncohort/survival/log_rank_scores.h"

using oncohort::score_cells;

TEST_CASE("score_cells() gives status less the Nelson-Aalen estimate") {
  // by hand: hazards 1/4, 1/3, 1/1; the patient censored at 2.5 keeps 1/4 + 1/3
  const std::vector<double> time{1, 2, 2.5, 3};
  const std::vector<int> status{1, 1, 0, 1};
  const std::vector<int> group{0, 1, 1, 0};
  const auto scores = score_cells({time, status, group, 2, {}});
  REQUIRE(scores.cells.size() == 4);
  CHECK(scores.cells[0].score == Approx(1 - 19.0 / 12));
  CHECK(scores.cells[1].score == Approx(-7.0 / 12));
  CHECK(scores.cells[2].score == Approx(5.0 / 12));
  CHECK(scores.cells[3].score == Approx(3.0 / 4));
  CHECK(scores.difference == Approx(-2.0 / 12));
  CHECK(scores.n == 4);
  CHECK(scores.n_compare == 2);
}

TEST_CASE("score_cells() puts patients together whom the test cannot tell apart") {
  // by hand: censored before the first event 0; tied events; censored between events
  const std::vector<double> time{0, 0.5, 1, 1, 1, 2, 3, 4};
  const std::vector<int> status{0, 0, 1, 1, 0, 0, 1, 0};
  const std::vector<int> group{0, 1, 0, 1, 1, 1, 0, 0};
  const auto scores = score_cells({time, status, group, 2, {}});
  REQUIRE(scores.cells.size() == 5);
  const std::vector<int> sizes{1, 1, 2, 2, 2};
  const std::vector<int> of_group_1{0, 0, 2, 1, 1};
  const std::vector<double> score{-5.0 / 6, 1.0 / 6, -1.0 / 3, 2.0 / 3, 0.0};
  for (std::size_t j = 0; j < 5; ++j) {
    CHECK(scores.cells[j].n == sizes[j]);
    CHECK(scores.cells[j].n_compare == of_group_1[j]);
    CHECK(scores.cells[j].score == Approx(score[j]).margin(1e-15));
  }
}

TEST_CASE("score_cells() refuses what is not two groups with patients") {
  const std::vector<double> time{1, 2};
  const std::vector<int> status{1, 1};
  const std::vector<int> both{0, 1}, first{0, 0}, second{1, 1};
  CHECK_THROWS_AS(score_cells({time, status, both, 3, {}}), oncohort::invalid_input);
  CHECK_THROWS_AS(score_cells({time, status, first, 2, {}}), oncohort::invalid_input);
  CHECK_THROWS_AS(score_cells({time, status, second, 2, {}}), oncohort::invalid_input);
  CHECK_THROWS_AS(score_cells({time, status, both, 2, {}}, {-1.0}),
                  oncohort::invalid_input);
  const std::vector<double> many{9e15, 9e15};
  CHECK_THROWS_AS(score_cells({time, status, both, 2, many}), oncohort::invalid_input);
}
