#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "oncohort/error.h"
#include "oncohort/view.h"

namespace oncohort {

/// The distinct times of a cohort, and where each patient stands on them.
///
/// Everything that walks over time walks over `time` and bins patients by `index`;
/// nothing else in the core sorts.
struct TimeGrid {
  std::vector<double> time;          ///< distinct times, increasing.  (k,)
  std::vector<std::uint32_t> index;  ///< position of each row's time in `time`.  (n,)
};

/// Times closer than this, absolutely or relative to the mean of the distinct times,
/// are one time (the square root of the machine's epsilon, as in `survival`'s timefix).
inline constexpr double kTimeTolerance = 1.4901161193847656e-08;

namespace order_detail {

/// A 64-bit key that orders as the double does; -0.0 and 0.0 are one key.
inline std::uint64_t sort_key(double value) {
  const double folded = value + 0.0;
  std::uint64_t bits;
  std::memcpy(&bits, &folded, sizeof bits);
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  return (bits & sign) ? ~bits : bits | sign;
}

struct KeyedRow {
  std::uint64_t key;
  std::uint32_t row;
};

/// Least-significant-digit radix sort by 11-bit digits; digits that all keys share
/// are skipped. Stable. Small inputs go to std::sort, with the row as last key.
inline void sort_rows(std::vector<KeyedRow>& rows) {
  if (rows.size() < 256) {
    std::sort(rows.begin(), rows.end(), [](const KeyedRow& a, const KeyedRow& b) {
      return a.key != b.key ? a.key < b.key : a.row < b.row;
    });
    return;
  }
  constexpr std::size_t digits = 6;
  constexpr std::size_t radix = 2048;
  std::vector<std::array<std::uint32_t, radix>> count(digits);
  for (auto& c : count) c.fill(0);
  for (const KeyedRow& r : rows) {
    for (std::size_t d = 0; d < digits; ++d) ++count[d][(r.key >> (11 * d)) & (radix - 1)];
  }
  std::vector<KeyedRow> buffer(rows.size());
  for (std::size_t d = 0; d < digits; ++d) {
    const std::size_t first = (rows[0].key >> (11 * d)) & (radix - 1);
    if (count[d][first] == rows.size()) continue;
    std::uint32_t offset = 0;
    for (std::uint32_t& c : count[d]) offset += std::exchange(c, offset);
    for (const KeyedRow& r : rows) {
      buffer[count[d][(r.key >> (11 * d)) & (radix - 1)]++] = r;
    }
    rows.swap(buffer);
  }
}

/// For each distinct time the position it has after near ties are merged, chained.
inline std::vector<std::uint32_t> merge_near_ties(std::vector<double>& distinct) {
  std::vector<std::uint32_t> merged(distinct.size());
  double magnitude = 0.0;
  for (double t : distinct) magnitude += std::abs(t) / static_cast<double>(distinct.size());
  const double gap = kTimeTolerance * std::max(1.0, magnitude);
  std::size_t kept = 0;
  for (std::size_t j = 0; j < distinct.size(); ++j) {
    const double before = j == 0 ? 0.0 : distinct[j - 1];
    const bool tied = j > 0 && distinct[j] - before <= gap;
    if (!tied) ++kept;
    merged[j] = static_cast<std::uint32_t>(kept - 1);
  }
  std::vector<double> first(kept);
  for (std::size_t j = distinct.size(); j-- > 0;) first[merged[j]] = distinct[j];
  distinct = std::move(first);
  return merged;
}

/// Layout for whole numbers on a short range: mark the values that occur, number them.
inline TimeGrid grid_by_bins(View<double> time, double lowest, std::size_t span) {
  std::vector<std::uint32_t> position(span + 1, 0);
  for (double t : time) position[static_cast<std::size_t>(t - lowest)] = 1;
  TimeGrid grid;
  for (std::size_t v = 0; v <= span; ++v) {
    if (position[v] == 0) continue;
    position[v] = static_cast<std::uint32_t>(grid.time.size());
    grid.time.push_back(lowest + static_cast<double>(v));
  }
  grid.index.resize(time.size());
  for (std::size_t i = 0; i < time.size(); ++i) {
    grid.index[i] = position[static_cast<std::size_t>(time[i] - lowest)];
  }
  return grid;
}

inline TimeGrid grid_by_sort(View<double> time) {
  std::vector<KeyedRow> rows(time.size());
  for (std::size_t i = 0; i < time.size(); ++i) {
    rows[i] = {sort_key(time[i]), static_cast<std::uint32_t>(i)};
  }
  sort_rows(rows);
  TimeGrid grid;
  grid.index.resize(time.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const double t = time[rows[r].row] + 0.0;
    if (r == 0 || rows[r].key != rows[r - 1].key) grid.time.push_back(t);
    grid.index[rows[r].row] = static_cast<std::uint32_t>(grid.time.size() - 1);
  }
  const std::vector<std::uint32_t> merged = merge_near_ties(grid.time);
  if (merged.size() != grid.time.size()) {
    for (std::uint32_t& i : grid.index) i = merged[i];
  }
  return grid;
}

}  // namespace order_detail

/// Sort once: the distinct times, near ties merged, and each row's place among them.
///
/// Two layouts, chosen by one scan: whole numbers on a range not much longer than the
/// cohort are binned without a sort; all else goes through one radix sort.
///
/// @param time  finite, any sign.  (n,)
/// @throws invalid_input  where a time is not finite or n is above 2^31 - 1.
inline TimeGrid time_grid(View<double> time) {
  if (time.size() > 2147483647u) {
    throw invalid_input("time has " + std::to_string(time.size()) +
                        " values: at most 2147483647 are supported");
  }
  if (time.empty()) return {};
  double lowest = time[0];
  double highest = time[0];
  bool whole = true;
  for (std::size_t i = 0; i < time.size(); ++i) {
    const double t = time[i];
    if (!std::isfinite(t)) {
      throw invalid_input("time must be finite, but value " + std::to_string(i + 1) +
                          " is not");
    }
    lowest = std::min(lowest, t);
    highest = std::max(highest, t);
    whole = whole && t == std::floor(t);
  }
  const double span = highest - lowest;
  const double short_span = 4.0 * static_cast<double>(time.size()) + 65536.0;
  // Above 2^26 the tolerance, relative to the mean, can merge neighbouring whole numbers.
  if (whole && span <= short_span && std::max(std::abs(lowest), highest) < 67108864.0) {
    return order_detail::grid_by_bins(time, lowest, static_cast<std::size_t>(span));
  }
  return order_detail::grid_by_sort(time);
}

}  // namespace oncohort
