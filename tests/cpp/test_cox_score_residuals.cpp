#include <cmath>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/cox_likelihood.h"
#include "oncohort/survival/cox_ph_test.h"
#include "oncohort/survival/cox_score_residuals.h"

using oncohort::CoxDesign;
using oncohort::CoxEvaluation;
using oncohort::CoxLikelihood;
using oncohort::Matrix;
using oncohort::RiskSets;
using oncohort::ScoreResiduals;
using oncohort::Ties;
using oncohort::TimeVaryingScore;
using oncohort::Vector;

TEST_CASE("score and Schoenfeld residuals of six patients, Breslow") {
  // by hand: Therneau & Grambsch (2000) E.1, r = exp(beta), means r/(r+1), r/(r+3), 0
  const Cohort c = six_patients();
  const RiskSets sets = oncohort::risk_sets(c.outcome());
  const CoxDesign design = oncohort::cox_design(sets, c.covariates(), {});
  const double beta = 0.8;
  const double r = std::exp(beta);
  const double u = design.column[0].spread;
  const ScoreResiduals out = oncohort::score_residuals(
      sets, design, Vector::Constant(1, beta * u), Ties::breslow);
  const double h1 = 1 / (3 * r + 3), m1 = r / (r + 1);
  const double h6 = 2 / (r + 3), m6 = r / (r + 3);
  const double one = r * h1 * (1 - m1), zero = -h1 * m1;
  const std::vector<double> expected{(1 - m1) - one,
                                     -one,
                                     (1 - m6) - one - r * h6 * (1 - m6),
                                     -m6 - zero + h6 * m6,
                                     -zero + h6 * m6,
                                     -zero + h6 * m6};
  for (Eigen::Index i = 0; i < 6; ++i) {
    CHECK(out.score(i, 0) * u == Approx(expected[static_cast<std::size_t>(i)]));
  }
  CHECK(out.schoenfeld(0, 0) * u == Approx(1 - m1));
  CHECK(out.schoenfeld(1, 0) * u == Approx(1 - m6));
  CHECK(out.schoenfeld(2, 0) * u == Approx(-m6));
  CHECK(std::abs(out.schoenfeld(3, 0)) < 1e-14);
}

TEST_CASE("score and Schoenfeld residuals add up to the score") {
  // property: at any coefficients, with counts, weights, strata, late entry, any ties
  for (unsigned seed = 1; seed <= 16; ++seed) {
    const bool counts = seed % 4 < 2;
    const Cohort c = random_cohort(seed, 30, 2, 1 + static_cast<int>(seed % 3),
                                   seed % 2 == 0, counts);
    std::vector<double> weight;
    for (std::size_t i = 0; i < c.n(); ++i) {
      weight.push_back(0.5 + 0.1 * static_cast<double>(i % 7));
    }
    const Vector beta = (Vector(2) << 0.4, -0.6).finished();
    for (Ties ties : {Ties::breslow, Ties::efron, Ties::exact}) {
      oncohort::SurvivalOutcome outcome = c.outcome();
      const bool weighted = !counts && ties != Ties::exact;
      if (weighted) outcome.weight = weight;
      const RiskSets sets = oncohort::risk_sets(outcome);
      const CoxDesign design = oncohort::cox_design(sets, c.covariates(), {});
      Vector score;
      if (ties == Ties::exact) {
        oncohort::CoxExactLikelihood likelihood(sets, design);
        score = likelihood.evaluate(beta).score;
      } else {
        CoxLikelihood likelihood(sets, design, ties);
        score = likelihood.evaluate(beta).score;
      }
      const ScoreResiduals out = oncohort::score_residuals(sets, design, beta, ties);
      Vector by_row = Vector::Zero(2), by_death = Vector::Zero(2);
      const auto mass = [&](std::size_t i) {
        return weighted ? weight[i] : counts ? c.count[i] : 1.0;
      };
      for (std::size_t i = 0; i < c.n(); ++i) {
        by_row += mass(i) * out.score.row(oncohort::as_index(i)).transpose();
      }
      for (std::size_t k = 0; k < out.death.size(); ++k) {
        by_death += mass(out.death[k]) * out.schoenfeld.row(oncohort::as_index(k)).transpose();
      }
      // Under Efron's ties only the rows' residuals weigh each tied death alike.
      CHECK((by_row - score).norm() < 1e-10);
      if (!weighted) CHECK((by_death - score).norm() < 1e-10);
    }
  }
}

TEST_CASE("time-varying score with g = 1 is the score and the information, four times") {
  // property; and its blocks are linear and quadratic in g
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const Cohort c = random_cohort(seed, 40, 2, 1 + static_cast<int>(seed % 2),
                                   seed % 2 == 0, seed % 4 < 2);
    const RiskSets sets = oncohort::risk_sets(c.outcome());
    const CoxDesign design = oncohort::cox_design(sets, c.covariates(), {});
    const Vector beta = (Vector(2) << 0.4, -0.6).finished();
    const std::vector<double> two(c.n(), 2.0);
    for (Ties ties : {Ties::breslow, Ties::efron, Ties::exact}) {
      CoxEvaluation at = ties == Ties::exact
                             ? oncohort::CoxExactLikelihood(sets, design).evaluate(beta)
                             : CoxLikelihood(sets, design, ties).evaluate(beta);
      const TimeVaryingScore out =
          oncohort::time_varying_score(sets, design, beta, ties, two);
      CHECK((out.score - 2 * at.score).norm() < 1e-10);
      const double size = at.information.norm();
      CHECK((out.information.topLeftCorner(2, 2) - at.information).norm() < 1e-10 * size);
      CHECK((out.information.topRightCorner(2, 2) - 2 * at.information).norm() <
            1e-10 * size);
      CHECK((out.information.bottomRightCorner(2, 2) - 4 * at.information).norm() <
            1e-10 * size);
    }
  }
}

TEST_CASE("score residuals and the time-varying score refuse sizes that differ") {
  // by hand
  const Cohort c = six_patients();
  const RiskSets sets = oncohort::risk_sets(c.outcome());
  const CoxDesign design = oncohort::cox_design(sets, c.covariates(), {});
  const std::vector<double> two(5, 2.0);
  CHECK_THROWS_AS(oncohort::time_varying_score(sets, design, Vector::Zero(1),
                                               Ties::efron, two),
                  oncohort::invalid_input);
  CHECK_THROWS_AS(oncohort::design_coefficients(design, two), oncohort::invalid_input);
}
