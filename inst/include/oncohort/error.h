#pragma once

#include <stdexcept>

namespace oncohort {

/// A broken contract: an argument outside its range or of the wrong size.
///
/// The message is one lower-case sentence that names the argument and what came.
/// The R side turns it into a classed condition, `oncohort_error_input`.
class invalid_input : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

}  // namespace oncohort
