#include <cmath>
#include <random>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/cox_exact.h"
#include "oncohort/survival/cox_fit.h"

using oncohort::CoxDesign;
using oncohort::CoxEvaluation;
using oncohort::Matrix;
using oncohort::RiskSets;
using oncohort::SubsetMoments;
using oncohort::Vector;

namespace {

/// The evaluation at coefficients per unit of x, turned back to the units of x.
CoxEvaluation evaluate(const Cohort& c, const Vector& beta) {
  const RiskSets sets = oncohort::risk_sets(c.outcome());
  const CoxDesign design = oncohort::cox_design(sets, c.covariates(), c.offset);
  Vector spread(beta.size());
  for (Eigen::Index j = 0; j < beta.size(); ++j) {
    spread(j) = design.column[static_cast<std::size_t>(j)].spread;
  }
  oncohort::CoxExactLikelihood likelihood(sets, design);
  CoxEvaluation out = likelihood.evaluate(beta.cwiseProduct(spread));
  out.score = out.score.cwiseProduct(spread);
  out.information = spread.asDiagonal() * out.information * spread.asDiagonal();
  return out;
}

/// The definition: every subset of the risk set that has as many as died, one by one.
CoxEvaluation enumerate(const Cohort& given, const Vector& beta) {
  const Cohort c = expanded(given);
  const Eigen::Index p = beta.size();
  CoxEvaluation out{0.0, Vector::Zero(p), Matrix::Zero(p, p), Vector::Zero(p)};
  const auto row = [&](std::size_t i) {
    Vector x(p);
    for (Eigen::Index j = 0; j < p; ++j) x(j) = c.x[static_cast<std::size_t>(j) * c.n() + i];
    return x;
  };
  const auto eta = [&](std::size_t i) {
    return row(i).dot(beta) + (c.offset.empty() ? 0.0 : c.offset[i]);
  };
  const auto same = [&](std::size_t i, std::size_t j) {
    return c.stratum.empty() || c.stratum[i] == c.stratum[j];
  };
  std::vector<char> done(c.n(), 0);
  for (std::size_t i = 0; i < c.n(); ++i) {
    if (c.event[i] != 1 || done[i]) continue;
    std::vector<std::size_t> at_risk;
    int deaths = 0;
    for (std::size_t j = 0; j < c.n(); ++j) {
      if (!same(i, j) || c.stop[j] < c.stop[i]) continue;
      if (!c.start.empty() && c.start[j] >= c.stop[i]) continue;
      at_risk.push_back(j);
      if (c.event[j] != 1 || c.stop[j] != c.stop[i]) continue;
      done[j] = 1;
      ++deaths;
      out.log_likelihood += eta(j);
      out.score += row(j);
    }
    double sum = 0.0;
    Vector first = Vector::Zero(p);
    Matrix second = Matrix::Zero(p, p);
    for (unsigned subset = 0; subset < (1u << at_risk.size()); ++subset) {
      int size = 0;
      double product = 1.0;
      Vector x = Vector::Zero(p);
      for (std::size_t k = 0; k < at_risk.size(); ++k) {
        if (!(subset >> k & 1u)) continue;
        ++size;
        product *= std::exp(eta(at_risk[k]));
        x += row(at_risk[k]);
      }
      if (size != deaths) continue;
      sum += product;
      first += product * x;
      second += product * x * x.transpose();
    }
    out.log_likelihood -= std::log(sum);
    out.score -= first / sum;
    out.information += second / sum - first * first.transpose() / (sum * sum);
  }
  return out;
}

/// The plain recursion with its derivatives, for one covariate, in 64-bit mantissas:
/// e_1000 of 2,000 is 1e600 and fits a long double.
struct Extended {
  long double log_likelihood, score, information;
};

Extended extended(const std::vector<double>& x, std::size_t deaths, double beta) {
  std::vector<long double> e(deaths + 1, 0.0L), e1(e), e2(e);
  e[0] = 1.0L;
  long double eta = 0.0L, sum = 0.0L;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const long double v = x[i];
    const long double r = std::exp(static_cast<long double>(beta) * v);
    for (std::size_t k = std::min(deaths, i + 1); k > 0; --k) {
      e2[k] += r * (e2[k - 1] + 2 * v * e1[k - 1] + v * v * e[k - 1]);
      e1[k] += r * (e1[k - 1] + v * e[k - 1]);
      e[k] += r * e[k - 1];
    }
    if (i < deaths) {
      eta += static_cast<long double>(beta) * v;
      sum += v;
    }
  }
  const long double mean = e1[deaths] / e[deaths];
  return {eta - std::log(e[deaths]), sum - mean, e2[deaths] / e[deaths] - mean * mean};
}

}  // namespace

TEST_CASE("exact likelihood of six patients") {
  // by hand: two of {r, 1, 1, 1} die at time 6, with covariates 1 and 0:
  // e_2 = 3 r + 3, of which 3 r hold the patient with covariate 1
  for (double beta : {0.0, 0.7, -1.3}) {
    const double r = std::exp(beta);
    const CoxEvaluation e = evaluate(six_patients(), Vector::Constant(1, beta));
    CHECK(e.log_likelihood ==
          Approx(2 * beta - std::log(3 * r + 3) - std::log(3 * r + 3)).epsilon(1e-14));
    CHECK(std::abs(e.score(0) - (2 - 2 * r / (r + 1))) < 1e-14);
    CHECK(e.information(0, 0) == Approx(2 * r / std::pow(r + 1, 2)).epsilon(1e-14));
  }
}

TEST_CASE("the recursion equals an enumeration of all subsets") {
  // definition: counts, strata, (start, stop], offsets
  for (unsigned seed = 1; seed <= 24; ++seed) {
    const Cohort c = random_cohort(seed, seed % 4 < 2 ? 8 : 14, 1 + seed % 3,
                                   1 + static_cast<int>(seed % 3 == 0), seed % 2 == 0,
                                   seed % 4 < 2, seed % 5 == 0);
    Vector beta(static_cast<Eigen::Index>(c.p()));
    for (Eigen::Index j = 0; j < beta.size(); ++j) {
      beta(j) = 0.3 * static_cast<double>(j % 3) - 0.4;
    }
    const CoxEvaluation fast = evaluate(c, beta);
    const CoxEvaluation naive = enumerate(c, beta);
    CHECK(std::abs(fast.log_likelihood - naive.log_likelihood) < 1e-11);
    CHECK((fast.score - naive.score).norm() < 1e-10);
    CHECK((fast.information - naive.information).norm() < 1e-10);
  }
}

TEST_CASE("1,000 tied deaths of 2,000 patients, without covariates a binomial coefficient") {
  // by hand: e_d = choose(n, d)
  SubsetMoments moments(1, 1000);
  for (int i = 0; i < 2000; ++i) {
    const double x = i % 2;
    moments.add(&x, 1.0, 1000);
  }
  const double n = 2000;
  CHECK(moments.log_sum(1000) ==
        Approx(std::lgamma(n + 1) - 2 * std::lgamma(n / 2 + 1)).epsilon(1e-13));
  // hypergeometric: 1,000 drawn from 1,000 ones and 1,000 zeros
  CHECK(moments.mean(1000)(0) == Approx(500).epsilon(1e-12));
  CHECK(moments.variance(1000)(0, 0) == Approx(1000 * 0.25 * 1000 / 1999.0).epsilon(1e-12));
}

TEST_CASE("1,000 tied deaths of 2,000 patients equal the recursion in extended precision") {
  // definition, in 64-bit mantissas; those carry about three digits more than ours
  std::mt19937 random(17);
  std::normal_distribution<double> normal;
  Cohort c;
  for (int i = 0; i < 2000; ++i) {
    c.x.push_back(normal(random));
    c.stop.push_back(1.0);
    c.event.push_back(i < 1000);
  }
  for (double beta : {0.0, 0.8, -2.0}) {
    const CoxEvaluation e = evaluate(c, Vector::Constant(1, beta));
    const Extended ours = extended(c.x, 1000, beta);
    CHECK(e.log_likelihood ==
          Approx(static_cast<double>(ours.log_likelihood)).epsilon(1e-12));
    CHECK(std::abs(e.score(0) - static_cast<double>(ours.score)) < 1e-10);
    CHECK(e.information(0, 0) ==
          Approx(static_cast<double>(ours.information)).epsilon(1e-10));
  }
}

TEST_CASE("a count of three is three patients under exact ties") {
  // property
  const Cohort c = random_cohort(31, 30, 2, 2, true, true);
  const Vector beta = (Vector(2) << 0.5, -0.3).finished();
  const CoxEvaluation rows = evaluate(expanded(c), beta);
  // Scales differ (spread over rows, not patients): the units of x are compared.
  const CoxEvaluation counts = evaluate(c, beta);
  CHECK(counts.log_likelihood == Approx(rows.log_likelihood).epsilon(1e-12));
  CHECK((counts.score - rows.score).norm() < 1e-10);
  CHECK((counts.information - rows.information).norm() < 1e-10 * rows.information.norm());
}

TEST_CASE("without ties exact is Breslow") {
  // property
  Cohort c = random_cohort(5, 50, 2, 1, true);
  for (std::size_t i = 0; i < c.n(); ++i) c.stop[i] += 0.001 * static_cast<double>(i);
  const RiskSets sets = oncohort::risk_sets(c.outcome());
  const CoxDesign design = oncohort::cox_design(sets, c.covariates(), {});
  oncohort::CoxOptions options;
  options.ties = oncohort::Ties::exact;
  const oncohort::CoxFit exact = oncohort::cox_fit(sets, design, options);
  options.ties = oncohort::Ties::breslow;
  const oncohort::CoxFit breslow = oncohort::cox_fit(sets, design, options);
  for (std::size_t j = 0; j < 2; ++j) {
    CHECK(exact.coefficient[j] == Approx(breslow.coefficient[j]).epsilon(1e-10));
    CHECK(exact.expected[j] == Approx(breslow.expected[j]).epsilon(1e-10));
  }
}

TEST_CASE("exact ties refuse weights and work without end") {
  // by hand
  const Cohort c = six_patients();
  const std::vector<double> weight(6, 2.0);
  oncohort::SurvivalOutcome outcome = c.outcome();
  outcome.weight = weight;
  const RiskSets sets = oncohort::risk_sets(outcome);
  const CoxDesign design = oncohort::cox_design(sets, c.covariates(), {});
  CHECK_THROWS_AS(oncohort::CoxExactLikelihood(sets, design), oncohort::invalid_input);
  const std::vector<double> many(6, 1e6);
  outcome = c.outcome();
  outcome.count = many;
  const RiskSets crowd = oncohort::risk_sets(outcome);
  oncohort::CoxExactLikelihood likelihood(crowd, design);
  CHECK_THROWS_AS(likelihood.evaluate(Vector::Zero(1)), oncohort::invalid_input);
}
