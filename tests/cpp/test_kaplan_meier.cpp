#include "oncohort/survival/kaplan_meier.h"

#include "catch.h"

using Values = std::vector<double>;

TEST_CASE("the product-limit estimate of six patients, by hand") {
  // by hand: 1, 2+, 2, 2, 4+, 5
  const Values time{2, 5, 1, 2, 4, 2};
  const std::vector<int> status{0, 1, 1, 1, 0, 1};
  const auto curve =
      oncohort::kaplan_meier(oncohort::risk_tables({time, status, {}, 1, {}}).front());

  REQUIRE(curve.survival.size() == 4);
  CHECK(curve.survival[0] == Approx(5.0 / 6.0).epsilon(1e-14));
  CHECK(curve.survival[1] == Approx(5.0 / 6.0 * 3.0 / 5.0).epsilon(1e-14));
  CHECK(curve.survival[2] == Approx(0.5).epsilon(1e-14));
  CHECK(curve.survival[3] == 0.0);

  CHECK(curve.std_error_log[0] == Approx(std::sqrt(1.0 / 30.0)).epsilon(1e-14));
  CHECK(curve.std_error_log[1] == Approx(std::sqrt(1.0 / 30.0 + 2.0 / 15.0)).epsilon(1e-14));
  CHECK(std::isinf(curve.std_error_log[3]));

  CHECK(curve.cumulative_hazard[3] == Approx(1.0 / 6.0 + 2.0 / 5.0 + 1.0).epsilon(1e-14));
  CHECK(curve.std_error_hazard[1] == Approx(std::sqrt(1.0 / 36.0 + 2.0 / 25.0)).epsilon(1e-14));
}

TEST_CASE("without censoring S is one minus the empirical distribution") {
  // property
  const Values time{0.5, 3, 1, 1, 7, 3, 3};
  const std::vector<int> status(time.size(), 1);
  const auto table = oncohort::risk_tables({time, status, {}, 1, {}}).front();
  const auto curve = oncohort::kaplan_meier(table);
  for (std::size_t j = 0; j < table.time.size(); ++j) {
    double later = 0;
    for (double t : time) later += t > table.time[j];
    CHECK(curve.survival[j] == Approx(later / 7.0).margin(1e-15));
  }
}

TEST_CASE("no events: the curve stays at one with no error") {
  // by hand
  const auto curve = oncohort::kaplan_meier(
      oncohort::risk_tables({Values{1, 2}, std::vector<int>{0, 0}, {}, 1, {}}).front());
  CHECK(curve.survival == Values{1, 1});
  CHECK(curve.std_error_log == Values{0, 0});
  CHECK(curve.cumulative_hazard == Values{0, 0});
}
