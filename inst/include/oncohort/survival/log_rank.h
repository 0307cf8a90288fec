#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/quadratic_form.h"
#include "oncohort/survival/risk_sweep.h"

namespace oncohort {

/// Observed and expected events of g groups, summed over times and strata.
struct LogRank {
  std::vector<double> n;           ///< patients.  (g,)
  std::vector<double> n_event;     ///< events, not weighted.  (g,)
  std::vector<double> observed;    ///< weighted events.  (g,)
  std::vector<double> expected;    ///< weighted events under equal hazards.  (g,)
  std::vector<double> difference;  ///< observed - expected; sums to 0.  (g,)
  std::vector<double> covariance;  ///< of `difference`, by columns.  (g, g)
  double chi_square;               ///< NaN where df is 0.
  int df;                          ///< rank of `covariance`: at most g - 1.
};

struct LogRankOptions {
  /// Exponent of the weight S(t-)^rho: 0 is the log-rank test, 1 is Peto & Peto's
  /// Wilcoxon test, which looks at early differences. Finite, at least 0.
  double rho = 0.0;
};

inline void check_rho(double rho) {
  if (!(rho >= 0.0 && std::isfinite(rho))) {
    throw invalid_input("rho must be finite and at least 0, not " + std::to_string(rho));
  }
}

/// Weight of one event time in the G-rho family: S(t-)^rho.
///
/// S(t-) is the left limit of the pooled Kaplan-Meier estimate of the stratum, as in
/// survival's survdiff; the first event always has weight 1.
inline double g_rho_weight(double survivor, double rho) {
  return rho == 0.0 ? 1.0 : std::pow(survivor, rho);
}

/// d (n - d) / (n - 1), the factor of the hypergeometric variance; 0 for n = 1.
inline double hypergeometric_factor(double n_risk, double n_event) {
  return n_risk > 1.0 ? n_event * (n_risk - n_event) / (n_risk - 1.0) : 0.0;
}

namespace log_rank_detail {

inline void add_moment(LogRank& test, const RiskMoment& moment, double rho) {
  const std::size_t g = test.n.size();
  for (std::size_t a = 0; a < g; ++a) {
    test.n[a] += moment.n_event[a] + moment.n_censor[a];
    test.n_event[a] += moment.n_event[a];
  }
  if (!(moment.total_event > 0.0)) return;
  const double weight = g_rho_weight(moment.survivor, rho);
  const double variance =
      weight * weight * hypergeometric_factor(moment.total_risk, moment.total_event);
  for (std::size_t a = 0; a < g; ++a) {
    if (moment.n_risk[a] == 0.0) continue;
    const double share = moment.n_risk[a] / moment.total_risk;
    const double expected = moment.total_event * share;
    test.observed[a] += weight * moment.n_event[a];
    test.expected[a] += weight * expected;
    test.difference[a] += weight * (moment.n_event[a] - expected);
    double* const column = &test.covariance[a * g];
    for (std::size_t b = 0; b < g; ++b) {
      const double other =
          b == a ? moment.n_risk[b] - moment.total_risk : moment.n_risk[b];
      column[b] -= variance * share * (other / moment.total_risk);
    }
  }
}

}  // namespace log_rank_detail

/// Log-rank test of equal hazards in g groups, weighted in the G-rho family.
///
///     O_a - E_a = sum_t w_t (d_ta - d_t n_ta / n_t),            w_t = S(t-)^rho
///     V_ab      = sum_t w_t^2 d_t (n_t - d_t) / (n_t - 1)
///                       (n_ta / n_t) ([a = b] - n_tb / n_t)
///     chi^2     = (O - E)' V^- (O - E)   on rank(V) degrees of freedom
///
/// Sums run over the event times of each stratum and then over strata. Ties enter
/// through the hypergeometric variance. A group without expected events, or groups that
/// never meet in a stratum, lower the rank; with rank 0 the test is not defined.
///
/// Mantel (1966) Cancer Chemother Rep 50:163-170; Peto & Peto (1972) JRSS A 135:185-207;
/// weights: Harrington & Fleming (1982) Biometrika 69:553-566; Fleming & Harrington
/// (1991) Counting Processes and Survival Analysis, ch. 7.
///
/// O(n + k g) for the risk sets and O(k g^2) for the covariance at k times.
///
/// @throws invalid_input  as `sweep_risk()`, and for rho outside [0, inf).
inline LogRank log_rank(const StratifiedCohort& cohort,
                        const LogRankOptions& options = {}) {
  check_rho(options.rho);
  if (cohort.outcome.n_groups < 1) throw invalid_input("n_groups must be 1 or more");
  const auto g = static_cast<std::size_t>(cohort.outcome.n_groups);
  const std::vector<double> zero(g, 0.0);
  LogRank test{zero, zero, zero, zero, zero, std::vector<double>(g * g, 0.0), 0.0, 0};
  sweep_risk(cohort, [&](const RiskMoment& moment) {
    log_rank_detail::add_moment(test, moment, options.rho);
  });
  const QuadraticForm form = quadratic_form(test.covariance, test.difference);
  test.chi_square = form.value;
  test.df = form.rank;
  return test;
}

}  // namespace oncohort
