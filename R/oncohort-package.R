#' @keywords internal
"_PACKAGE"

#' @useDynLib oncohort, .registration = TRUE
#' @importFrom Rcpp evalCpp
NULL

#' Objects from other packages
#'
#' `Surv()`, `strata()` and `cluster()` state outcome and structure and are those of
#' the survival package; `tidy()`, `glance()` and `autoplot()` are the usual generics.
#' They are re-exported so that `library(oncohort)` is enough.
#'
#' @name reexports
#' @keywords internal
#' @importFrom survival Surv
#' @export
survival::Surv

#' @name reexports
#' @importFrom survival strata
#' @export
survival::strata

#' @name reexports
#' @importFrom survival cluster
#' @export
survival::cluster

#' @name reexports
#' @importFrom generics tidy
#' @export
generics::tidy

#' @name reexports
#' @importFrom generics glance
#' @export
generics::glance

#' @name reexports
#' @importFrom ggplot2 autoplot
#' @export
ggplot2::autoplot
