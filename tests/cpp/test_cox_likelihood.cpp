#include <cmath>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/cox_likelihood.h"

using oncohort::cox_design;
using oncohort::CoxDesign;
using oncohort::CoxEvaluation;
using oncohort::CoxLikelihood;
using oncohort::Matrix;
using oncohort::RiskSets;
using oncohort::Ties;
using oncohort::Vector;

namespace {

/// The evaluation at coefficients per unit of x, turned back to the units of x.
CoxEvaluation evaluate(const Cohort& c, const Vector& beta, Ties ties) {
  const RiskSets sets = oncohort::risk_sets(c.outcome());
  const CoxDesign design = cox_design(sets, c.covariates(), c.offset);
  Vector spread(beta.size());
  for (Eigen::Index j = 0; j < beta.size(); ++j) {
    spread(j) = design.column[static_cast<std::size_t>(j)].spread;
  }
  CoxLikelihood likelihood(sets, design, ties);
  CoxEvaluation out = likelihood.evaluate(beta.cwiseProduct(spread));
  out.score = out.score.cwiseProduct(spread);
  out.information = spread.asDiagonal() * out.information * spread.asDiagonal();
  return out;
}

CoxEvaluation evaluate(const Cohort& c, double beta, Ties ties) {
  return evaluate(c, Vector::Constant(1, beta), ties);
}

}  // namespace

TEST_CASE("likelihood, score and information of six patients, Breslow") {
  // by hand: Therneau & Grambsch (2000) E.1, r = exp(beta)
  for (double beta : {0.0, 0.7, -1.3, 1.475284918}) {
    const double r = std::exp(beta);
    const CoxEvaluation e = evaluate(six_patients(), beta, Ties::breslow);
    CHECK(e.log_likelihood ==
          Approx(2 * beta - std::log(3 * r + 3) - 2 * std::log(r + 3)).epsilon(1e-14));
    CHECK(std::abs(e.score(0) - (2 - r / (r + 1) - 2 * r / (r + 3))) < 1e-13);
    CHECK(e.information(0, 0) ==
          Approx(r / std::pow(r + 1, 2) + 6 * r / std::pow(r + 3, 2)).epsilon(1e-13));
  }
}

TEST_CASE("likelihood, score and information of six patients, Efron") {
  // by hand: the second death at time 6 faces (r + 3) - (r + 1)/2 = (r + 5)/2
  for (double beta : {0.0, 0.7, -1.3, 1.676857}) {
    const double r = std::exp(beta);
    const CoxEvaluation e = evaluate(six_patients(), beta, Ties::efron);
    CHECK(e.log_likelihood == Approx(2 * beta - std::log(3 * r + 3) - std::log(r + 3) -
                                     std::log((r + 5) / 2))
                                  .epsilon(1e-14));
    CHECK(std::abs(e.score(0) - (2 - r / (r + 1) - r / (r + 3) - r / (r + 5))) < 1e-13);
    CHECK(e.information(0, 0) == Approx(r / std::pow(r + 1, 2) + 3 * r / std::pow(r + 3, 2) +
                                        5 * r / std::pow(r + 5, 2))
                                     .epsilon(1e-13));
  }
}

TEST_CASE("likelihood and score of ten (start, stop] rows") {
  // by hand: Therneau & Grambsch (2000) E.2
  for (double beta : {0.0, 0.4, -0.9}) {
    const double r = std::exp(beta);
    const double shared = 4 * beta - std::log(r + 1) - std::log(r + 2) -
                          2 * std::log(3 * r + 2) - 2 * std::log(3 * r + 1);
    const double score = 4 - r / (r + 1) - r / (r + 2) - 6 * r / (3 * r + 2) -
                         6 * r / (3 * r + 1);
    const CoxEvaluation breslow = evaluate(ten_intervals(), beta, Ties::breslow);
    CHECK(breslow.log_likelihood == Approx(shared - std::log(3 * r + 2)).epsilon(1e-14));
    CHECK(std::abs(breslow.score(0) - (score - 3 * r / (3 * r + 2))) < 1e-13);
    const CoxEvaluation efron = evaluate(ten_intervals(), beta, Ties::efron);
    CHECK(efron.log_likelihood == Approx(shared - std::log(2 * r + 2)).epsilon(1e-14));
    CHECK(std::abs(efron.score(0) - (score - r / (r + 1))) < 1e-13);
  }
}

TEST_CASE("the two passes equal the definition on random cohorts") {
  // definition: loops over everybody for every death of the expanded rows
  for (unsigned seed = 1; seed <= 24; ++seed) {
    const Cohort c = random_cohort(seed, 40, 1 + seed % 5, 1 + static_cast<int>(seed % 3),
                                   seed % 2 == 0, seed % 4 < 2, seed % 5 == 0);
    Vector beta(static_cast<Eigen::Index>(c.p()));
    for (Eigen::Index j = 0; j < beta.size(); ++j) {
      beta(j) = 0.3 * static_cast<double>(j % 3) - 0.4;
    }
    for (Ties ties : {Ties::breslow, Ties::efron}) {
      const CoxEvaluation fast = evaluate(c, beta, ties);
      const NaiveCox naive = naive_cox(c, beta, ties);
      CHECK(fast.log_likelihood == Approx(naive.log_likelihood).epsilon(1e-12));
      CHECK((fast.score - naive.score).norm() < 1e-11 * (1 + naive.score.norm()));
      CHECK((fast.information - naive.information).norm() <
            1e-11 * naive.information.norm());
    }
  }
}

TEST_CASE("score and information are the derivatives of the log-likelihood") {
  // definition: central differences of step 1e-5, error of order 1e-10 of the third derivative
  const Cohort c = random_cohort(99, 80, 3, 2, true, true, true);
  const Vector beta = (Vector(3) << 0.2, -0.5, 0.1).finished();
  const double h = 1e-5;
  for (Ties ties : {Ties::breslow, Ties::efron}) {
    const CoxEvaluation at = evaluate(c, beta, ties);
    for (Eigen::Index j = 0; j < 3; ++j) {
      const Vector step = h * Vector::Unit(3, j);
      const CoxEvaluation up = evaluate(c, beta + step, ties);
      const CoxEvaluation down = evaluate(c, beta - step, ties);
      CHECK(at.score(j) ==
            Approx((up.log_likelihood - down.log_likelihood) / (2 * h)).epsilon(1e-6));
      const Vector curvature = (down.score - up.score) / (2 * h);
      CHECK((at.information.col(j) - curvature).norm() < 1e-6 * at.information.norm());
    }
  }
}

TEST_CASE("without ties Breslow and Efron are one likelihood") {
  // property
  Cohort c = random_cohort(5, 50, 2);
  for (std::size_t i = 0; i < c.n(); ++i) c.stop[i] += 0.001 * static_cast<double>(i);
  const Vector beta = (Vector(2) << 0.5, -0.3).finished();
  const CoxEvaluation a = evaluate(c, beta, Ties::breslow);
  const CoxEvaluation b = evaluate(c, beta, Ties::efron);
  CHECK(a.log_likelihood == b.log_likelihood);
  CHECK(a.information == b.information);
}

TEST_CASE("a patient split at any time changes nothing") {
  // property: (0, stop] is (0, s] without an event and (s, stop]
  const Cohort c = random_cohort(7, 50, 2);
  Cohort split = c;
  split.start.clear();
  split.stop.clear();
  split.event.clear();
  split.x.assign(4 * c.n(), 0.0);
  for (std::size_t i = 0; i < c.n(); ++i) {
    const double middle = c.stop[i] * (0.2 + 0.01 * static_cast<double>(i));
    split.start.insert(split.start.end(), {0.0, middle});
    split.stop.insert(split.stop.end(), {middle, c.stop[i]});
    split.event.insert(split.event.end(), {0, c.event[i]});
    for (std::size_t j = 0; j < 2; ++j) {
      split.x[2 * i + j * 2 * c.n()] = c.x[i + j * c.n()];
      split.x[2 * i + 1 + j * 2 * c.n()] = c.x[i + j * c.n()];
    }
  }
  const Vector beta = (Vector(2) << 0.5, -0.3).finished();
  const CoxEvaluation whole = evaluate(c, beta, Ties::efron);
  const CoxEvaluation parts = evaluate(split, beta, Ties::efron);
  CHECK(parts.log_likelihood == Approx(whole.log_likelihood).epsilon(1e-13));
  CHECK((parts.score - whole.score).norm() < 1e-12);
  CHECK((parts.information - whole.information).norm() < 1e-12 * whole.information.norm());
}

TEST_CASE("an offset of hundreds overflows nothing") {
  // property: adding a constant to all offsets cancels
  Cohort c = random_cohort(8, 30, 1, 2);
  const CoxEvaluation plain = evaluate(c, 0.3, Ties::efron);
  c.offset.assign(c.n(), 900.0);
  const CoxEvaluation moved = evaluate(c, 0.3, Ties::efron);
  CHECK(moved.log_likelihood == Approx(plain.log_likelihood).epsilon(1e-11));
  CHECK(moved.information(0, 0) == Approx(plain.information(0, 0)).epsilon(1e-11));
}

TEST_CASE("cox_design() centres and scales, and finds constants") {
  // by hand
  Cohort c = six_patients();
  c.x = {1, 2, 3, 4, 5, 6, 0.3, 0.3, 0.1 + 0.2, 0.3, 0.3, 0.3};
  const RiskSets sets = oncohort::risk_sets(c.outcome());
  const CoxDesign design = cox_design(sets, c.covariates(), {});
  CHECK(design.column[0].centre == 3.5);
  CHECK(design.column[0].spread == Approx(std::sqrt(17.5 / 6)));
  CHECK(design.column[1].spread == 0.0);
  CHECK(design.rows.row(0)[1] == 0.0);
  c.x[3] = INFINITY;
  CHECK_THROWS_AS(cox_design(sets, c.covariates(), {}), oncohort::invalid_input);
  c.x.pop_back();
  const std::vector<double> offset(5, 0.0);
  CHECK_THROWS_AS(cox_design(sets, six_patients().covariates(), offset),
                  oncohort::invalid_input);
}
