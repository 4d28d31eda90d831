#include "operator/choices.h"

#include "client/testing/scripted_transport.h"
#include "codec/iso8601.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

Timestamp at(std::string_view text) {
  return codec::parse_iso8601(text).value();
}

struct Counter {
  SimulatedClock clock{at("2026-11-21T04:00:00Z")};
  client::testing::ScriptedTransport transport;
  SeededRandom random{1};
  client::Session session{
      {.region = "eu-west-1",
       .endpoint = "http://127.0.0.1:8000",
       .credentials = client::fixed_credentials({.key_id = "AKIDEXAMPLE", .secret = "secret"}),
       .retry = {.attempts = 1}},
      transport,
      clock,
      random,
      [this](std::chrono::milliseconds wait) { clock.advance(wait); }};
};

std::string backup(std::string_view arn, std::string_view name, std::int64_t created,
                   std::string_view status, std::string_view type) {
  return fmt::format(R"({{"BackupArn":"{}","BackupName":"{}","TableName":"Orders",
      "BackupCreationDateTime":{},"BackupStatus":"{}","BackupType":"{}","BackupSizeBytes":7}})",
                     arn, name, created, status, type);
}

TEST(BackupsOf, AreNewestFirstWithWhatCannotBeUsedMarked) {
  Counter counter;
  counter.transport.answer(
      200, fmt::format(R"({{"BackupSummaries":[{},{},{},{},{}]}})",
                       backup("arn:1", "same", 1'000, "AVAILABLE", "USER"),
                       backup("arn:2", "same", 3'000, "CREATING", "USER"),
                       backup("arn:3", "vault's", 4'000, "AVAILABLE", "AWS_BACKUP"),
                       backup("arn:4", "Orders$DeletedTableBackup", 2'000, "AVAILABLE", "SYSTEM"),
                       backup("arn:5", "same", 3'000, "AVAILABLE", "USER")));

  const auto backups = backups_of(counter.session, "Orders");

  ASSERT_TRUE(backups) << backups.error().message;
  std::string listed;
  for (const BackupChoice& one : backups.value()) {
    listed += fmt::format("{}{}{}\n", one.arn, one.system ? " system" : "",
                          one.unusable.empty() ? "" : " " + one.unusable);
  }
  EXPECT_EQ(listed, "arn:5\narn:2 is CREATING\narn:4 system\narn:1\n");
}

std::string point(std::string_view arn, std::string_view table, std::int64_t created,
                  std::string_view status, std::string_view cold_at) {
  return fmt::format(
      R"({{"RecoveryPointArn":"{}","BackupVaultName":"nightly",
      "ResourceArn":"arn:aws:dynamodb:eu-west-1:012345678901:table/{}","ResourceType":"DynamoDB",
      "CreationDate":{},"Status":"{}","BackupSizeInBytes":9{}}})",
      arn, table, created, status,
      cold_at.empty()
          ? ""
          : fmt::format(R"(,"CalculatedLifecycle":{{"MoveToColdStorageAt":{}}})", cold_at));
}

TEST(PointsOf, AreThoseOfTheTableMarkedNotBlocked) {
  Counter counter;
  counter.transport.answer(200,
                           fmt::format(R"({{"RecoveryPoints":[{},{},{},{}]}})",
                                       point("arn:1", "Orders", 1'000, "COMPLETED", "1795233599"),
                                       point("arn:2", "Orders", 2'000, "PARTIAL", ""),
                                       point("arn:3", "OrdersOld", 3'000, "COMPLETED", ""),
                                       point("arn:4", "Orders", 4'000, "COMPLETED", "1795233601")));

  const auto points = points_of(counter.session, "nightly", "Orders", at("2026-11-21T04:00:00Z"));

  ASSERT_TRUE(points) << points.error().message;
  std::string listed;
  for (const PointChoice& one : points.value()) {
    listed += fmt::format("{} {}{}{}\n", one.arn, one.table, one.cold ? " cold" : "",
                          one.unusable.empty() ? "" : " " + one.unusable);
  }
  EXPECT_EQ(listed, "arn:4 Orders\narn:2 Orders is PARTIAL\narn:1 Orders cold\n");
}

TEST(PointsOf, SayThatThereIsNoVault) {
  Counter counter;
  counter.transport.answer(400, R"({"__type":"ResourceNotFoundException","Message":"no"})");

  const auto points = points_of(counter.session, "nightly", "", at("2026-11-21T04:00:00Z"));

  ASSERT_FALSE(points);
  EXPECT_EQ(points.error().message, "there is no vault nightly");
}

TEST(PointNow, IsColdByItsStorageClass) {
  Counter counter;
  counter.transport.answer(200, R"({"RecoveryPointArn":"arn:1","BackupVaultName":"nightly",
      "Status":"COMPLETED","CreationDate":1000,"StorageClass":"COLD","ResourceType":"DynamoDB"})");

  const auto now = point_now(counter.session, "nightly", {.arn = "arn:1", .table = "Orders"});

  ASSERT_TRUE(now) << now.error().message;
  EXPECT_TRUE(now.value().cold);
  EXPECT_EQ(now.value().table, "Orders");
  EXPECT_EQ(now.value().unusable, "");
}

TEST(TableCard, ReadsPointInTimeRecoveryItself) {
  Counter counter;
  counter.transport.answer(
      200, R"({"Table":{"TableArn":"arn:t","TableName":"Orders","TableStatus":"ACTIVE"}})");
  counter.transport.answer(200,
                           R"({"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED",
              "PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"DISABLED"}}})");

  const auto card = table_card(counter.session, "Orders");

  ASSERT_TRUE(card) << card.error().message;
  EXPECT_TRUE(card.value().exists);
  EXPECT_FALSE(card.value().continuous_backups);
}

TEST(TableCard, AsksForTheTableItself) {
  Counter counter;
  counter.transport.answer(400, R"({"__type":"x#ResourceNotFoundException","message":"no"})");

  const auto card = table_card(counter.session, "Orders");

  ASSERT_TRUE(card) << card.error().message;
  EXPECT_FALSE(card.value().exists);
  EXPECT_EQ(counter.transport.sent().size(), 1u);
}

}  // namespace
}  // namespace tidemark::runbooks
