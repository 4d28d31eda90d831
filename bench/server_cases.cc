#include "bench/server_cases.h"

#include "base/clock.h"
#include "bench/served.h"
#include "bench/workloads.h"
#include "storage/environment.h"
#include "storage/store.h"

#include <fmt/format.h>

#include <filesystem>
#include <thread>

namespace tidemark::bench {
namespace {

constexpr const char* kFilled = "filled";
constexpr const char* kKilled = "killed";
constexpr const char* kTable = "orders";
constexpr int kRoundsFilled = 5;  // so many versions of every item
// What a server does on its own after its start is over by then.
constexpr std::chrono::milliseconds kRest{500};

struct World {
  Settings settings;
  std::uint64_t batches_a_life = 0;  // between two kills
  std::uint64_t batches = 0;         // put before all kills so far
  int new_servers = 0;

  [[nodiscard]] std::string store_of(const std::string& name) const {
    return fmt::format("{}/{}/regions/{}", settings.directory, name, Endpoint{}.region);
  }
};

Status fill(const World& world, const std::string& name, int rounds) {
  TM_TRY(const Served served, Served::start(world.settings, name));
  TM_TRY_STATUS(make_table(served.endpoint(), kTable, false));
  TM_TRY_STATUS(keep_history(served.endpoint(), kTable));
  for (int round = 0; round < rounds; ++round) {
    TM_TRY_STATUS(fill_items(served.endpoint(), kTable));
  }
  return Ok{};
}

Status set_up(World& world) {
  world.batches_a_life = world.settings.quick ? 80 : 800;
  TM_TRY_STATUS(fill(world, kFilled, world.settings.quick ? 1 : kRoundsFilled));
  return fill(world, kKilled, 0);
}

// The store alone, in this process.
Result<Sample> open_store(const World& world) {
  storage::Environment environment;
  SystemClock clock;
  const Stopwatch watch;
  TM_TRY(const auto store, storage::Store::open(world.store_of(kFilled), environment, clock));
  const double spent = watch.seconds();
  return Sample{spent * 1000, {}};
}

// From the program's start until it has answered for the first time.
Result<Sample> ready(const World& world) {
  const Stopwatch watch;
  TM_TRY(const Served served, Served::start(world.settings, kFilled));
  const double listens = watch.seconds();
  TM_TRY_STATUS(check_batch(served.endpoint(), kTable, 0));
  return Sample{watch.seconds() * 1000, {{"listens_ms", listens * 1000}}};
}

Result<Sample> resident(const World& world, const std::string& name) {
  TM_TRY(Served served, Served::start(world.settings, name));
  TM_TRY_STATUS(ask_once(served.endpoint(), "ListTables", "{}"));
  std::this_thread::sleep_for(kRest);
  return Sample{static_cast<double>(served.child().resident_kb()) / 1024, {}};
}

Result<Sample> resident_new(World& world) {
  return resident(world, fmt::format("new-{}", ++world.new_servers));
}

double log_megabytes(const std::string& store) {
  double bytes = 0;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(store, error)) {
    if (file.path().extension() == ".log") bytes += static_cast<double>(file.file_size());
  }
  return bytes / (1 << 20);
}

// Writes, kills, starts again; the last acknowledged batch must be there.
Result<Sample> ready_after_kill(World& world) {
  {
    TM_TRY(Served served, Served::start(world.settings, kKilled));
    const std::uint64_t from = std::exchange(world.batches, world.batches + world.batches_a_life);
    TM_TRY_STATUS(put_batches(served.endpoint(), kTable, from, world.batches));
    served.child().kill_now();
  }
  const double log = log_megabytes(world.store_of(kKilled));
  const Stopwatch watch;
  TM_TRY(const Served served, Served::start(world.settings, kKilled));
  TM_TRY_STATUS(check_batch(served.endpoint(), kTable, world.batches - 1));
  return Sample{watch.seconds() * 1000, {{"log_mb", log}}};
}

}  // namespace

void add_server_cases(Bench& bench) {
  if (bench.settings().server.empty()) return;
  const auto world = std::make_shared<World>(World{.settings = bench.settings()});
  Group group{.name = "server"};
  group.set_up = [world] { return set_up(*world); };
  group.cases = {{"opening the store", "ms", [=](double) { return open_store(*world); }},
                 {"ready", "ms", [=](double) { return ready(*world); }},
                 {"ready after kill -9", "ms", [=](double) { return ready_after_kill(*world); }},
                 {"idle, new", "MB", [=](double) { return resident_new(*world); }},
                 {"idle, filled", "MB", [=](double) { return resident(*world, kFilled); }}};
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
