#include "client/dynamodb.h"

#include "client/testing/scripted_transport.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

using testing::ScriptedTransport;

struct Desk {
  ScriptedTransport transport;
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  SeededRandom random{1};
  AwsClient aws{{.endpoint = "http://127.0.0.1:8000",
                 .region = "us-east-1",
                 .credentials = fixed_credentials({.key_id = "AKIDEXAMPLE", .secret = "secret"}),
                 .retry = {.attempts = 3}},
                transport,
                clock,
                random,
                [this](std::chrono::milliseconds wait) { clock.advance(wait); }};
  DynamoDb dynamodb{aws};

  std::string body(std::size_t request) { return transport.sent().at(request).body; }
};

values::Item item(std::string_view id) {
  values::Item made;
  made.set("Id", values::text_value(std::string(id)));
  return made;
}

TEST(DynamoDb, CreatesATableByItsKeys) {
  Desk desk;
  desk.transport.answer(200,
                        R"({"TableDescription":{"TableArn":"arn:t","TableStatus":"CREATING"}})");

  const auto state =
      accepted("CreateTable",
               desk.dynamodb.create_table({.name = "T",
                                           .keys = {.hash = {"Id", values::KeyType::kString},
                                                    .range = {{"At", values::KeyType::kNumber}}},
                                           .deletion_protection = true}));

  ASSERT_TRUE(state);
  EXPECT_EQ(state.value().status, "CREATING");
  EXPECT_EQ(
      desk.body(0),
      R"({"TableName":"T","AttributeDefinitions":[{"AttributeName":"Id","AttributeType":"S"},)"
      R"({"AttributeName":"At","AttributeType":"N"}],"KeySchema":[{"AttributeName":"Id",)"
      R"("KeyType":"HASH"},{"AttributeName":"At","KeyType":"RANGE"}],)"
      R"("BillingMode":"PAY_PER_REQUEST","DeletionProtectionEnabled":true})");
}

TEST(DynamoDb, ReadsTheRestorableWindow) {
  Desk desk;
  desk.transport.answer(
      200,
      R"({"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED",)"
      R"("PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"ENABLED",)"
      R"("EarliestRestorableDateTime":1795233906.000,"LatestRestorableDateTime":1795233907}}})");

  const auto window = accepted("Describe", desk.dynamodb.describe_continuous_backups("T"));

  ASSERT_TRUE(window);
  EXPECT_TRUE(window.value().enabled);
  EXPECT_EQ(window.value().earliest, Timestamp::from_seconds(1795233906));
  EXPECT_EQ(window.value().latest, Timestamp::from_seconds(1795233907));
}

TEST(DynamoDb, SendsUnprocessedItemsAgainUntilNoneAreLeft) {
  Desk desk;
  desk.transport.answer(
      200, R"({"UnprocessedItems":{"T":[{"DeleteRequest":{"Key":{"Id":{"S":"b"}}}}]}})");
  desk.transport.answer(200, R"({"UnprocessedItems":{}})");
  const values::Item a = item("a");
  const std::vector<const values::Item*> puts{&a};
  const std::vector<values::Item> deletes{item("b")};

  ASSERT_TRUE(desk.dynamodb.batch_write("T", puts, deletes));

  EXPECT_EQ(desk.body(0), R"({"RequestItems":{"T":[{"PutRequest":{"Item":{"Id":{"S":"a"}}}},)"
                          R"({"DeleteRequest":{"Key":{"Id":{"S":"b"}}}}]}})");
  EXPECT_EQ(desk.body(1), R"({"RequestItems":{"T":[{"DeleteRequest":{"Key":{"Id":{"S":"b"}}}}]}})");
}

TEST(DynamoDb, DoesNotCallWritesDoneThatStayUnprocessed) {
  Desk desk;
  desk.transport.otherwise([](const http::Outgoing&) -> Result<http::Response> {
    return http::Response{
        .status = 200,
        .headers = {},
        .body = R"({"UnprocessedItems":{"T":[{"DeleteRequest":{"Key":{"Id":{"S":"b"}}}}]}})"};
  });
  const std::vector<values::Item> deletes{item("b")};

  const auto answer = desk.dynamodb.batch_write("T", {}, deletes);

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kBusy);
}

TEST(DynamoDb, ScansPageByPage) {
  Desk desk;
  desk.transport.answer(200, R"({"Items":[{"Id":{"S":"a"}}],"LastEvaluatedKey":{"Id":{"S":"a"}}})");
  desk.transport.answer(200, R"({"Items":[{"Id":{"S":"b"}}]})");
  std::vector<values::Item> seen;

  ASSERT_TRUE(desk.dynamodb.scan("T", {.segment = 1, .of = 3}, [&](values::Item&& found) {
    seen.push_back(std::move(found));
    return Status(Ok{});
  }));

  EXPECT_EQ(seen, (std::vector<values::Item>{item("a"), item("b")}));
  EXPECT_EQ(desk.body(1), R"({"TableName":"T","ConsistentRead":true,"Segment":1,"TotalSegments":3,)"
                          R"("ExclusiveStartKey":{"Id":{"S":"a"}}})");
}

TEST(DynamoDb, DoesNotScanInCircles) {
  Desk desk;
  desk.transport.otherwise([](const http::Outgoing&) -> Result<http::Response> {
    return http::Response{.status = 200,
                          .headers = {},
                          .body = R"({"Items":[],"LastEvaluatedKey":{"Id":{"S":"a"}}})"};
  });

  const Status status = desk.dynamodb.scan("T", {}, [](values::Item&&) { return Status(Ok{}); });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kCorrupt);
}

TEST(DynamoDb, SetsOneAttribute) {
  Desk desk;
  desk.transport.answer(200, "{}");

  ASSERT_TRUE(desk.dynamodb.set_attribute("T", item("a"), "Size", values::text_value("x")));

  EXPECT_EQ(desk.body(0),
            R"({"TableName":"T","Key":{"Id":{"S":"a"}},"UpdateExpression":"SET #a = :v",)"
            R"("ExpressionAttributeNames":{"#a":"Size"},)"
            R"("ExpressionAttributeValues":{":v":{"S":"x"}}})");
}

TEST(DynamoDb, KeepsTheAwsNameOfARefusal) {
  Desk desk;
  desk.transport.answer(400, R"({"__type":"a#InvalidRestoreTimeException","message":"no"})");

  const auto answer = desk.dynamodb.restore_to("T", "U", Timestamp::from_seconds(5));

  ASSERT_TRUE(answer);
  ASSERT_TRUE(std::holds_alternative<ServiceError>(answer.value()));
  EXPECT_EQ(std::get<ServiceError>(answer.value()).name, "InvalidRestoreTimeException");
  EXPECT_EQ(desk.body(0),
            R"({"SourceTableName":"T","TargetTableName":"U","RestoreDateTime":5.000})");
}

TEST(DynamoDb, CallsAnAnswerWithoutItsMembersCorrupt) {
  Desk desk;
  desk.transport.answer(200, R"({"Table":{"TableStatus":"ACTIVE"}})");

  const auto answer = desk.dynamodb.describe_table("T");

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kCorrupt);
}

}  // namespace
}  // namespace tidemark::client
