#include "tables/writer.h"

#include "expressions/apply_update.h"
#include "values/digest.h"
#include "values/item_bytes.h"
#include "values/item_size.h"

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::Decision;
using storage::KeyRef;
using storage::Refused;
using storage::View;
using values::Item;

// What an item adds to its table's tally.
storage::Tally tally_of(const Item& item) {
  return {.items = 1,
          .bytes = static_cast<std::int64_t>(values::bytes_of(item)),
          .digest = values::digest_of(item)};
}

// An item to be put, encoded and digested before the committer's thread sees it.
struct Prepared {
  explicit Prepared(Item given)
      : item(std::move(given)), bytes(values::to_bytes(item)), tally(tally_of(item)) {}

  Item item;
  std::string bytes;
  storage::Tally tally;
};

KeyRef item_key(const TableDescription& table, const std::string& key) {
  return {table.stored_as, storage::kItems, key};
}

std::vector<KeyRef> keys_read(const TableDescription& table, const std::string& key) {
  return {live_key(table.name), item_key(table, key)};
}

Result<bool> is_same_table(const View& view, const TableDescription& table) {
  TM_TRY(const FoundTable now, find(view, table.name));
  return now && now->stored_as == table.stored_as;
}

Result<std::optional<Item>> current(const View& view, const KeyRef& key) {
  TM_TRY(const auto version, view.get(key));
  if (!version) return std::optional<Item>{};
  TM_TRY(Item item, values::item_from_bytes(version->value));
  return std::optional<Item>{std::move(item)};
}

// Adds the replacement of `before` by `after` to `changes`.
void replace(Changes& changes, const KeyRef& key, const std::optional<Item>& before,
             const Prepared* after) {
  storage::Tally delta;
  if (before) delta += -tally_of(*before);
  if (after != nullptr) {
    delta += after->tally;
    changes.put(key, after->bytes);
  } else if (before) {
    changes.remove(key);
  }
  if (before || after != nullptr) changes.tally(key.table, delta);
}

}  // namespace

Write<WriteAnswer> put_item(storage::Store& store, const TableDescription& table, std::string key,
                            Item item) {
  auto keys = keys_read(table, key);
  return {store, std::move(keys),
          [table, where = item_key(table, key), prepared = Prepared(std::move(item))](
              View& view, WriteAnswer& answer) -> Result<Decision> {
            TM_TRY(const bool same, is_same_table(view, table));
            if (!same) return Decision{Refused{}};
            TM_TRY(auto before, current(view, where));
            Changes changes;
            replace(changes, where, before, &prepared);
            answer = Written{std::move(before), prepared.item};
            return Decision{std::move(changes)};
          }};
}

Write<WriteAnswer> delete_item(storage::Store& store, const TableDescription& table,
                               std::string key) {
  auto keys = keys_read(table, key);
  return {
      store, std::move(keys),
      [table, where = item_key(table, key)](View& view, WriteAnswer& answer) -> Result<Decision> {
        TM_TRY(const bool same, is_same_table(view, table));
        if (!same) return Decision{Refused{}};
        TM_TRY(auto before, current(view, where));
        // Without an item nothing changes, but the answer still waits for its group: the
        // delete that it saw may not be on disk yet.
        Changes changes;
        replace(changes, where, before, nullptr);
        changes.makes_room = true;
        answer = Written{std::move(before), std::nullopt};
        return Decision{std::move(changes)};
      }};
}

Write<WriteAnswer> update_item(storage::Store& store, const TableDescription& table,
                               std::string key, Item key_attributes, expressions::Update update) {
  auto keys = keys_read(table, key);
  return {store, std::move(keys),
          [table, where = item_key(table, key), fresh = std::move(key_attributes),
           update = std::move(update)](View& view, WriteAnswer& answer) -> Result<Decision> {
            TM_TRY(const bool same, is_same_table(view, table));
            if (!same) return Decision{Refused{}};
            TM_TRY(auto before, current(view, where));
            auto changed = expressions::apply(update, before, fresh);
            if (auto* problem = std::get_if<expressions::ExpressionProblem>(&changed)) {
              answer = CannotUpdate{std::move(problem->message)};
              return Decision{Refused{}};
            }
            auto& item = std::get<std::optional<Item>>(changed);
            if (item && values::bytes_of(*item) > values::kMaxItemBytes) {
              answer = ItemTooLarge{};
              return Decision{Refused{}};
            }
            Changes changes;
            std::optional<Prepared> after;
            if (item) after.emplace(*std::move(item));
            replace(changes, where, before, after ? &*after : nullptr);
            answer = Written{std::move(before),
                             after ? std::optional(std::move(after->item)) : std::nullopt};
            return Decision{std::move(changes)};
          }};
}

Write<BatchAnswer> write_batch(storage::Store& store, std::vector<BatchEntry> entries) {
  struct One {
    TableDescription table;
    KeyRef where;
    std::optional<Prepared> after;
  };

  auto all = std::make_shared<std::vector<One>>();  // the decision's copies share it
  std::vector<KeyRef> keys;
  for (BatchEntry& entry : entries) {
    One one{entry.table, item_key(entry.table, entry.key), std::nullopt};
    if (entry.item) one.after.emplace(*std::move(entry.item));
    keys.push_back(live_key(entry.table.name));
    keys.push_back(one.where);
    all->push_back(std::move(one));
  }
  return {store, std::move(keys), [all](View& view, BatchAnswer& answer) -> Result<Decision> {
            Changes changes;
            BatchWritten written;
            for (const One& one : *all) {
              TM_TRY(const bool same, is_same_table(view, one.table));
              if (!same) return Decision{Refused{}};
              TM_TRY(auto before, current(view, one.where));
              replace(changes, one.where, before, one.after ? &*one.after : nullptr);
              written.items.push_back({std::move(before), std::nullopt});
            }
            answer = std::move(written);
            return Decision{std::move(changes)};
          }};
}

}  // namespace tidemark::tables
