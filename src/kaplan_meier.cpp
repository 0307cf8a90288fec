#include "oncohort/survival/kaplan_meier.h"

#include "convert.h"
#include "oncohort/survival/quantile.h"
#include "oncohort/survival/survival_limits.h"

// One vector per column, the curves one after the other; `rows` says how many each has.
// [[Rcpp::export]]
Rcpp::List kaplan_meier_cpp(const Rcpp::NumericVector& time, const Rcpp::IntegerVector& status,
                            const Rcpp::IntegerVector& group, int n_groups,
                            const Rcpp::NumericVector& counts) {
  const auto tables = oncohort::risk_tables({convert::view(time), convert::view(status),
                                             convert::view(group), n_groups,
                                             convert::view(counts)});
  oncohort::RiskTable all;
  oncohort::KaplanMeier curves;
  std::vector<double> n, rows;
  for (const auto& table : tables) {
    const auto curve = oncohort::kaplan_meier(table);
    convert::append(all.time, table.time);
    convert::append(all.n_risk, table.n_risk);
    convert::append(all.n_event, table.n_event);
    convert::append(all.n_censor, table.n_censor);
    convert::append(curves.survival, curve.survival);
    convert::append(curves.std_error_log, curve.std_error_log);
    convert::append(curves.cumulative_hazard, curve.cumulative_hazard);
    convert::append(curves.std_error_hazard, curve.std_error_hazard);
    n.push_back(table.n);
    rows.push_back(static_cast<double>(table.time.size()));
  }
  using Rcpp::_;
  return Rcpp::List::create(
      _["n"] = n, _["rows"] = rows, _["time"] = all.time, _["n.risk"] = all.n_risk,
      _["n.event"] = all.n_event, _["n.censor"] = all.n_censor, _["surv"] = curves.survival,
      _["std.err"] = curves.std_error_log, _["cumhaz"] = curves.cumulative_hazard,
      _["std.chaz"] = curves.std_error_hazard);
}

// [[Rcpp::export]]
Rcpp::List survival_limits_cpp(const Rcpp::NumericVector& survival,
                               const Rcpp::NumericVector& std_error_log,
                               const std::string& conf_type, double conf_level) {
  const auto limits =
      oncohort::survival_limits(convert::view(survival), convert::view(std_error_log),
                                oncohort::survival_scale(conf_type), conf_level);
  return Rcpp::List::create(Rcpp::_["lower"] = convert::numeric(limits.lower),
                            Rcpp::_["upper"] = convert::numeric(limits.upper));
}

// One quantile per level of one step function.
// [[Rcpp::export]]
Rcpp::NumericVector curve_quantile_cpp(const Rcpp::NumericVector& time,
                                       const Rcpp::NumericVector& curve,
                                       const Rcpp::NumericVector& level,
                                       const std::string& plateau,
                                       const std::string& terminal) {
  oncohort::QuantileRule rule;
  rule.plateau = oncohort::plateau_rule(plateau);
  rule.terminal = oncohort::plateau_rule(terminal);
  std::vector<double> quantile;
  for (double l : convert::view(level)) {
    quantile.push_back(
        oncohort::curve_quantile(convert::view(time), convert::view(curve), l, rule));
  }
  return convert::numeric(quantile);
}
