#include "bench/http_cases.h"

#include "bench/ceiling.h"
#include "bench/disk_cases.h"
#include "bench/load.h"
#include "bench/served.h"
#include "bench/workloads.h"

#include <memory>

namespace tidemark::bench {
namespace {

constexpr int kConnections[] = {1, 16, 64};

// An endpoint with all tables that the workloads need.
Status fill(const Endpoint& endpoint) {
  for (const char* table : {"gets", "puts", "batches"}) {
    TM_TRY_STATUS(make_table(endpoint, table, false));
    TM_TRY_STATUS(fill_items(endpoint, table));
  }
  TM_TRY_STATUS(make_table(endpoint, "queries", true));
  return fill_partitions(endpoint, "queries");
}

struct World {
  std::unique_ptr<Served> served;
  std::unique_ptr<Child> ceiling;
  std::optional<Endpoint> peer;
};

Status begin(World& world, const Settings& settings) {
  TM_TRY(Served served, Served::start(settings, "http"));
  world.served = std::make_unique<Served>(std::move(served));
  TM_TRY(Child ceiling, start_ceiling(settings));
  world.ceiling = std::make_unique<Child>(std::move(ceiling));
  const Endpoint endpoint = world.served->endpoint();
  TM_TRY_STATUS(fill(endpoint));
  TM_TRY_STATUS(make_table(endpoint, "recoverable", false));
  TM_TRY_STATUS(fill_items(endpoint, "recoverable"));
  TM_TRY_STATUS(keep_history(endpoint, "recoverable"));
  for (const char* table : {"indexed", "indexed-recoverable"}) {
    TM_TRY_STATUS(make_indexed_table(endpoint, table));
    TM_TRY_STATUS(fill_items(endpoint, table));
  }
  TM_TRY_STATUS(keep_history(endpoint, "indexed-recoverable"));
  if (settings.peer.empty()) return Ok{};
  TM_TRY(world.peer, endpoint_of(settings.peer));
  return fill(*world.peer);
}

// Adds what the server itself spent on a request, and how often it went to the disk.
Result<Sample> run_on_engine(const World& world, const Workload& workload, int connections,
                             double seconds) {
  const double cpu_before = world.served->child().cpu_seconds();
  TM_TRY(const double syncs_before, world.served->syncs());
  TM_TRY(Sample sample, run_load(world.served->endpoint(), workload, connections, seconds));
  TM_TRY(const double syncs_after, world.served->syncs());
  const double requests = sample.also.at("requests");
  sample.also["server_cpu_us"] =
      (world.served->child().cpu_seconds() - cpu_before) * 1e6 / std::max(1.0, requests);
  const double syncs = syncs_after - syncs_before;
  if (syncs > 0) sample.also["requests_per_sync"] = requests / syncs;
  return sample;
}

Result<Sample> run_on_ceiling(const World& world, int connections, double seconds) {
  const Endpoint endpoint{.port = world.ceiling->port(),
                          .credentials = world.served->endpoint().credentials};
  Workload gets = gets_from("gets");
  gets.is_right = [](std::uint64_t, std::string_view body) { return body.size() == kCeilingBytes; };
  const double cpu_before = world.ceiling->cpu_seconds();
  TM_TRY(Sample sample, run_load(endpoint, gets, connections, seconds));
  sample.also["server_cpu_us"] =
      (world.ceiling->cpu_seconds() - cpu_before) * 1e6 / std::max(1.0, sample.also.at("requests"));
  return sample;
}

struct Row {
  const char* name;
  Workload workload;
  bool ours_only = false;
};

std::string case_name(std::string_view what, int connections) {
  return fmt::format("{} x{}", what, connections);
}

}  // namespace

void add_http_cases(Bench& bench) {
  const Settings& settings = bench.settings();
  if (settings.server.empty()) return;
  const auto world = std::make_shared<World>();
  Group group{.name = "http",
              .set_up = [world, &settings] { return begin(*world, settings); },
              .tear_down = [world] { *world = {}; },
              .each_round = {},
              .warmed = true,
              .cases = {}};
  group.cases.push_back(fdatasync_case(settings));
  const Row rows[] = {{"GetItem", gets_from("gets")},
                      {"PutItem", puts_into("puts")},
                      {"PutItem with PITR", puts_into("recoverable"), true},
                      {"PutItem with two indexes", puts_into("indexed"), true},
                      {"PutItem with two indexes and PITR", puts_into("indexed-recoverable"), true},
                      {"Scan that counts", counts_of("gets"), true},
                      {"Scan that rejects", rejections_of("gets"), true},
                      {"Query of 10", queries_of("queries")},
                      {"BatchWriteItem of 25", batches_into("batches")}};
  for (const int connections : kConnections) {
    group.cases.push_back(
        {case_name("ceiling", connections), "req/s", [world, connections](double seconds) {
           return run_on_ceiling(*world, connections, seconds);
         }});
    for (const Row& row : rows) {
      group.cases.push_back({case_name(row.name, connections), "req/s",
                             [world, workload = row.workload, connections](double seconds) {
                               return run_on_engine(*world, workload, connections, seconds);
                             }});
      if (settings.peer.empty() || row.ours_only) continue;
      group.cases.push_back({case_name(fmt::format("peer {}", row.name), connections), "req/s",
                             [world, workload = row.workload, connections](double seconds) {
                               return run_load(*world->peer, workload, connections, seconds);
                             }});
    }
  }
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
