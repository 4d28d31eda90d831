// What became of groups: how big, how long to the disk. Warns of slow ones.
//
// Threads   wrote() by the committer's; the others by any.
#pragma once

#include "base/histogram.h"
#include "base/rate_limit.h"

#include <atomic>
#include <cstdint>
#include <string>

namespace tidemark::storage {

struct StoreMetrics;

// A group that took this long to write and sync is worth a line in the log.
inline constexpr std::chrono::microseconds kSlowGroup = std::chrono::seconds(1);

class GroupRecord {
 public:
  // `store`: its name in the log.
  explicit GroupRecord(std::string store) : store_(std::move(store)) {}

  // A group is on the disk.
  void wrote(std::uint64_t decisions, std::uint64_t bytes, std::uint64_t micros) {
    decisions_.record(decisions);
    bytes_.record(bytes);
    micros_.record(micros);
    if (micros >= static_cast<std::uint64_t>(kSlowGroup.count())) slow(decisions, bytes, micros);
  }

  void add_to(StoreMetrics& metrics) const;

 private:
  void slow(std::uint64_t decisions, std::uint64_t bytes, std::uint64_t micros);

  const std::string store_;
  Histogram<0, 12> decisions_;  // 1 to 4096
  Histogram<7, 28> bytes_;      // 128 B to 256 MiB
  Histogram<4, 24> micros_;     // 16 µs to 17 s
  std::atomic<std::uint64_t> slow_groups_{0};
  RateLimit slow_lines_{std::chrono::seconds(10)};
};

}  // namespace tidemark::storage
