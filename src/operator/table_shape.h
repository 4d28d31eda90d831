// What a table is made of, as DescribeTable tells it: its key, its indexes, how much is in it.
//
//   TM_TRY(const TableShape shape, shape_of(reply.body.find("Table")));
//   for (const std::string& line : differences_in_shape(before, after)) …
//
// A key may have several attributes of a kind: an index's has up to four of each.
//
// Threads   Plain values and pure functions.
#pragma once

#include "codec/json.h"
#include "values/item_key.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidemark::runbooks {

struct KeyPart {
  std::string name;
  std::string type;  // "S", "N", "B"
  std::string role;  // "HASH", "RANGE"
  friend bool operator==(const KeyPart&, const KeyPart&) = default;
};

struct IndexShape {
  std::string name;
  bool global = true;
  std::vector<KeyPart> keys;
  std::string projection;           // "ALL", "KEYS_ONLY", "INCLUDE"
  std::vector<std::string> others;  // attributes that INCLUDE names, ascending
  std::string status{};             // of a global one: "ACTIVE"
  friend bool operator==(const IndexShape&, const IndexShape&) = default;
};

struct TableShape {
  std::vector<KeyPart> keys;
  std::vector<IndexShape> indexes;  // ascending by name
  // As AWS counts them every six hours or so; the engine counts them as of now.
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
  std::string status;  // "ACTIVE"
};

// Of a TableDescription.
// Errors: kCorrupt  it lacks the key schema
Result<TableShape> shape_of(const codec::JsonValue& description);

// "Package (S, partition key), Build (S, sort key)".
[[nodiscard]] std::string keys_text(const std::vector<KeyPart>& keys);

// The table's own key as the value layer wants it.
// Errors: kInvalid  it has more than one partition or sort key
Result<values::KeySchema> key_schema_of(const TableShape& shape);

// One line for each difference of keys and indexes; counts and states are no part of it.
[[nodiscard]] std::vector<std::string> differences_in_shape(const TableShape& wanted,
                                                            const TableShape& found);

// docs/formats/passport.md, "shape".
void write_shape(codec::JsonWriter& out, const TableShape& shape);
// Errors: kInvalid  not what write_shape writes
Result<TableShape> read_shape(const codec::JsonValue& json);

}  // namespace tidemark::runbooks
