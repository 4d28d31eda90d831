#include "tables/item_action.h"

#include "expressions/apply_update.h"
#include "tables/catalog.h"
#include "tables/index_key_update.h"
#include "values/item_bytes.h"
#include "values/item_size.h"
#include "values/item_view.h"

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::View;
using values::Item;

// The table as it is in the view: the one that the action was prepared with while the catalog has
// not been written to since. Nothing when it is gone.
Result<KnownTable> table_now(const View& view, const KnownTable& known) {
  if (view.catalog_edition() == known.edition()) {
    return view.is_live(known->stored_as) ? known : KnownTable{};
  }
  TM_TRY(FoundTable found, find(view, known->name));
  if (!found || found->stored_as != known->stored_as) return KnownTable{};
  return KnownTable(*std::move(found), view.catalog_edition());
}

Result<bool> holds(const expressions::Predicate* condition, const CurrentItem& current) {
  if (condition == nullptr) return true;
  if (!current.version) return condition->holds(values::ItemView());
  TM_TRY(const values::ItemView item, values::ItemView::open(current.version->value));
  return condition->holds(item);
}

// The current item and what the action leads to, step by step.
class Performance {
 public:
  Performance(const View& view, Changes& changes, const TableDescription& table,
              const ItemAction& action, bool prepared_for_it, CurrentItem current)
      : view_(view),
        changes_(changes),
        table_(table),
        action_(action),
        prepared_for_it_(prepared_for_it),
        where_(action.where()),
        current_(std::move(current)) {}

  Result<WriteAnswer> operator()(const CheckAction&) {
    ChangedItem looked_at;
    if (current_.item) looked_at.before_bytes = values::bytes_of(*current_.item);
    return WriteAnswer(written(std::move(looked_at)));
  }

  Result<WriteAnswer> operator()(const RefusedAction& refused) {  // which has no key to be read
    return WriteAnswer(CannotUpdate{refused.message});
  }

  Result<WriteAnswer> operator()(const DeleteAction&) {
    return WriteAnswer(written(change_item(view_, changes_, table_, where_, current_, nullptr)));
  }

  Result<WriteAnswer> operator()(const PutAction& put) {
    if (prepared_for_it_) {
      return WriteAnswer(
          written(change_item(view_, changes_, table_, where_, current_, &put.item)));
    }
    // The table got or lost an index in the meantime.
    TM_TRY(const Item item, values::item_from_bytes(put.item.bytes));
    if (auto problem = find_index_key_problem(table_, item)) return WriteAnswer(*problem);
    const PreparedItem after(table_, where_.key, item);
    return WriteAnswer(written(change_item(view_, changes_, table_, where_, current_, &after)));
  }

  Result<WriteAnswer> operator()(const UpdateAction& action) {
    if (action.must_exist && !current_.item) return WriteAnswer(ConditionFailed{});
    auto changed = expressions::apply(action.update, current_.item, action.key_attributes);
    if (auto* problem = std::get_if<expressions::ExpressionProblem>(&changed)) {
      return WriteAnswer(CannotUpdate{std::move(problem->message)});
    }
    if (std::holds_alternative<expressions::TooLarge>(changed)) return WriteAnswer(ItemTooLarge{});
    auto& item = std::get<std::optional<Item>>(changed);
    std::optional<PreparedItem> after;
    if (item) {
      if (auto problem = find_index_key_problem(table_, action.update, *item)) {
        return WriteAnswer(*std::move(problem));
      }
      after.emplace(table_, where_.key, *item);
    }
    Written done =
        written(change_item(view_, changes_, table_, where_, current_, after ? &*after : nullptr));
    done.after = std::move(item);
    return WriteAnswer(std::move(done));
  }

 private:
  Written written(ChangedItem changed) {
    return {.before = std::move(current_.item), .after = {}, .changed = std::move(changed)};
  }

  const View& view_;
  Changes& changes_;
  const TableDescription& table_;
  const ItemAction& action_;
  const bool prepared_for_it_;
  const storage::KeyRef where_;
  CurrentItem current_;
};

}  // namespace

ItemAction put_action(const KnownTable& table, std::string key, const Item& item) {
  PreparedItem prepared(*table, key, item);
  return {.table = table, .key = std::move(key), .what = PutAction{std::move(prepared)}};
}

void append_keys(std::vector<storage::KeyRef>& keys, const ItemAction& action) {
  if (std::holds_alternative<RefusedAction>(action.what)) return;
  keys.push_back(action.where());
  const auto* put = std::get_if<PutAction>(&action.what);
  if (put == nullptr) return;
  for (const IndexEntry& entry : put->item.entries) {
    keys.push_back({action.table->stored_as, entry.part, entry.key});
  }
}

Result<WriteAnswer> perform(View& view, Changes& changes, const ItemAction& action) {
  TM_TRY(const KnownTable table, table_now(view, action.table));
  if (!table) return WriteAnswer(NoTable{});
  if (const auto* refused = std::get_if<RefusedAction>(&action.what)) {
    return WriteAnswer(CannotUpdate{refused->message});
  }
  TM_TRY(CurrentItem current, current_item(view, *table, action.where()));
  TM_TRY(const bool allowed, holds(action.condition.get(), current));
  if (!allowed) {
    const std::size_t bytes = current.item ? values::bytes_of(*current.item) : 0;
    return WriteAnswer(ConditionFailed{std::move(current.item), bytes});
  }
  const bool prepared_for_it = table->indexes == action.table->indexes;
  return std::visit(Performance(view, changes, *table, action, prepared_for_it, std::move(current)),
                    action.what);
}

}  // namespace tidemark::tables
