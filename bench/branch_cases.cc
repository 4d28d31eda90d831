#include "bench/measured_store.h"
#include "bench/restore_cases.h"

#include <fmt/format.h>
#include <rocksdb/db.h>

namespace tidemark::bench {

using storage::TableId;

namespace {

constexpr std::uint64_t kOverlayEvery = 10;  // one item in so many was written after the branch
constexpr std::uint64_t kOverlayRound = 2;
constexpr std::size_t kGetsABeat = 32;
constexpr std::size_t kRowsABatch = 1000;
constexpr std::size_t kBytesASync = 8u << 20;  // as much as a piece of materialising

// A source of which a third was written again after `at`; branches of it as of `at`.
struct World {
  std::unique_ptr<MeasuredStore> store;
  std::string directory;
  std::uint64_t items = 0;
  TableId source;
  Timestamp at;
  TableId branch;
  TableId copied;          // materialised
  TableId branch_overlay;  // a tenth written since
  TableId copied_overlay;
  SeededRandom random{1};
};

Status set_up(World& world, const Settings& settings) {
  world.items = settings.quick ? 20'000 : 200'000;
  world.directory = settings.directory;
  TM_TRY(world.store, MeasuredStore::open(settings.directory + "/branch"));
  MeasuredStore& store = *world.store;
  TM_TRY(world.source, store.make_table(MeasuredStore::kept()));
  TM_TRY(world.at, store.fill(world.source, world.items, 0));
  TM_TRY_STATUS(store.fill_some(world.source, world.items, 3, 1));
  for (TableId World::* table :
       {&World::branch, &World::copied, &World::branch_overlay, &World::copied_overlay}) {
    TM_TRY(world.*table, store.branch(world.source, world.at));
  }
  TM_TRY_STATUS(store.materialise(world.copied));
  TM_TRY_STATUS(store.materialise(world.copied_overlay));
  for (const TableId table : {world.branch_overlay, world.copied_overlay}) {
    TM_TRY_STATUS(store.fill_some(table, world.items, kOverlayEvery, kOverlayRound));
  }
  return store.settle();
}

Result<Sample> gets(World& world, TableId table, bool overlay, double seconds) {
  return repeat(seconds, kGetsABeat, [&]() -> Status {
    const std::uint64_t number = world.random.below(world.items);
    const std::uint64_t round = overlay && number % kOverlayEvery == 0 ? kOverlayRound : 0;
    TM_TRY(const auto version, (*world.store)->read({table, storage::kItems, item_key(number)}));
    if (!version || !is_item(version->value, number, round)) return wrong("get", number);
    return Ok{};
  });
}

// One whole walk; rows a second.
Result<Sample> scan(World& world, TableId table) {
  const Stopwatch watch;
  TM_TRY(storage::Scan walk,
         (*world.store)->scan({table, storage::kItems, {}, {}}, storage::Direction::kForward));
  std::uint64_t rows = 0;
  for (; walk.valid(); walk.next()) ++rows;
  TM_TRY_STATUS(walk.status());
  if (rows != world.items) return wrong("scan", rows);
  return Sample{static_cast<double>(rows) / watch.seconds(), {}};
}

Status drop(World& world, TableId table) {
  TM_TRY_STATUS(world.store->commit([&](storage::View&) -> storage::Decision {
    storage::Changes changes;
    changes.drops.push_back(table);
    return changes;
  }));
  for (bool worked = true; worked;) {
    TM_TRY(worked, (*world.store)->housekeeping_piece());
  }
  return Ok{};
}

Result<Sample> materialise(World& world) {
  TM_TRY(const TableId branch, world.store->branch(world.source, world.at));
  const Stopwatch watch;
  TM_TRY_STATUS(world.store->materialise(branch));
  const double spent = watch.seconds();
  TM_TRY_STATUS(scan(world, branch));
  TM_TRY_STATUS(drop(world, branch));
  return Sample{static_cast<double>(world.items) / spent, {}};
}

Status to_status(const rocksdb::Status& status) {
  if (status.ok()) return Ok{};
  return fail(Code::kUnknown, status.ToString());
}

// What copying would cost without sorted files: the same rows written in batches to a RocksDB of
// the same settings, synced as often as materialising syncs.
Result<Sample> batched_writes(World& world) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = 32u << 20;
  const std::string directory = world.directory + "/plain";
  rocksdb::DB* opened = nullptr;
  TM_TRY_STATUS(to_status(rocksdb::DB::Open(options, directory, &opened)));
  std::unique_ptr<rocksdb::DB> plain(opened);

  const Stopwatch watch;
  TM_TRY(storage::Scan walk, (*world.store)
                                 ->scan_as_of({world.source, storage::kItems, {}, {}}, world.at,
                                              storage::Direction::kForward));
  std::size_t unsynced = 0;
  while (walk.valid()) {
    rocksdb::WriteBatch batch;
    for (std::size_t row = 0; row < kRowsABatch && walk.valid(); ++row, walk.next()) {
      TM_TRY_STATUS(to_status(batch.Put(walk.key(), walk.value())));
    }
    unsynced += batch.GetDataSize();
    rocksdb::WriteOptions write;
    write.sync = unsynced >= kBytesASync || !walk.valid();
    if (write.sync) unsynced = 0;
    TM_TRY_STATUS(to_status(plain->Write(write, &batch)));
  }
  TM_TRY_STATUS(walk.status());
  const double spent = watch.seconds();
  plain.reset();
  TM_TRY_STATUS(to_status(rocksdb::DestroyDB(directory, options)));
  return Sample{static_cast<double>(world.items) / spent, {}};
}

}  // namespace

void add_branch_cases(Bench& bench) {
  auto world = std::make_shared<World>();
  Group group{.name = "branch", .warmed = true};
  group.set_up = [world, settings = bench.settings()] { return set_up(*world, settings); };
  group.tear_down = [world] { world->store.reset(); };
  const auto get = [&](const std::string& what, TableId World::* table, bool overlay) {
    group.cases.push_back({"get, " + what, "op/s", [=](double seconds) {
                             return gets(*world, (*world).*table, overlay, seconds);
                           }});
  };
  get("branch", &World::branch, false);
  get("copied", &World::copied, false);
  get("branch, 10 % written since", &World::branch_overlay, true);
  get("copied, 10 % written since", &World::copied_overlay, true);
  group.cases.push_back(
      {"scan, branch", "row/s", [=](double) { return scan(*world, world->branch); }});
  group.cases.push_back(
      {"scan, copied", "row/s", [=](double) { return scan(*world, world->copied); }});
  group.cases.push_back(
      {"copying, materialise", "row/s", [=](double) { return materialise(*world); }});
  group.cases.push_back(
      {"copying, batched writes", "row/s", [=](double) { return batched_writes(*world); }});
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
