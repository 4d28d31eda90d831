// Capacity that a table or an index is given, in units a second. Nothing here is throttled by it.
#pragma once

#include <cstdint>

namespace tidemark::tables {

struct Throughput {
  std::uint64_t read_units = 0;
  std::uint64_t write_units = 0;
  friend bool operator==(const Throughput&, const Throughput&) = default;
};

}  // namespace tidemark::tables
