#include "bench/restore_cases.h"

#include "bench/disk_cases.h"
#include "bench/measured_store.h"
#include "recovery/backups.h"
#include "recovery/continuous_backups.h"
#include "recovery/expiry_jobs.h"
#include "recovery/restores.h"
#include "recovery/retire.h"
#include "storage/job_runner.h"
#include "tables/table_changes.h"

#include <fmt/format.h>

namespace tidemark::bench {

using storage::KeyRef;

namespace {

constexpr std::uint64_t kSmall = 1'000;

tables::TableName name(const std::string& table) {
  return {"123456789012", "eu-west-1", table};
}

struct Source {
  std::string table;
  std::uint64_t items = 0;
  Timestamp loaded;
};

struct World {
  std::unique_ptr<MeasuredStore> store;
  SystemRandom random;
  std::unique_ptr<storage::JobRunner> runner;
  std::vector<Source> sources;
  int restored = 0;
};

// What one timed call cost.
struct Cost {
  double milliseconds = 0;
  std::uint64_t syncs = 0;
};

Result<tables::TableDescription> make_table(World& world, const std::string& table) {
  storage::Store& store = **world.store;
  tables::TableDescription wanted;
  wanted.name = name(table);
  wanted.table_id = world.random.uuid();
  wanted.keys.hash = {"k", values::KeyType::kString};
  wanted.billing = tables::BillingMode::kPayPerRequest;
  wanted.created_at = wanted.active_at = world.store->clock().now();
  TM_TRY(const auto answer, tables::create_table(store, wanted).run());
  const auto* created = std::get_if<tables::Created>(&answer);
  if (created == nullptr) return fail(Code::kConflict, "a table was not made");
  TM_TRY_STATUS(recovery::set_continuous_backups(store, wanted.name, {true, std::nullopt},
                                                 world.store->clock().now(), {}));
  return created->table;
}

// The second round comes after what is restored, so that a restored table reads history.
Status add_source(World& world, const std::string& table, std::uint64_t items) {
  TM_TRY(const auto made, make_table(world, table));
  TM_TRY(const Timestamp loaded, world.store->fill(made.stored_as, items, 0));
  TM_TRY_STATUS(world.store->fill_some(made.stored_as, items, 3, 1));
  world.sources.push_back({table, items, loaded});
  return Ok{};
}

Status set_up(World& world, const Settings& settings) {
  TM_TRY(world.store, MeasuredStore::open(settings.directory + "/restore"));
  world.runner = std::make_unique<storage::JobRunner>(world.store->clock(), world.random);
  recovery::add_kinds(*world.runner, world.store->clock());
  TM_TRY_STATUS(add_source(world, "small", kSmall));
  TM_TRY_STATUS(add_source(world, "large", settings.quick ? 50'000 : 1'000'000));
  TM_TRY_STATUS(world.store->settle());
  world.runner->add_store(**world.store);
  return Ok{};
}

Result<Cost> timed(World& world, const std::function<Status()>& call) {
  const std::uint64_t syncs = (*world.store)->metrics().syncs;
  const Stopwatch watch;
  TM_TRY_STATUS(call());
  return Cost{watch.seconds() * 1000, (*world.store)->metrics().syncs - syncs};
}

// Until the slice is over: `once` answers its own cost and clears up, which is not counted.
Result<Sample> medians(double seconds, const std::function<Result<Cost>()>& once) {
  const Stopwatch watch;
  std::vector<double> milliseconds;
  std::vector<double> syncs;
  do {
    TM_TRY(const Cost cost, once());
    milliseconds.push_back(cost.milliseconds);
    syncs.push_back(static_cast<double>(cost.syncs));
  } while (watch.seconds() < seconds);
  return Sample{spread_of(std::move(milliseconds)).median,
                {{"fdatasyncs", spread_of(std::move(syncs)).max}}};
}

Result<recovery::Backup> back_up(World& world, const Source& source) {
  TM_TRY(auto answer, recovery::create_backup(**world.store, name(source.table), "backup",
                                              world.store->clock().now(), world.random));
  auto* backup = std::get_if<recovery::Backup>(&answer);
  if (backup == nullptr) return fail(Code::kConflict, "no backup was made");
  return std::move(*backup);
}

Status remove(World& world, const recovery::Backup& backup) {
  TM_TRY_STATUS(recovery::delete_backup(**world.store, {backup.table.name, backup.id}));
  return Ok{};
}

Result<Cost> backup_once(World& world, const Source& source) {
  recovery::Backup backup;
  TM_TRY(const Cost cost, timed(world, [&]() -> Status {
           TM_TRY(backup, back_up(world, source));
           return Ok{};
         }));
  if (backup.tally.items != static_cast<std::int64_t>(source.items)) {
    return wrong("backup", source.items);
  }
  TM_TRY_STATUS(remove(world, backup));
  return cost;
}

// The first look at the new table: its row in the catalog, its tally, an item.
Status use(World& world, const recovery::RestoreAnswer& answer, const Source& source) {
  if (!std::holds_alternative<recovery::RestoreStarted>(answer)) {
    return fail(Code::kConflict, "a restore was refused");
  }
  const auto& target = std::get<recovery::RestoreStarted>(answer).target;
  storage::Store& store = **world.store;
  TM_TRY(const auto found, tables::find(store, target.name));
  if (!found) return wrong("the catalog", source.items);
  TM_TRY(const auto tally, store.tally(found->stored_as));
  if (tally.items != static_cast<std::int64_t>(source.items)) return wrong("tally", source.items);
  const std::uint64_t number = world.random.below(source.items);
  TM_TRY(const auto version, store.read({found->stored_as, storage::kItems, item_key(number)}));
  if (!version || !is_item(version->value, number, 0)) return wrong("restore", number);
  return Ok{};
}

Status drop(World& world, const std::string& table) {
  const storage::Decide decide = [&](storage::View& view) -> storage::Decision {
    const auto found = tables::find(view, name(table));
    if (!found || !found.value()) return storage::Refused{};
    auto changes = tables::drop_changes(view, *found.value());
    if (!changes) return storage::Refused{};
    return std::move(changes).value();
  };
  TM_TRY_STATUS(world.store->commit(decide));
  while (world.runner->turn()) {
  }
  return Ok{};
}

Result<Cost> restore_once(World& world, const Source& source) {
  const std::string target = fmt::format("restored-{}", ++world.restored);
  TM_TRY(const Cost cost, timed(world, [&]() -> Status {
           TM_TRY(const auto answer,
                  recovery::restore_to_point_in_time(
                      **world.store, recovery::LiveSource{name(source.table)}, source.loaded,
                      {name(target), {}, {}}, world.store->clock().now(), {}, world.random));
           return use(world, answer, source);
         }));
  TM_TRY_STATUS(drop(world, target));
  return cost;
}

}  // namespace

void add_restore_cases(Bench& bench) {
  auto world = std::make_shared<World>();
  Group group{.name = "recovery"};
  group.set_up = [world, settings = bench.settings()] { return set_up(*world, settings); };
  group.tear_down = [world] {
    world->runner.reset();
    world->store.reset();
  };
  group.cases.push_back(fdatasync_case(bench.settings()));
  for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
    const std::string size = which == 0 ? "small" : "large";
    group.cases.push_back(
        {"backup, " + size, "ms", [=](double seconds) {
           return medians(seconds, [&] { return backup_once(*world, world->sources[which]); });
         }});
    group.cases.push_back(
        {"restore until usable, " + size, "ms", [=](double seconds) {
           return medians(seconds, [&] { return restore_once(*world, world->sources[which]); });
         }});
  }
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
