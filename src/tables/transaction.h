// Several actions on several items at one commit, all or none.
//
//   auto write = transact(store, std::move(actions), token);
//   write.start(done);  …  const Result<TransactionAnswer> answer = write.answer();
//
// Decisions run one after another on the committer's thread, so transactions are serialisable and
// none is ever in another's way.
#pragma once

#include "tables/item_action.h"
#include "tables/request_tokens.h"
#include "tables/write.h"
#include "values/stored_item.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::tables {

struct TransactionDone {
  std::vector<Written> items;  // in the order of the actions
};

// It was done before under the same token; nothing was written now.
struct TransactionReplayed {
  std::vector<std::size_t> item_bytes;
};

// The token stands for another transaction.
struct TokenMismatch {};

// Nothing was written. What stood against each action; unset: nothing, or it was not asked any more
// because an action before it was not allowed at all.
struct TransactionCancelled {
  std::vector<std::optional<WriteAnswer>> reasons;
};

using TransactionAnswer = std::variant<NoTable, TransactionDone, TransactionReplayed, TokenMismatch,
                                       TransactionCancelled>;

// No two actions have the same item.
Write<TransactionAnswer> transact(storage::Store& store, std::vector<ItemAction> actions,
                                  std::optional<RequestToken> token);

struct ItemPlace {
  KnownTable table;
  std::string key;
};

using ItemsTogether = std::variant<NoTable, std::vector<std::optional<values::StoredItem>>>;

// The newest items of these keys, all as of one moment, in their order.
Write<ItemsTogether> read_together(storage::Store& store, std::vector<ItemPlace> places);

}  // namespace tidemark::tables
