// The figures behind `tidemark stats`, and how they are written.
//
//   TM_TRY(const DirectoryStats stats, stats_of(*directory, environment, now, true));
//   std::fputs(to_text(stats).c_str(), stdout);
//
// Threads   Plain functions.
#pragma once

#include "base/result.h"
#include "storage/data_directory.h"
#include "storage/environment.h"
#include "storage/stopped_use.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::apps {

struct TableStats {
  std::string name;
  std::string account;
  std::string id;  // the UUID that clients see
  std::uint64_t keyspace = 0;
  std::optional<Timestamp> dropped_at;
  storage::History history;
  bool for_stream = false;  // history is kept for a stream alone: continuous backups are off
  std::size_t strata = 1;   // keyspaces that a read may have to look into
  storage::KeyspaceUse use;
  // What lies beneath it in bases of its own.
  std::uint64_t base_bytes = 0;
};

struct PinStats {
  std::string id;
  std::string backup;  // its name; empty: no backup has this pin
  std::string table;
  Timestamp at;
  std::optional<storage::VersionCount> alone;  // what goes with it
};

struct RegionStats {
  std::string region;
  bool empty = false;  // no store was made there yet
  storage::StoppedUse use;
  std::vector<TableStats> tables;  // the largest first
  std::vector<PinStats> pins;      // the oldest first
  std::vector<storage::JobRow> jobs;
  std::uint64_t bases = 0;  // keyspaces without a table row
  bool damaged = false;     // some rows could not be read
};

struct DirectoryStats {
  std::string directory;
  Timestamp now;
  std::vector<RegionStats> regions;
};

// Errors: kCorrupt and others of opening a store; the message names the region
Result<DirectoryStats> stats_of(const storage::DataDirectory& directory,
                                storage::Environment& environment, Timestamp now, bool walk);

std::string to_text(const DirectoryStats& stats);
std::string to_json(const DirectoryStats& stats);

}  // namespace tidemark::apps
