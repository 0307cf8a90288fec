#include "oncohort/survival/log_rank.h"

#include "convert.h"
#include "oncohort/survival/exact_log_rank.h"

namespace {

Rcpp::NumericVector tail(const oncohort::ExactTail& tail) {
  return convert::numeric({tail.p, tail.mid_p});
}

}  // namespace

// Codes of groups and strata start at 0; no strata and no counts are vectors of length 0.
// [[Rcpp::export]]
Rcpp::List log_rank_cpp(const Rcpp::NumericVector& time,
                        const Rcpp::IntegerVector& status,
                        const Rcpp::IntegerVector& group, int n_groups,
                        const Rcpp::IntegerVector& stratum, int n_strata,
                        const Rcpp::NumericVector& counts, double rho) {
  const oncohort::RightCensored outcome{convert::view(time), convert::view(status),
                                        convert::view(group), n_groups,
                                        convert::view(counts)};
  const auto test =
      oncohort::log_rank({outcome, convert::view(stratum), n_strata}, {rho});
  const Rcpp::NumericMatrix covariance(n_groups, n_groups, test.covariance.begin());
  using Rcpp::_;
  return Rcpp::List::create(
      _["n"] = test.n, _["n.event"] = test.n_event, _["observed"] = test.observed,
      _["expected"] = test.expected, _["difference"] = test.difference,
      _["covariance"] = covariance, _["chi.square"] = convert::numeric({test.chi_square}),
      _["df"] = test.df);
}

// The permutation distribution for two groups; each tail is (p, mid-p).
// [[Rcpp::export]]
Rcpp::List exact_log_rank_cpp(const Rcpp::NumericVector& time,
                              const Rcpp::IntegerVector& status,
                              const Rcpp::IntegerVector& group,
                              const Rcpp::NumericVector& counts, double rho,
                              bool studentised) {
  oncohort::ExactLogRankOptions options;
  options.rho = rho;
  if (studentised) options.statistic = oncohort::ExactStatistic::studentised;
  const auto test =
      oncohort::exact_log_rank({convert::view(time), convert::view(status),
                                convert::view(group), 2, convert::view(counts)},
                               options);
  using Rcpp::_;
  return Rcpp::List::create(
      _["statistic"] = convert::numeric({test.statistic}), _["n.splits"] = test.n_splits,
      _["enumerated"] = test.enumerated, _["max.splits"] = options.max_splits,
      _["absolute"] = tail(test.absolute), _["doubled"] = tail(test.doubled),
      _["less"] = tail(test.less), _["greater"] = tail(test.greater));
}
