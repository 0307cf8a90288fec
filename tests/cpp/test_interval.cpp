#include <limits>
#include <stdexcept>
#include <string>

#include "catch.h"
#include "oncohort/error.h"
#include "oncohort/interval.h"

using oncohort::check_conf_level;
using oncohort::invalid_input;

TEST_CASE("check_conf_level() lets through what lies strictly between 0 and 1",
          "[interval]") {
  // definition
  CHECK_NOTHROW(check_conf_level(0.95));
  CHECK_NOTHROW(check_conf_level(std::numeric_limits<double>::min()));
  CHECK_NOTHROW(check_conf_level(1.0 - std::numeric_limits<double>::epsilon()));
}

TEST_CASE("check_conf_level() refuses the ends, percentages and what is no number",
          "[interval]") {
  // definition
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (double conf_level : {0.0, 1.0, 95.0, -0.5, nan, infinity}) {
    CHECK_THROWS_AS(check_conf_level(conf_level), invalid_input);
  }
}

TEST_CASE("invalid_input is a std::invalid_argument that says what came", "[error]") {
  // definition
  try {
    check_conf_level(95.0);
    FAIL("nothing was thrown");
  } catch (const std::invalid_argument& error) {
    CHECK(std::string(error.what()) ==
          "conf_level must lie strictly between 0 and 1, not 95.000000");
  }
}
