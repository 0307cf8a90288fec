#include "oncohort/survival/risk_table.h"

#include <random>

#include "catch.h"

using oncohort::risk_tables;
using Values = std::vector<double>;

// Six patients: 1, 2+, 2, 2, 4+, 5 (+ censored).
static const Values kTime{2, 5, 1, 2, 4, 2};
static const std::vector<int> kStatus{0, 1, 1, 1, 0, 1};

TEST_CASE("a risk table counts events, censorings and patients at risk") {
  // by hand
  const auto table = risk_tables({kTime, kStatus, {}, 1, {}}).front();
  CHECK(table.time == Values{1, 2, 4, 5});
  CHECK(table.n_risk == Values{6, 5, 2, 1});
  CHECK(table.n_event == Values{1, 2, 0, 1});
  CHECK(table.n_censor == Values{0, 1, 1, 0});
  CHECK(table.n == 6);
}

TEST_CASE("each group has its own table, an empty group an empty one") {
  // by hand
  const std::vector<int> group{0, 2, 0, 2, 2, 0};
  const auto tables = risk_tables({kTime, kStatus, group, 3, {}});
  REQUIRE(tables.size() == 3);
  CHECK(tables[0].time == Values{1, 2});
  CHECK(tables[0].n_risk == Values{3, 2});
  CHECK(tables[0].n_event == Values{1, 1});
  CHECK(tables[0].n_censor == Values{0, 1});
  CHECK(tables[1].time.empty());
  CHECK(tables[1].n == 0);
  CHECK(tables[2].time == Values{2, 4, 5});
  CHECK(tables[2].n_risk == Values{3, 2, 1});
}

TEST_CASE("a row of count three is three rows") {
  // property
  const auto counted = risk_tables({Values{3, 1.5}, std::vector<int>{1, 0}, {}, 1,
                                    Values{3, 2}})
                           .front();
  const auto rows = risk_tables({Values{3, 1.5, 3, 1.5, 3},
                                 std::vector<int>{1, 0, 1, 0, 1}, {}, 1, {}})
                        .front();
  CHECK(counted.time == rows.time);
  CHECK(counted.n_risk == rows.n_risk);
  CHECK(counted.n_event == rows.n_event);
  CHECK(counted.n_censor == rows.n_censor);
}

TEST_CASE("histogram and row layout give the same tables") {
  // definition: the two layouts are each other's twin
  std::mt19937 random(1);
  Values time;
  std::vector<int> status, group;
  for (int i = 0; i < 500; ++i) {
    time.push_back(static_cast<double>(random() % 40) / 4.0);
    status.push_back(static_cast<int>(random() % 2));
    group.push_back(static_cast<int>(random() % 5));
  }
  const oncohort::RightCensored data{time, status, group, 5, {}};
  const auto grid = oncohort::time_grid(time);
  const auto dense = oncohort::risk_table_detail::tables_by_histogram(data, grid);
  const auto sparse = oncohort::risk_table_detail::tables_by_rows(data, grid);
  REQUIRE(dense.size() == sparse.size());
  for (std::size_t g = 0; g < dense.size(); ++g) {
    CHECK(dense[g].time == sparse[g].time);
    CHECK(dense[g].n_event == sparse[g].n_event);
    CHECK(dense[g].n_censor == sparse[g].n_censor);
  }
}

TEST_CASE("a broken contract names the argument") {
  using oncohort::invalid_input;
  CHECK_THROWS_AS(risk_tables({Values{1, 2}, std::vector<int>{1}, {}, 1, {}}), invalid_input);
  CHECK_THROWS_AS(risk_tables({Values{1}, std::vector<int>{2}, {}, 1, {}}), invalid_input);
  CHECK_THROWS_AS(risk_tables({Values{1}, std::vector<int>{1}, std::vector<int>{1}, 1, {}}),
                  invalid_input);
  CHECK_THROWS_AS(risk_tables({Values{1}, std::vector<int>{1}, {}, 0, {}}), invalid_input);
  CHECK_THROWS_AS(risk_tables({Values{1}, std::vector<int>{1}, {}, 1, Values{0.5}}),
                  invalid_input);
  CHECK_THROWS_AS(
      risk_tables({Values{std::nan("")}, std::vector<int>{1}, {}, 1, {}}), invalid_input);
}
