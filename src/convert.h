#pragma once

// The only room where R's vectors become views and views become R's vectors.

#include <Rcpp.h>

#include <cstdint>
#include <vector>

#include "oncohort/view.h"

namespace convert {

inline oncohort::View<double> view(const Rcpp::NumericVector& x) {
  return {x.begin(), static_cast<std::size_t>(x.size())};
}

inline oncohort::View<int> view(const Rcpp::IntegerVector& x) {
  return {x.begin(), static_cast<std::size_t>(x.size())};
}

inline oncohort::MatrixView view(const Rcpp::NumericMatrix& x) {
  return {x.begin(), static_cast<std::size_t>(x.nrow()),
          static_cast<std::size_t>(x.ncol())};
}

/// A double vector for R, NaN turned into NA: undefined is NA on the R side.
inline Rcpp::NumericVector numeric(const std::vector<double>& values) {
  Rcpp::NumericVector out(values.begin(), values.end());
  for (double& value : out) {
    if (value != value) value = NA_REAL;
  }
  return out;
}

/// Put one vector behind another: curves of several groups in one column.
inline void append(std::vector<double>& column, const std::vector<double>& values) {
  column.insert(column.end(), values.begin(), values.end());
}

}  // namespace convert
