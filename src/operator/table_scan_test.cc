#include "operator/table_scan.h"

#include "operator/table_copy.h"
#include "operator/table_digest.h"
#include "operator/testing/items_server.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark::runbooks {
namespace {

using testing::items_numbered;
using testing::ItemsServer;

struct Desk {
  ItemsServer server;
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  SeededRandom random{1};
  client::Session session{
      {.region = "eu-west-1",
       .endpoint = "http://127.0.0.1:8000",
       .credentials = client::fixed_credentials({.key_id = "AKIDEXAMPLE", .secret = "secret"}),
       .retry = {.attempts = 1}},
      server,
      clock,
      random,
      [this](std::chrono::milliseconds wait) { clock.advance(wait); }};

  // Large items, so that pages are small.
  TableShape shape{.keys = {{"id", "S", "HASH"}},
                   .indexes = {},
                   .items = 1'000,
                   .bytes = 32'000'000,
                   .status = "ACTIVE"};

  Result<Scanned> scan(const ScanOptions& options, std::multiset<std::string>& ids) {
    TableScan scan(session, "Orders", shape, options, clock);
    std::mutex mutex;
    return scan.each_item([&](values::Item&& item) -> Status {
      const std::lock_guard lock(mutex);
      ids.insert(*item.find("id")->get_if<std::string>());
      return Ok{};
    });
  }

  double seconds() const { return static_cast<double>(clock.since_boot().count()) / 1e6; }
};

values::KeySchema keys() {
  return {.hash = {"id", values::KeyType::kString}, .range = std::nullopt};
}

TEST(TableScan, SeesEveryItemOnce) {
  Desk desk;
  desk.server.tables["Orders"] = items_numbered(1'000);
  std::multiset<std::string> ids;

  const auto scanned = desk.scan({.connections = 4}, ids);

  ASSERT_TRUE(scanned) << scanned.error().message;
  EXPECT_EQ(scanned.value().items, 1'000u);
  EXPECT_DOUBLE_EQ(scanned.value().read_units, 500);
  EXPECT_EQ(ids.size(), 1'000u);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1'000u);
}

TEST(TableScan, KeepsItsPagesSmall) {
  Desk desk;
  desk.server.tables["Orders"] = items_numbered(1'000);
  std::multiset<std::string> ids;

  ASSERT_TRUE(desk.scan({.connections = 2, .page_bytes = 256 * 1024}, ids));

  EXPECT_EQ(desk.server.largest_page, 8) << "32 KB an item";
}

TEST(TableScan, AsksForNoMoreThanItsBudget) {
  Desk desk;
  desk.server.tables["Orders"] = items_numbered(1'000);
  std::multiset<std::string> ids;

  ASSERT_TRUE(desk.scan({.connections = 1, .max_read_units = 50}, ids));

  EXPECT_EQ(ids.size(), 1'000u);
  EXPECT_NEAR(desk.seconds(), 10, 1.5);
}

TEST(TableScan, GoesOnThroughThrottles) {
  Desk desk;
  desk.server.tables["Orders"] = items_numbered(1'000);
  desk.server.throttle_every = 3;
  std::multiset<std::string> ids;

  const auto scanned = desk.scan({.connections = 4}, ids);

  ASSERT_TRUE(scanned) << scanned.error().message;
  EXPECT_EQ(ids.size(), 1'000u);
  EXPECT_GT(scanned.value().throttles, 10);
}

TEST(TableScan, GivesUpOnATableThatOnlyThrottles) {
  Desk desk;
  desk.server.tables["Orders"] = items_numbered(10);
  desk.server.throttle_every = 1;
  std::multiset<std::string> ids;

  const auto scanned = desk.scan({.connections = 2}, ids);

  ASSERT_FALSE(scanned);
  EXPECT_EQ(scanned.error().code, Code::kBusy);
}

TEST(TableScan, NoticesAServerThatNeverMovesOn) {
  Desk desk;
  desk.server.tables["Orders"] = items_numbered(100);
  desk.server.never_moves = true;
  std::multiset<std::string> ids;

  const auto scanned = desk.scan({.connections = 1}, ids);

  ASSERT_FALSE(scanned);
  EXPECT_EQ(scanned.error().message, "Scan: LastEvaluatedKey does not move");
}

TEST(TableScan, StopsWhenAsked) {
  Desk desk;
  desk.server.tables["Orders"] = items_numbered(100);
  std::stop_source stop;
  stop.request_stop();
  std::multiset<std::string> ids;

  EXPECT_EQ(desk.scan({.connections = 1, .stop = stop.get_token()}, ids).error().code, Code::kBusy);
}

TEST(TableCopy, CopiesEveryItem) {
  Desk desk;
  desk.server.tables["Orders"] = items_numbered(1'234);
  desk.server.unprocessed_every = 3;
  desk.server.throttle_every = 7;

  const auto copied = copy_table({desk.session, "Orders", desk.shape}, {desk.session, "Copy"},
                                 {.scan = {.connections = 4}}, desk.clock, nullptr);

  ASSERT_TRUE(copied) << copied.error().message;
  EXPECT_EQ(copied.value().items, 1'234u);
  EXPECT_DOUBLE_EQ(copied.value().write_units, 1'234);
  EXPECT_EQ(desk.server.tables["Copy"], desk.server.tables["Orders"]);
}

TEST(TableCopy, WritesNoMoreThanItsBudget) {
  Desk desk;
  desk.server.tables["Orders"] = items_numbered(1'000);

  const auto copied =
      copy_table({desk.session, "Orders", desk.shape}, {desk.session, "Copy"},
                 {.scan = {.connections = 1}, .max_write_units = 100}, desk.clock, nullptr);

  ASSERT_TRUE(copied);
  EXPECT_NEAR(desk.seconds(), 10, 1.5);
}

TEST(TableDigest, IsTheSumOfItsItemsInAnyOrder) {
  const auto item = [](int number) {
    const auto json = codec::parse_json(
        fmt::format(R"({{"id":{{"S":"{}"}},"n":{{"N":"{}"}}}})", number, number * number));
    return std::get<values::Item>(values::read_item(json.value()));
  };
  TableDigest up(keys());
  TableDigest down(keys());
  values::Digest sum = 0;
  for (int number = 0; number < 500; ++number) {
    ASSERT_TRUE(up.add(item(number)));
    ASSERT_TRUE(down.add(item(499 - number)));
    sum += values::digest_of(item(number));
  }

  EXPECT_EQ(up.sums(), down.sums());
  EXPECT_EQ(up.sums().digest, sum);
  EXPECT_EQ(up.sums().items, 500u);
  EXPECT_TRUE(shares_that_differ(up, down).empty());

  ASSERT_TRUE(down.add(item(1'000)));
  EXPECT_EQ(shares_that_differ(up, down).size(), 1u);
}

TEST(TableDigest, RefusesAnItemWithoutItsKey) {
  values::Item item;
  item.set("other", values::text_value("x"));

  EXPECT_EQ(TableDigest(keys()).add(item).error().code, Code::kCorrupt);
}

}  // namespace
}  // namespace tidemark::runbooks
