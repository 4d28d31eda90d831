// What an item is in an index: a row of the index's part, or nothing where the item lacks one of
// the index's key attributes. Format: docs/formats/indexes.md.
//
//   for (IndexEntry& entry : entries_of(table, item, key)) changes.put({…, entry.part, entry.key},
//   …)
//
// Threads   Pure.
#pragma once

#include "tables/table_description.h"
#include "values/attribute_value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::tables {

struct IndexEntry {
  storage::Part part = 0;
  std::string key;        // the index's key attributes, then the item's own key
  std::string value;      // what is projected, as values::to_bytes() has it
  std::size_t bytes = 0;  // of what is projected, as AWS counts them
};

// What the entry adds to the tally of its index's part; it has no digest.
storage::Tally tally_of(const IndexEntry& entry);

// Why an item cannot be written: it has an attribute that is a key of an index but cannot be one.
struct IndexKeyProblem {
  enum class Why { kType, kEmpty, kTooLong };
  // In an item, in an update's text, or in what an update made of an item: the words differ.
  enum class Where { kItem, kUpdate, kUpdatedItem };

  Why why = Why::kType;
  Where where = Where::kItem;
  std::string index;
  KeyAttribute expected;
  std::string actual;  // kType: the type that it has
  bool hash = true;    // kTooLong
};

// Of the indexes that are written; the first problem by the names of the indexes.
std::optional<IndexKeyProblem> find_index_key_problem(const TableDescription& table,
                                                      const values::Item& item);

// An item as it is stored: indexes that show all of it copy this instead of encoding it anew.
struct EncodedItem {
  std::string_view bytes;   // values::to_bytes
  std::size_t counted = 0;  // values::bytes_of
};

// Of every index that is written and that the item belongs to, by part. `key` is the item's own.
// An attribute that cannot be a key is like one that is missing.
std::vector<IndexEntry> entries_of(const TableDescription& table, const values::Item& item,
                                   std::string_view key,
                                   const std::optional<EncodedItem>& encoded = {});
std::optional<IndexEntry> entry_of(const TableDescription& table, const Index& index,
                                   const values::Item& item, std::string_view key,
                                   const std::optional<EncodedItem>& encoded = {});

// The attributes that the index shows of an item.
values::Item projected(const TableDescription& table, const Index& index, const values::Item& item);

}  // namespace tidemark::tables
