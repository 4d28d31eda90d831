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
  explicit Prepared(const Item& item) : bytes(values::to_bytes(item)), tally(tally_of(item)) {}

  std::string bytes;
  storage::Tally tally;
};

KeyRef item_key(const TableDescription& table, std::string key) {
  return {table.stored_as, storage::kItems, std::move(key)};
}

Result<std::optional<Item>> current(const View& view, const KeyRef& key) {
  TM_TRY(const auto version, view.get(key));
  if (!version) return std::optional<Item>{};
  TM_TRY(Item item, values::item_from_bytes(version->value));
  return std::optional<Item>{std::move(item)};
}

// Adds the replacement of `before` by `after` to `changes`, and tells the sizes.
Written replace(Changes& changes, const KeyRef& key, const std::optional<Item>& before,
                const Prepared* after) {
  storage::Tally delta;
  Written written;
  if (before) {
    const storage::Tally old = tally_of(*before);
    written.before_bytes = static_cast<std::size_t>(old.bytes);
    delta += -old;
  }
  if (after != nullptr) {
    written.after_bytes = static_cast<std::size_t>(after->tally.bytes);
    delta += after->tally;
    changes.put(key, after->bytes);
  } else if (before) {
    changes.remove(key);
  }
  if (before || after != nullptr) changes.tally(key.table, delta);
  return written;
}

}  // namespace

Write<WriteAnswer> put_item(storage::Store& store, const TableDescription& table, std::string key,
                            const Item& item) {
  KeyRef where = item_key(table, std::move(key));
  return {store,
          {where},
          [where, prepared = Prepared(item)](View& view, WriteAnswer& answer) -> Result<Decision> {
            if (!view.is_live(where.table)) return Decision{Refused{}};
            TM_TRY(auto before, current(view, where));
            Changes changes;
            Written written = replace(changes, where, before, &prepared);
            written.before = std::move(before);
            answer = std::move(written);
            return Decision{std::move(changes)};
          }};
}

Write<WriteAnswer> delete_item(storage::Store& store, const TableDescription& table,
                               std::string key) {
  KeyRef where = item_key(table, std::move(key));
  return {store, {where}, [where](View& view, WriteAnswer& answer) -> Result<Decision> {
            if (!view.is_live(where.table)) return Decision{Refused{}};
            TM_TRY(auto before, current(view, where));
            // Without an item nothing changes, but the answer still waits for its group: the
            // delete that it saw may not be on disk yet.
            Changes changes;
            Written written = replace(changes, where, before, nullptr);
            changes.makes_room = true;
            written.before = std::move(before);
            answer = std::move(written);
            return Decision{std::move(changes)};
          }};
}

Write<WriteAnswer> update_item(storage::Store& store, const TableDescription& table,
                               std::string key, Item key_attributes, expressions::Update update) {
  KeyRef where = item_key(table, std::move(key));
  return {store,
          {where},
          [where, fresh = std::move(key_attributes), update = std::move(update)](
              View& view, WriteAnswer& answer) -> Result<Decision> {
            if (!view.is_live(where.table)) return Decision{Refused{}};
            TM_TRY(auto before, current(view, where));
            auto changed = expressions::apply(update, before, fresh);
            if (auto* problem = std::get_if<expressions::ExpressionProblem>(&changed)) {
              answer = CannotUpdate{std::move(problem->message)};
              return Decision{Refused{}};
            }
            if (std::holds_alternative<expressions::TooLarge>(changed)) {
              answer = ItemTooLarge{};
              return Decision{Refused{}};
            }
            auto& item = std::get<std::optional<Item>>(changed);
            Changes changes;
            std::optional<Prepared> after;
            if (item) after.emplace(*item);
            Written written = replace(changes, where, before, after ? &*after : nullptr);
            written.before = std::move(before);
            written.after = std::move(item);
            answer = std::move(written);
            return Decision{std::move(changes)};
          }};
}

Write<BatchAnswer> write_batch(storage::Store& store, std::vector<BatchEntry> entries) {
  struct One {
    KeyRef where;
    std::optional<Prepared> after;
  };

  auto all = std::make_shared<std::vector<One>>();  // the decision's copies share it
  std::vector<KeyRef> keys;
  for (BatchEntry& entry : entries) {
    One one{{entry.table, storage::kItems, std::move(entry.key)}, std::nullopt};
    if (entry.item) one.after.emplace(*entry.item);
    keys.push_back(one.where);
    all->push_back(std::move(one));
  }
  return {store, std::move(keys), [all](View& view, BatchAnswer& answer) -> Result<Decision> {
            Changes changes;
            BatchWritten written;
            for (const One& one : *all) {
              if (!view.is_live(one.where.table)) return Decision{Refused{}};
              TM_TRY(auto before, current(view, one.where));
              written.items.push_back(
                  replace(changes, one.where, before, one.after ? &*one.after : nullptr));
            }
            answer = std::move(written);
            return Decision{std::move(changes)};
          }};
}

}  // namespace tidemark::tables
