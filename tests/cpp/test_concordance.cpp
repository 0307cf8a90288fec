#include <cmath>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/concordance.h"

using oncohort::Concordance;
using oncohort::concordance;

namespace {

/// All pairs of expanded rows, each looked at once.
Concordance by_pairs(const Cohort& given, const std::vector<double>& score) {
  std::vector<double> x;
  for (std::size_t i = 0; i < given.n(); ++i) {
    const int times = static_cast<int>(given.count.empty() ? 1.0 : given.count[i]);
    for (int k = 0; k < times; ++k) x.push_back(score[i]);
  }
  const Cohort c = expanded(given);
  Concordance out;
  std::vector<double> own(c.n(), 0.0), all(c.n(), 0.0);
  for (std::size_t i = 0; i < c.n(); ++i) {
    for (std::size_t j = 0; j < c.n(); ++j) {
      if (i == j || c.event[i] != 1 || c.stop[j] < c.stop[i]) continue;
      if (!c.stratum.empty() && c.stratum[i] != c.stratum[j]) continue;
      if (!c.start.empty() && c.start[j] >= c.stop[i]) continue;
      if (c.stop[j] == c.stop[i] && c.event[j] == 1) {
        (x[i] == x[j] ? out.tied_xy : out.tied_y) += 0.5;
        continue;
      }
      const double sign = x[i] > x[j] ? 1.0 : (x[i] < x[j] ? -1.0 : 0.0);
      (sign > 0 ? out.concordant : sign < 0 ? out.discordant : out.tied_x) += 1.0;
      own[i] += sign;
      own[j] += sign;
      all[i] += 1.0;
      all[j] += 1.0;
    }
  }
  const double n = out.concordant + out.discordant + out.tied_x;
  const double somers = (out.concordant - out.discordant) / n;
  double squares = 0.0;
  for (std::size_t i = 0; i < c.n(); ++i) {
    squares += std::pow((own[i] - somers * all[i]) / n, 2);
  }
  out.estimate = (out.concordant + out.tied_x / 2) / n;
  out.std_error = std::sqrt(squares) / 2;
  return out;
}

}  // namespace

TEST_CASE("concordance of six patients, by hand") {
  // by hand: pairs (1; 2..6), (3; 5,6), (4; 5,6); x 1 1 1 0 0 0
  const Cohort c = six_patients();
  const Concordance k = concordance(oncohort::risk_sets(c.outcome()), c.x);
  CHECK(k.concordant == 5.0);
  CHECK(k.discordant == 0.0);
  CHECK(k.tied_x == 4.0);
  CHECK(k.tied_y == 1.0);
  CHECK(k.tied_xy == 0.0);
  CHECK(k.estimate == Approx(7.0 / 9));
}

TEST_CASE("concordance equals the count of all pairs on random cohorts") {
  // definition
  for (unsigned seed = 1; seed <= 24; ++seed) {
    const Cohort c = random_cohort(seed, 50, 2, 1 + static_cast<int>(seed % 3),
                                   seed % 2 == 0, seed % 4 < 2);
    std::vector<double> score(c.n());
    for (std::size_t i = 0; i < c.n(); ++i) score[i] = std::round(2 * c.x[c.n() + i]);
    const Concordance fast = concordance(oncohort::risk_sets(c.outcome()), score);
    const Concordance slow = by_pairs(c, score);
    CHECK(fast.concordant == slow.concordant);
    CHECK(fast.discordant == slow.discordant);
    CHECK(fast.tied_x == slow.tied_x);
    CHECK(fast.tied_y == slow.tied_y);
    CHECK(fast.tied_xy == slow.tied_xy);
    CHECK(fast.estimate == Approx(slow.estimate).epsilon(1e-14));
    CHECK(fast.std_error == Approx(slow.std_error).epsilon(1e-12));
  }
}

TEST_CASE("concordance without a comparable pair is not defined") {
  // by hand
  Cohort c = six_patients();
  c.event.assign(6, 0);
  const Concordance k = concordance(oncohort::risk_sets(c.outcome()), c.x);
  CHECK(std::isnan(k.estimate));
  CHECK(std::isnan(k.std_error));
  c.x[0] = std::nan("");
  CHECK_THROWS_AS(concordance(oncohort::risk_sets(c.outcome()), c.x),
                  oncohort::invalid_input);
  c.x.pop_back();
  CHECK_THROWS_AS(concordance(oncohort::risk_sets(c.outcome()), c.x),
                  oncohort::invalid_input);
}
