#include <algorithm>
#include <random>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/cox_fit.h"
#include "oncohort/survival/separation.h"

using oncohort::Separation;
using oncohort::Vector;

namespace {

Separation found(const Cohort& c) {
  const oncohort::RiskSets sets = oncohort::risk_sets(c.outcome());
  const oncohort::CoxDesign design = oncohort::cox_design(sets, c.covariates(), {});
  oncohort::CoxLikelihood likelihood(sets, design, oncohort::Ties::efron);
  const auto at = likelihood.evaluate(Vector::Zero(oncohort::as_index(c.p())));
  return oncohort::separation(sets, design, std::vector<bool>(c.p(), true), at.score);
}

/// All directions with small whole components, tried against all pairs.
Separation by_trial(const Cohort& c, int most) {
  Separation out{std::vector<bool>(c.p(), false), std::vector<bool>(c.p(), false)};
  std::vector<int> g(c.p(), -most);
  const auto product = [&](std::size_t i) {
    double sum = 0.0;
    for (std::size_t j = 0; j < c.p(); ++j) sum += g[j] * c.x[j * c.n() + i];
    return sum;
  };
  for (;;) {
    bool holds = true;
    for (std::size_t i = 0; i < c.n() && holds; ++i) {
      if (c.event[i] != 1) continue;
      for (std::size_t j = 0; j < c.n() && holds; ++j) {
        if (!c.stratum.empty() && c.stratum[i] != c.stratum[j]) continue;
        if (c.stop[j] < c.stop[i]) continue;
        if (!c.start.empty() && c.start[j] >= c.stop[i]) continue;
        holds = product(i) >= product(j);
      }
    }
    for (std::size_t j = 0; holds && j < c.p(); ++j) {
      if (g[j] > 0) out.up[j] = true;
      if (g[j] < 0) out.down[j] = true;
    }
    std::size_t j = 0;
    while (j < c.p() && ++g[j] > most) g[j++] = -most;
    if (j == c.p()) return out;
  }
}

}  // namespace

TEST_CASE("separation is found where a direction of whole numbers shows it") {
  // definition: covariates -1, 0, 1 of at most three columns; extreme directions have
  // components that are 2 x 2 minors of differences, at most 8
  int separated = 0;
  int both = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    std::mt19937 random(seed);
    Cohort c = random_cohort(seed, 6 + seed % 9, 2 + seed % 2, 1 + static_cast<int>(seed % 2),
                             seed % 3 == 0);
    std::vector<double> first;
    for (double& x : c.x) x = static_cast<double>(random() % 3) - 1.0;
    const oncohort::RiskSets sets = oncohort::risk_sets(c.outcome());
    const oncohort::CoxDesign design = oncohort::cox_design(sets, c.covariates(), {});
    oncohort::CoxLikelihood likelihood(sets, design, oncohort::Ties::efron);
    const auto at = likelihood.evaluate(Vector::Zero(oncohort::as_index(c.p())));
    if (oncohort::set_aside(at, 1.8e-12).maxCoeff() > 0.0) continue;  // aliased
    const Separation ours = found(c);
    const Separation trial = by_trial(c, 8);
    CHECK(ours.up == trial.up);
    CHECK(ours.down == trial.down);
    separated += ours.any();
    for (std::size_t j = 0; j < c.p(); ++j) both += ours.up[j] && ours.down[j];
    const oncohort::CoxFit fit = oncohort::cox_fit(sets, design);
    CHECK((fit.status == oncohort::CoxStatus::infinite) == ours.any());
    for (std::size_t j = 0; j < c.p(); ++j) {
      CHECK((fit.runs_to[j] != 0) == (trial.up[j] || trial.down[j]));
      CHECK(fit.either[j] == (trial.up[j] && trial.down[j]));
    }
  }
  CHECK(separated > 20);
  CHECK(separated < 130);
  CHECK(both > 0);
}

TEST_CASE("an estimate far out is not separation, one pair the other way ends it") {
  // by hand: those with x = 1 all die before the others, but for one at the end
  Cohort c;
  for (int i = 0; i < 400; ++i) {
    c.stop.push_back(i + 1);
    c.event.push_back(1);
    c.x.push_back(i < 200);
  }
  CHECK(found(c).up == std::vector<bool>{true});
  CHECK(found(c).down == std::vector<bool>{false});
  c.x.back() = 1.0;
  CHECK(!found(c).any());
  const oncohort::RiskSets sets = oncohort::risk_sets(c.outcome());
  const oncohort::CoxFit fit =
      oncohort::cox_fit(sets, oncohort::cox_design(sets, c.covariates(), {}));
  CHECK(fit.status == oncohort::CoxStatus::converged);
  CHECK(fit.runs_to == std::vector<int>{0});
}
