#include "recovery/testing/indexed.h"

#include "tables/index_entry.h"
#include "tables/writer.h"
#include "values/item_bytes.h"
#include "values/item_size.h"

#include <gtest/gtest.h>

#include <sstream>

namespace tidemark::recovery::testing {
namespace {

std::vector<tables::KeyAttribute> strings(const std::vector<std::string>& names) {
  std::vector<tables::KeyAttribute> keys;
  for (const std::string& name : names) keys.push_back({name, values::KeyType::kString});
  return keys;
}

std::string key_of(const std::string& key) {
  return std::get<std::string>(
      values::key_of({{"k", values::KeyType::kString}, {}}, item_of("k=" + key)));
}

Result<storage::Scan> scan(World& world, storage::TableId table, storage::Part part,
                           std::optional<Timestamp> at) {
  const storage::Range range{table, part, {}, {}};
  if (at) return world.store().scan_as_of(range, *at, storage::Direction::kForward);
  return world.store().scan(range, storage::Direction::kForward);
}

storage::Tally sum_of(const Rows& rows) {
  storage::Tally sum;
  for (const auto& [key, value] : rows) {
    const auto item = values::item_from_bytes(value);
    EXPECT_TRUE(item);
    sum += storage::Tally{1, static_cast<std::int64_t>(values::bytes_of(item.value())), 0};
  }
  return sum;
}

Timestamp perform(World& world, tables::ItemAction action) {
  auto write = tables::write_item(world.store(), std::move(action));
  const auto answer = write.run();
  EXPECT_TRUE(answer && std::holds_alternative<tables::Written>(answer.value()));
  return write.committed_at().value_or(Timestamp{});
}

}  // namespace

values::Item item_of(const std::string& text) {
  values::Item item;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t equal = word.find('=');
    item.set(word.substr(0, equal), values::text_value(word.substr(equal + 1)));
  }
  return item;
}

tables::Index index_on(const std::string& name, std::vector<std::string> hash,
                       std::vector<std::string> range, tables::ProjectionType projection) {
  tables::Index index;
  index.name = name;
  index.keys = {strings(hash), strings(range)};
  index.projection = projection;
  index.provisioned = {1, 1};
  return index;
}

Timestamp put_item(World& world, const std::string& table, const std::string& text) {
  world.clock().advance(std::chrono::seconds(1));
  const values::Item item = item_of(text);
  const tables::KnownTable known(world.find(table));
  return perform(world,
                 tables::put_action(known, key_of(*item.find("k")->get_if<std::string>()), item));
}

Timestamp delete_item(World& world, const std::string& table, const std::string& key) {
  world.clock().advance(std::chrono::seconds(1));
  return perform(world, {.table = tables::KnownTable(world.find(table)),
                         .key = key_of(key),
                         .what = tables::DeleteAction{}});
}

Timestamp change_indexes(World& world, const std::string& table, tables::IndexAction action) {
  world.clock().advance(std::chrono::seconds(1));
  const auto outcome = world.store().transact_and_wait(
      std::vector{tables::live_key(World::name(table))},
      [&](storage::View& view) -> storage::Decision {
        tables::TableDescription changed = *tables::find(view, World::name(table)).value();
        storage::Changes changes;
        tables::apply_index_actions(changed, {action}, view.now(), {}, changes);
        tables::put(changes, changed);
        return changes;
      });
  const auto* committed = std::get_if<storage::Committed>(&outcome);
  EXPECT_NE(committed, nullptr);
  return committed != nullptr ? committed->at : Timestamp{};
}

Rows rows_in(World& world, storage::TableId table, storage::Part part,
             std::optional<Timestamp> at) {
  Rows rows;
  auto walk = scan(world, table, part, at);
  EXPECT_TRUE(walk) << to_text(walk.error());
  if (!walk) return rows;
  for (; walk.value().valid(); walk.value().next()) {
    rows.emplace(walk.value().key(), walk.value().value());
  }
  EXPECT_TRUE(walk.value().status());
  return rows;
}

Rows rows_due(World& world, const tables::TableDescription& table, const tables::Index& index,
              std::optional<Timestamp> at) {
  Rows due;
  for (const auto& [key, bytes] : rows_in(world, table.stored_as, storage::kItems, at)) {
    const auto item = values::item_from_bytes(bytes);
    EXPECT_TRUE(item);
    if (const auto entry = tables::entry_of(table, index, item.value(), key)) {
      due.emplace(entry->key, entry->value);
    }
  }
  return due;
}

void expect_sound_indexes(World& world, const tables::TableDescription& table,
                          std::optional<Timestamp> at) {
  for (storage::Part part = 1; part < table.next_part; ++part) {
    const Rows has = rows_in(world, table.stored_as, part, at);
    const auto tally = at ? world.store().tally_as_of(table.stored_as, *at, part)
                          : world.store().tally(table.stored_as, part);
    ASSERT_TRUE(tally) << to_text(tally.error());
    EXPECT_EQ(tally.value(), sum_of(has)) << table.name.name << ", part " << part;
  }
  for (const tables::Index& index : table.indexes) {
    if (!index.is_written()) continue;
    const Rows has = rows_in(world, table.stored_as, index.part, at);
    const Rows due = rows_due(world, table, index, at);
    if (index.state == tables::IndexState::kActive) {
      EXPECT_EQ(has, due) << table.name.name << ", index " << index.name;
      continue;
    }
    for (const auto& [key, value] : has) {
      const auto found = due.find(key);
      EXPECT_TRUE(found != due.end() && found->second == value) << "index " << index.name;
    }
  }
}

}  // namespace tidemark::recovery::testing
