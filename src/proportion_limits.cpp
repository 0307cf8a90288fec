#include "oncohort/response/proportion_limits.h"

#include <string>

#include "convert.h"
#include "oncohort/response/distinct_proportions.h"

// [[Rcpp::export]]
double first_bad_proportion_cpp(const Rcpp::NumericVector& x,
                                const Rcpp::NumericVector& n) {
  const oncohort::Proportions rows(convert::view(x), convert::view(n));
  return static_cast<double>(rows.first_bad() + 1);
}

// [[Rcpp::export]]
Rcpp::List proportion_limits_cpp(const Rcpp::NumericVector& x,
                                 const Rcpp::NumericVector& n, double conf_level,
                                 const std::string& method) {
  const oncohort::ProportionLimits limits_of(conf_level,
                                             oncohort::proportion_method(method));
  const oncohort::DistinctLimits result = oncohort::distinct_limits(
      oncohort::Proportions(convert::view(x), convert::view(n)), limits_of);
  const auto rows = static_cast<R_xlen_t>(result.index.size());
  Rcpp::NumericVector lower = Rcpp::no_init(rows);
  Rcpp::NumericVector upper = Rcpp::no_init(rows);
  R_xlen_t row = 0;
  for (std::uint32_t i : result.index) {
    lower[row] = result.limits[i].lower;
    upper[row] = result.limits[i].upper;
    ++row;
  }
  return Rcpp::List::create(Rcpp::Named("conf.low") = lower,
                            Rcpp::Named("conf.high") = upper);
}
