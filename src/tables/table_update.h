// What UpdateTable changes about a table, in one decision against its newest row.
//
//   auto write = update_table(store, name, {.deletion_protected = true});
//   write.start(done);  …  write.answer()
#pragma once

#include "tables/capacity_settings.h"
#include "tables/catalog.h"
#include "tables/index_update.h"
#include "tables/streams.h"
#include "tables/table_changes.h"
#include "tables/write.h"

#include <chrono>
#include <optional>
#include <string>
#include <variant>

namespace tidemark::tables {

// Maxima of a table paid per request; unset members stay as they are, 0 takes one away.
struct MaximaChange {
  std::optional<std::uint64_t> read_units;
  std::optional<std::uint64_t> write_units;
};

// Whose key encrypts: an ARN, or AWS's own without one.
struct EncryptionChange {
  std::optional<std::string> key_arn;
};

// At least one is set. What may stand beside what, the caller has seen.
struct TableUpdate {
  std::optional<BillingMode> billing;
  std::optional<Throughput> provisioned;
  std::optional<MaximaChange> on_demand_maxima;
  std::optional<bool> deletion_protected;
  std::optional<bool> infrequent_access;
  std::optional<EncryptionChange> encryption;
  std::optional<Throughput> warm;  // members that are 0 stay as they are
  std::vector<IndexAction> indexes;
  std::optional<StreamRequest> start_stream;
  bool stop_stream = false;
  std::chrono::microseconds takes{0};  // how long it stays UPDATING

  [[nodiscard]] bool changes_stream() const { return start_stream || stop_stream; }

  // Changes that AWS makes while the table is UPDATING, and without making it so.
  [[nodiscard]] bool is_quiet() const {
    return !billing && !provisioned && !on_demand_maxima && !infrequent_access && indexes.empty() &&
           !changes_stream();
  }
};

// AWS's table stays ACTIVE while nothing but throughput of its indexes changes.
bool only_changes_indexes(const TableUpdate& update);

struct Updated {
  TableDescription before;
  TableDescription after;
};

// The throughput asked for is the one it has.
struct SameThroughput {
  Throughput current;
};

// Throughput for a table paid per request; maxima for one that is not.
struct ThroughputNotAllowed {};

struct MaximaNotAllowed {};

// Throughput may not fall again before `next`.
struct TooManyDecreases {
  NextDecrease decrease;
};

struct WarmTooLow {
  bool read = true;  // or write
};

// Encryption with AWS's own key is switched off on a table that has none other.
struct NotEncrypted {};

struct StreamAlreadyEnabled {};

struct NoStreamToDisable {};

using UpdateAnswer = std::variant<NoTable, Updated, TableBusy, SameThroughput, ThroughputNotAllowed,
                                  MaximaNotAllowed, TooManyDecreases, WarmTooLow, NotEncrypted,
                                  IndexRefusal, StreamAlreadyEnabled, NoStreamToDisable>;

Write<UpdateAnswer> update_table(storage::Store& store, TableName name, TableUpdate update);

}  // namespace tidemark::tables
