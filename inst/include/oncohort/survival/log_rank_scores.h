#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/survival/log_rank.h"
#include "oncohort/survival/risk_sweep.h"

namespace oncohort {

/// Patients whom the log-rank test cannot tell apart: they share score and risk sets.
struct ScoreCell {
  double score;            ///< w(t) status - sum_{t_j <= t} w_j d_j / n_j
  double linear;           ///< sum_{t_j <= t} c_j n_j, see `score_cells()`
  double quadratic;        ///< sum_{t_j <= t} c_j
  std::int64_t n;          ///< patients in the cell
  std::int64_t n_compare;  ///< of them in group 1; the others are in group 0
};

/// The scores of the log-rank test, one cell for the events of each event time and one
/// for those censored from there to the next.
struct LogRankScores {
  std::vector<ScoreCell> cells;  ///< by decreasing time; none is empty.
  std::int64_t n;                ///< patients
  std::int64_t n_compare;        ///< patients of group 1
  double difference;             ///< O - E of group 1: the sum of its scores
  double sum_squares;            ///< of all patients' scores, whose sum is 0
  double variance_floor;         ///< half the least hypergeometric variance above 0
};

namespace log_rank_scores_detail {

/// The cells by increasing time; empty ones are still among them.
inline std::vector<ScoreCell> all_cells(const RightCensored& cohort, double rho,
                                        double& variance_floor) {
  std::vector<ScoreCell> cells{{0.0, 0.0, 0.0, 0, 0}};
  double hazard = 0.0;
  sweep_risk({cohort}, [&](const RiskMoment& moment) {
    const double n = moment.total_risk;
    const double d = moment.total_event;
    if (n > 9007199254740992.0) throw invalid_input("counts sum to more than 2^53");
    if (d > 0.0) {
      const double weight = g_rho_weight(moment.survivor, rho);
      const double c = weight * weight * hypergeometric_factor(n, d) / (n * n);
      if (cells.size() == 1) variance_floor = 0.5 * c * (n - 1.0);
      hazard += weight * d / n;
      const double linear = cells.back().linear + c * n;
      const double quadratic = cells.back().quadratic + c;
      cells.push_back({weight - hazard, linear, quadratic, static_cast<std::int64_t>(d),
                       static_cast<std::int64_t>(moment.n_event[1])});
      cells.push_back({-hazard, linear, quadratic, 0, 0});
    }
    ScoreCell& censored = cells.back();
    censored.n += static_cast<std::int64_t>(moment.n_censor[0] + moment.n_censor[1]);
    censored.n_compare += static_cast<std::int64_t>(moment.n_censor[1]);
  });
  return cells;
}

}  // namespace log_rank_scores_detail

/// Scores of the two-group log-rank test of the G-rho family.
///
///     a_i   = w(t_i) status_i - sum_{t_j <= t_i} w_j d_j / n_j      (sum_i a_i = 0)
///     O - E = sum of a_i over a group
///
/// With no split of its own, the hypergeometric variance is a sum over the group too.
/// Where r = 1, 2, ... numbers its patients from the last time to the first,
///
///     V = sum_j c_j m_j (n_j - m_j),      c_j = w_j^2 d_j (n_j - d_j) / (n_j^2 (n_j -
///     1))
///       = sum_r A(t_r) - (2 r - 1) B(t_r),   A(t) = sum_{t_j <= t} c_j n_j,
///                                            B(t) = sum_{t_j <= t} c_j
///
/// (m_j of the group at risk: m_j^2 = sum over r <= m_j of 2 r - 1.) V is 0, or the group
/// and the rest are both at risk at the first event time and V >= c_1 (n_1 - 1).
///
/// Peto & Peto (1972) JRSS A 135:185-207; ties: Prentice (1978) Biometrika 65:167-179.
///
/// @throws invalid_input  unless there are two groups, both with patients; for more than
///                        2^53 patients or rho outside [0, inf); as `sweep_risk()`.
inline LogRankScores score_cells(const RightCensored& cohort,
                                 const LogRankOptions& options = {}) {
  check_rho(options.rho);
  if (cohort.n_groups != 2) {
    throw invalid_input("scores are defined for two groups, not for " +
                        std::to_string(cohort.n_groups));
  }
  LogRankScores scores{{}, 0, 0, 0.0, 0.0, 0.0};
  scores.cells =
      log_rank_scores_detail::all_cells(cohort, options.rho, scores.variance_floor);
  std::vector<ScoreCell>& cells = scores.cells;
  cells.erase(std::remove_if(cells.begin(), cells.end(),
                             [](const ScoreCell& cell) { return cell.n == 0; }),
              cells.end());
  std::reverse(cells.begin(), cells.end());
  for (const ScoreCell& cell : cells) {
    scores.n += cell.n;
    scores.n_compare += cell.n_compare;
    scores.difference += static_cast<double>(cell.n_compare) * cell.score;
    scores.sum_squares += static_cast<double>(cell.n) * cell.score * cell.score;
  }
  if (scores.n_compare == 0 || scores.n_compare == scores.n) {
    throw invalid_input("both groups must have patients, but group " +
                        std::string(scores.n_compare == 0 ? "1" : "0") + " has none");
  }
  return scores;
}

}  // namespace oncohort
