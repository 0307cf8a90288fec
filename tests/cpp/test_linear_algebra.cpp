#include <random>
#include <vector>

#include "catch.h"
#include "oncohort/linear_algebra.h"

using oncohort::CrossProduct;
using oncohort::Matrix;
using oncohort::OrderedCholesky;
using oncohort::PaddedRows;
using oncohort::Vector;

TEST_CASE("sums over padded rows equal the plain sums for any number of columns") {
  // definition
  std::mt19937 random(11);
  std::normal_distribution<double> normal;
  for (std::size_t p : {1u, 3u, 4u, 5u, 9u}) {
    const std::size_t n = 17;
    PaddedRows rows(n, p);
    Matrix plain(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(p));
    std::vector<double> weight;
    for (std::size_t i = 0; i < n; ++i) {
      weight.push_back(normal(random));
      for (std::size_t j = 0; j < p; ++j) {
        rows.row(i)[j] = normal(random);
        plain(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = rows.row(i)[j];
      }
    }
    CrossProduct cross(p);
    cross.add(rows.row(0), weight.data(), 10);
    cross.add(rows.row(10), weight.data() + 10, n - 10);
    const Vector w = Eigen::Map<Vector>(weight.data(), static_cast<Eigen::Index>(n));
    const Matrix expected = plain.transpose() * w.asDiagonal() * plain;
    CHECK((cross.matrix() - expected).norm() < 1e-13);

    std::vector<double> sum(rows.width(), 0.0), beta(rows.width(), 0.0);
    for (std::size_t i = 0; i < n; ++i) rows.add_row(sum.data(), weight[i], i);
    const Vector total = plain.transpose() * w;
    for (std::size_t j = 0; j < p; ++j) {
      CHECK(sum[j] == Approx(total(static_cast<Eigen::Index>(j))).epsilon(1e-12));
      beta[j] = 1.0 + static_cast<double>(j);
    }
    double by_hand = 0.0;
    for (std::size_t j = 0; j < p; ++j) by_hand += rows.row(2)[j] * beta[j];
    CHECK(rows.dot(2, beta.data()) == Approx(by_hand).epsilon(1e-12));
  }
}

TEST_CASE("OrderedCholesky solves and inverts by hand") {
  // by hand: [4 2; 2 3] has determinant 8
  Matrix a(2, 2);
  a << 4, 2, 2, 3;
  const OrderedCholesky factor(a, Vector::Zero(2));
  CHECK(factor.full_rank());
  const Matrix inverse = factor.inverse();
  CHECK(inverse(0, 0) == Approx(3.0 / 8));
  CHECK(inverse(0, 1) == Approx(-2.0 / 8));
  CHECK(inverse(1, 0) == inverse(0, 1));
  CHECK(inverse(1, 1) == Approx(4.0 / 8));
  const Vector x = factor.solve((Vector(2) << 8, 0).finished());
  CHECK(x(0) == Approx(3.0));
  CHECK(x(1) == Approx(-2.0));
}

TEST_CASE("OrderedCholesky sets a repeated column aside, the later one") {
  // by hand: columns 0 and 1 are the same, column 2 stands alone
  Matrix a(3, 3);
  a << 2, 2, 0, 2, 2, 0, 0, 0, 5;
  const OrderedCholesky factor(a, Vector::Constant(3, 1e-12));
  CHECK(factor.kept(0));
  CHECK_FALSE(factor.kept(1));
  CHECK(factor.kept(2));
  CHECK_FALSE(factor.full_rank());
  const Matrix inverse = factor.inverse();
  CHECK(inverse(0, 0) == Approx(0.5));
  CHECK(inverse(1, 1) == 0.0);
  CHECK(inverse(0, 1) == 0.0);
  CHECK(inverse(2, 2) == Approx(0.2));
  CHECK(factor.solve((Vector(3) << 4, 9, 10).finished())
            .isApprox((Vector(3) << 2, 0, 2).finished()));
}
