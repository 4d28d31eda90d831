#include "bench/http_cases.h"

#include "bench/ceiling.h"
#include "bench/disk_cases.h"
#include "bench/load.h"
#include "bench/served.h"

#include <memory>

namespace tidemark::bench {
namespace {

constexpr std::uint64_t kItems = 20'000;
constexpr std::uint64_t kPartitions = 1'000;
constexpr std::uint64_t kPerPartition = 10;
constexpr std::uint64_t kPerBatch = 25;
constexpr int kConnections[] = {1, 16, 64};

// Spreads numbers over the keys so that neighbours in time are not neighbours in the store.
std::uint64_t scattered(std::uint64_t number, std::uint64_t among) {
  return number * 0x9e3779b97f4a7c15ull % among;
}

std::string mark_of(std::uint64_t key) {
  return fmt::format("value-{:08}-", key);
}

// About 300 bytes of attributes, as DynamoDB counts them.
void append_item(std::string& body, std::uint64_t key, std::uint64_t number) {
  static const std::string kPadding(200, 'd');
  fmt::format_to(std::back_inserter(body),
                 R"({{"pk":{{"S":"user#{:08}"}},"name":{{"S":"{}{}"}},"visits":{{"N":"{}"}},)"
                 R"("active":{{"BOOL":true}}}})",
                 key, mark_of(key), kPadding, number);
}

Workload puts_into(const std::string& table) {
  return {.operation = "PutItem",
          .ask =
              [head = fmt::format(R"({{"TableName":"{}","Item":)", table)](std::uint64_t number,
                                                                           std::string& body) {
                body = head;
                append_item(body, scattered(number, kItems), number);
                body += '}';
              },
          .is_right = [](std::uint64_t, std::string_view body) { return body == "{}"; }};
}

Workload gets_from(const std::string& table) {
  return {.operation = "GetItem",
          .ask =
              [head = fmt::format(R"({{"TableName":"{}","Key":{{"pk":{{"S":"user#)", table)](
                  std::uint64_t number, std::string& body) {
                body = head;
                fmt::format_to(std::back_inserter(body), R"({:08}"}}}}}})",
                               scattered(number, kItems));
              },
          .is_right =
              [](std::uint64_t number, std::string_view body) {
                return body.starts_with(R"({"Item":{)") &&
                       body.find(mark_of(scattered(number, kItems))) != body.npos;
              }};
}

Workload queries_of(const std::string& table) {
  return {.operation = "Query",
          .ask =
              [table](std::uint64_t number, std::string& body) {
                body = fmt::format(R"({{"TableName":"{}","KeyConditionExpression":"pk = :p",)"
                                   R"("ExpressionAttributeValues":{{":p":{{"S":"part#{:06}"}}}}}})",
                                   table, scattered(number, kPartitions));
              },
          .is_right =
              [](std::uint64_t number, std::string_view body) {
                return body.find(fmt::format("\"Count\":{}", kPerPartition)) != body.npos &&
                       body.find(mark_of(scattered(number, kPartitions))) != body.npos;
              }};
}

Workload batches_into(const std::string& table) {
  return {.operation = "BatchWriteItem",
          .ask =
              [table](std::uint64_t number, std::string& body) {
                body = fmt::format(R"({{"RequestItems":{{"{}":[)", table);
                for (std::uint64_t i = 0; i < kPerBatch; ++i) {
                  if (i > 0) body += ',';
                  body += R"({"PutRequest":{"Item":)";
                  append_item(body, (number * kPerBatch + i) % kItems, number);
                  body += "}}";
                }
                body += "]}}";
              },
          .is_right =
              [](std::uint64_t, std::string_view body) {
                return body.find(R"("UnprocessedItems":{})") != body.npos;
              }};
}

Status make_table(const Endpoint& endpoint, const std::string& name, bool with_range) {
  const std::string range_key = with_range ? R"(,{"AttributeName":"sk","KeyType":"RANGE"})" : "";
  const std::string range_type = with_range ? R"(,{"AttributeName":"sk","AttributeType":"N"})" : "";
  // A peer may still have it from before.
  static_cast<void>(
      ask_once(endpoint, "DeleteTable", fmt::format(R"({{"TableName":"{}"}})", name)));
  TM_TRY_STATUS(ask_once(
      endpoint, "CreateTable",
      fmt::format(R"({{"TableName":"{}","BillingMode":"PAY_PER_REQUEST",)"
                  R"("AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}{}],)"
                  R"("KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}{}]}})",
                  name, range_type, range_key)));
  return wait_until_active(endpoint, name);
}

Status fill_items(const Endpoint& endpoint, const std::string& table) {
  const Workload batches = batches_into(table);
  std::string body;
  for (std::uint64_t number = 0; number < kItems / kPerBatch; ++number) {
    batches.ask(number, body);
    TM_TRY_STATUS(ask_once(endpoint, batches.operation, body));
  }
  return Ok{};
}

Status fill_partitions(const Endpoint& endpoint, const std::string& table) {
  static const std::string kPadding(200, 'd');
  for (std::uint64_t partition = 0; partition < kPartitions; ++partition) {
    std::string body = fmt::format(R"({{"RequestItems":{{"{}":[)", table);
    for (std::uint64_t i = 0; i < kPerPartition; ++i) {
      body +=
          fmt::format(R"({}{{"PutRequest":{{"Item":{{"pk":{{"S":"part#{:06}"}},"sk":{{"N":"{}"}},)"
                      R"("name":{{"S":"{}{}"}}}}}}}})",
                      i > 0 ? "," : "", partition, i, mark_of(partition), kPadding);
    }
    TM_TRY_STATUS(ask_once(endpoint, "BatchWriteItem", body + "]}}"));
  }
  return Ok{};
}

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
  TM_TRY_STATUS(ask_once(endpoint, "UpdateContinuousBackups",
                         R"({"TableName":"recoverable","PointInTimeRecoverySpecification":)"
                         R"({"PointInTimeRecoveryEnabled":true}})"));
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

void add_targets(Group& group) {
  const auto at_least = [&](std::string name, std::string over, std::string under, double wanted) {
    group.targets.push_back({.name = std::move(name),
                             .over = std::move(over),
                             .under = std::move(under),
                             .bound = Bound::kAtLeast,
                             .wanted = wanted});
  };
  at_least("GetItem / ceiling, 64 connections", "GetItem x64", "ceiling x64", 0.45);
  at_least("PutItem / ceiling, 64 connections", "PutItem x64", "ceiling x64", 0.30);
  at_least("puts per fdatasync, 16 connections", "PutItem x16#requests_per_sync", "", 5);
  group.targets.push_back({.name = "PutItem with PITR / ceiling, 64 connections",
                           .over = "PutItem with PITR x64",
                           .under = "ceiling x64"});
  group.targets.push_back({.name = "generator busy at the ceiling, 64 connections",
                           .over = "ceiling x64#generator_busy",
                           .under = {}});
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
              .cases = {},
              .targets = {}};
  group.cases.push_back(fdatasync_case(settings));
  const Row rows[] = {{"GetItem", gets_from("gets")},
                      {"PutItem", puts_into("puts")},
                      {"PutItem with PITR", puts_into("recoverable"), true},
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
  add_targets(group);
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
