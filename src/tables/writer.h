// Writing items. The caller has found the table, checked the key and its own rules; these compute
// the decision: the item as it is, the table's tally, the item as it will be.
//
//   auto write = put_item(store, table, key, std::move(item));
//   write.start(done);  …  const Result<WriteAnswer> answer = write.answer();
//
// A table that was dropped, or made anew under its name, in the meantime answers NoTable.
#pragma once

#include "expressions/update.h"
#include "tables/table_changes.h"
#include "tables/write.h"
#include "values/attribute_value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::tables {

struct Written {
  std::optional<values::Item> before;
  std::optional<values::Item> after;  // left out by put_item: its caller has it
  std::size_t before_bytes = 0;       // values::bytes_of; 0 without an item
  std::size_t after_bytes = 0;
};

// An update would make the item larger than values::kMaxItemBytes.
struct ItemTooLarge {};

// The item is not one that this update can change; a ValidationException with this text.
struct CannotUpdate {
  std::string message;
};

using WriteAnswer = std::variant<NoTable, Written, ItemTooLarge, CannotUpdate>;

Write<WriteAnswer> put_item(storage::Store& store, const TableDescription& table, std::string key,
                            const values::Item& item);
Write<WriteAnswer> delete_item(storage::Store& store, const TableDescription& table,
                               std::string key);
// Without such an item one is made of `key_attributes`, as expressions::apply() has it.
Write<WriteAnswer> update_item(storage::Store& store, const TableDescription& table,
                               std::string key, values::Item key_attributes,
                               expressions::Update update);

struct BatchEntry {
  storage::TableId table;
  std::string key;
  std::optional<values::Item> item;  // nullopt deletes
};

struct BatchWritten {
  std::vector<Written> items;  // in the order of the entries, without their images
};

using BatchAnswer = std::variant<NoTable, BatchWritten>;

// All at one commit. No two entries have the same table and key.
Write<BatchAnswer> write_batch(storage::Store& store, std::vector<BatchEntry> entries);

}  // namespace tidemark::tables
