#include "oncohort/survival/survival_limits.h"

#include "catch.h"

using oncohort::survival_limits;
using oncohort::SurvivalScale;

// S = 1/4 with se(log S) = 1/2 and z = 2: every limit has a closed form.

TEST_CASE("limits on each scale, in closed form") {
  // by hand
  const double s = 0.25, se = 0.5, z = 2;
  const auto plain = survival_limits(s, se, SurvivalScale::plain, z);
  CHECK(plain.lower == 0.0);
  CHECK(plain.upper == Approx(0.5).epsilon(1e-14));

  const auto log = survival_limits(s, se, SurvivalScale::log, z);
  CHECK(log.lower == Approx(0.25 / std::exp(1.0)).epsilon(1e-14));
  CHECK(log.upper == Approx(0.25 * std::exp(1.0)).epsilon(1e-14));

  // log(-log S) has standard error se / |log S|.
  const auto log_log = survival_limits(s, se, SurvivalScale::log_log, z);
  const double centre = std::log(std::log(4.0)), step = 1.0 / std::log(4.0);
  CHECK(log_log.lower == Approx(std::exp(-std::exp(centre + step))).epsilon(1e-14));
  CHECK(log_log.upper == Approx(std::exp(-std::exp(centre - step))).epsilon(1e-14));

  // logit S has standard error se / (1 - S) = 2/3; odds are 1/3.
  const auto logit = survival_limits(s, se, SurvivalScale::logit, z);
  const double low = std::exp(-4.0 / 3.0) / 3.0, high = std::exp(4.0 / 3.0) / 3.0;
  CHECK(logit.lower == Approx(low / (1 + low)).epsilon(1e-14));
  CHECK(logit.upper == Approx(high / (1 + high)).epsilon(1e-14));

  // arcsin sqrt(1/4) is pi/6, with standard error se sqrt(S / (1 - S)) / 2.
  const auto arcsin = survival_limits(s, se, SurvivalScale::arcsin, z);
  const double angle = std::acos(-1.0) / 6.0, shift = 0.5 / std::sqrt(3.0);
  CHECK(arcsin.lower == Approx(std::pow(std::sin(angle - shift), 2)).epsilon(1e-14));
  CHECK(arcsin.upper == Approx(std::pow(std::sin(angle + shift), 2)).epsilon(1e-14));
}

TEST_CASE("limits are undefined at S = 0, and at S = 1 on three scales") {
  // definition
  for (auto scale : {SurvivalScale::plain, SurvivalScale::log, SurvivalScale::log_log,
                     SurvivalScale::logit, SurvivalScale::arcsin}) {
    const auto at_zero =
        survival_limits(0.0, std::numeric_limits<double>::infinity(), scale, 1.96);
    CHECK(std::isnan(at_zero.lower));
    CHECK(std::isnan(at_zero.upper));
    const auto at_one = survival_limits(1.0, 0.0, scale, 1.96);
    const bool defined = scale == SurvivalScale::plain || scale == SurvivalScale::log;
    CHECK(std::isnan(at_one.lower) != defined);
    if (defined) CHECK((at_one.lower == 1.0 && at_one.upper == 1.0));
  }
}

TEST_CASE("limits hold the estimate and stay in [0, 1]") {
  // property
  for (auto scale : {SurvivalScale::plain, SurvivalScale::log, SurvivalScale::log_log,
                     SurvivalScale::logit, SurvivalScale::arcsin}) {
    for (double s = 0.001; s < 1.0; s += 0.037) {
      for (double se : {1e-8, 0.1, 1.0, 20.0, 900.0}) {
        const auto limits = survival_limits(s, se, scale, 1.96);
        CHECK((limits.lower >= 0.0 && limits.lower <= s * (1 + 1e-12)));
        CHECK((limits.upper <= 1.0 && limits.upper >= s * (1 - 1e-12)));
      }
    }
  }
}

TEST_CASE("names of scales and bad input") {
  CHECK(oncohort::survival_scale("log-log") == SurvivalScale::log_log);
  CHECK_THROWS_AS(oncohort::survival_scale("loglog"), oncohort::invalid_input);
  const std::vector<double> one{0.5}, two{0.1, 0.2};
  CHECK_THROWS_AS(survival_limits(one, two, SurvivalScale::log, 0.95),
                  oncohort::invalid_input);
  CHECK_THROWS_AS(survival_limits(one, one, SurvivalScale::log, 1.0),
                  oncohort::invalid_input);
}
