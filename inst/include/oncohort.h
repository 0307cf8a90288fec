#pragma once

// The whole core: C++17, no R. From another package: `LinkingTo: oncohort, BH`.

#include "oncohort/distribution.h"
#include "oncohort/error.h"
#include "oncohort/interval.h"
#include "oncohort/order.h"
#include "oncohort/survival/kaplan_meier.h"
#include "oncohort/survival/quantile.h"
#include "oncohort/survival/risk_table.h"
#include "oncohort/survival/survival_limits.h"
#include "oncohort/view.h"
