#' @keywords internal
#' @useDynLib oncohort, .registration = TRUE
#' @importFrom Rcpp evalCpp
#' @importFrom stats anova confint logLik median model.frame model.matrix nobs predict quantile
#' @importFrom stats residuals update vcov
"_PACKAGE"

# `library(oncohort)` is enough: the outcome and structure of survival, the usual generics.

#' @importFrom survival Surv
#' @export
survival::Surv

#' @importFrom survival strata
#' @export
survival::strata

#' @importFrom survival cluster
#' @export
survival::cluster

#' @importFrom generics tidy
#' @export
generics::tidy

#' @importFrom generics glance
#' @export
generics::glance

#' @importFrom ggplot2 autoplot
#' @export
ggplot2::autoplot
