#include "storage/testing/world.h"

#include "base/check.h"
#include "codec/ordered_bytes.h"
#include "storage/family_walk.h"
#include "storage/stopped_store.h"

#include <rocksdb/db.h>

#include <future>
#include <mutex>

namespace tidemark::storage::testing {

namespace {

constexpr const char* kDirectory = "/store";

template <class T>
T must(Result<T> result) {
  if (!result) check_failed(tidemark::to_text(result.error()).c_str(), __FILE__, __LINE__);
  return std::move(result).value();
}

StoreOptions trusting(StoreOptions options) {
  options.trust_clock = true;
  return options;
}

}  // namespace

World::World(StoreOptions options)
    : options_(trusting(options)),
      clock_(Timestamp::from_seconds(1'790'000'000)),
      disk_(CrashFs::empty()) {
  open();
}

EnvironmentOptions World::environment_options() const {
  EnvironmentOptions options;
  options.block_cache_bytes = 8u << 20;
  options.background_threads = 1;
  options.file_system = disk_;
  return options;
}

void World::close() {
  store_.reset();
  environment_.reset();
}

void World::open() {
  environment_ = std::make_unique<Environment>(environment_options());
  store_ = must(Store::open(kDirectory, *environment_, clock_, options_));
}

void World::restart() {
  close();
  open();
}

void World::crash(std::uint64_t seed) {
  auto rest = disk_->after_crash(seed);
  close();
  disk_ = std::move(rest);
  open();
}

History World::kept(std::chrono::microseconds period) {
  return {.kept = true, .period = period, .floor = {}, .changes_from = {}};
}

KeyRef World::key(TableId table, std::string_view key) {
  return {table, kItems, codec::ordered(key)};
}

Timestamp World::commit(const std::function<Decision(View&)>& decide) {
  clock_.advance(std::chrono::seconds(1));
  const Outcome outcome = store_->transact_and_wait({}, decide);
  if (const auto* error = std::get_if<Error>(&outcome)) must(Status(*error));
  TM_CHECK(std::holds_alternative<Committed>(outcome));
  return std::get<Committed>(outcome).at;
}

Timestamp World::commit(Changes changes) {
  return commit([&](View&) -> Decision { return changes; });
}

std::vector<Outcome> World::commit_in_one_group(const std::vector<Decide>& decisions) {
  clock_.advance(std::chrono::seconds(1));
  std::promise<void> all_wait;
  std::vector<std::promise<Outcome>> told(decisions.size());
  // Holds the group open until everybody else stands in line.
  store_->transact(
      {},
      [&, waited = false](View&) mutable -> Decision {
        if (!std::exchange(waited, true)) all_wait.get_future().wait();
        return Refused{};
      },
      [](const Outcome&) {});
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    store_->transact({}, decisions[i],
                     [&told, i](const Outcome& outcome) { told[i].set_value(outcome); });
  }
  all_wait.set_value();
  std::vector<Outcome> outcomes;
  for (auto& one : told) outcomes.push_back(one.get_future().get());
  return outcomes;
}

TableId World::make_table(History history) {
  TableId id;
  commit([&](View& view) -> Decision {
    id = view.new_table_id();
    Changes changes;
    changes.new_tables.push_back({id, history, {}, {}});
    return changes;
  });
  return id;
}

Timestamp World::put(TableId table, std::string_view name, std::string value) {
  Changes changes;
  changes.put(key(table, name), std::move(value));
  return commit(std::move(changes));
}

Timestamp World::remove(TableId table, std::string_view name) {
  Changes changes;
  changes.remove(key(table, name));
  return commit(std::move(changes));
}

Timestamp World::set_history(TableId table, History history) {
  Changes changes;
  changes.histories.push_back({table, history});
  return commit(std::move(changes));
}

TableId World::branch(TableId table, Timestamp at) {
  TableId id;
  commit([&](View& view) -> Decision {
    id = view.new_table_id();
    Changes changes;
    changes.new_tables.push_back({id, kept(), must(view.strata_at(table, at)), {}});
    return changes;
  });
  return id;
}

TableId World::branch_now(TableId table) {
  TableId id;
  commit([&](View& view) -> Decision {
    id = view.new_table_id();
    Changes changes;
    changes.first_in_group = true;
    changes.new_tables.push_back({id, kept(), must(view.strata_at(table, view.before())), {}});
    return changes;
  });
  return id;
}

void World::pin(const std::string& id, TableId table) {
  commit([&](View& view) -> Decision {
    Changes changes;
    changes.first_in_group = true;
    changes.pins.push_back({id, table, view.before(), must(view.strata_at(table, view.before()))});
    return changes;
  });
}

void World::drop(TableId table) {
  Changes changes;
  changes.drops.push_back(table);
  commit(std::move(changes));
}

void World::purge(TableId table) {
  Changes changes;
  changes.purges.push_back(table);
  commit(std::move(changes));
}

KeyspaceId World::begin_base(TableId table) {
  KeyspaceId base;
  commit([&](View& view) -> Decision {
    base = {view.new_table_id().value};
    Changes changes;
    changes.new_bases.push_back({base, table});
    return changes;
  });
  return base;
}

KeyspaceId World::materialise(TableId table) {
  const KeyspaceId base = begin_base(table);
  std::string cursor;
  for (bool last = false; !last;) {
    const auto piece = must(store_->materialise_piece(table, base, cursor));
    cursor = piece.cursor;
    last = piece.last;
  }
  Changes changes;
  changes.strata.push_back({table, {{base}}});
  commit(std::move(changes));
  return base;
}

int World::housekeep() {
  int pieces = 0;
  while (must(store_->housekeeping_piece())) {
    ++pieces;
    TM_CHECK(pieces < 1000);
  }
  return pieces;
}

std::string World::read(TableId table, std::string_view name) {
  const auto version = must(store_->read(key(table, name)));
  return version ? version->value : "";
}

std::string World::read_as_of(TableId table, std::string_view name, Timestamp at) {
  // Before it existed a table has nothing to show.
  if (at < store_->table(table)->created_at) return "";
  const auto version = must(store_->read_as_of(key(table, name), at));
  return version ? version->value : "";
}

std::string to_text(Scan scan) {
  std::string text;
  for (; scan.valid(); scan.next()) {
    std::string_view ordered = scan.key();
    if (!text.empty()) text += ' ';
    text += must(codec::take_ordered(ordered)) + "=" + std::string(scan.value());
  }
  must(scan.status());
  return text;
}

std::string World::scan(TableId table) {
  return to_text(must(store_->scan({table, kItems, "", ""}, Direction::kForward)));
}

std::string World::scan_as_of(TableId table, Timestamp at, Direction direction) {
  return to_text(must(store_->scan_as_of({table, kItems, "", ""}, at, direction)));
}

std::string World::scan_pin(std::string_view id) {
  return to_text(must(store_->scan_pin(id, {{}, kItems, "", ""}, Direction::kForward)));
}

namespace {

// RocksDB without the store above it.
void with_family(const std::shared_ptr<CrashFs>& disk, const std::string& family,
                 const std::function<void(rocksdb::DB&, rocksdb::ColumnFamilyHandle*)>& use) {
  const auto env = rocksdb::NewCompositeEnv(disk);
  rocksdb::DBOptions options;
  options.env = env.get();
  rocksdb::ColumnFamilyOptions still;
  still.disable_auto_compactions = true;
  const std::vector<std::string> names = {"default", "cur", "hist", "log"};
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& name : names) families.emplace_back(name, still);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  TM_CHECK(rocksdb::DB::Open(options, kDirectory, families, &handles, &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == (family == "meta" ? "default" : family)) use(*db, handles[i]);
  }
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
}

std::string rules(const Findings& findings) {
  std::string text;
  for (const auto& [rule, count] : findings.counts()) text += (text.empty() ? "" : " ") + rule;
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> World::rows_of(const std::string& family) {
  close();
  std::vector<std::pair<std::string, std::string>> result;
  with_family(disk_, family, [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* handle) {
    const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator({}, handle));
    for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
      result.emplace_back(rows->key().ToString(), rows->value().ToString());
    }
  });
  open();
  return result;
}

void World::tamper(const std::string& family, const std::string& key,
                   const std::optional<std::string>& value) {
  close();
  with_family(disk_, family, [&](rocksdb::DB& db, rocksdb::ColumnFamilyHandle* handle) {
    rocksdb::WriteOptions options;
    options.sync = true;
    TM_CHECK((value ? db.Put(options, handle, key, *value) : db.Delete(options, handle, key)).ok());
  });
  open();
}

std::string World::unsound() {
  close();
  Findings findings;
  {
    Environment environment(environment_options());
    const auto stopped = must(StoppedStore::open(kDirectory, environment));
    walk_families(*stopped, findings);
  }
  open();
  return rules(findings);
}

StoppedUse World::use() {
  close();
  StoppedUse use;
  {
    Environment environment(environment_options());
    const auto stopped = must(StoppedStore::open(kDirectory, environment));
    use = must(use_of(*stopped, clock_.now(), true));
  }
  open();
  return use;
}

void World::while_stopped(const std::function<void(const StoppedStore&)>& look) {
  close();
  {
    Environment environment(environment_options());
    const auto stopped = must(StoppedStore::open(kDirectory, environment));
    look(*stopped);
  }
  open();
}

std::string World::wrong_tallies(TableId table, Part part) {
  Findings findings;
  while_stopped([&](const StoppedStore& stopped) {
    const TallyOf lengths = [](std::string_view, std::string_view value) -> Result<Tally> {
      return Tally{1, static_cast<std::int64_t>(value.size()), 0};
    };
    prove_tallies(stopped, *stopped.table(table), part, lengths, findings);
  });
  return findings.empty() ? "" : findings.all().front().what;
}

}  // namespace tidemark::storage::testing
