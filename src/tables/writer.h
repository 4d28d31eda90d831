// Writing items. The caller has found the table, checked the key and its own rules; these compute
// the decision.
//
//   auto write = write_item(store, action);
//   write.start(done);  …  const Result<WriteAnswer> answer = write.answer();
//
// A table that was dropped, or made anew under its name, in the meantime answers NoTable.
#pragma once

#include "tables/item_action.h"
#include "tables/write.h"

#include <variant>
#include <vector>

namespace tidemark::tables {

// Also what writes nothing waits for its group: what it saw may not be on disk yet.
Write<WriteAnswer> write_item(storage::Store& store, ItemAction action);

struct BatchWritten {
  std::vector<ChangedItem> items;  // in the order of the actions
};

using BatchAnswer = std::variant<NoTable, BatchWritten, IndexKeyProblem>;

// Puts and deletes, all at one commit. No two have the same table and key, none has a condition.
Write<BatchAnswer> write_batch(storage::Store& store, std::vector<ItemAction> actions);

}  // namespace tidemark::tables
