#include <Rcpp.h>

#include "convert.h"
#include "convert_cox.h"
#include "oncohort/survival/concordance.h"
#include "oncohort/survival/cox_fit.h"
#include "oncohort/survival/cox_residuals.h"

namespace {

const char* status_name(oncohort::CoxStatus status) {
  switch (status) {
    case oncohort::CoxStatus::converged:
      return "converged";
    case oncohort::CoxStatus::infinite:
      return "infinite";
    case oncohort::CoxStatus::overflow:
      return "overflow";
    default:
      return "not converged";
  }
}

Rcpp::NumericVector as_concordance(const oncohort::Concordance& c) {
  return convert::numeric(
      {c.concordant, c.discordant, c.tied_x, c.tied_y, c.tied_xy, c.estimate, c.std_error});
}

}  // namespace

// [[Rcpp::export]]
Rcpp::List cox_fit_cpp(const Rcpp::List& outcome, const Rcpp::NumericMatrix& x,
                       const Rcpp::NumericVector& offset, const std::string& ties) {
  const oncohort::SurvivalOutcome rows = convert::outcome(outcome);
  const oncohort::RiskSets sets = oncohort::risk_sets(rows);
  const oncohort::CoxDesign design =
      oncohort::cox_design(sets, convert::view(x), convert::view(offset));
  oncohort::CoxOptions options;
  options.ties = convert::ties(ties);
  const oncohort::CoxFit fit = oncohort::cox_fit(sets, design, options);
  const std::vector<double> means =
      oncohort::reference_values(
          convert::view(x), rows.weight.empty() ? rows.count : rows.weight);
  Rcpp::NumericVector variance = Rcpp::wrap(fit.variance);
  variance.attr("dim") = Rcpp::Dimension(x.ncol(), x.ncol());
  return Rcpp::List::create(
      Rcpp::_["status"] = status_name(fit.status), Rcpp::_["iter"] = fit.iterations,
      Rcpp::_["coefficients"] = convert::numeric(fit.coefficient),
      Rcpp::_["var"] = variance, Rcpp::_["runs_to"] = Rcpp::wrap(fit.runs_to),
      Rcpp::_["loglik"] =
          Rcpp::NumericVector::create(fit.log_likelihood_null, fit.log_likelihood),
      Rcpp::_["score"] = fit.score_test, Rcpp::_["wald.test"] = fit.wald_test,
      Rcpp::_["df"] = fit.df, Rcpp::_["means"] = means,
      Rcpp::_["linear.predictors"] =
          oncohort::linear_predictor(convert::view(x), convert::view(offset),
                                     fit.coefficient, means, rows.stop.size()),
      Rcpp::_["residuals"] = oncohort::martingale_residuals(sets, fit.expected),
      Rcpp::_["n"] = static_cast<double>(sets.n_patients),
      Rcpp::_["nevent"] = static_cast<double>(sets.n_event),
      Rcpp::_["start"] = sets.start, Rcpp::_["stop"] = sets.stop);
}

// [[Rcpp::export]]
Rcpp::NumericVector concordance_cpp(const Rcpp::List& outcome,
                                    const Rcpp::NumericVector& x) {
  const oncohort::RiskSets sets = oncohort::risk_sets(convert::outcome(outcome));
  return as_concordance(oncohort::concordance(sets, convert::view(x)));
}
