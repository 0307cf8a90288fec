#include <cmath>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/cox_fit.h"

using oncohort::cox_fit;
using oncohort::CoxFit;
using oncohort::CoxOptions;
using oncohort::CoxStatus;
using oncohort::Ties;
using oncohort::Vector;

namespace {

CoxFit fit(const Cohort& c, Ties ties = Ties::efron, int max_iterations = 50) {
  const oncohort::RiskSets sets = oncohort::risk_sets(c.outcome());
  CoxOptions options;
  options.ties = ties;
  options.max_iterations = max_iterations;
  return cox_fit(sets, oncohort::cox_design(sets, c.covariates(), c.offset), options);
}

}  // namespace

TEST_CASE("the estimate of six patients, Breslow") {
  // by hand: r^2 - 3r - 6 = 0, so exp(b) = (3 + sqrt(33)) / 2
  const CoxFit f = fit(six_patients(), Ties::breslow);
  const double r = (3 + std::sqrt(33.0)) / 2;
  const double information = r / std::pow(r + 1, 2) + 6 * r / std::pow(r + 3, 2);
  CHECK(f.status == CoxStatus::converged);
  CHECK(f.coefficient[0] == Approx(std::log(r)).epsilon(1e-13));
  CHECK(f.variance[0] == Approx(1 / information).epsilon(1e-13));
  CHECK(f.log_likelihood_null == Approx(-std::log(6.0) - 2 * std::log(4.0)).epsilon(1e-14));
  CHECK(f.log_likelihood ==
        Approx(2 * std::log(r) - std::log(3 * r + 3) - 2 * std::log(r + 3)).epsilon(1e-14));
  // U(0) = 2 - 1/2 - 1/2 = 1, I(0) = 1/4 + 6/16
  CHECK(f.score_test == Approx(1 / (0.25 + 0.375)).epsilon(1e-13));
  CHECK(f.wald_test == Approx(std::pow(std::log(r), 2) * information).epsilon(1e-12));
  CHECK(f.df == 1);
}

TEST_CASE("the estimate of six patients, Efron") {
  // published: Therneau & Grambsch (2000) p. 345, beta 1.676857
  const CoxFit f = fit(six_patients());
  CHECK(std::abs(f.coefficient[0] - 1.676857) < 5e-7);
}

TEST_CASE("the score of the definition is zero at the estimate") {
  // definition
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const Cohort c = random_cohort(seed, 60, 3, 1 + static_cast<int>(seed % 2),
                                   seed % 3 == 0, seed % 4 == 0, seed % 5 == 0);
    for (Ties ties : {Ties::breslow, Ties::efron}) {
      const CoxFit f = fit(c, ties);
      REQUIRE(f.status == CoxStatus::converged);
      const Vector beta = Eigen::Map<const Vector>(f.coefficient.data(), 3);
      const NaiveCox naive = naive_cox(c, beta, ties);
      CHECK(naive.score.norm() < 1e-10);
      const auto variance = Eigen::Map<const oncohort::Matrix>(f.variance.data(), 3, 3);
      CHECK((variance * naive.information - oncohort::Matrix::Identity(3, 3)).norm() < 1e-9);
      CHECK(f.log_likelihood == Approx(naive.log_likelihood).epsilon(1e-12));
    }
  }
}

TEST_CASE("a count of three is three rows, one stratum is no strata, order is nothing") {
  // property
  const Cohort c = random_cohort(3, 40, 2, 1, false, true);
  const CoxFit grouped = fit(c);
  const CoxFit rows = fit(expanded(c));
  for (std::size_t j = 0; j < 2; ++j) {
    CHECK(grouped.coefficient[j] == Approx(rows.coefficient[j]).epsilon(1e-12));
  }
  CHECK(grouped.log_likelihood == Approx(rows.log_likelihood).epsilon(1e-12));

  Cohort backwards = c;
  std::reverse(backwards.stop.begin(), backwards.stop.end());
  std::reverse(backwards.event.begin(), backwards.event.end());
  std::reverse(backwards.count.begin(), backwards.count.end());
  const auto middle = backwards.x.begin() + static_cast<std::ptrdiff_t>(c.n());
  std::reverse(backwards.x.begin(), middle);
  std::reverse(middle, backwards.x.end());
  backwards.stratum.assign(c.n(), 0);
  const CoxFit reversed = fit(backwards);
  CHECK(reversed.coefficient[0] == Approx(grouped.coefficient[0]).epsilon(1e-11));
  CHECK(reversed.log_likelihood == Approx(grouped.log_likelihood).epsilon(1e-12));
}

TEST_CASE("units and origin of a covariate change the coefficient as they must") {
  // property: x -> 1e9 + 1e-8 x keeps about 8 digits of x only, so a factor of 1e8 and a
  // shift of 1000 are taken apart
  const Cohort c = random_cohort(4, 60, 2);
  const CoxFit plain = fit(c);
  for (double factor : {1e-8, 1e8}) {
    Cohort scaled = c;
    for (std::size_t i = c.n(); i < 2 * c.n(); ++i) scaled.x[i] *= factor;
    const CoxFit f = fit(scaled);
    CHECK(f.coefficient[0] == Approx(plain.coefficient[0]).epsilon(1e-12));
    CHECK(f.coefficient[1] * factor == Approx(plain.coefficient[1]).epsilon(1e-12));
  }
  Cohort shifted = c;
  for (double& x : shifted.x) x += 1024.0;
  CHECK(fit(shifted).coefficient[1] == Approx(plain.coefficient[1]).epsilon(1e-11));
}

TEST_CASE("aliased columns are NaN, the others as without them") {
  // property: a constant, a copy, a sum of two columns, a column that separates strata
  const Cohort c = random_cohort(6, 50, 2, 2);
  const CoxFit plain = fit(c);
  Cohort more = c;
  const std::size_t n = c.n();
  more.x.assign(c.x.begin(), c.x.begin() + static_cast<std::ptrdiff_t>(n));
  for (std::size_t i = 0; i < n; ++i) more.x.push_back(7.0);
  for (std::size_t i = 0; i < n; ++i) more.x.push_back(c.x[i]);
  more.x.insert(more.x.end(), c.x.begin() + static_cast<std::ptrdiff_t>(n), c.x.end());
  for (std::size_t i = 0; i < n; ++i) more.x.push_back(2 * c.x[i] - c.x[n + i] + 3);
  for (std::size_t i = 0; i < n; ++i) more.x.push_back(c.stratum[i]);
  const CoxFit f = fit(more);
  CHECK(f.df == 2);
  CHECK(f.coefficient[0] == Approx(plain.coefficient[0]).epsilon(1e-12));
  CHECK(f.coefficient[3] == Approx(plain.coefficient[1]).epsilon(1e-12));
  for (std::size_t j : {1u, 2u, 4u, 5u}) {
    CHECK(std::isnan(f.coefficient[j]));
    CHECK(f.variance[j + 6 * j] == 0.0);
    CHECK(f.variance[6 * j] == 0.0);
  }
  CHECK(f.variance[3 + 6 * 3] == Approx(plain.variance[3]).epsilon(1e-12));
}

TEST_CASE("a group without events runs to minus infinity, and is named") {
  // by hand: the likelihood rises to that of the others alone as b -> -inf
  Cohort c = random_cohort(9, 40, 1);
  Cohort others = c;
  others.x.clear();
  others.stop.clear();
  others.event.clear();
  for (std::size_t i = 0; i < c.n(); ++i) {
    c.x[i] = i % 4 == 0;
    if (c.x[i] == 1.0) {
      c.event[i] = 0;
      c.stop[i] = 5.0;
      continue;
    }
    others.stop.push_back(c.stop[i]);
    others.event.push_back(c.event[i]);
  }
  const CoxFit f = fit(c);
  CHECK(f.status == CoxStatus::infinite);
  CHECK(f.runs_to == std::vector<int>{-1});
  CHECK(f.log_likelihood == Approx(fit(others).log_likelihood).epsilon(1e-11));
  for (double& x : c.x) x = 1.0 - x;
  CHECK(fit(c).runs_to == std::vector<int>{1});
}

TEST_CASE("a covariate in the order of the events runs to infinity, its likelihood to 1") {
  // by hand: each death has the largest covariate of those at risk
  Cohort c;
  for (int i = 0; i < 40; ++i) {
    c.stop.push_back(i + 1.0);
    c.event.push_back(1);
    c.x.push_back(40.0 - i);
  }
  const CoxFit f = fit(c);
  CHECK(f.status == CoxStatus::infinite);
  CHECK(f.runs_to == std::vector<int>{1});
  CHECK(std::abs(f.log_likelihood) < 1e-6);  // risks of exp(-700) stop it there
}

TEST_CASE("a strong effect is not called infinite") {
  // property: times in the order of x but for noise
  std::mt19937 random(12);
  std::normal_distribution<double> normal;
  Cohort c;
  for (int i = 0; i < 200; ++i) {
    c.x.push_back(normal(random));
    c.stop.push_back(100.0 - 5.0 * c.x.back() + 0.3 * normal(random));
    c.event.push_back(1);
  }
  const CoxFit f = fit(c);
  CHECK(f.status == CoxStatus::converged);
  CHECK(f.coefficient[0] > 10.0);
  const NaiveCox naive =
      naive_cox(c, Vector::Constant(1, f.coefficient[0]), Ties::efron);
  CHECK(std::abs(naive.score(0)) < 1e-9);
}

TEST_CASE("what cannot be fitted is said") {
  // property
  CHECK(fit(random_cohort(1, 40, 2), Ties::efron, 1).status == CoxStatus::not_converged);
  Cohort censored = six_patients();
  censored.event.assign(6, 0);
  const CoxFit none = fit(censored);
  CHECK(none.df == 0);
  CHECK(none.log_likelihood == 0.0);
  Cohort apart = six_patients();  // the last event faces risks of exp(-2000) only
  apart.offset = {2000, 0, 0, 0, 0, 0};
  CHECK(fit(apart).status == CoxStatus::overflow);
  Cohort empty = six_patients();
  empty.x.clear();
  const CoxFit null = fit(empty);
  CHECK(null.status == CoxStatus::converged);
  CHECK(null.log_likelihood == Approx(-std::log(6.0) - std::log(4.0) - std::log(3.0)));
}
