#include "bench/measured_store.h"
#include "bench/restore_cases.h"

#include <fmt/format.h>

namespace tidemark::bench {

using storage::TableId;

namespace {

constexpr std::uint64_t kOverlayEvery = 10;  // one item in so many was written after the branch
constexpr std::uint64_t kOverlayRound = 2;
constexpr std::size_t kGetsABeat = 32;

// A source of which a third was written again after `at`; branches of it as of `at`.
struct World {
  std::unique_ptr<MeasuredStore> store;
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
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
