#pragma once

// Small cohorts for the tests of the Cox rooms, and the partial likelihood written out
// from its definition: loops over everybody for every death, no plan, no shortcuts.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "oncohort/linear_algebra.h"
#include "oncohort/survival/cox_baseline.h"
#include "oncohort/survival/cox_design.h"
#include "oncohort/survival/risk_sets.h"

struct Cohort {
  std::vector<double> start, stop;
  std::vector<int> event, stratum;
  std::vector<double> count, offset;
  std::vector<double> x;  // by columns
  int strata = 1;

  std::size_t n() const { return stop.size(); }
  std::size_t p() const { return n() == 0 ? 0 : x.size() / n(); }

  oncohort::SurvivalOutcome outcome() const {
    return {start, stop, event, stratum, strata, count};
  }
  oncohort::MatrixView covariates() const { return {x.data(), n(), p()}; }
};

/// Therneau & Grambsch (2000) Modeling Survival Data, appendix E.1.
inline Cohort six_patients() {
  Cohort c;
  c.stop = {1, 1, 6, 6, 8, 9};
  c.event = {1, 0, 1, 1, 0, 1};
  c.x = {1, 1, 1, 0, 0, 0};
  return c;
}

/// The same, appendix E.2: ten rows of (start, stop].
inline Cohort ten_intervals() {
  Cohort c;
  c.start = {1, 2, 5, 2, 1, 7, 3, 4, 8, 8};
  c.stop = {2, 3, 6, 7, 8, 9, 9, 9, 14, 17};
  c.event = {1, 1, 1, 1, 1, 1, 1, 0, 0, 0};
  c.x = {1, 0, 0, 1, 0, 1, 1, 1, 0, 0};
  return c;
}

/// A cohort with heavy ties; what is asked for beside right-censored times is added.
inline Cohort random_cohort(unsigned seed, std::size_t n, std::size_t p, int strata = 1,
                            bool late_entry = false, bool counts = false,
                            bool offset = false) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  Cohort c;
  c.strata = strata;
  for (std::size_t i = 0; i < n * p; ++i) {
    c.x.push_back(i < n && p > 1 ? (uniform(random) < 0.4) : normal(random));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double t = std::ceil(-8.0 * std::log(uniform(random)));
    c.stop.push_back(t);
    c.event.push_back(uniform(random) < 0.6);
    if (late_entry) c.start.push_back(std::floor(uniform(random) * t));
    if (strata > 1) c.stratum.push_back(static_cast<int>(uniform(random) * strata));
    if (counts) c.count.push_back(1.0 + std::floor(uniform(random) * 3.0));
    if (offset) c.offset.push_back(normal(random) / 2.0);
  }
  return c;
}

/// Every row written as often as its count says.
inline Cohort expanded(const Cohort& c) {
  Cohort out;
  out.strata = c.strata;
  std::vector<std::size_t> from;
  for (std::size_t i = 0; i < c.n(); ++i) {
    for (int k = 0; k < static_cast<int>(c.count.empty() ? 1.0 : c.count[i]); ++k) {
      from.push_back(i);
    }
  }
  for (std::size_t i : from) {
    out.stop.push_back(c.stop[i]);
    out.event.push_back(c.event[i]);
    if (!c.start.empty()) out.start.push_back(c.start[i]);
    if (!c.stratum.empty()) out.stratum.push_back(c.stratum[i]);
    if (!c.offset.empty()) out.offset.push_back(c.offset[i]);
  }
  for (std::size_t j = 0; j < c.p(); ++j) {
    for (std::size_t i : from) out.x.push_back(c.x[j * c.n() + i]);
  }
  return out;
}

struct NaiveCox {
  double log_likelihood = 0.0;
  oncohort::Vector score;
  oncohort::Matrix information;
  std::vector<double> martingale;  // of the expanded rows
};

/// The definition, on expanded rows: for the k-th of d tied deaths the dying count in
/// the risk set with weight 1 - k/d (Efron) or 1 (Breslow).
inline NaiveCox naive_cox(const Cohort& given, const oncohort::Vector& beta,
                          oncohort::Ties ties) {
  const Cohort c = expanded(given);
  const auto p = static_cast<Eigen::Index>(c.p());
  NaiveCox out;
  out.score = oncohort::Vector::Zero(p);
  out.information = oncohort::Matrix::Zero(p, p);
  out.martingale.assign(c.event.begin(), c.event.end());
  const auto row = [&](std::size_t i) {
    oncohort::Vector x(p);
    for (Eigen::Index j = 0; j < p; ++j) x(j) = c.x[static_cast<std::size_t>(j) * c.n() + i];
    return x;
  };
  const auto eta = [&](std::size_t i) {
    return row(i).dot(beta) + (c.offset.empty() ? 0.0 : c.offset[i]);
  };
  const auto same_stratum = [&](std::size_t i, std::size_t j) {
    return c.stratum.empty() || c.stratum[i] == c.stratum[j];
  };
  for (std::size_t i = 0; i < c.n(); ++i) {
    if (c.event[i] != 1) continue;
    std::vector<std::size_t> dying, at_risk;
    for (std::size_t j = 0; j < c.n(); ++j) {
      if (!same_stratum(i, j) || c.stop[j] < c.stop[i]) continue;
      if (!c.start.empty() && c.start[j] >= c.stop[i]) continue;
      at_risk.push_back(j);
      if (c.event[j] == 1 && c.stop[j] == c.stop[i]) dying.push_back(j);
    }
    const auto place = std::find(dying.begin(), dying.end(), i) - dying.begin();
    const double part = ties == oncohort::Ties::breslow
                            ? 0.0
                            : static_cast<double>(place) / static_cast<double>(dying.size());
    const auto share = [&](std::size_t j) {
      const bool dies = std::find(dying.begin(), dying.end(), j) != dying.end();
      return dies ? 1.0 - part : 1.0;
    };
    double s0 = 0.0;
    oncohort::Vector s1 = oncohort::Vector::Zero(p);
    oncohort::Matrix s2 = oncohort::Matrix::Zero(p, p);
    for (std::size_t j : at_risk) {
      const double r = share(j) * std::exp(eta(j));
      s0 += r;
      s1 += r * row(j);
      s2 += r * row(j) * row(j).transpose();
    }
    out.log_likelihood += eta(i) - std::log(s0);
    out.score += row(i) - s1 / s0;
    out.information += s2 / s0 - s1 * s1.transpose() / (s0 * s0);
    for (std::size_t j : at_risk) out.martingale[j] -= share(j) * std::exp(eta(j)) / s0;
  }
  return out;
}
