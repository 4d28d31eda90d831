// A store that no server holds, opened to be looked at: nothing of it is ever written.
//
//   TM_TRY(const auto store, StoppedStore::open(directory, environment));
//   for (const TableState& table : store->tables()) …
//
// Threads   Any for the const members.
// Errors    kCorrupt of damaged bytes; the message names the file where RocksDB knows it.
#pragma once

#include "base/result.h"
#include "storage/environment.h"
#include "storage/types.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::storage {

class Database;
struct Registry;

// One version of a key in its own keyspace. `end` is Timestamp::max() of the newest.
struct OwnVersion {
  Timestamp start;
  Timestamp end;
  bool tombstone = false;
  std::string_view value;
};

class StoppedStore {
 public:
  // Errors: kNotFound  no store was ever made there
  //         kCorrupt   a file failed its check, or a row that names tables, pins or jobs
  static Result<std::unique_ptr<StoppedStore>> open(const std::string& directory,
                                                    Environment& environment);
  ~StoppedStore();
  StoppedStore(const StoppedStore&) = delete;
  StoppedStore& operator=(const StoppedStore&) = delete;

  [[nodiscard]] std::vector<TableState> tables() const;
  [[nodiscard]] std::optional<TableState> table(TableId id) const;
  [[nodiscard]] std::vector<PinState> pins() const;
  [[nodiscard]] std::vector<JobRow> jobs() const;
  // Keyspaces without a table row, and the table they were made for.
  [[nodiscard]] std::vector<std::pair<KeyspaceId, TableId>> bases() const;
  // Whether some table's or pin's list names it.
  [[nodiscard]] bool referenced(KeyspaceId keyspace) const;
  [[nodiscard]] Timestamp last_commit() const;

  using Row = std::function<Status(std::string_view key, std::string_view value)>;
  // What a list of strata shows of a part, by key.
  Status each(const Strata& strata, Part part, const Row& row) const;

  using EachVersion = std::function<Status(std::string_view key, const OwnVersion& version)>;
  // Every version of every key of a part in one keyspace: by key, the newest first.
  Status each_version(KeyspaceId keyspace, Part part, const EachVersion& version) const;

  // The value of a key through a list of strata.
  Result<std::optional<std::string>> read(const Strata& strata, Part part,
                                          std::string_view key) const;

  // Inside storage only.
  [[nodiscard]] const Database& database() const { return *database_; }

  [[nodiscard]] const Registry& registry() const { return *registry_; }

 private:
  StoppedStore();

  std::unique_ptr<Database> database_;
  std::unique_ptr<const Registry> registry_;
};

}  // namespace tidemark::storage
