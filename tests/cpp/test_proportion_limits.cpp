#include <cmath>
#include <limits>
#include <vector>

#include "catch.h"
#include "oncohort/response/proportion_limits.h"

using oncohort::Interval;
using oncohort::ProportionLimits;
using oncohort::ProportionMethod;

namespace {

const std::vector<ProportionMethod> kAllMethods = {
    ProportionMethod::clopper_pearson, ProportionMethod::wilson,
    ProportionMethod::agresti_coull, ProportionMethod::jeffreys, ProportionMethod::wald};

/// P(X >= x | n, p) term by term, in long double.
double upper_tail_by_sum(int x, int n, double p) {
  long double sum = 0.0L;
  for (int k = x; k <= n; ++k) {
    const long double log_choose =
        std::lgamma(n + 1.0L) - std::lgamma(k + 1.0L) - std::lgamma(n - k + 1.0L);
    sum += std::exp(log_choose + k * std::log(static_cast<long double>(p)) +
                    (n - k) * std::log1p(-static_cast<long double>(p)));
  }
  return static_cast<double>(sum);
}

}  // namespace

TEST_CASE("Clopper-Pearson has its closed forms at 0, n and 1 of n") {
  // by hand: at 0 the upper limit solves (1 - p)^n = 0.025; the lower one at 1 of n
  // solves 1 - (1 - p)^n = 0.025
  const ProportionLimits limits(0.95, ProportionMethod::clopper_pearson);
  for (double n : {1.0, 2.0, 20.0, 28.0, 1000.0}) {
    CHECK(limits(0.0, n).lower == 0.0);
    CHECK(limits(0.0, n).upper == Approx(1.0 - std::pow(0.025, 1.0 / n)).epsilon(1e-12));
    CHECK(limits(n, n).lower == Approx(std::pow(0.025, 1.0 / n)).epsilon(1e-12));
    CHECK(limits(n, n).upper == 1.0);
    if (n > 1.0) {
      CHECK(limits(1.0, n).lower ==
            Approx(-std::expm1(std::log(0.975) / n)).epsilon(1e-12));
    }
  }
}

TEST_CASE("Clopper-Pearson limits put the tail's probability at x") {
  // definition: Clopper & Pearson (1934), the tails summed term by term. The second
  // tolerance is wider because 1 - upper, 2.5e-6 at 199 of 200, holds ten digits only.
  for (double conf_level : {0.5, 0.9, 0.95, 0.999}) {
    const double tail = 0.5 * (1.0 - conf_level);
    const ProportionLimits limits(conf_level, ProportionMethod::clopper_pearson);
    for (int n : {2, 5, 28, 111, 200}) {
      for (int x = 1; x < n; ++x) {
        const Interval found = limits(x, n);
        CHECK(upper_tail_by_sum(x, n, found.lower) == Approx(tail).epsilon(1e-11));
        CHECK(1.0 - upper_tail_by_sum(x + 1, n, found.upper) ==
              Approx(tail).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("Wilson limits are the roots of the score equation") {
  // definition: (x/n - p)^2 = z^2 p (1 - p) / n, for 1 of 1 by hand: the roots of
  // (1 - p)^2 = z^2 p (1 - p) are 1 / (1 + z^2) and 1
  const double z = 1.959963984540054;
  const ProportionLimits limits(0.95, ProportionMethod::wilson);
  CHECK(limits(1.0, 1.0).lower == Approx(1.0 / (1.0 + z * z)).epsilon(1e-14));
  CHECK(limits(1.0, 1.0).upper == 1.0);
  CHECK(limits(0.0, 20.0).lower == 0.0);
  for (int n : {2, 28, 200}) {
    for (int x = 1; x < n; ++x) {
      const Interval found = limits(x, n);
      for (double p : {found.lower, found.upper}) {
        const double distance = static_cast<double>(x) / n - p;
        CHECK(distance * distance == Approx(z * z * p * (1.0 - p) / n).epsilon(1e-11));
      }
      CHECK(found.lower < static_cast<double>(x) / n);
      CHECK(found.upper > static_cast<double>(x) / n);
    }
  }
}

TEST_CASE("Agresti-Coull, Jeffreys and Wald limits follow their formulas") {
  // by hand, at 1 of 2: the intervals are symmetric about 1/2, and with
  // p = (1 - cos t) / 2 Beta(3/2, 3/2) has the distribution function
  // (t - sin(2 t) / 2) / pi
  const double z = 1.959963984540054;
  const Interval wald = ProportionLimits(0.5, ProportionMethod::wald)(1.0, 2.0);
  CHECK(wald.lower == Approx(0.5 - 0.6744897501960817 * std::sqrt(0.125)).epsilon(1e-14));
  const Interval agresti =
      ProportionLimits(0.95, ProportionMethod::agresti_coull)(1.0, 2.0);
  CHECK(agresti.lower == Approx(0.5 - 0.5 * z / std::sqrt(2.0 + z * z)).epsilon(1e-14));
  CHECK(agresti.upper == Approx(0.5 + 0.5 * z / std::sqrt(2.0 + z * z)).epsilon(1e-14));
  const Interval jeffreys = ProportionLimits(0.95, ProportionMethod::jeffreys)(1.0, 2.0);
  const double angle = std::acos(1.0 - 2.0 * jeffreys.lower);
  CHECK((angle - 0.5 * std::sin(2.0 * angle)) / std::acos(-1.0) ==
        Approx(0.025).epsilon(1e-12));
  CHECK(ProportionLimits(0.95, ProportionMethod::jeffreys)(0.0, 9.0).lower == 0.0);
  CHECK(ProportionLimits(0.95, ProportionMethod::jeffreys)(9.0, 9.0).upper == 1.0);
}

TEST_CASE("limits are mirrored, grow with x and n, and contain the estimate") {
  // property: all x of n up to 60, all methods
  for (ProportionMethod method : kAllMethods) {
    const ProportionLimits limits(0.9, method);
    for (int n = 1; n <= 60; ++n) {
      for (int x = 0; x <= n; ++x) {
        const Interval found = limits(x, n);
        const Interval mirror = limits(n - x, n);
        CHECK(found.lower == Approx(1.0 - mirror.upper).margin(1e-14));
        CHECK(found.upper == Approx(1.0 - mirror.lower).margin(1e-14));
        CHECK(found.lower >= 0.0);
        CHECK(found.upper <= 1.0);
        CHECK(found.lower <= static_cast<double>(x) / n + 1e-15);
        CHECK(found.upper >= static_cast<double>(x) / n - 1e-15);
        if (x < n) CHECK(limits(x + 1, n).lower >= found.lower);
        if (x < n) CHECK(limits(x + 1, n).upper >= found.upper);
      }
    }
  }
}

TEST_CASE("a billion patients are no trouble") {
  // by hand: 0 of 1e9 has the upper limit -log(0.025) / 1e9 to nine digits
  const ProportionLimits exact(0.95, ProportionMethod::clopper_pearson);
  CHECK(exact(0.0, 1e9).upper == Approx(-std::log(0.025) / 1e9).epsilon(1e-8));
  const ProportionLimits score(0.95, ProportionMethod::wilson);
  CHECK(exact(3e8, 1e9).lower == Approx(score(3e8, 1e9).lower).epsilon(1e-8));
  CHECK(exact(3e8, 1e9).upper == Approx(score(3e8, 1e9).upper).epsilon(1e-8));
}

TEST_CASE("what is no proportion is refused") {
  // property: one line per broken contract
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  const ProportionLimits limits(0.95, ProportionMethod::clopper_pearson);
  CHECK_THROWS_AS(limits(3.0, 2.0), oncohort::invalid_input);
  CHECK_THROWS_AS(limits(0.0, 0.0), oncohort::invalid_input);
  CHECK_THROWS_AS(limits(-1.0, 2.0), oncohort::invalid_input);
  CHECK_THROWS_AS(limits(0.5, 2.0), oncohort::invalid_input);
  CHECK_THROWS_AS(limits(1.0, 2.5), oncohort::invalid_input);
  CHECK_THROWS_AS(limits(nan, 2.0), oncohort::invalid_input);
  CHECK_THROWS_AS(limits(1.0, nan), oncohort::invalid_input);
  CHECK_THROWS_AS(limits(1.0, inf), oncohort::invalid_input);
  CHECK_THROWS_AS(limits(inf, inf), oncohort::invalid_input);
  CHECK_THROWS_AS(limits(1.0, 1e16), oncohort::invalid_input);
  CHECK_THROWS_AS(ProportionLimits(1.0, ProportionMethod::wilson),
                  oncohort::invalid_input);
  CHECK_THROWS_AS(ProportionLimits(nan, ProportionMethod::wilson),
                  oncohort::invalid_input);
  CHECK_THROWS_AS(oncohort::proportion_method("exact"), oncohort::invalid_input);
}

TEST_CASE("every method is found by its name") {
  // by hand
  CHECK(oncohort::proportion_method("clopper-pearson") ==
        ProportionMethod::clopper_pearson);
  CHECK(oncohort::proportion_method("wilson") == ProportionMethod::wilson);
  CHECK(oncohort::proportion_method("agresti-coull") == ProportionMethod::agresti_coull);
  CHECK(oncohort::proportion_method("jeffreys") == ProportionMethod::jeffreys);
  CHECK(oncohort::proportion_method("wald") == ProportionMethod::wald);
}
