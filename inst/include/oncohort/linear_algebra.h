#pragma once

// The one room that knows Eigen. Everything else speaks of vectors, matrices, rows
// padded to blocks of four, and one Cholesky factor.

#include <Eigen/Core>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace oncohort {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;

inline Eigen::Index as_index(std::size_t i) { return static_cast<Eigen::Index>(i); }

/// A matrix by rows, each padded with zeros to a multiple of four values.
///
/// Sums over rows then run in blocks whose size the compiler knows, which is what
/// makes them use vector registers under portable flags.
class PaddedRows {
 public:
  static constexpr std::size_t block = 4;
  using Block = Eigen::Matrix<double, 4, 1>;

  PaddedRows() = default;
  PaddedRows(std::size_t rows, std::size_t columns)
      : columns_(columns),
        width_((columns + block - 1) / block * block),
        values_(rows * width_, 0.0) {}

  std::size_t columns() const { return columns_; }
  std::size_t width() const { return width_; }
  std::size_t rows() const { return width_ == 0 ? 0 : values_.size() / width_; }
  const double* row(std::size_t i) const { return values_.data() + i * width_; }
  double* row(std::size_t i) { return values_.data() + i * width_; }

  /// sum += factor * row i; `sum` has `width()` values.
  void add_row(double* sum, double factor, std::size_t i) const {
    const double* x = row(i);
    for (std::size_t b = 0; b < width_; b += block) {
      Eigen::Map<Block>(sum + b) += factor * Eigen::Map<const Block>(x + b);
    }
  }

  /// row i times `vector`, which has `width()` values.
  double dot(std::size_t i, const double* vector) const {
    const double* x = row(i);
    Block sum = Block::Zero();
    for (std::size_t b = 0; b < width_; b += block) {
      sum += Eigen::Map<const Block>(x + b).cwiseProduct(
          Eigen::Map<const Block>(vector + b));
    }
    return sum.sum();
  }

 private:
  std::size_t columns_ = 0;
  std::size_t width_ = 0;
  std::vector<double> values_;
};

/// x_i' a x_i for each row, a symmetric.  (rows,)
inline std::vector<double> quadratic_forms(const PaddedRows& rows, const Matrix& a) {
  using ByRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  constexpr std::size_t batch = 128;  // rows that stay in the first cache
  std::vector<double> out(rows.rows(), 0.0);
  ByRows padded = ByRows::Zero(as_index(rows.width()), as_index(rows.width()));
  padded.topLeftCorner(a.rows(), a.cols()) = a;
  ByRows product;
  for (std::size_t i = 0; i < out.size(); i += batch) {
    const std::size_t n = std::min(batch, out.size() - i);
    const Eigen::Map<const ByRows> x(rows.row(i), as_index(n), as_index(rows.width()));
    product.noalias() = x * padded;
    Eigen::Map<Vector>(out.data() + i, as_index(n)) =
        product.cwiseProduct(x).rowwise().sum();
  }
  return out;
}

/// The z that minimises |a z - b|; a has full column rank.
inline Vector least_squares(const Matrix& a, const Vector& b) {
  return a.householderQr().solve(b);
}

/// Accumulates sum_i weight_i x_i x_i' over batches of padded rows.
///
/// Only blocks on and below the diagonal are kept; each batch is summed in registers
/// and added once, so rounding grows with the number of batches, not of rows.
class CrossProduct {
 public:
  explicit CrossProduct(std::size_t columns)
      : columns_(columns), blocks_((columns + PaddedRows::block - 1) / PaddedRows::block) {
    clear();
  }

  void clear() { total_.assign(blocks_ * (blocks_ + 1) / 2, Tile::Zero()); }

  /// `rows` points to n consecutive padded rows, `weight` to n values of any sign.
  void add(const double* rows, const double* weight, std::size_t n) {
    using Block = PaddedRows::Block;
    const std::size_t width = blocks_ * PaddedRows::block;
    std::size_t pair = 0;
    for (std::size_t a = 0; a < width; a += PaddedRows::block) {
      for (std::size_t b = 0; b <= a; b += PaddedRows::block) {
        Tile sum = Tile::Zero();
        for (std::size_t i = 0; i < n; ++i) {
          const double* x = rows + i * width;
          const Block weighted = weight[i] * Eigen::Map<const Block>(x + a);
          sum.noalias() += weighted * Eigen::Map<const Block>(x + b).transpose();
        }
        total_[pair++] += sum;
      }
    }
  }

  /// The symmetric matrix.  (p, p)
  Matrix matrix() const {
    Matrix out(as_index(columns_), as_index(columns_));
    for (std::size_t i = 0; i < columns_; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        const std::size_t a = i / PaddedRows::block;
        const std::size_t b = j / PaddedRows::block;
        const Tile& tile = total_[a * (a + 1) / 2 + b];
        const double value =
            tile(as_index(i % PaddedRows::block), as_index(j % PaddedRows::block));
        out(as_index(i), as_index(j)) = value;
        out(as_index(j), as_index(i)) = value;
      }
    }
    return out;
  }

 private:
  using Tile = Eigen::Matrix<double, 4, 4>;
  std::size_t columns_;
  std::size_t blocks_;
  std::vector<Tile, Eigen::aligned_allocator<Tile>> total_;
};

/// The factor L D L' of a symmetric matrix, column by column in the given order.
///
/// A column whose pivot does not exceed its floor is a combination of columns before
/// it: it is set aside, and has zeros in every solution and in the inverse. So of two
/// identical columns the first stays, as analysts expect.
class OrderedCholesky {
 public:
  /// @param a      symmetric; only the lower triangle is read.  (p, p)
  /// @param floor  smallest pivot that counts, at least 0.  (p,)
  OrderedCholesky(const Matrix& a, const Vector& floor)
      : lower_(Matrix::Identity(a.rows(), a.cols())), pivot_(Vector::Zero(a.rows())) {
    for (Eigen::Index j = 0; j < a.rows(); ++j) {
      const Vector scaled = lower_.row(j).head(j).transpose().cwiseProduct(pivot_.head(j));
      const double pivot = a(j, j) - lower_.row(j).head(j).dot(scaled);
      if (!(pivot > floor(j))) continue;
      pivot_(j) = pivot;
      const Eigen::Index below = a.rows() - j - 1;
      lower_.col(j).tail(below) =
          (a.col(j).tail(below) - lower_.bottomLeftCorner(below, j) * scaled) / pivot;
    }
  }

  bool kept(std::size_t j) const { return pivot_(as_index(j)) > 0.0; }

  bool full_rank() const { return (pivot_.array() > 0.0).all(); }

  /// Logarithm of the determinant over the columns kept.
  double log_determinant() const {
    double sum = 0.0;
    for (Eigen::Index j = 0; j < pivot_.size(); ++j) {
      if (pivot_(j) > 0.0) sum += std::log(pivot_(j));
    }
    return sum;
  }

  /// a^-1 b, with zeros for the columns set aside.
  Vector solve(const Vector& b) const {
    Vector x = b;
    const Eigen::Index p = pivot_.size();
    for (Eigen::Index j = 0; j < p; ++j) {
      if (pivot_(j) <= 0.0) {
        x(j) = 0.0;
        continue;
      }
      x.tail(p - j - 1) -= x(j) * lower_.col(j).tail(p - j - 1);
    }
    for (Eigen::Index j = p; j-- > 0;) {
      if (pivot_(j) <= 0.0) continue;
      x(j) = x(j) / pivot_(j) - lower_.col(j).tail(p - j - 1).dot(x.tail(p - j - 1));
    }
    return x;
  }

  /// a^-1, with zero rows and columns for the columns set aside.
  Matrix inverse() const {
    Matrix out(pivot_.size(), pivot_.size());
    for (Eigen::Index j = 0; j < pivot_.size(); ++j) {
      out.col(j) = solve(Vector::Unit(pivot_.size(), j));
      if (pivot_(j) <= 0.0) out.col(j).setZero();
    }
    return (out + out.transpose()) / 2.0;
  }

 private:
  Matrix lower_;
  Vector pivot_;
};

}  // namespace oncohort
