#include <cmath>
#include <limits>

#include "catch.h"
#include "oncohort/distribution.h"

using namespace oncohort;

namespace {

const double nan_value = std::numeric_limits<double>::quiet_NaN();
const double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("normal quantiles are the printed ones", "[distribution]") {
  // published: Abramowitz & Stegun (1964), table 26.5 (x for a given Q), to its digits
  CHECK(normal_upper_quantile(0.025) == Approx(1.95996).margin(5e-6).epsilon(0));
  CHECK(normal_upper_quantile(0.005) == Approx(2.57583).margin(5e-6).epsilon(0));
  CHECK(normal_upper_quantile(0.05) == Approx(1.64485).margin(5e-6).epsilon(0));
  CHECK(normal_upper_quantile(0.5) == Approx(0.0).margin(1e-15));
}

TEST_CASE("wald_factor() is 1.96 for 0.95 and refuses a percentage", "[distribution]") {
  // published: Abramowitz & Stegun (1964), table 26.5
  CHECK(wald_factor(0.95) == Approx(1.95996).margin(5e-6).epsilon(0));
  CHECK(wald_factor(0.90) == Approx(1.64485).margin(5e-6).epsilon(0));
  CHECK_THROWS_AS(wald_factor(95.0), invalid_input);
}

TEST_CASE("normal_upper_tail() keeps its digits far out", "[distribution]") {
  // definition: the asymptotic series phi(z)/z (1 - 1/z^2 + 3/z^4 - 15/z^6 + 105/z^8 -
  // 945/z^10), whose first omitted term is below 11000 / 20^12 < 3e-12
  const double z = 20.0;
  const double u = 1.0 / (z * z);
  const double series =
      1.0 - u * (1.0 - u * (3.0 - u * (15.0 - u * (105.0 - u * 945.0))));
  const double density = std::exp(-z * z / 2.0) / std::sqrt(2.0 * std::acos(-1.0));
  CHECK(normal_upper_tail(z) == Approx(density / z * series).epsilon(1e-11));
  CHECK(normal_upper_tail(0.0) == 0.5);
}

TEST_CASE("normal_upper_quantile() inverts normal_upper_tail()", "[distribution]") {
  // property
  for (double tail : {1e-300, 1e-16, 1e-5, 0.025, 0.3, 0.5, 0.8, 0.999}) {
    CHECK(normal_upper_tail(normal_upper_quantile(tail)) == Approx(tail).epsilon(1e-11));
  }
}

TEST_CASE("normal_two_sided() is twice the upper tail of |z|", "[distribution]") {
  // definition
  for (double z : {0.0, 0.3, 1.96, 8.0, 30.0}) {
    CHECK(normal_two_sided(z) == Approx(2.0 * normal_upper_tail(z)).epsilon(1e-14));
    CHECK(normal_two_sided(-z) == normal_two_sided(z));
  }
}

TEST_CASE("chi-squared tails have closed forms on 1, 2 and 4 df", "[distribution]") {
  // by hand: df 1 is erfc(sqrt(x/2)), df 2 exp(-x/2), df 4 (1 + x/2) exp(-x/2)
  for (double x : {1e-10, 0.5, 3.84, 20.0, 700.0}) {
    CHECK(chi_squared_upper_tail(x, 1.0) ==
          Approx(std::erfc(std::sqrt(x / 2.0))).epsilon(1e-12));
    CHECK(chi_squared_upper_tail(x, 2.0) == Approx(std::exp(-x / 2.0)).epsilon(1e-12));
    CHECK(chi_squared_upper_tail(x, 4.0) ==
          Approx((1.0 + x / 2.0) * std::exp(-x / 2.0)).epsilon(1e-12));
  }
}

TEST_CASE("chi-squared critical values are the printed ones", "[distribution]") {
  // published: Abramowitz & Stegun (1964), table 26.8, Q = 0.05; half a unit of the last
  // digit (5e-6) times the density there (below 0.03) bounds the difference in Q
  CHECK(chi_squared_upper_tail(3.84146, 1.0) == Approx(0.05).margin(2e-7).epsilon(0));
  CHECK(chi_squared_upper_tail(7.81473, 3.0) == Approx(0.05).margin(2e-7).epsilon(0));
  CHECK(chi_squared_upper_tail(14.0671, 7.0) == Approx(0.05).margin(2e-6).epsilon(0));
}

TEST_CASE("a chi-squared tail outside its domain is NaN, at its ends 1 and 0",
          "[distribution]") {
  // definition
  CHECK(std::isnan(chi_squared_upper_tail(nan_value, 1.0)));
  CHECK(std::isnan(chi_squared_upper_tail(-1.0, 1.0)));
  CHECK(std::isnan(chi_squared_upper_tail(1.0, 0.0)));
  CHECK(std::isnan(chi_squared_upper_tail(1.0, nan_value)));
  CHECK(chi_squared_upper_tail(0.0, 3.0) == 1.0);
  CHECK(chi_squared_upper_tail(infinity, 3.0) == 0.0);
}

TEST_CASE("beta quantiles have closed forms where a parameter is 1", "[distribution]") {
  // by hand: P(B <= b) = b^alpha for Beta(alpha, 1), 1 - (1 - b)^beta for Beta(1, beta)
  for (double tail : {1e-8, 0.025, 0.5, 0.975}) {
    CHECK(beta_quantile(tail, 28.0, 1.0) ==
          Approx(std::pow(tail, 1.0 / 28.0)).epsilon(1e-13));
    CHECK(beta_quantile(tail, 1.0, 28.0) ==
          Approx(-std::expm1(std::log1p(-tail) / 28.0)).epsilon(1e-13));
    CHECK(beta_upper_quantile(tail, 1.0, 28.0) ==
          Approx(-std::expm1(std::log(tail) / 28.0)).epsilon(1e-13));
  }
}

TEST_CASE("beta quantiles mirror: 1 - b of Beta(a, b) is that of Beta(b, a)",
          "[distribution]") {
  // property; what is left of 1 - b near 1 is known to half an ulp of 1, hence the margin
  for (double alpha : {0.5, 1.0, 7.0, 150.0}) {
    for (double beta : {0.5, 2.0, 22.0}) {
      CHECK(beta_quantile(0.025, alpha, beta) ==
            Approx(1.0 - beta_upper_quantile(0.025, beta, alpha))
                .epsilon(1e-12)
                .margin(1e-15));
    }
  }
}
