// A customer's table as the catalog knows it. Format: docs/formats/catalog.md.
#pragma once

#include "base/timestamp.h"
#include "storage/types.h"
#include "tables/index.h"
#include "tables/table_settings.h"
#include "tables/throughput.h"
#include "values/item_key.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::tables {

using values::KeySchema;

enum class BillingMode : std::uint8_t { kProvisioned = 0, kPayPerRequest = 1 };

// Where a restored table came from.
struct RestoredFrom {
  std::string backup_arn;  // empty for a restore to a point in time
  std::string table_arn;
  Timestamp as_of;
  bool in_progress = false;
  friend bool operator==(const RestoredFrom&, const RestoredFrom&) = default;
};

// Account, region and name: what a request means by "the table".
struct TableName {
  std::string account;
  std::string region;
  std::string name;
  friend bool operator==(const TableName&, const TableName&) = default;
};

struct TableDescription {
  TableName name;
  std::string table_id;        // the UUID that AWS clients see; new for every table
  storage::TableId stored_as;  // the store's number, never reused
  KeySchema keys;
  BillingMode billing = BillingMode::kProvisioned;
  Throughput provisioned;  // zeros for pay per request
  std::optional<Timestamp> last_increase_at;
  std::optional<Timestamp> last_decrease_at;
  std::optional<Throughput> on_demand_maxima;  // 0: that one is not set
  bool deletion_protected = false;
  Timestamp created_at;
  Timestamp active_at;   // CREATING before this instant
  Timestamp updated_at;  // UPDATING before this instant, and while an index gets or gives up room
  std::map<std::string, std::string> tags;
  std::optional<RestoredFrom> restored_from;
  std::vector<Index> indexes;    // in the order in which they were made
  storage::Part next_part = 1;   // of the next index: never one that was used before
  std::optional<Stream> stream;  // the newest, enabled or not
  std::optional<TimeToLive> time_to_live;
  // Continuous backups are off, and the store's history is kept only for the stream's images.
  bool history_for_stream_only = false;
  // Continuous backups reach back no further, though the store's history may.
  Timestamp backups_from;
  TableSettings settings;
  friend bool operator==(const TableDescription&, const TableDescription&) = default;
};

enum class TableStatus { kCreating, kUpdating, kActive };

TableStatus status_at(const TableDescription& table, Timestamp now);

// Whether items can be read and written: not while CREATING.
bool can_be_used(const TableDescription& table, Timestamp now);

// The index of that name that customers see; null: there is none.
const Index* find_index(const TableDescription& table, std::string_view name);

// "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
std::string arn_of(const TableName& name);

}  // namespace tidemark::tables
