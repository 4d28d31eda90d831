#include "bench/digest_cases.h"

#include "base/clock.h"
#include "base/random.h"
#include "bench/served.h"
#include "operator/parallel.h"
#include "operator/table_digest.h"
#include "operator/table_scan.h"

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <thread>

namespace tidemark::bench {
namespace {

constexpr const char* kTable = "digested";
constexpr unsigned kConnections = 8;
constexpr int kPerBatch = 25;

// A server of its own with one table, and a client of it.
struct World {
  explicit World(Served server)
      : served(std::move(server)),
        session({.region = served.endpoint().region,
                 .endpoint = fmt::format("http://127.0.0.1:{}", served.endpoint().port),
                 .credentials = client::fixed_credentials(served.endpoint().credentials)},
                transport, clock, random,
                [](std::chrono::milliseconds wait) { std::this_thread::sleep_for(wait); }) {}

  client::AwsClient& dynamodb() { return session.of(client::Service::kDynamoDb); }

  Served served;
  http::SocketTransport transport{{}};
  SystemClock clock;
  SystemRandom random;
  client::Session session;
  std::uint64_t items = 0;
};

std::string batch(std::uint64_t number) {
  static const std::string kPadding(200, 'p');
  std::string body = fmt::format(R"({{"RequestItems":{{"{}":[)", kTable);
  for (int place = 0; place < kPerBatch; ++place) {
    const std::uint64_t item = number * kPerBatch + static_cast<std::uint64_t>(place);
    body += fmt::format(
        R"({}{{"PutRequest":{{"Item":{{"id":{{"S":"item-{:08}"}},"price":{{"N":"{}.25"}},)"
        R"("stock":{{"N":"{}"}},"sold":{{"BOOL":true}},"tags":{{"SS":["a","b","c"]}},)"
        R"("text":{{"S":"{}"}}}}}}}})",
        place == 0 ? "" : ",", item, item % 997, item % 31, kPadding);
  }
  return body + "]}}";
}

Status fill(World& world) {
  TM_TRY_STATUS(client::accepted(
      "CreateTable",
      world.dynamodb().call(
          "CreateTable",
          fmt::format(
              R"({{"TableName":"{}","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[)"
              R"({{"AttributeName":"id","AttributeType":"S"}}],"KeySchema":[)"
              R"({{"AttributeName":"id","KeyType":"HASH"}}]}})",
              kTable))));
  TM_TRY_STATUS(wait_until_active(world.served.endpoint(), kTable));
  return runbooks::for_each_parallel(
      world.items / kPerBatch, 16, {}, [&](std::size_t number) -> Status {
        TM_TRY_STATUS(client::accepted("BatchWriteItem",
                                       world.dynamodb().call("BatchWriteItem", batch(number))));
        return Ok{};
      });
}

Status set_up(std::unique_ptr<World>& world, const Settings& settings) {
  TM_TRY(Served served, Served::start(settings, "digest"));
  world = std::make_unique<World>(std::move(served));
  world->items = settings.quick ? 50'000 : 1'000'000;
  return fill(*world);
}

// Megabytes, from a line of /proc/self/status.
double own_memory(std::string_view line_name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(line_name)) {
      return std::strtod(line.c_str() + line_name.size() + 1, nullptr) / 1024;
    }
  }
  return 0;
}

// The peak counts anew from here.
void forget_peak() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

Error wrong_count(std::uint64_t seen, std::uint64_t there) {
  return fail(Code::kCorrupt, fmt::format("a scan saw {} items of {}", seen, there));
}

Result<Sample> digest(World& world) {
  runbooks::TableShape shape{.keys = {{"id", "S", "HASH"}},
                             .indexes = {},
                             .items = world.items,
                             .bytes = world.items * 260,
                             .status = "ACTIVE"};
  runbooks::TableDigest counted({.hash = {"id", values::KeyType::kString}, .range = std::nullopt});
  forget_peak();
  const Stopwatch watch;
  runbooks::TableScan scan(world.session, kTable, shape, {.connections = kConnections},
                           world.clock);
  TM_TRY_STATUS(scan.each_item([&](values::Item&& item) { return counted.add(item); }));
  const double spent = watch.seconds();
  const std::uint64_t seen = counted.sums().items;
  if (seen != world.items) return wrong_count(seen, world.items);
  return Sample{static_cast<double>(seen) / spent, {{"peak_mb", own_memory("VmHWM:")}}};
}

// The text of the key to go on from; empty at the end. Nothing else of the page is looked at.
std::string next_key(const std::string& page) {
  static constexpr std::string_view kMember = R"("LastEvaluatedKey":)";
  const auto at = page.rfind(kMember);
  if (at == std::string::npos) return {};
  const std::size_t from = at + kMember.size();
  int depth = 0;
  for (std::size_t end = from; end < page.size(); ++end) {
    if (page[end] == '{') ++depth;
    if (page[end] == '}' && --depth == 0) return page.substr(from, end + 1 - from);
  }
  return {};
}

std::uint64_t count_of(const std::string& page) {
  static constexpr std::string_view kMember = R"("Count":)";
  const auto at = page.rfind(kMember);
  return at == std::string::npos ? 0
                                 : std::strtoull(page.c_str() + at + kMember.size(), nullptr, 10);
}

// One segment in pages of 1 MB, as they come.
Result<std::uint64_t> bare_segment(World& world, std::size_t segment) {
  std::uint64_t items = 0;
  for (std::string key;;) {
    const std::string body = fmt::format(
        R"({{"TableName":"{}","ConsistentRead":true,"Segment":{},"TotalSegments":{}{}{}}})", kTable,
        segment, kConnections, key.empty() ? "" : R"(,"ExclusiveStartKey":)", key);
    TM_TRY(const std::string page, ask_once(world.served.endpoint(), "Scan", body));
    items += count_of(page);
    key = next_key(page);
    if (key.empty()) return items;
  }
}

Result<Sample> bare_scan(World& world) {
  std::atomic<std::uint64_t> items{0};
  const Stopwatch watch;
  TM_TRY_STATUS(runbooks::for_each_parallel(
      kConnections, kConnections, {}, [&](std::size_t segment) -> Status {
        TM_TRY(const std::uint64_t seen, bare_segment(world, segment));
        items += seen;
        return Ok{};
      }));
  const double spent = watch.seconds();
  if (items != world.items) return wrong_count(items, world.items);
  return Sample{static_cast<double>(items) / spent, {}};
}

}  // namespace

void add_digest_cases(Bench& bench) {
  if (bench.settings().server.empty()) return;
  const auto world = std::make_shared<std::unique_ptr<World>>();
  Group group{.name = "digest", .warmed = true};
  group.set_up = [world, settings = bench.settings()] { return set_up(*world, settings); };
  group.tear_down = [world] { world->reset(); };
  group.cases = {{"bare scan", "item/s", [=](double) { return bare_scan(**world); }},
                 {"digest", "item/s", [=](double) { return digest(**world); }}};
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
