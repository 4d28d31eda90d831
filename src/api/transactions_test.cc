#include "api/testing/world.h"
#include "tables/table_jobs.h"

#include <gtest/gtest.h>

namespace tidemark::api {
namespace {

using namespace std::chrono_literals;

class Transactions : public testing::Test {
 protected:
  Transactions() {
    tables::add_kinds(world_.jobs, world_.clock);
    world_.make_table("orders");
  }

  // Adds one to item "a", under that token.
  std::string add_one(std::string_view token) {
    return world_.problem(
        "TransactWriteItems",
        fmt::format(
            R"j({{"ClientRequestToken":"{}","TransactItems":[{{"Update":{{"TableName":"orders","Key":{{"Id":{{"S":"a"}}}},"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{{":one":{{"N":"1"}}}}}}}}]}})j",
            token));
  }

  std::string count() {
    const auto answer = world_.good("GetItem", R"({"TableName":"orders","Key":{"Id":{"S":"a"}}})");
    return *answer.find("Item")->find("n")->find("N")->string();
  }

  // Rows of the table that remembers tokens: the one beside "orders".
  std::size_t remembered() {
    storage::Store& store = *world_.engine->regions.find("eu-west-1");
    std::size_t rows = 0;
    for (const storage::TableState& table : store.tables()) {
      if (table.id == storage::kCatalog || store.tally(table.id).value().items > 0) continue;
      for (const storage::Part part : {storage::Part{0}, storage::Part{1}}) {
        auto scan = store.scan({table.id, part, {}, {}}, storage::Direction::kForward);
        for (; scan.value().valid(); scan.value().next()) ++rows;
      }
    }
    return rows;
  }

  void run_jobs() {
    while (world_.jobs.turn()) {
    }
  }

  World world_;
};

TEST_F(Transactions, ATokenCountsForTenMinutes) {
  EXPECT_EQ(add_one("t"), "");
  world_.clock.advance(10min - 1s);
  EXPECT_EQ(add_one("t"), "");
  EXPECT_EQ(count(), "1");
  world_.clock.advance(2s);
  EXPECT_EQ(add_one("t"), "");
  EXPECT_EQ(count(), "2");
}

TEST_F(Transactions, TokensThatCountNoMoreAreForgotten) {
  EXPECT_EQ(add_one("t"), "");
  world_.clock.advance(6min);
  EXPECT_EQ(add_one("u"), "");
  world_.clock.advance(6min);
  run_jobs();
  EXPECT_EQ(remembered(), 2u);  // u, by token and by time
  EXPECT_EQ(add_one("u"), "");
  EXPECT_EQ(count(), "2");
  world_.clock.advance(10min);
  run_jobs();
  EXPECT_EQ(remembered(), 0u);
  EXPECT_EQ(add_one("u"), "");
  EXPECT_EQ(count(), "3");
}

// A token that was used again after its ten minutes stays while its second request counts.
TEST_F(Transactions, ATokensSecondLifeOutlivesItsFirst) {
  EXPECT_EQ(add_one("t"), "");
  world_.clock.advance(11min);
  EXPECT_EQ(add_one("t"), "");
  run_jobs();
  EXPECT_EQ(add_one("t"), "");
  EXPECT_EQ(count(), "2");
}

TEST_F(Transactions, ReadsOfThePastAreOfOneMoment) {
  const auto get = R"({"TransactItems":[{"Get":{"TableName":"orders","Key":{"Id":{"S":"a"}}}}]})";
  world_.good(
      "UpdateContinuousBackups",
      R"({"TableName":"orders","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}})");
  EXPECT_EQ(add_one("t"), "");
  world_.clock.advance(10s);
  EXPECT_EQ(add_one("u"), "");
  const auto now = world_.good("TransactGetItems", get);
  const auto then = world_.good("TransactGetItems", get, "2027-01-15T08:00:05Z");
  const auto number = [](const codec::JsonValue& answer) {
    return *answer.find("Responses")->array()->front().find("Item")->find("n")->find("N")->string();
  };
  EXPECT_EQ(number(now), "2");
  EXPECT_EQ(number(then), "1");
}

}  // namespace
}  // namespace tidemark::api
