#include <tuple>
#include <vector>

#include "catch.h"
#include "oncohort/survival/risk_sweep.h"

namespace {

// (stratum, at risk by group, events by group, censored by group, S(t-))
using Row = std::tuple<int, std::vector<double>, std::vector<double>, std::vector<double>,
                       double>;

std::vector<double> copy(oncohort::View<double> view) {
  return {view.begin(), view.end()};
}

std::vector<Row> rows(const oncohort::StratifiedCohort& cohort) {
  std::vector<Row> out;
  oncohort::sweep_risk(cohort, [&](const oncohort::RiskMoment& m) {
    out.emplace_back(m.stratum, copy(m.n_risk), copy(m.n_event), copy(m.n_censor),
                     m.survivor);
  });
  return out;
}

}  // namespace

TEST_CASE("sweep_risk() visits the times of both groups together") {
  // by hand
  const std::vector<double> time{2, 1, 2, 3};
  const std::vector<int> status{1, 0, 1, 1};
  const std::vector<int> group{0, 0, 1, 1};
  const std::vector<double> counts{1, 2, 1, 3};
  const std::vector<Row> expected{{0, {3, 4}, {0, 0}, {2, 0}, 1.0},
                                  {0, {1, 4}, {1, 1}, {0, 0}, 1.0},
                                  {0, {0, 3}, {0, 3}, {0, 0}, 0.6}};
  CHECK(rows({{time, status, group, 2, counts}}) == expected);
}

TEST_CASE("sweep_risk() starts anew in each stratum, an empty one has no rows") {
  // by hand
  const std::vector<double> time{1, 2, 1, 5};
  const std::vector<int> status{1, 1, 1, 0};
  const std::vector<int> group{0, 1, 1, 0};
  const std::vector<int> stratum{2, 2, 0, 0};
  const std::vector<Row> expected{{0, {1, 1}, {0, 1}, {0, 0}, 1.0},
                                  {0, {1, 0}, {0, 0}, {1, 0}, 0.5},
                                  {2, {1, 1}, {1, 0}, {0, 0}, 1.0},
                                  {2, {0, 1}, {0, 1}, {0, 0}, 0.5}};
  CHECK(rows({{time, status, group, 2, {}}, stratum, 3}) == expected);
}

TEST_CASE("sweep_risk() refuses strata that do not fit") {
  const std::vector<double> time{1, 2};
  const std::vector<int> status{1, 1};
  const std::vector<int> group{0, 1};
  const auto run = [&](std::vector<int> stratum, std::vector<int> of_row, int n_strata) {
    return rows({{time, status, of_row, 2, {}}, stratum, n_strata});
  };
  CHECK_THROWS_AS(run({0}, group, 1), oncohort::invalid_input);
  CHECK_THROWS_AS(run({0, 2}, group, 2), oncohort::invalid_input);
  CHECK_THROWS_AS(run({0, -1}, group, 2), oncohort::invalid_input);
  CHECK_THROWS_AS(run({0, 1}, {0, 2}, 2), oncohort::invalid_input);
  CHECK_THROWS_AS(run({0, 0}, group, 0), oncohort::invalid_input);
}
