// Seeded writes of every kind to a table whose indexes come and go: what a Scan of an index gives
// must be what the items say, now, as of every remembered instant and in what is restored from
// there.
#include "api/testing/world.h"
#include "codec/iso8601.h"
#include "recovery/expiry_jobs.h"
#include "tables/table_jobs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace tidemark::api {
namespace {

using namespace std::chrono_literals;

// The attributes that an item must have to be in the index.
using Indexes = std::map<std::string, std::vector<std::string>>;

constexpr const char* kTable =
    R"("BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"Id","AttributeType":"S"},)"
    R"({"AttributeName":"Seq","AttributeType":"N"},{"AttributeName":"State","AttributeType":"S"},)"
    R"({"AttributeName":"Kind","AttributeType":"S"},{"AttributeName":"Day","AttributeType":"N"}],)"
    R"("KeySchema":[{"AttributeName":"Id","KeyType":"HASH"},{"AttributeName":"Seq","KeyType":"RANGE"}],)"
    R"("LocalSecondaryIndexes":[{"IndexName":"by-day","KeySchema":[{"AttributeName":"Id","KeyType":"HASH"},)"
    R"({"AttributeName":"Day","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}],)"
    R"("GlobalSecondaryIndexes":[{"IndexName":"by-state","KeySchema":[{"AttributeName":"State","KeyType":"HASH"}],)"
    R"("Projection":{"ProjectionType":"KEYS_ONLY"}},{"IndexName":"by-all","KeySchema":[)"
    R"({"AttributeName":"State","KeyType":"HASH"},{"AttributeName":"Kind","KeyType":"HASH"},)"
    R"({"AttributeName":"Day","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}])";

class IndexModel : public testing::TestWithParam<std::uint64_t> {
 protected:
  IndexModel() : chance_(GetParam()) {
    tables::add_kinds(world_.jobs, world_.clock);
    recovery::add_kinds(world_.jobs, world_.clock);
    world_.good("CreateTable", fmt::format(R"({{"TableName":"orders",{}}})", kTable));
    world_.good(
        "UpdateContinuousBackups",
        R"({"TableName":"orders","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}})");
  }

  bool one_in(std::uint64_t n) { return chance_.below(n) == 0; }

  std::string key() {
    return fmt::format(R"("Id":{{"S":"{}"}},"Seq":{{"N":"{}"}})", chance_.below(3),
                       chance_.below(8));
  }

  std::string item() {
    std::string text = key();
    if (!one_in(3)) text += fmt::format(R"(,"State":{{"S":"s{}"}})", chance_.below(3));
    if (!one_in(3)) text += fmt::format(R"(,"Kind":{{"S":"k{}"}})", chance_.below(2));
    if (!one_in(3)) text += fmt::format(R"(,"Day":{{"N":"{}"}})", chance_.below(5));
    return fmt::format(R"({{{},"V":{{"S":"{}"}}}})", text, chance_.hex(3));
  }

  // The members of an Update, behind its key.
  std::string update() {
    switch (chance_.below(3)) {
      case 0: return R"("UpdateExpression":"REMOVE #a","ExpressionAttributeNames":{"#a":"State"})";
      case 1:
        return R"("UpdateExpression":"ADD #a :v","ExpressionAttributeNames":{"#a":"Day"},)"
               R"("ExpressionAttributeValues":{":v":{"N":"1"}})";
      default:
        return fmt::format(
            R"("UpdateExpression":"SET #a = :v","ExpressionAttributeNames":{{"#a":"Kind"}},)"
            R"("ExpressionAttributeValues":{{":v":{{"S":"k{}"}}}})",
            chance_.below(2));
    }
  }

  void write_one() {
    switch (chance_.below(6)) {
      case 0:
        world_.good("DeleteItem", fmt::format(R"({{"TableName":"orders","Key":{{{}}}}})", key()));
        break;
      case 1:
      case 2:
        world_.good("UpdateItem",
                    fmt::format(R"({{"TableName":"orders","Key":{{{}}},{}}})", key(), update()));
        break;
      case 3:  // two of one key are refused, and change nothing
        static_cast<void>(world_.ask(
            "BatchWriteItem",
            fmt::format(
                R"({{"RequestItems":{{"orders":[{{"PutRequest":{{"Item":{}}}}},)"
                R"({{"PutRequest":{{"Item":{}}}}},{{"DeleteRequest":{{"Key":{{{}}}}}}}]}}}})",
                item(), item(), key())));
        break;
      case 4:
        static_cast<void>(world_.ask(
            "TransactWriteItems",
            fmt::format(R"({{"TransactItems":[{{"Put":{{"TableName":"orders","Item":{}}}}},)"
                        R"({{"Update":{{"TableName":"orders","Key":{{{}}},{}}}}}]}})",
                        item(), key(), update())));
        break;
      default: world_.good("PutItem", fmt::format(R"({{"TableName":"orders","Item":{}}})", item()));
    }
  }

  // Adds the one index that comes and goes, or deletes it, and lets some of the work be done.
  void change_indexes() {
    const bool there = indexes_.contains("extra");
    if (there) {
      world_.good("UpdateTable", R"({"TableName":"orders","GlobalSecondaryIndexUpdates":)"
                                 R"([{"Delete":{"IndexName":"extra"}}]})");
      indexes_.erase("extra");
    } else {
      world_.good("UpdateTable",
                  R"({"TableName":"orders","AttributeDefinitions":[{"AttributeName":"Kind",)"
                  R"("AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{)"
                  R"("IndexName":"extra","KeySchema":[{"AttributeName":"Kind","KeyType":"HASH"}],)"
                  R"("Projection":{"ProjectionType":"ALL"}}}]})");
    }
    write_one();
    run_jobs();
    if (!there) indexes_["extra"] = {"Kind"};
  }

  void run_jobs() {
    while (world_.jobs.turn()) {
    }
  }

  // Every page of a Scan: the key, or the whole item as text.
  std::vector<std::string> scan(const std::string& table, const std::string& rest, bool whole,
                                const std::vector<std::string>& having,
                                const std::optional<std::string>& as_of) {
    std::vector<std::string> items;
    std::string start;
    do {
      const auto page = world_.good("Scan",
                                    fmt::format(R"({{"TableName":"{}","Limit":{}{}{}}})", table,
                                                1 + chance_.below(9), rest, start),
                                    as_of);
      for (const auto& item : *page.find("Items")->array()) {
        const bool all = std::ranges::all_of(
            having, [&](const std::string& name) { return item.find(name) != nullptr; });
        if (all) items.push_back(whole ? text_of(item) : key_text(item));
      }
      start.clear();
      if (const auto* last = page.find("LastEvaluatedKey")) {
        start = R"(,"ExclusiveStartKey":)" + text_of(*last);
      }
    } while (!start.empty());
    std::ranges::sort(items);
    return items;
  }

  static std::string text_of(const codec::JsonValue& value) {
    codec::JsonWriter out;
    codec::write_json(out, value);
    return out.take();
  }

  static std::string key_text(const codec::JsonValue& item) {
    return fmt::format("{}/{}", *item.find("Id")->find("S")->string(),
                       *item.find("Seq")->find("N")->string());
  }

  void compare(const std::string& table, const Indexes& indexes,
               const std::optional<std::string>& as_of) {
    for (const auto& [name, attributes] : indexes) {
      const bool whole = name != "by-state";
      EXPECT_EQ(scan(table, fmt::format(R"(,"IndexName":"{}")", name), whole, {}, as_of),
                scan(table, "", whole, attributes, as_of))
          << table << ", " << name << (as_of ? " as of " + *as_of : "");
    }
  }

  World world_;
  SeededRandom chance_;
  Indexes indexes_{
      {"by-day", {"Day"}}, {"by-state", {"State"}}, {"by-all", {"State", "Kind", "Day"}}};
};

TEST_P(IndexModel, AgreesNowAsOfEveryInstantAndWhenRestored) {
  std::vector<std::pair<Timestamp, Indexes>> past;
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 30; ++i) write_one();
    if (round % 2 == 1 || one_in(3)) change_indexes();
    for (int i = 0; i < 5; ++i) write_one();
    world_.clock.advance(1s);
    past.emplace_back(world_.clock.now(), indexes_);
    world_.clock.advance(1s);
    compare("orders", indexes_, std::nullopt);
  }

  for (const auto& [instant, indexes] : past) {
    compare("orders", indexes, codec::to_iso8601(instant, codec::Fraction::kMicros));
  }
  for (std::size_t i = 0; i < past.size(); i += 2) {
    const std::string target = fmt::format("restored-{}", i);
    world_.good("RestoreTableToPointInTime",
                fmt::format(R"({{"SourceTableName":"orders","TargetTableName":"{}",)"
                            R"("RestoreDateTime":{}}})",
                            target, past[i].first.micros / 1'000'000));
    compare(target, past[i].second, std::nullopt);
    run_jobs();
    compare(target, past[i].second, std::nullopt);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, IndexModel, testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace tidemark::api
