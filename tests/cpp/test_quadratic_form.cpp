#include <cmath>
#include <vector>

#include "catch.h"
#include "oncohort/quadratic_form.h"

using oncohort::quadratic_form;

TEST_CASE("quadratic_form() of a regular matrix is u' V^-1 u") {
  // by hand: V = [2 1; 1 2], V^-1 = [2 -1; -1 2] / 3
  const auto form = quadratic_form({2, 1, 1, 2}, {1, 3});
  CHECK(form.rank == 2);
  CHECK(form.value == Approx((2 * 1 - 2 * 3 + 2 * 9) / 3.0));
}

TEST_CASE("quadratic_form() drops what is linearly dependent") {
  // by hand: rows sum to zero, u in the column space; dropping any row gives 8/13
  const double v = 13.0 / 18.0;
  const auto form = quadratic_form({v, -v, -v, v}, {2.0 / 3, -2.0 / 3});
  CHECK(form.rank == 1);
  CHECK(form.value == Approx(8.0 / 13));
}

TEST_CASE("quadratic_form() of a zero row counts it not, of all zeros is undefined") {
  // by hand
  const auto one = quadratic_form({0, 0, 0, 4}, {0, 6});
  CHECK(one.rank == 1);
  CHECK(one.value == Approx(9));
  const auto none = quadratic_form({0, 0, 0, 0}, {0, 0});
  CHECK(none.rank == 0);
  CHECK(std::isnan(none.value));
}

TEST_CASE("quadratic_form() keeps a small variance beside a large one") {
  // by hand: a diagonal matrix
  const auto form = quadratic_form({1e8, 0, 0, 1e-8}, {1e4, 1e-4});
  CHECK(form.rank == 2);
  CHECK(form.value == Approx(2));
}

TEST_CASE("quadratic_form() refuses sizes that do not fit") {
  CHECK_THROWS_AS(quadratic_form({1, 2, 3}, {1, 2}), oncohort::invalid_input);
}
