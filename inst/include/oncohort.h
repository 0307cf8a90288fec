#pragma once

// The whole core: C++17, no R. For another package: `LinkingTo: oncohort, BH, RcppEigen`.

#include "oncohort/distribution.h"
#include "oncohort/error.h"
#include "oncohort/interval.h"
#include "oncohort/order.h"
#include "oncohort/quadratic_form.h"
#include "oncohort/response/distinct_proportions.h"
#include "oncohort/response/proportion_limits.h"
#include "oncohort/survival/exact_log_rank.h"
#include "oncohort/survival/kaplan_meier.h"
#include "oncohort/survival/log_rank.h"
#include "oncohort/survival/log_rank_scores.h"
#include "oncohort/survival/quantile.h"
#include "oncohort/survival/risk_sweep.h"
#include "oncohort/survival/risk_table.h"
#include "oncohort/survival/split_walk.h"
#include "oncohort/survival/survival_limits.h"
#include "oncohort/view.h"
