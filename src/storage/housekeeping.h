// What the store does for itself, a piece at a time: raises floors, trims `hist` and `log`,
// buries dropped tables whose past is over, removes keyspaces that nobody names.
//
// Threads   piece() by one at a time; due_at() by any.
#pragma once

#include "storage/committer.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::storage {

class Housekeeping {
 public:
  Housekeeping(const Database& database, Published& published, Committer& committer,
               ClockWatch& clock, TrimTracker& tracker, const StoreOptions& options);

  // Looks where old rows lie, after the store was opened.
  Status start();

  Result<bool> piece();
  [[nodiscard]] std::optional<Timestamp> due_at();

  // How far trimming lags and what it did: floor_lag, keyspaces_to_trim, trim_pieces, trim_bytes.
  void add_to(StoreMetrics& metrics) const;

 private:
  struct RaiseFloors {};

  struct Doom {
    std::vector<KeyspaceId> keyspaces;
  };

  struct Remove {
    KeyspaceId keyspace;
  };

  struct TrimHistory {
    KeyspaceId keyspace;
    Timestamp floor;
  };

  struct TrimLog {
    KeyspaceId keyspace;
    Timestamp until;  // inclusive
  };

  struct Nothing {};

  using Work = std::variant<Nothing, RaiseFloors, Doom, Remove, TrimHistory, TrimLog>;

  Work next_work();
  [[nodiscard]] std::optional<Timestamp> next_rise(const Registry& registry) const;
  // The floor this table should have now; nullopt when it is not worth a commit.
  [[nodiscard]] std::optional<Timestamp> due_floor(const TableState& table, Timestamp until) const;
  [[nodiscard]] std::chrono::microseconds step_of(const History& history) const;
  [[nodiscard]] Timestamp floors_until(const Registry& registry) const;

  Status run(const RaiseFloors& work);
  Status run(const Doom& work);
  Status run(const Remove& work);
  Status run(const TrimHistory& work);
  Status run(const TrimLog& work);

  Status run(const Nothing&) { return Ok{}; }

  Status drop_range(rocksdb::ColumnFamilyHandle* family, const std::string& from,
                    const std::string& until);
  Status compact(rocksdb::ColumnFamilyHandle* family, const std::string& from,
                 const std::string& until);
  Status flush_history();
  Status begin_pass(const TrimHistory& work);
  Status find_oldest_log(KeyspaceId keyspace);
  Status find_oldest_ends(const Registry& registry);

  const Database& database_;
  Published& published_;
  Committer& committer_;
  ClockWatch& clock_;
  TrimTracker& tracker_;
  const StoreOptions options_;

  // A walk over the files of one keyspace's history, a few at a time.
  struct Pass {
    KeyspaceId keyspace;
    Timestamp floor;
    std::string cursor;  // files that end before it are done
  };

  std::mutex turn_;
  std::optional<Pass> pass_;  // by turn_
  std::atomic<bool> passing_{false};
  std::atomic<std::uint64_t> pieces_{0};
  std::atomic<std::uint64_t> bytes_{0};
};

}  // namespace tidemark::storage
