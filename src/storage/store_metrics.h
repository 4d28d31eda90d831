// What a store tells of itself to whoever watches it.
#pragma once

#include "base/histogram.h"
#include "base/timestamp.h"
#include "storage/types.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::storage {

// One column family.
struct FamilyUse {
  std::string name;
  std::uint64_t file_bytes = 0;
  std::uint64_t files = 0;
  std::uint64_t memory_bytes = 0;              // not yet in sorted files
  std::uint64_t pending_compaction_bytes = 0;  // RocksDB's estimate
  std::uint64_t level0_files = 0;
};

// About how much of the disk a keyspace takes, as RocksDB estimates it.
struct KeyspaceBytes {
  std::uint64_t current = 0;
  std::uint64_t history = 0;
  std::uint64_t log = 0;  // the change index
};

struct StoreMetrics {
  std::uint64_t commits = 0;
  std::uint64_t groups = 0;
  std::uint64_t syncs = 0;
  HistogramCounts group_decisions;      // what a group committed
  HistogramCounts group_bytes;          // what it wrote to the log
  HistogramCounts sync_micros;          // how long writing and syncing it took
  std::uint64_t waiting_decisions = 0;  // not yet begun
  std::uint64_t slow_groups = 0;        // longer than kSlowGroup

  std::int64_t clock_behind_micros = 0;  // last commit - wall clock, when positive
  std::int64_t clock_offset_micros = 0;  // wall clock - last commit
  bool clock_in_doubt = false;           // a forward jump stopped the floors

  bool disk_reserve_reached = false;
  std::uint64_t disk_reserve_bytes = 0;
  std::uint64_t free_bytes = 0;

  std::uint64_t tables = 0;
  std::uint64_t pins = 0;
  std::uint64_t readers = 0;               // leases held now
  std::optional<Timestamp> oldest_reader;  // the oldest instant that one of them holds

  // Trimming. The lag is how far a floor stands behind what is due, of the table where it is
  // greatest, and only where a rise would free something; a thirty-second part of the period is
  // normal.
  std::chrono::microseconds floor_lag{0};
  std::uint64_t keyspaces_to_trim = 0;  // that hold rows which a floor has passed
  std::uint64_t trim_pieces = 0;        // done since the store was opened
  std::uint64_t trim_bytes = 0;         // of sorted files they rewrote or dropped

  std::vector<FamilyUse> families;
  std::uint64_t log_bytes = 0;  // of write-ahead logs
  bool writes_stopped = false;  // RocksDB waits for compaction
};

}  // namespace tidemark::storage
