#include "recovery/testing/world.h"

#include "codec/ordered_bytes.h"
#include "recovery/recovery_check.h"
#include "tables/catalog_check.h"
#include "tables/index_check.h"
#include "tables/table_jobs.h"

#include <gtest/gtest.h>

namespace tidemark::recovery::testing {

World::World() {
  open_runner();
}

World::~World() {
  runner_->remove_store(store());
}

void World::open_runner() {
  runner_ = std::make_unique<storage::JobRunner>(clock(), random_);
  tables::add_kinds(*runner_, clock());
  add_kinds(*runner_, clock());
  runner_->add_store(store());
}

void World::restart() {
  runner_->remove_store(store());
  storage_.restart();
  open_runner();
}

void World::crash(std::uint64_t seed) {
  runner_->remove_store(store());
  storage_.crash(seed);
  open_runner();
}

std::string World::check() {
  runner_->remove_store(store());
  storage::Findings findings;
  storage_.while_stopped([&](const storage::StoppedStore& stopped) {
    storage::walk_families(stopped, findings);
    const tables::CatalogRows catalog = tables::check_catalog(stopped, findings);
    tables::check_tallies(stopped, catalog, findings);
    tables::check_indexes(stopped, catalog, findings);
    check_recovery(stopped, catalog, {}, findings);
  });
  open_runner();
  std::string text;
  for (const storage::Finding& finding : findings.all()) {
    text += fmt::format("{} ({}): {}\n", finding.rule, finding.table, finding.what);
  }
  return text;
}

tables::TableName World::name(const std::string& table) {
  return {"123456789012", "eu-west-1", table};
}

tables::TableDescription World::make_table(const std::string& table,
                                           std::chrono::microseconds period) {
  clock().advance(std::chrono::seconds(1));
  tables::TableDescription made;
  made.name = name(table);
  made.table_id = random_.uuid();
  made.keys.hash = {"k", values::KeyType::kString};
  made.created_at = clock().now();
  storage_.commit(
      [&](storage::View& view) -> storage::Decision { return tables::create(view, made, {}); });
  if (period.count() > 0) {
    const auto set = set_continuous_backups(store(), made.name, {true, period}, clock().now(), {});
    EXPECT_TRUE(set) << to_text(set.error());
  }
  return made;
}

tables::TableDescription World::find(const std::string& table) {
  const auto found = tables::find(store(), name(table));
  EXPECT_TRUE(found && found.value()) << table;
  return found.value().value_or(tables::TableDescription{});
}

bool World::exists(const std::string& table) {
  const auto found = tables::find(store(), name(table));
  return found && found.value();
}

Timestamp World::put(const std::string& table, const std::string& key, const std::string& value) {
  clock().advance(std::chrono::seconds(1));
  const storage::KeyRef row{find(table).stored_as, storage::kItems, codec::ordered(key)};
  return storage_.commit([&](storage::View& view) -> storage::Decision {
    storage::Changes changes;
    const bool there = view.get(row).value().has_value();
    changes.put(row, value);
    changes.tally(row.table, {there ? 0 : 1, 0, 0});
    return changes;
  });
}

Timestamp World::remove(const std::string& table, const std::string& key) {
  clock().advance(std::chrono::seconds(1));
  const storage::KeyRef row{find(table).stored_as, storage::kItems, codec::ordered(key)};
  return storage_.commit([&](storage::View& view) -> storage::Decision {
    storage::Changes changes;
    const bool there = view.get(row).value().has_value();
    changes.remove(row);
    changes.tally(row.table, {there ? -1 : 0, 0, 0});
    return changes;
  });
}

Contents World::contents(const std::string& table) {
  Contents contents;
  auto scan =
      store().scan({find(table).stored_as, storage::kItems, {}, {}}, storage::Direction::kForward);
  EXPECT_TRUE(scan) << to_text(scan.error());
  if (!scan) return contents;
  for (; scan.value().valid(); scan.value().next()) {
    std::string_view key = scan.value().key();
    contents[codec::take_ordered(key).value()] = scan.value().value();
  }
  EXPECT_TRUE(scan.value().status());
  const auto tally = store().tally(find(table).stored_as);
  EXPECT_EQ(tally.value().items, static_cast<std::int64_t>(contents.size())) << table;
  return contents;
}

RestoreAnswer World::restore(const std::string& source, const std::string& target,
                             std::optional<Timestamp> at) {
  auto answer = restore_to_point_in_time(store(), LiveSource{name(source)}, at,
                                         {name(target), {}, {}}, clock().now(), {}, random_);
  EXPECT_TRUE(answer) << to_text(answer.error());
  return std::move(answer).value();
}

RestoreAnswer World::restore_deleted(const std::string& source, const std::string& target,
                                     std::optional<Timestamp> at) {
  auto answer = restore_to_point_in_time(store(), DroppedSource{name(source), {}}, at,
                                         {name(target), {}, {}}, clock().now(), {}, random_);
  EXPECT_TRUE(answer) << to_text(answer.error());
  return std::move(answer).value();
}

RestoreAnswer World::restore(const Backup& backup, const std::string& target) {
  auto answer = restore_from_backup(store(), {backup.table.name, backup.id}, {name(target), {}, {}},
                                    clock().now(), random_);
  EXPECT_TRUE(answer) << to_text(answer.error());
  return std::move(answer).value();
}

Backup World::back_up(const std::string& table, const std::string& backup) {
  clock().advance(std::chrono::seconds(1));
  auto answer = create_backup(store(), name(table), backup, clock().now(), random_);
  EXPECT_TRUE(answer) << to_text(answer.error());
  return std::get<Backup>(answer.value());
}

RetireAnswer World::retire(const std::string& table) {
  clock().advance(std::chrono::seconds(1));
  auto answer = recovery::retire(store(), name(table), clock().now());
  EXPECT_TRUE(answer) << to_text(answer.error());
  return std::move(answer).value();
}

Window World::window(const std::string& table) {
  const auto state = store().table(find(table).stored_as);
  const auto window = window_of(find(table), *state, window_clock(store(), clock().now()), {});
  EXPECT_TRUE(window) << table;
  return window.value_or(Window{});
}

}  // namespace tidemark::recovery::testing
