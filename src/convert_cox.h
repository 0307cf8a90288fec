#pragma once

// What the Cox exports take from R: the outcome as a list, ties by name.

#include <Rcpp.h>

#include <string>

#include "convert.h"
#include "oncohort/survival/cox_baseline.h"
#include "oncohort/survival/risk_sets.h"

namespace convert {

inline oncohort::Ties ties(const std::string& ties) {
  if (ties == "exact") return oncohort::Ties::exact;
  return ties == "breslow" ? oncohort::Ties::breslow : oncohort::Ties::efron;
}

/// outcome: start, stop, event, stratum, strata, counts, weights; empty vectors for what is not.
inline oncohort::SurvivalOutcome outcome(const Rcpp::List& fields) {
  const Rcpp::NumericVector start = fields["start"], stop = fields["stop"],
                            counts = fields["counts"],
                            weights = fields["weights"];
  const Rcpp::IntegerVector event = fields["event"], stratum = fields["stratum"];
  return {view(start),   view(stop),
          view(event),   view(stratum),
          Rcpp::as<int>(fields["strata"]), view(counts),
          view(weights)};
}

}  // namespace convert
