#include <Rcpp.h>

#include "convert_cox.h"
#include "oncohort/survival/cox_ph_test.h"
#include "oncohort/survival/cox_score_residuals.h"

namespace {

Rcpp::NumericMatrix as_matrix(const oncohort::Matrix& values) {
  return Rcpp::NumericMatrix(static_cast<int>(values.rows()),
                             static_cast<int>(values.cols()), values.data());
}

}  // namespace

// [[Rcpp::export]]
Rcpp::List cox_score_residuals_cpp(const Rcpp::List& outcome, const Rcpp::NumericMatrix& x,
                                   const Rcpp::NumericVector& offset,
                                   const Rcpp::NumericVector& coefficients,
                                   const std::string& ties) {
  const oncohort::RiskSets sets = oncohort::risk_sets(convert::outcome(outcome));
  const oncohort::CoxDesign design =
      oncohort::cox_design(sets, convert::view(x), convert::view(offset));
  const oncohort::ScoreResiduals out = oncohort::score_residuals(
      sets, design, oncohort::design_coefficients(design, convert::view(coefficients)),
      convert::ties(ties));
  const oncohort::Vector units = oncohort::design_units(design);
  const std::vector<double> death(out.death.begin(), out.death.end());
  return Rcpp::List::create(Rcpp::_["score"] = as_matrix(out.score * units.asDiagonal()),
                            Rcpp::_["schoenfeld"] = as_matrix(out.schoenfeld * units.asDiagonal()),
                            Rcpp::_["death"] = death);
}

// [[Rcpp::export]]
Rcpp::List cox_ph_test_cpp(const Rcpp::List& outcome, const Rcpp::NumericMatrix& x,
                           const Rcpp::NumericVector& offset,
                           const Rcpp::NumericVector& coefficients,
                           const std::string& ties, const Rcpp::NumericVector& transform) {
  const oncohort::RiskSets sets = oncohort::risk_sets(convert::outcome(outcome));
  const oncohort::CoxDesign design =
      oncohort::cox_design(sets, convert::view(x), convert::view(offset));
  const oncohort::TimeVaryingScore out = oncohort::time_varying_score(
      sets, design, oncohort::design_coefficients(design, convert::view(coefficients)),
      convert::ties(ties), convert::view(transform));
  const oncohort::Vector units = oncohort::design_units(design).replicate(2, 1);
  return Rcpp::List::create(
      Rcpp::_["score"] = as_matrix(out.score.cwiseProduct(oncohort::design_units(design))),
      Rcpp::_["information"] =
          as_matrix(units.asDiagonal() * out.information * units.asDiagonal()));
}
