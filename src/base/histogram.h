// Counts values in buckets whose bounds are powers of two: 2^First, 2^(First+1), … 2^Last, and one
// for what is greater.
//
//   Histogram<6, 24> micros;        // 64 µs to 16.8 s
//   micros.record(watch.micros());
//
// Threads   All members may be called from any thread at once. record() is two relaxed atomic
//           additions; counts() may miss what is being recorded.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <vector>

namespace tidemark {

// A histogram as it was read.
struct HistogramCounts {
  int first = 0;                       // the least bound is 2^first
  std::vector<std::uint64_t> buckets;  // each its own values; the last: above every bound
  std::uint64_t sum = 0;

  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t all = 0;
    for (const std::uint64_t bucket : buckets) all += bucket;
    return all;
  }

  // Adds what another histogram of the same bounds counted; to one without buckets: becomes it.
  void add(const HistogramCounts& other) {
    if (buckets.empty()) {
      *this = other;
      return;
    }
    for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += other.buckets[i];
    sum += other.sum;
  }

  friend bool operator==(const HistogramCounts&, const HistogramCounts&) = default;
};

template <int First, int Last>
class Histogram {
  static_assert(First >= 0 && First < Last && Last < 63);

 public:
  void record(std::uint64_t value) {
    // The least n with value <= 2^n.
    const int exponent = value <= 1 ? 0 : static_cast<int>(std::bit_width(value - 1));
    const auto bucket = static_cast<std::size_t>(std::clamp(exponent, First, Last + 1) - First);
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }

  [[nodiscard]] HistogramCounts counts() const {
    HistogramCounts counts{.first = First, .buckets = {}, .sum = sum_.load()};
    for (const auto& bucket : buckets_) counts.buckets.push_back(bucket.load());
    return counts;
  }

 private:
  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Last - First + 2)> buckets_{};
  std::atomic<std::uint64_t> sum_{0};
};

}  // namespace tidemark
