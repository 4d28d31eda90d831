// One change of an item as its table's stream remembers it: a row of the stream's own table in the
// store, written in the commit of the item. Format: docs/formats/streams.md.
//
// Threads   Pure.
#pragma once

#include "base/result.h"
#include "storage/changes.h"
#include "storage/view.h"
#include "tables/table_description.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::tables {

// Where a record stands in its stream: the order of all commits, then that within a decision.
struct RecordPlace {
  Timestamp at;
  std::uint32_t ordinal = 0;
  std::uint32_t index = 0;
  friend auto operator<=>(const RecordPlace&, const RecordPlace&) = default;

  // Nothing lies between a place and the next.
  [[nodiscard]] RecordPlace next() const;
};

std::string encode(const RecordPlace& place);
// Errors: kCorrupt
Result<RecordPlace> decode_place(std::string_view key);

// 38 digits, rising as places do.
std::string sequence_number(const RecordPlace& place);
// Nullopt for a text that sequence_number() never gives.
std::optional<RecordPlace> parse_sequence_number(std::string_view text);

enum class RecordKind : std::uint8_t { kInsert = 0, kModify = 1, kRemove = 2 };

// Who wanted the change: a customer, or the time to live.
enum class ChangedBy : std::uint8_t { kCustomer = 0, kExpiry = 1 };

struct StreamRecord {
  RecordKind kind = RecordKind::kInsert;
  ChangedBy by = ChangedBy::kCustomer;
  std::string item_key;  // as stored
  // Only of an item that the same commit time had written before: no instant shows it. It is also
  // the new image of that earlier record. All other images are versions of the item.
  std::optional<std::string> old_item;
  friend bool operator==(const StreamRecord&, const StreamRecord&) = default;
};

std::string encode(const StreamRecord& record);
// Errors: kCorrupt
Result<StreamRecord> decode_record(std::string_view bytes);

// Adds the record of a change to `changes`, if the table has a stream. `before`: the item's newest
// version, if there is one; `stays`: whether there is an item afterwards.
void record_change(const storage::View& view, storage::Changes& changes,
                   const TableDescription& table, const storage::KeyRef& where,
                   const std::optional<storage::Version>& before, bool stays, ChangedBy by);

}  // namespace tidemark::tables
