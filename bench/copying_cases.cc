#include "bench/copying_cases.h"

#include "bench/batched_writes.h"
#include "bench/measured_store.h"

namespace tidemark::bench {

using storage::TableId;

namespace {

// A source of which a third was written again after `at`.
struct World {
  std::unique_ptr<MeasuredStore> store;
  std::string directory;
  std::uint64_t items = 0;
  TableId source;
  Timestamp at;
};

Status set_up(World& world, const Settings& settings) {
  world.items = settings.quick ? 20'000 : 500'000;
  world.directory = settings.directory;
  TM_TRY(world.store, MeasuredStore::open(settings.directory + "/copying"));
  MeasuredStore& store = *world.store;
  TM_TRY(world.source, store.make_table(MeasuredStore::kept()));
  TM_TRY(world.at, store.fill(world.source, world.items, 0));
  TM_TRY_STATUS(store.fill_some(world.source, world.items, 3, 1));
  return store.settle();
}

// Every row is there; not measured.
Status check(World& world, TableId table) {
  TM_TRY(storage::Scan walk,
         (*world.store)->scan({table, storage::kItems, {}, {}}, storage::Direction::kForward));
  std::uint64_t rows = 0;
  for (; walk.valid(); walk.next()) ++rows;
  TM_TRY_STATUS(walk.status());
  return rows == world.items ? Status(Ok{}) : Status(wrong("scan", rows));
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

// Rows a second since it was made, and what a row took of all threads' processor time.
class Copying {
 public:
  explicit Copying(std::uint64_t rows)
      : rows_(static_cast<double>(rows)), cpu_(process_cpu_seconds()) {}

  [[nodiscard]] Sample sample() const {
    return {rows_ / watch_.seconds(), {{"cpu_us", (process_cpu_seconds() - cpu_) * 1e6 / rows_}}};
  }

 private:
  double rows_;
  double cpu_;
  Stopwatch watch_;
};

Result<Sample> materialise(World& world) {
  TM_TRY(const TableId branch, world.store->branch(world.source, world.at));
  const Copying copying(world.items);
  TM_TRY_STATUS(world.store->materialise(branch));
  const Sample sample = copying.sample();
  TM_TRY_STATUS(check(world, branch));
  TM_TRY_STATUS(drop(world, branch));
  return sample;
}

// What copying would cost without sorted files.
Result<Sample> batched_writes(World& world) {
  BatchedWrites plain(world.directory + "/plain");
  const Copying copying(world.items);
  TM_TRY(storage::Scan walk, (*world.store)
                                 ->scan_as_of({world.source, storage::kItems, {}, {}}, world.at,
                                              storage::Direction::kForward));
  bool begun = false;
  TM_TRY_STATUS(
      plain.write([&]() -> Result<std::optional<std::pair<std::string_view, std::string_view>>> {
        if (std::exchange(begun, true)) walk.next();
        if (!walk.valid()) return std::optional<std::pair<std::string_view, std::string_view>>();
        return std::optional(std::pair(walk.key(), walk.value()));
      }));
  TM_TRY_STATUS(walk.status());
  return copying.sample();
}

}  // namespace

void add_copying_cases(Bench& bench) {
  auto world = std::make_shared<World>();
  Group group{.name = "copying"};
  group.set_up = [world, settings = bench.settings()] { return set_up(*world, settings); };
  group.tear_down = [world] { world->store.reset(); };
  group.cases = {{"materialise", "row/s", [=](double) { return materialise(*world); }},
                 {"batched writes", "row/s", [=](double) { return batched_writes(*world); }}};
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
