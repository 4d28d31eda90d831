#include "bench/backup_cases.h"

#include "base/clock.h"
#include "base/random.h"
#include "bench/backup_calls.h"
#include "bench/served.h"
#include "bench/workloads.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <thread>

namespace tidemark::bench {
namespace {

constexpr const char* kServer = "backup";
constexpr const char* kTable = "large";
constexpr int kConnections = 16;
constexpr std::uint64_t kItemBytes = 1000;
constexpr std::uint64_t kPerBatch = 25;
constexpr std::chrono::milliseconds kLookEvery{5};
// A job is asked for after so many looks at the server's memory.
constexpr int kLooksAQuestion = 10;

struct World {
  Settings settings;
  std::uint64_t megabytes = 0;
  std::unique_ptr<Served> served;
  std::string point;  // the newest recovery point

  [[nodiscard]] BackupCalls calls() const { return BackupCalls(served->endpoint()); }
};

// An item of a kilobyte, half of which no compression takes away.
void append_item(std::string& body, std::uint64_t number) {
  SeededRandom random(number);
  fmt::format_to(std::back_inserter(body),
                 R"({{"PutRequest":{{"Item":{{"pk":{{"S":"user#{:08}"}},"text":{{"S":"{}"}}}}}}}})",
                 number, random.hex(kItemBytes - 20));
}

// A batch more of the table each time, whatever the number of the request is.
Workload batches(std::shared_ptr<std::uint64_t> next) {
  return {.operation = "BatchWriteItem",
          .ask =
              [next](std::uint64_t, std::string& body) {
                body = fmt::format(R"({{"RequestItems":{{"{}":[)", kTable);
                for (std::uint64_t i = 0; i < kPerBatch; ++i) {
                  if (i > 0) body += ',';
                  append_item(body, (*next)++);
                }
                body += "]}}";
              },
          .is_right = [](std::uint64_t,
                         std::string_view body) { return body == R"({"UnprocessedItems":{}})"; }};
}

Status set_up(World& world) {
  world.megabytes = world.settings.quick ? 20 : 300;
  TM_TRY(Served served, Served::start(world.settings, kServer));
  world.served = std::make_unique<Served>(std::move(served));
  const Endpoint& endpoint = world.served->endpoint();
  TM_TRY_STATUS(make_table(endpoint, "puts", false));
  TM_TRY_STATUS(fill_items(endpoint, "puts"));
  TM_TRY_STATUS(make_table(endpoint, kTable, false));
  const auto next = std::make_shared<std::uint64_t>(0);
  while (*next * kItemBytes < world.megabytes << 20) {
    TM_TRY_STATUS(run_load(endpoint, batches(next), kConnections, 0.5));
  }
  return world.calls().create_vault();
}

// A server that has forgotten what it did.
Status restart(World& world) {
  world.served.reset();
  TM_TRY(Served served, Served::start(world.settings, kServer));
  world.served = std::make_unique<Served>(std::move(served));
  return Ok{};
}

// Points do not pile up, and the next backup is of the whole table again.
Status forget_point(World& world) {
  if (world.point.empty()) return Ok{};
  TM_TRY_STATUS(world.calls().delete_point(world.point));
  world.point.clear();
  return Ok{};
}

Result<Sample> put_items(World& world, double seconds) {
  return run_load(world.served->endpoint(), puts_into("puts"), kConnections, seconds);
}

Result<Sample> put_items_beside_backup(World& world, double seconds) {
  const BackupCalls calls = world.calls();
  TM_TRY_STATUS(forget_point(world));
  TM_TRY(const std::string job, calls.start_backup(kTable));
  TM_TRY_STATUS(calls.wait_for(job, BackupCalls::kBackups, {"RUNNING"}));
  TM_TRY(Sample sample, put_items(world, seconds));
  TM_TRY(const JobSeen seen, calls.look(job, BackupCalls::kBackups));
  if (seen.state != "RUNNING" && !world.settings.quick) {
    return fail(Code::kInvalid, "the backup was over before the writers were");
  }
  TM_TRY(const JobSeen ended, calls.wait_for(job, BackupCalls::kBackups, {"COMPLETED"}));
  world.point = ended.point_arn;
  return sample;
}

// What the server held at most beyond what it held before, until the job has ended, in MB.
Result<Sample> memory_of(World& world, const std::string& job, std::string_view kind,
                         std::int64_t before) {
  const Stopwatch watch;
  std::int64_t most = before;
  for (int looks = 0;; ++looks) {
    most = std::max(most, world.served->child().resident_kb());
    std::this_thread::sleep_for(kLookEvery);
    if (looks % kLooksAQuestion != 0) continue;
    TM_TRY(const JobSeen seen, world.calls().look(job, kind));
    if (seen.state == "RUNNING" || seen.state == "CREATED" || seen.state == "PENDING") continue;
    if (seen.state != "COMPLETED") return fail(Code::kUnknown, seen.message);
    if (!seen.point_arn.empty() && kind == BackupCalls::kBackups) world.point = seen.point_arn;
    return Sample{static_cast<double>(most - before) / 1024,
                  {{"mb_per_s", static_cast<double>(world.megabytes) / watch.seconds()},
                   {"resident_mb", static_cast<double>(most) / 1024}}};
  }
}

Result<Sample> memory_of_backup(World& world) {
  TM_TRY_STATUS(forget_point(world));
  TM_TRY_STATUS(restart(world));
  const std::int64_t before = world.served->child().resident_kb();
  TM_TRY(const std::string job, world.calls().start_backup(kTable));
  return memory_of(world, job, BackupCalls::kBackups, before);
}

Result<Sample> memory_of_restore(World& world) {
  TM_TRY_STATUS(restart(world));
  const std::int64_t before = world.served->child().resident_kb();
  TM_TRY(const std::string job, world.calls().start_restore(world.point, "restored"));
  TM_TRY(const Sample sample, memory_of(world, job, BackupCalls::kRestores, before));
  TM_TRY_STATUS(ask_once(world.served->endpoint(), "DeleteTable", R"({"TableName":"restored"})"));
  return sample;
}

}  // namespace

void add_backup_cases(Bench& bench) {
  if (bench.settings().server.empty()) return;
  const auto world = std::make_shared<World>();
  world->settings = bench.settings();
  Group group{.name = "backup"};
  group.set_up = [world] { return set_up(*world); };
  group.tear_down = [world] { world->served.reset(); };
  group.cases = {
      {"PutItem x16", "req/s", [=](double seconds) { return put_items(*world, seconds); }},
      {"PutItem x16 beside a backup", "req/s",
       [=](double seconds) { return put_items_beside_backup(*world, seconds); }},
      {"memory of a backup", "MB", [=](double) { return memory_of_backup(*world); }},
      {"memory of a restore", "MB", [=](double) { return memory_of_restore(*world); }}};
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
