#include "oncohort/survival/quantile.h"

#include "catch.h"

using oncohort::curve_quantile;
using oncohort::Plateau;
using oncohort::QuantileRule;
using Values = std::vector<double>;

TEST_CASE("a quantile is the first time at or below the level") {
  // by hand
  CHECK(curve_quantile(Values{1, 2, 3}, Values{0.8, 0.4, 0.1}, 0.5) == 2);
  CHECK(std::isnan(curve_quantile(Values{1, 2, 3}, Values{0.8, 0.7, 0.6}, 0.5)));
  CHECK(std::isnan(curve_quantile({}, {}, 0.5)));
}

TEST_CASE("a plateau inside the curve follows its rule, seen through rounding") {
  // by hand: 0.5 from 2 to 5, a censoring at 3 between
  const Values time{1, 2, 3, 5}, curve{0.75, 0.5 + 1e-12, 0.5 + 1e-12, 0.25};
  QuantileRule rule;
  CHECK(curve_quantile(time, curve, 0.5, rule) == 3.5);
  rule.plateau = Plateau::first;
  CHECK(curve_quantile(time, curve, 0.5, rule) == 2);
}

TEST_CASE("a plateau at the end of the curve follows the terminal rule") {
  // by hand: 0.5 from 2 on, last censoring at 6
  const Values time{1, 2, 6}, curve{0.75, 0.5, 0.5};
  QuantileRule rule;
  CHECK(std::isnan(curve_quantile(time, curve, 0.5, rule)));
  rule.terminal = Plateau::first;
  CHECK(curve_quantile(time, curve, 0.5, rule) == 2);
  rule.terminal = Plateau::midpoint;
  CHECK(curve_quantile(time, curve, 0.5, rule) == 4);
}

TEST_CASE("undefined values are passed over") {
  // by hand: log-log limits have none at S = 1
  const double none = std::nan("");
  CHECK(curve_quantile(Values{1, 2, 3}, Values{none, 0.6, 0.3}, 0.5) == 3);
}

TEST_CASE("a broken contract throws") {
  using oncohort::invalid_input;
  CHECK_THROWS_AS(curve_quantile(Values{1}, Values{1, 2}, 0.5), invalid_input);
  CHECK_THROWS_AS(curve_quantile(Values{1}, Values{1}, 0.0), invalid_input);
  CHECK_THROWS_AS(curve_quantile(Values{1}, Values{1}, std::nan("")), invalid_input);
  CHECK_THROWS_AS(oncohort::plateau_rule("last"), invalid_input);
  CHECK(oncohort::plateau_rule("NE") == Plateau::not_estimable);
}
