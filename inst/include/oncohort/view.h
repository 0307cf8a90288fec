#pragma once

#include <cstddef>
#include <vector>

namespace oncohort {

/// A read-only window on `size` consecutive values that somebody else owns.
template <typename T>
class View {
 public:
  View() = default;
  View(const T* data, std::size_t size) : data_(data), size_(size) {}
  View(const std::vector<T>& values)  // NOLINT: a vector is a view of itself
      : data_(values.data()), size_(values.size()) {}

  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }

 private:
  const T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// A read-only window on a matrix stored by columns.  (rows, columns)
struct MatrixView {
  const double* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;

  View<double> column(std::size_t j) const { return {data + j * rows, rows}; }
};

}  // namespace oncohort
