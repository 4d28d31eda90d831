// One action on one item, alone or among those of a batch or a transaction: put, delete, update, or
// only a look; with a condition on the item as it is.
//
//   ItemAction action = put_action(table, key, item);
//   action.condition = predicate;
//   TM_TRY(const WriteAnswer answer, perform(view, changes, action));
//
// Threads   Actions are immutable once made; perform() runs on the committer's thread.
#pragma once

#include "expressions/predicate.h"
#include "expressions/update.h"
#include "storage/changes.h"
#include "storage/view.h"
#include "tables/item_change.h"
#include "tables/known_tables.h"
#include "tables/write.h"
#include "values/attribute_value.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::tables {

struct PutAction {
  PreparedItem item;
};

struct DeleteAction {};

struct UpdateAction {
  values::Item key_attributes;  // without an item one is made of these
  expressions::Update update;
  bool must_exist = false;  // without an item the condition counts as failed
};

struct CheckAction {};  // writes nothing

// What cannot be done at all, found out before: it answers CannotUpdate when its turn comes.
struct RefusedAction {
  std::string message;
};

struct ItemAction {
  KnownTable table;
  std::string key;  // values::key_of
  std::variant<CheckAction, PutAction, DeleteAction, UpdateAction, RefusedAction> what;
  std::shared_ptr<const expressions::Predicate> condition = {};  // null: none

  [[nodiscard]] storage::KeyRef where() const { return {table->stored_as, storage::kItems, key}; }
};

ItemAction put_action(const KnownTable& table, std::string key, const values::Item& item);

// The rows that the action will read, as far as they are known beforehand.
void append_keys(std::vector<storage::KeyRef>& keys, const ItemAction& action);

struct Written {
  std::optional<values::Item> before;
  std::optional<values::Item> after;  // left out by puts: the caller has it
  ChangedItem changed;
};

struct ConditionFailed {
  std::optional<values::Item> item;  // as it is
  std::size_t bytes = 0;             // as AWS counts them
};

// An update would make the item larger than values::kMaxItemBytes.
struct ItemTooLarge {};

// The item is not one that this update can change; a ValidationException with this text.
struct CannotUpdate {
  std::string message;
};

using WriteAnswer =
    std::variant<NoTable, Written, ConditionFailed, ItemTooLarge, CannotUpdate, IndexKeyProblem>;

// Whether the action can only free room.
[[nodiscard]] inline bool only_frees(const ItemAction& action) {
  return std::holds_alternative<DeleteAction>(action.what) ||
         std::holds_alternative<CheckAction>(action.what);
}

// Adds what the action does to `changes`, unless its answer is another than Written. The view does
// not show what `changes` already holds: no two actions of one decision have the same item.
// Errors: kCorrupt, and those of View::get
Result<WriteAnswer> perform(storage::View& view, storage::Changes& changes,
                            const ItemAction& action);

}  // namespace tidemark::tables
