#include "bench/points_cases.h"

#include "base/stopwatch.h"
#include "bench/batched_writes.h"
#include "bench/measured_store.h"
#include "blobs/directory_store.h"
#include "vault/points/compression.h"
#include "vault/points/merged_rows.h"
#include "vault/points/run_writer.h"

#include <algorithm>

namespace tidemark::bench {

using storage::TableId;
using vault::Run;
using vault::RunKind;

namespace {

constexpr std::size_t kBlockBytes = 256u << 10;
constexpr std::size_t kPieceBytes = 32u << 20;  // of one step of a restore
constexpr std::uint64_t kDays = 30;
constexpr std::string_view kPrefix = "123456789012/eu-west-1/bench/";

// A table, a base run of it, and 29 runs of what changed on a day: one key in a hundred, any.
struct World {
  std::unique_ptr<MeasuredStore> store;
  std::unique_ptr<blobs::DirectoryStore> blobs;
  std::string directory;
  std::uint64_t items = 0;
  TableId source;
  Timestamp at;
  vault::Keyring keys;
  std::vector<Run> runs;
  std::uint64_t stored_by_all = 0;
};

vault::RunTarget target_of(const std::string& writer, RunKind kind, const vault::VaultKey* key) {
  return {.prefix = std::string(kPrefix), .writer = writer, .kind = kind, .key = key};
}

Run run_of(vault::RunWriter& writer, const std::string& name, RunKind kind) {
  return {.writer = name, .kind = kind, .key_id = {}, .segments = writer.take_segments()};
}

// The whole table as a run.
Result<Run> dump(World& world, const std::string& name, const vault::VaultKey* key) {
  vault::RunWriter writer(*world.blobs, target_of(name, RunKind::kBase, key), {});
  TM_TRY(storage::Scan walk, (*world.store)
                                 ->scan_as_of({world.source, storage::kItems, {}, {}}, world.at,
                                              storage::Direction::kForward));
  for (; walk.valid(); walk.next()) {
    TM_TRY_STATUS(writer.append(storage::kItems, walk.key(), walk.value()));
  }
  TM_TRY_STATUS(walk.status());
  TM_TRY_STATUS(writer.finish());
  return run_of(writer, name, RunKind::kBase);
}

Result<Run> daily(World& world, std::uint64_t day) {
  SeededRandom random(day);
  std::map<std::string, std::string> changed;
  while (changed.size() < world.items / 100) {
    const std::uint64_t number = random.below(world.items);
    changed[item_key(number)] = item_value(number, day);
  }
  const std::string name = fmt::format("day-{:02}", day);
  vault::RunWriter writer(*world.blobs, target_of(name, RunKind::kDelta, nullptr), {});
  for (const auto& [key, value] : changed) {
    TM_TRY_STATUS(writer.append(storage::kItems, key, value));
  }
  TM_TRY_STATUS(writer.finish());
  return run_of(writer, name, RunKind::kDelta);
}

Status set_up(World& world, const Settings& settings) {
  world.items = settings.quick ? 20'000 : 500'000;
  world.directory = settings.directory;
  TM_TRY(world.store, MeasuredStore::open(settings.directory + "/points"));
  TM_TRY(world.blobs, blobs::DirectoryStore::open(settings.directory + "/blobs"));
  TM_TRY(world.keys, vault::Keyring::parse(std::string(64, 'a') + "\nunsigned\n", "a key"));
  TM_TRY(world.source, world.store->make_table(MeasuredStore::kept()));
  TM_TRY(world.at, world.store->fill(world.source, world.items, 0));
  TM_TRY_STATUS(world.store->settle());
  TM_TRY(Run base, dump(world, "base", nullptr));
  world.runs.push_back(std::move(base));
  for (std::uint64_t day = 1; day < kDays; ++day) {
    TM_TRY(Run delta, daily(world, day));
    world.runs.push_back(std::move(delta));
  }
  for (const Run& run : world.runs) world.stored_by_all += vault::stored_bytes_of(run);
  return Ok{};
}

double megabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

Result<Sample> measured_dump(World& world, const vault::VaultKey* key) {
  const Stopwatch watch;
  const double cpu = process_cpu_seconds();
  TM_TRY(const Run run, dump(world, "measured", key));
  const double seconds = watch.seconds();
  if (vault::rows_of(run) != world.items) return wrong("dump", vault::rows_of(run));
  return Sample{
      megabytes(vault::raw_bytes_of(run)) / seconds,
      {{"cpu_s_per_gb", (process_cpu_seconds() - cpu) * 1000 / megabytes(vault::raw_bytes_of(run))},
       {"ratio", static_cast<double>(vault::raw_bytes_of(run)) /
                     static_cast<double>(vault::stored_bytes_of(run))}}};
}

// The same rows, in memory and in order, compressed in the same blocks and thrown away.
Result<Sample> compression_alone(World& world) {
  TM_TRY(storage::Scan walk, (*world.store)
                                 ->scan_as_of({world.source, storage::kItems, {}, {}}, world.at,
                                              storage::Direction::kForward));
  std::string rows;
  for (; walk.valid(); walk.next()) rows.append(walk.key()).append(walk.value());
  TM_TRY_STATUS(walk.status());
  vault::Compressor compressor;
  std::string made;
  const Stopwatch watch;
  for (std::size_t from = 0; from < rows.size(); from += kBlockBytes) {
    made.clear();
    compressor.append(std::string_view(rows).substr(from, kBlockBytes), made);
  }
  return Sample{megabytes(rows.size()) / watch.seconds(), {}};
}

Result<vault::MergedRows> merged(World& world, const std::vector<Run>& runs) {
  return vault::MergedRows::open(*world.blobs, std::string(kPrefix), runs, world.keys);
}

Result<Sample> read(World& world, const std::vector<Run>& runs) {
  const Stopwatch watch;
  std::uint64_t count = 0;
  TM_TRY(vault::MergedRows rows, merged(world, runs));
  for (; rows.valid(); ++count) TM_TRY_STATUS(rows.next());
  if (count != world.items) return wrong("read", count);
  return Sample{static_cast<double>(count) / watch.seconds(), {}};
}

Result<storage::KeyspaceId> new_base(World& world, TableId table) {
  storage::KeyspaceId base;
  TM_TRY_STATUS(world.store->commit([&](storage::View& view) -> storage::Decision {
    base = {view.new_table_id().value};
    storage::Changes changes;
    changes.new_bases.push_back({base, table});
    return changes;
  }));
  return base;
}

// The table is gone and its rows with it; not measured.
Status drop(World& world, TableId table, storage::KeyspaceId base) {
  TM_TRY_STATUS(world.store->commit([&](storage::View&) -> storage::Decision {
    storage::Changes changes;
    changes.abandoned_bases.push_back(base);
    changes.drops.push_back(table);
    return changes;
  }));
  for (bool worked = true; worked;) {
    TM_TRY(worked, (*world.store)->housekeeping_piece());
  }
  return Ok{};
}

// Rows of a run for a base keyspace, one piece of a job after another.
class Pieces {
 public:
  explicit Pieces(vault::MergedRows& rows) : rows_(rows) {}

  Result<std::optional<storage::Store::BaseRow>> next() {
    if (std::exchange(handed_out_, false)) TM_TRY_STATUS(rows_.next());
    if (!rows_.valid() || bytes_ >= kPieceBytes) return std::optional<storage::Store::BaseRow>();
    const vault::RowView& row = rows_.row();
    bytes_ += row.key.size() + row.value->size();
    handed_out_ = true;
    return std::optional<storage::Store::BaseRow>({row.part, row.key, *row.value});
  }

  bool next_piece() {
    bytes_ = 0;
    return rows_.valid();
  }

 private:
  vault::MergedRows& rows_;
  bool handed_out_ = false;
  std::size_t bytes_ = 0;
};

// Since a moment, and what a row took of all threads' processor time.
Sample rows_a_second(const World& world, const Stopwatch& since, double cpu_then) {
  const auto rows = static_cast<double>(world.items);
  return {rows / since.seconds(), {{"cpu_us", (process_cpu_seconds() - cpu_then) * 1e6 / rows}}};
}

Result<Sample> reload(World& world) {
  TM_TRY(const TableId table, world.store->make_table({}));
  TM_TRY(const storage::KeyspaceId base, new_base(world, table));
  const Stopwatch watch;
  const double cpu = process_cpu_seconds();
  TM_TRY(vault::MergedRows rows, merged(world, world.runs));
  Pieces pieces(rows);
  while (pieces.next_piece()) {
    TM_TRY_STATUS((*world.store)->fill_base(base, world.at, [&] { return pieces.next(); }));
  }
  const Sample sample = rows_a_second(world, watch, cpu);
  TM_TRY_STATUS(drop(world, table, base));
  return sample;
}

Result<Sample> batched_writes(World& world) {
  using Row = std::pair<std::string_view, std::string_view>;
  BatchedWrites plain(world.directory + "/points-plain");
  const Stopwatch watch;
  const double cpu = process_cpu_seconds();
  TM_TRY(vault::MergedRows rows, merged(world, world.runs));
  bool begun = false;
  const auto next = [&]() -> Result<std::optional<Row>> {
    if (std::exchange(begun, true)) TM_TRY_STATUS(rows.next());
    if (!rows.valid()) return std::optional<Row>();
    return std::optional(Row(rows.row().key, *rows.row().value));
  };
  TM_TRY_STATUS(plain.write(next));
  return rows_a_second(world, watch, cpu);
}

// What base and 29 dailies take, in bases.
Result<Sample> thirty_dailies(World& world) {
  return Sample{static_cast<double>(world.stored_by_all) /
                    static_cast<double>(vault::stored_bytes_of(world.runs.front())),
                {{"stored_mb", megabytes(world.stored_by_all)}}};
}

}  // namespace

void add_points_cases(Bench& bench) {
  auto world = std::make_shared<World>();
  Group group{.name = "points"};
  group.set_up = [world, settings = bench.settings()] { return set_up(*world, settings); };
  group.tear_down = [world] { world->store.reset(); };
  group.cases = {
      {"dump", "MB/s", [=](double) { return measured_dump(*world, nullptr); }},
      {"sealed dump", "MB/s", [=](double) { return measured_dump(*world, world->keys.current()); }},
      {"zstd-1", "MB/s", [=](double) { return compression_alone(*world); }},
      {"read, base", "row/s",
       [=](double) { return read(*world, {world->runs.begin(), std::next(world->runs.begin())}); }},
      {"read, base and 29 deltas", "row/s", [=](double) { return read(*world, world->runs); }},
      {"reload", "row/s", [=](double) { return reload(*world); }},
      {"batched writes", "row/s", [=](double) { return batched_writes(*world); }},
      {"thirty dailies", "fulls", [=](double) { return thirty_dailies(*world); }}};
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
