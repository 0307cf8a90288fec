#include <Rcpp.h>

#include "convert.h"
#include "cox_convert.h"
#include "oncohort/survival/cox_profile.h"

namespace {

/// outcome, x, offset, ties, penalty; coefficients and runs_to of the fit.
struct ProfiledFit {
  oncohort::SurvivalOutcome rows;
  oncohort::RiskSets sets;
  oncohort::CoxDesign design;
  oncohort::PenalisedLikelihood likelihood;
  oncohort::CoxProfile profile;

  ProfiledFit(const Rcpp::List& data, const std::vector<double>& coefficients)
      : rows(convert::outcome(data["outcome"])),
        sets(oncohort::risk_sets(rows)),
        design(oncohort::cox_design(
            sets, convert::view(Rcpp::as<Rcpp::NumericMatrix>(data["x"])),
            convert::view(Rcpp::as<Rcpp::NumericVector>(data["offset"])))),
        likelihood(sets, design, options(data), penalty(data)),
        profile(likelihood, maximum(coefficients)) {}

 private:
  static oncohort::CoxOptions options(const Rcpp::List& data) {
    oncohort::CoxOptions out;
    out.ties = convert::ties(Rcpp::as<std::string>(data["ties"]));
    return out;
  }

  static oncohort::Penalty penalty(const Rcpp::List& data) {
    return Rcpp::as<std::string>(data["penalty"]) == "firth" ? oncohort::Penalty::firth
                                                             : oncohort::Penalty::none;
  }

  oncohort::CoxPoint maximum(const std::vector<double>& coefficients) {
    const oncohort::Vector beta = oncohort::design_units(design, coefficients);
    return {beta, likelihood.evaluate(beta)};
  }
};

const char* status_name(oncohort::LimitStatus status) {
  switch (status) {
    case oncohort::LimitStatus::found:
      return "found";
    case oncohort::LimitStatus::infinite:
      return "infinite";
    default:
      return "not found";
  }
}

}  // namespace

// [[Rcpp::export]]
Rcpp::List cox_profile_limits_cpp(const Rcpp::List& data,
                                  const std::vector<double>& coefficients,
                                  const Rcpp::IntegerVector& runs_to,
                                  const Rcpp::LogicalVector& either,
                                  const Rcpp::IntegerVector& columns, double drop) {
  ProfiledFit fit(data, coefficients);
  Rcpp::NumericMatrix limits(columns.size(), 2);
  Rcpp::CharacterMatrix status(columns.size(), 2);
  const bool any = Rcpp::is_true(Rcpp::any(runs_to != 0));
  for (R_xlen_t row = 0; row < columns.size(); ++row) {
    const auto j = static_cast<std::size_t>(columns[row]);
    const oncohort::Monotone monotone{runs_to[columns[row]], either[columns[row]] == TRUE,
                                      any};
    for (int side : {-1, 1}) {
      Rcpp::checkUserInterrupt();
      const oncohort::ProfileLimit limit = fit.profile.limit(j, side, drop, monotone);
      limits(row, side > 0) = limit.value / fit.design.column[j].spread;
      status(row, side > 0) = status_name(limit.status);
    }
  }
  return Rcpp::List::create(Rcpp::_["limits"] = limits, Rcpp::_["status"] = status);
}

// [[Rcpp::export]]
std::vector<double> cox_profile_ratios_cpp(const Rcpp::List& data,
                                           const std::vector<double>& coefficients,
                                           const Rcpp::List& without) {
  ProfiledFit fit(data, coefficients);
  std::vector<double> out;
  for (const Rcpp::IntegerVector columns : without) {
    Rcpp::checkUserInterrupt();
    out.push_back(fit.profile.ratio_without({columns.begin(), columns.end()}));
  }
  return out;
}
