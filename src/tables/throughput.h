// Capacity that a table or an index is given, in units a second. Nothing here is throttled by it.
#pragma once

#include "base/timestamp.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::tables {

struct Throughput {
  std::uint64_t read_units = 0;
  std::uint64_t write_units = 0;
  friend bool operator==(const Throughput&, const Throughput&) = default;
};

// When it rose and fell.
struct ThroughputMoves {
  std::optional<Timestamp> last_increase_at;
  std::optional<Timestamp> last_decrease_at;
  std::vector<Timestamp> decreases;  // on the day of the last one (UTC)
  friend bool operator==(const ThroughputMoves&, const ThroughputMoves&) = default;
};

}  // namespace tidemark::tables
