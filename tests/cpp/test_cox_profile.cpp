#include <cmath>
#include <limits>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/cox_firth_fit.h"
#include "oncohort/survival/cox_profile.h"

using oncohort::as_index;
using oncohort::CoxFit;
using oncohort::CoxOptions;
using oncohort::LimitStatus;
using oncohort::Penalty;
using oncohort::ProfileLimit;
using oncohort::Ties;

namespace {

constexpr double kDrop = 1.920729410347062;  // half the 95% point of chi-squared, 1 df

struct Profiled {
  oncohort::RiskSets sets;
  oncohort::CoxDesign design;
  CoxFit fit;
  oncohort::PenalisedLikelihood likelihood;
  oncohort::CoxProfile profile;

  Profiled(const Cohort& c, Penalty penalty, CoxOptions options = {})
      : sets(oncohort::risk_sets(c.outcome())),
        design(oncohort::cox_design(sets, c.covariates(), c.offset)),
        fit(penalty == Penalty::firth ? oncohort::cox_firth_fit(sets, design, options)
                                      : oncohort::cox_fit(sets, design, options)),
        likelihood(sets, design, options, penalty),
        profile(likelihood, top()) {}

  oncohort::CoxPoint top() {
    const oncohort::Vector beta = oncohort::design_units(design, fit.coefficient);
    return {beta, likelihood.evaluate(beta)};
  }

  ProfileLimit limit(std::size_t j, int side) {
    bool any = false;
    for (int to : fit.runs_to) any = any || to != 0;
    ProfileLimit out =
        profile.limit(j, side, kDrop, {fit.runs_to[j], bool(fit.either[j]), any});
    out.value /= design.column[j].spread;
    return out;
  }
};

/// The profile by a refit with the column as an offset.
double refitted(const Cohort& c, std::size_t j, double value) {
  Cohort rest = c;
  rest.x.clear();
  rest.offset.assign(c.n(), 0.0);
  for (std::size_t i = 0; i < c.n(); ++i) {
    rest.offset[i] = (c.offset.empty() ? 0.0 : c.offset[i]) + value * c.x[j * c.n() + i];
  }
  for (std::size_t k = 0; k < c.p(); ++k) {
    if (k == j) continue;
    const auto from = c.x.begin() + static_cast<std::ptrdiff_t>(k * c.n());
    rest.x.insert(rest.x.end(), from, from + static_cast<std::ptrdiff_t>(c.n()));
  }
  const oncohort::RiskSets sets = oncohort::risk_sets(rest.outcome());
  return oncohort::cox_fit(sets, oncohort::cox_design(sets, rest.covariates(), rest.offset))
      .log_likelihood;
}

}  // namespace

TEST_CASE("profile limits of six patients, Breslow") {
  // by hand: l(b) = 2b - log(3r + 3) - 2 log(r + 3), r = exp(b)
  CoxOptions options;
  options.ties = Ties::breslow;
  Profiled p(six_patients(), Penalty::none, options);
  const auto l = [](double b) {
    const double r = std::exp(b);
    return 2 * b - std::log(3 * r + 3) - 2 * std::log(r + 3);
  };
  const double target = p.fit.log_likelihood - kDrop;
  for (int side : {-1, 1}) {
    const ProfileLimit limit = p.limit(0, side);
    CHECK(limit.status == LimitStatus::found);
    CHECK(std::abs(l(limit.value) - target) < 1e-9);
    CHECK((limit.value > p.fit.coefficient[0]) == (side > 0));
  }
}

TEST_CASE("at a limit a refit with the column as offset is as far below the maximum") {
  // definition
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const Cohort c = random_cohort(seed, 50, 3, 1 + static_cast<int>(seed % 2),
                                   seed % 3 == 0, seed % 4 == 0, seed % 5 == 0);
    Profiled p(c, Penalty::none);
    for (std::size_t j = 0; j < 3; ++j) {
      for (int side : {-1, 1}) {
        const ProfileLimit limit = p.limit(j, side);
        REQUIRE(limit.status == LimitStatus::found);
        CHECK(std::abs(refitted(c, j, limit.value) - (p.fit.log_likelihood - kDrop)) < 1e-8);
      }
      CHECK(p.profile.ratio_without({j}) ==
            Approx(2 * (p.fit.log_likelihood - refitted(c, j, 0.0))).epsilon(1e-8).margin(1e-9));
    }
  }
}

TEST_CASE("limits with Firth: no neighbour with the limit held does better") {
  // definition: the value is the target, and the score of the others is zero there
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const Cohort c = random_cohort(seed, 40, 3, 1, seed % 3 == 0, seed % 4 == 0);
    Profiled p(c, Penalty::firth);
    for (std::size_t j = 0; j < 3; ++j) {
      for (int side : {-1, 1}) {
        const ProfileLimit limit = p.limit(j, side);
        REQUIRE(limit.status == LimitStatus::found);
        oncohort::CoxAscent ascent(p.likelihood);
        oncohort::Vector start = p.top().beta;
        start(as_index(j)) = limit.value * p.design.column[j].spread;
        oncohort::CoxPoint point = ascent.at(start);
        oncohort::Vector floor = p.likelihood.floor();
        floor(as_index(j)) = oncohort::CoxAscent::held;
        CHECK(ascent.climb(point, floor));
        CHECK(std::abs(point.at.log_likelihood - (p.top().at.log_likelihood - kDrop)) < 1e-8);
      }
    }
  }
}

TEST_CASE("an infinite coefficient has an infinite limit and a finite one") {
  // by hand: l(b) = -log(2 + 2r) - log(1 + 2r) rises to -log 2 as r -> 0, so that the
  // upper limit solves (1 + r)(1 + 2r) = exp(drop)
  Cohort c;
  c.stop = {1, 2, 3, 4};
  c.event = {1, 1, 0, 0};
  c.x = {0, 0, 1, 1};
  Profiled p(c, Penalty::none);
  CHECK(p.limit(0, -1).value == -std::numeric_limits<double>::infinity());
  CHECK(p.limit(0, -1).status == LimitStatus::infinite);
  const double r = (-3 + std::sqrt(9 - 8 * (1 - std::exp(kDrop)))) / 4;
  CHECK(p.limit(0, 1).value == Approx(std::log(r)).epsilon(1e-8));
  Profiled firth(c, Penalty::firth);
  CHECK(firth.limit(0, -1).status == LimitStatus::found);
  CHECK(firth.limit(0, 1).status == LimitStatus::found);
}

TEST_CASE("a finite coefficient beside an infinite one has the limits of those left") {
  // property: the group without events adds nothing at its limit but its absence
  Cohort c = random_cohort(5, 60, 2);
  Cohort others;
  for (std::size_t i = 0; i < c.n(); ++i) {
    c.x[i] = i % 4 == 0;
    if (i % 4 == 0) {
      c.event[i] = 0;
      c.stop[i] = 6.0;
      continue;
    }
    others.stop.push_back(c.stop[i]);
    others.event.push_back(c.event[i]);
    others.x.push_back(c.x[c.n() + i]);
  }
  Profiled whole(c, Penalty::none);
  Profiled part(others, Penalty::none);
  CHECK(whole.fit.runs_to == std::vector<int>{-1, 0});
  for (int side : {-1, 1}) {
    CHECK(whole.limit(1, side).status == LimitStatus::found);
    CHECK(whole.limit(1, side).value == Approx(part.limit(0, side).value).epsilon(1e-6));
  }
}
