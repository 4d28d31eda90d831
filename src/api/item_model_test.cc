// Seeded writes compared with two nested maps: what is read, queried and scanned page by page must
// be what the maps say, now and as of every remembered instant.
#include "api/testing/world.h"
#include "codec/iso8601.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

namespace tidemark::api {
namespace {

using namespace std::chrono_literals;

using Partition = std::map<int, std::string>;    // sort key to value
using Model = std::map<std::string, Partition>;  // partition key to its items

constexpr std::array kPartitions{"a", "b", "aa"};

class ItemModel : public testing::TestWithParam<std::uint64_t> {
 protected:
  ItemModel() : chance_(GetParam()) {
    world_.make_table("events", true);
    world_.good(
        "UpdateContinuousBackups",
        R"({"TableName":"events","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}})");
  }

  static std::string key_of(const std::string& id, int at) {
    return fmt::format(R"({{"Id":{{"S":"{}"}},"Seq":{{"N":"{}"}}}})", id, at);
  }

  void write_one() {
    const std::string id = kPartitions[chance_.below(kPartitions.size())];
    const int at = static_cast<int>(chance_.below(21)) - 10;
    if (chance_.below(3) == 0) {
      world_.good("DeleteItem",
                  fmt::format(R"({{"TableName":"events","Key":{}}})", key_of(id, at)));
      model_[id].erase(at);
      return;
    }
    const std::string value = chance_.hex(4);
    world_.good("PutItem", fmt::format(R"({{"TableName":"events","Item":{{"Id":{{"S":"{}"}},)"
                                       R"("Seq":{{"N":"{}"}},"V":{{"S":"{}"}}}}}})",
                                       id, at, value));
    model_[id][at] = value;
  }

  // Every page of a Query or Scan, joined: "at=value …".
  std::vector<std::string> pages(const std::string& operation, const std::string& rest,
                                 const std::optional<std::string>& as_of) {
    std::vector<std::string> items;
    std::string start;
    do {
      const auto page = world_.good(operation,
                                    fmt::format(R"({{"TableName":"events","Limit":{}{}{}}})",
                                                1 + chance_.below(5), rest, start),
                                    as_of);
      for (const auto& item : *page.find("Items")->array()) {
        items.push_back(fmt::format("{}/{}={}", *item.find("Id")->find("S")->string(),
                                    *item.find("Seq")->find("N")->string(),
                                    *item.find("V")->find("S")->string()));
      }
      start.clear();
      if (const auto* key = page.find("LastEvaluatedKey")) {
        codec::JsonWriter out;
        codec::write_json(out, *key);
        start = R"(,"ExclusiveStartKey":)" + out.take();
      }
    } while (!start.empty());
    return items;
  }

  void compare(const Model& model, const std::optional<std::string>& as_of) {
    std::vector<std::string> all;
    for (const char* id : kPartitions) {
      std::vector<std::string> expected;
      if (const auto found = model.find(id); found != model.end()) {
        for (const auto& [at, value] : found->second) {
          expected.push_back(fmt::format("{}/{}={}", id, at, value));
        }
      }
      all.insert(all.end(), expected.begin(), expected.end());
      const bool forward = chance_.below(2) == 0;
      if (!forward) std::reverse(expected.begin(), expected.end());
      const std::string rest = fmt::format(
          R"(,"KeyConditionExpression":"Id = :p","ExpressionAttributeValues":{{":p":{{"S":"{}"}}}},"ScanIndexForward":{})",
          id, forward);
      EXPECT_EQ(pages("Query", rest, as_of), expected);
    }
    auto scanned = pages("Scan", "", as_of);
    std::sort(scanned.begin(), scanned.end());
    std::sort(all.begin(), all.end());
    EXPECT_EQ(scanned, all);
  }

  World world_;
  SeededRandom chance_;
  Model model_;
};

TEST_P(ItemModel, AgreesNowAndAsOfEveryInstant) {
  std::vector<std::pair<std::string, Model>> past;
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 40; ++i) write_one();
    world_.clock.advance(1s);
    past.emplace_back(codec::to_iso8601(world_.clock.now(), codec::Fraction::kMicros), model_);
    world_.clock.advance(1s);
    compare(model_, std::nullopt);
  }

  for (const auto& [instant, model] : past) compare(model, instant);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ItemModel, testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace tidemark::api
