#include <vector>

#include "catch.h"
#include "oncohort/view.h"

using oncohort::MatrixView;
using oncohort::View;

TEST_CASE("a View reads a vector in place", "[view]") {
  // by hand
  const std::vector<double> values = {1.5, -2.0, 4.0};
  const View<double> view = values;
  CHECK(view.data() == values.data());
  CHECK(std::vector<double>(view.begin(), view.end()) == values);
  CHECK(view[1] == -2.0);
}

TEST_CASE("a View of nothing is empty and iterates over nothing", "[view]") {
  // by hand
  const View<int> view;
  CHECK(view.empty());
  CHECK(view.size() == 0);
  CHECK(view.begin() == view.end());
}

TEST_CASE("a MatrixView hands out columns of a matrix stored by columns", "[view]") {
  // by hand: columns (1, 2, 3) and (4, 5, 6)
  const std::vector<double> values = {1, 2, 3, 4, 5, 6};
  const MatrixView matrix{values.data(), 3, 2};
  const View<double> second = matrix.column(1);
  CHECK(std::vector<double>(second.begin(), second.end()) ==
        std::vector<double>{4, 5, 6});
}
