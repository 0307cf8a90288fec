#include <cmath>
#include <numeric>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/cox_baseline.h"
#include "oncohort/survival/cox_residuals.h"

using oncohort::baseline_hazard;
using oncohort::BaselineHazard;
using oncohort::expected_events;
using oncohort::martingale_residuals;
using oncohort::RiskSets;
using oncohort::Ties;

namespace {

std::vector<double> risk(const RiskSets& sets, const Cohort& c, double beta) {
  std::vector<double> out;
  for (std::size_t i = 0; i < sets.row.size(); ++i) {
    const std::size_t row = sets.row[i];
    const double offset = c.offset.empty() ? 0.0 : c.offset[row];
    out.push_back(sets.patients(i) * std::exp(beta * c.x[row] + offset));
  }
  return out;
}

}  // namespace

TEST_CASE("baseline hazard and martingale residuals of six patients") {
  // by hand: Therneau & Grambsch (2000) E.1, r = exp(beta)
  const Cohort c = six_patients();
  const RiskSets sets = oncohort::risk_sets(c.outcome());
  const double beta = 0.8;
  const double r = std::exp(beta);
  const double h1 = 1 / (3 * r + 3);

  const BaselineHazard breslow = baseline_hazard(sets, risk(sets, c, beta), Ties::breslow);
  const double h6 = h1 + 2 / (r + 3);
  CHECK(breslow.cumulative[0] == Approx(h1));
  CHECK(breslow.cumulative[1] == Approx(h6));
  CHECK(breslow.cumulative[2] == Approx(h6 + 1));
  const std::vector<double> m =
      martingale_residuals(sets, expected_events(sets, risk(sets, c, beta), breslow));
  const std::vector<double> expected{1 - r * h1, -r * h1, 1 - r * h6, 1 - h6, -h6, -h6};
  for (std::size_t i = 0; i < 6; ++i) CHECK(m[i] == Approx(expected[i]));

  const BaselineHazard efron = baseline_hazard(sets, risk(sets, c, beta), Ties::efron);
  const double all6 = h1 + 1 / (r + 3) + 2 / (r + 5);
  const double dying6 = h1 + 1 / (r + 3) + 1 / (r + 5);
  CHECK(efron.cumulative[1] == Approx(all6));
  const std::vector<double> e =
      martingale_residuals(sets, expected_events(sets, risk(sets, c, beta), efron));
  const std::vector<double> by_hand{1 - r * h1, -r * h1,  1 - r * dying6,
                                    1 - dying6, -all6, -all6};
  for (std::size_t i = 0; i < 6; ++i) CHECK(e[i] == Approx(by_hand[i]));
}

TEST_CASE("martingale residuals equal the definition and sum to zero") {
  // definition; with counts a row's residual is the total of its patients
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const Cohort c = random_cohort(seed, 40, 1, 1 + static_cast<int>(seed % 3),
                                   seed % 2 == 0, seed % 4 < 2, seed % 3 == 0);
    const RiskSets sets = oncohort::risk_sets(c.outcome());
    for (Ties ties : {Ties::breslow, Ties::efron}) {
      const std::vector<double> scores = risk(sets, c, 0.4);
      const std::vector<double> m = martingale_residuals(
          sets, expected_events(sets, scores, baseline_hazard(sets, scores, ties)));
      const NaiveCox naive = naive_cox(c, oncohort::Vector::Constant(1, 0.4), ties);
      std::size_t at = 0;
      for (std::size_t i = 0; i < c.n(); ++i) {
        double total = 0.0;
        for (int k = 0; k < static_cast<int>(c.count.empty() ? 1.0 : c.count[i]); ++k) {
          total += naive.martingale[at++];
        }
        CHECK(std::abs(m[i] - total) < 1e-11);
      }
      CHECK(std::abs(std::accumulate(m.begin(), m.end(), 0.0)) < 1e-11);
    }
  }
}

TEST_CASE("the reference patient has mean covariates, and 0 for codes") {
  // by hand
  const std::vector<double> x{1, 2, 3, 6, 0, 1, 1, 0, -1, 0, 1, 1};
  const oncohort::MatrixView view{x.data(), 4, 3};
  CHECK(oncohort::reference_values(view, {}) == std::vector<double>{3, 0, 0});
  const std::vector<double> count{1, 1, 1, 3};
  CHECK(oncohort::reference_values(view, count) == std::vector<double>{4, 0, 0});
  const std::vector<double> eta = oncohort::linear_predictor(
      view, {}, {0.5, std::nan(""), 2.0}, {3, 0, 0}, 4);
  CHECK(eta == std::vector<double>{-3, -0.5, 2, 3.5});
}
