#include <Eigen/LU>
#include <cmath>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/cox_firth_fit.h"

using oncohort::as_index;
using oncohort::CoxFit;
using oncohort::CoxOptions;
using oncohort::CoxStatus;
using oncohort::Matrix;
using oncohort::Penalty;
using oncohort::Ties;
using oncohort::Vector;

namespace {

CoxFit firth(const Cohort& c, Ties ties = Ties::efron) {
  const oncohort::RiskSets sets = oncohort::risk_sets(c.outcome());
  CoxOptions options;
  options.ties = ties;
  return oncohort::cox_firth_fit(
      sets, oncohort::cox_design(sets, c.covariates(), c.offset), options);
}

/// 1/2 log det I from the definition.
double naive_penalty(const Cohort& c, const Vector& beta, Ties ties) {
  return std::log(naive_cox(c, beta, ties).information.determinant()) / 2.0;
}

/// 1/2 tr(J dI/dbeta_r) with dI/dbeta the third central moments, summed row by row over
/// expanded rows: the O(n p^3) way.
Vector naive_penalty_score(const Cohort& given, const Vector& beta, Ties ties) {
  const Cohort c = expanded(given);
  const Eigen::Index p = beta.size();
  const Matrix inverse = naive_cox(given, beta, ties).information.inverse();
  Vector out = Vector::Zero(p);
  const auto row = [&](std::size_t i) {
    Vector x(p);
    for (Eigen::Index j = 0; j < p; ++j) x(j) = c.x[static_cast<std::size_t>(j) * c.n() + i];
    return x;
  };
  for (std::size_t i = 0; i < c.n(); ++i) {
    if (c.event[i] != 1) continue;
    double before = 0.0, deaths = 0.0;  // tied deaths that stand before i, and all
    std::vector<std::size_t> at_risk;
    const auto tied = [&](std::size_t j) { return c.event[j] == 1 && c.stop[j] == c.stop[i]; };
    for (std::size_t j = 0; j < c.n(); ++j) {
      if (!c.stratum.empty() && c.stratum[i] != c.stratum[j]) continue;
      if (c.stop[j] < c.stop[i] || (!c.start.empty() && c.start[j] >= c.stop[i])) continue;
      at_risk.push_back(j);
      if (tied(j)) deaths += 1.0;
      if (tied(j) && j < i) before += 1.0;
    }
    const double part = ties == Ties::breslow ? 0.0 : before / deaths;
    double total = 0.0;
    Vector mean = Vector::Zero(p);
    const auto risk = [&](std::size_t j) {
      const double eta = row(j).dot(beta) + (c.offset.empty() ? 0.0 : c.offset[j]);
      return (tied(j) ? 1.0 - part : 1.0) * std::exp(eta);
    };
    for (std::size_t j : at_risk) total += risk(j);
    for (std::size_t j : at_risk) mean += risk(j) / total * row(j);
    for (std::size_t j : at_risk) {
      const Vector x = row(j) - mean;
      for (Eigen::Index a = 0; a < p; ++a) {
        for (Eigen::Index b = 0; b < p; ++b) {
          out += 0.5 * inverse(a, b) * risk(j) / total * x(a) * x(b) * x;
        }
      }
    }
  }
  return out;
}

Cohort two_groups(double deaths) {
  // 2 patients a group; the group x = 1 dies late or not at all
  Cohort c;
  c.stop = {1, 2, 3, 4};
  c.event = {1, 1, deaths > 2 ? 1 : 0, 0};
  c.x = {0, 0, 1, 1};
  return c;
}

}  // namespace

TEST_CASE("the gradient of the penalty is the third moment of the definition") {
  // definition, and finite differences of the definition of the penalty
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const Cohort c = random_cohort(seed, 40, 3, 1 + static_cast<int>(seed % 2),
                                   seed % 3 == 0, seed % 4 < 2, seed % 5 == 0);
    const oncohort::RiskSets sets = oncohort::risk_sets(c.outcome());
    const oncohort::CoxDesign design =
        oncohort::cox_design(sets, c.covariates(), c.offset);
    Vector beta(3);
    beta << 0.4, -0.7, 0.2;
    Vector scaled = beta;
    for (std::size_t j = 0; j < 3; ++j) scaled(as_index(j)) *= design.column[j].spread;
    for (Ties ties : {Ties::breslow, Ties::efron}) {
      CoxOptions options;
      options.ties = ties;
      oncohort::PenalisedLikelihood likelihood(sets, design, options, Penalty::firth);
      const oncohort::PenalisedEvaluation at = likelihood.evaluate(scaled);
      const Vector naive = naive_penalty_score(c, beta, ties);
      const double plain = naive_cox(c, beta, ties).log_likelihood;
      CHECK(at.log_likelihood + oncohort::log_spread(design, likelihood.floor()) ==
            Approx(plain + naive_penalty(c, beta, ties)).epsilon(1e-11));
      for (std::size_t j = 0; j < 3; ++j) {
        const Eigen::Index k = as_index(j);
        CHECK(at.penalty_score(k) ==
              Approx(naive(k) / design.column[j].spread).epsilon(1e-9).margin(1e-11));
        const Vector h = 1e-5 * Vector::Unit(3, k);
        const double slope =
            (naive_penalty(c, beta + h, ties) - naive_penalty(c, beta - h, ties)) / 2e-5;
        CHECK(naive(k) == Approx(slope).epsilon(1e-6).margin(1e-7));
      }
    }
  }
}

TEST_CASE("the penalised score of the definition is zero at the estimate") {
  // definition
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const Cohort c = random_cohort(seed, 30, 3, 1 + static_cast<int>(seed % 2),
                                   seed % 3 == 0, seed % 4 == 0, seed % 5 == 0);
    for (Ties ties : {Ties::breslow, Ties::efron}) {
      const CoxFit f = firth(c, ties);
      REQUIRE(f.status == CoxStatus::converged);
      const Vector beta = Eigen::Map<const Vector>(f.coefficient.data(), 3);
      const auto naive = naive_cox(c, beta, ties);
      CHECK((naive.score + naive_penalty_score(c, beta, ties)).norm() < 1e-7);
      CHECK(f.log_likelihood ==
            Approx(naive.log_likelihood + naive_penalty(c, beta, ties)).epsilon(1e-11));
    }
  }
}

TEST_CASE("two groups of two, one without events") {
  // by hand: r = exp(b). l = -log(2 + 2r) - log(1 + 2r),
  // I = 2r/(2 + 2r)^2 * 2 + 2r/(1 + 2r)^2; the maximum of l + log(I)/2 by golden section
  const auto penalised = [](double b) {
    const double r = std::exp(b);
    const double i = r / ((1 + r) * (1 + r)) + 2 * r / ((1 + 2 * r) * (1 + 2 * r));
    return -std::log(2 + 2 * r) - std::log(1 + 2 * r) + std::log(i) / 2;
  };
  double low = -8, high = 3;
  const double golden = (std::sqrt(5.0) - 1) / 2;
  while (high - low > 1e-9) {
    const double a = high - golden * (high - low), b = low + golden * (high - low);
    (penalised(a) > penalised(b) ? high : low) = penalised(a) > penalised(b) ? b : a;
  }
  const CoxFit f = firth(two_groups(2));
  CHECK(f.status == CoxStatus::converged);
  CHECK(std::abs(f.coefficient[0] - low) < 1e-7);
  CHECK(f.log_likelihood == Approx(penalised(f.coefficient[0])).epsilon(1e-13));
  CHECK(f.log_likelihood_null == Approx(penalised(0)).epsilon(1e-13));
  CHECK(f.log_likelihood >= penalised(low));
}

TEST_CASE("a count of three is three rows; units; aliased columns, with Firth") {
  // property
  const Cohort c = random_cohort(3, 40, 2, 1, false, true);
  const CoxFit grouped = firth(c);
  const CoxFit rows = firth(expanded(c));
  CHECK(grouped.coefficient[0] == Approx(rows.coefficient[0]).epsilon(1e-9));
  CHECK(grouped.log_likelihood == Approx(rows.log_likelihood).epsilon(1e-11));
  Cohort scaled = c;
  for (std::size_t i = c.n(); i < 2 * c.n(); ++i) scaled.x[i] = 1e8 * (scaled.x[i] + 3.0);
  const CoxFit f = firth(scaled);
  CHECK(f.coefficient[1] * 1e8 == Approx(grouped.coefficient[1]).epsilon(1e-8));
  CHECK(f.log_likelihood - std::log(1e8) == Approx(grouped.log_likelihood).epsilon(1e-11));
  Cohort twice = c;
  for (std::size_t i = 0; i < c.n(); ++i) twice.x.push_back(2 * c.x[i] + 1);
  const CoxFit aliased = firth(twice);
  CHECK(std::isnan(aliased.coefficient[2]));
  CHECK(aliased.df == 2);
  CHECK(aliased.coefficient[1] == Approx(grouped.coefficient[1]).epsilon(1e-9));
}
