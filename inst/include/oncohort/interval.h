#pragma once

#include <string>

#include "oncohort/error.h"

namespace oncohort {

/// Two limits, lower <= upper; NaN where a limit is not defined.
struct Interval {
  double lower;
  double upper;
};

/// Throws unless `conf_level` lies strictly between 0 and 1.
inline void check_conf_level(double conf_level) {
  if (!(conf_level > 0.0 && conf_level < 1.0)) {
    throw invalid_input("conf_level must lie strictly between 0 and 1, not " +
                        std::to_string(conf_level));
  }
}

}  // namespace oncohort
