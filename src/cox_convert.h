#pragma once

#include <Rcpp.h>

#include <string>

#include "convert.h"
#include "oncohort/survival/cox_baseline.h"
#include "oncohort/survival/risk_sets.h"

namespace convert {

inline oncohort::Ties ties(const std::string& name) {
  return name == "breslow" ? oncohort::Ties::breslow : oncohort::Ties::efron;
}

/// outcome: start, stop, event, stratum, strata, counts; empty vectors for what is not.
inline oncohort::SurvivalOutcome outcome(const Rcpp::List& from) {
  const Rcpp::NumericVector start = from["start"], stop = from["stop"],
                            counts = from["counts"];
  const Rcpp::IntegerVector event = from["event"], stratum = from["stratum"];
  return {view(start),   view(stop),
          view(event),   view(stratum),
          Rcpp::as<int>(from["strata"]), view(counts)};
}

}  // namespace convert
