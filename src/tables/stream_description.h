// A stream as the catalog knows it: a row of its own, from its beginning until its last record is
// trimmed, whatever becomes of the table. Format: docs/formats/catalog.md.
//
// Threads   Pure functions of what they are given.
// Errors    kCorrupt of a damaged row, and those of the store.
#pragma once

#include "storage/changes.h"
#include "storage/store.h"
#include "storage/view.h"
#include "tables/table_description.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::tables {

inline constexpr storage::Part kStreams = 3;

// How long records stay, and a stream after its end.
// Source: developer guide, "Change data capture for DynamoDB Streams".
inline constexpr std::chrono::hours kStreamLife{24};

// How long a table's versions stay for its stream's images where nothing else keeps them: a little
// longer than any record that shows them.
inline constexpr std::chrono::hours kStreamHistory{25};

struct StreamDescription {
  TableName table;
  std::string table_id;
  storage::TableId items;      // the store's table whose items change
  storage::TableId stored_as;  // that of the records
  KeySchema keys;
  StreamView view = StreamView::kNewAndOldImages;
  Timestamp label_at;    // whole milliseconds, no two of a table's name the same
  Timestamp created_at;  // the commit that made it
  std::optional<Timestamp> disabled_at;
  std::string secret;  // what its iterators are signed with
  friend bool operator==(const StreamDescription&, const StreamDescription&) = default;
};

// "2026-11-20T14:05:00.123"
std::string label_of(Timestamp label_at);
// "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-11-20T14:05:00.123"
std::string stream_arn(const TableName& table, Timestamp label_at);

storage::KeyRef stream_key(const TableName& table, std::string_view label);

std::string encode(const StreamDescription& stream);
Result<StreamDescription> decode_stream(std::string_view bytes);

using FoundStream = std::optional<StreamDescription>;

Result<FoundStream> find_stream(const storage::Store& store, const TableName& table,
                                std::string_view label);
Result<FoundStream> find_stream(const storage::View& view, const storage::KeyRef& key);

// Those of a name, also of earlier tables of that name, by label.
Result<std::vector<StreamDescription>> streams_of(const storage::View& view, const TableName& name);

struct StreamFilter {
  std::string account;
  std::string region;
  std::optional<std::string> table;      // only of tables of this name
  std::optional<storage::KeyRef> after;  // the row of the last one of the page before
  std::size_t limit = 100;
};

struct StreamPage {
  std::vector<StreamDescription> streams;  // by table name and label
  bool more = false;
};

Result<StreamPage> list_streams(const storage::Store& store, const StreamFilter& filter);

}  // namespace tidemark::tables
