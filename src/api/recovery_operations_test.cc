#include "api/extras/extras.h"
#include "api/testing/world.h"
#include "codec/iso8601.h"
#include "recovery/expiry_jobs.h"
#include "tables/table_jobs.h"

#include <gtest/gtest.h>

namespace tidemark::api {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

// An engine with jobs and a table "orders" that has one item.
class RecoveryWorld : public World {
 public:
  RecoveryWorld() {
    tables::add_kinds(jobs, clock);
    recovery::add_kinds(jobs, clock);
    good("CreateTable", R"({"TableName":"orders","BillingMode":"PAY_PER_REQUEST",)"
                        R"("AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],)"
                        R"("KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]})");
    put("a", "one");
  }

  void put(const std::string& key, const std::string& value) {
    clock.advance(seconds(1));
    good("PutItem", fmt::format(R"({{"TableName":"orders","Item":{{"k":{{"S":"{}"}},)"
                                R"("v":{{"S":"{}"}}}}}})",
                                key, value));
  }

  void enable() {
    clock.advance(seconds(1));
    good("UpdateContinuousBackups",
         R"({"TableName":"orders",)"
         R"("PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}})");
  }

  std::string back_up() {
    clock.advance(seconds(1));
    const auto answer = good("CreateBackup", R"({"TableName":"orders","BackupName":"first"})");
    return *answer.find("BackupDetails")->find("BackupArn")->string();
  }

  // The value of item `key`, "" when there is none.
  std::string value(const std::string& table, const std::string& key) {
    const auto answer = good(
        "GetItem", fmt::format(R"({{"TableName":"{}","Key":{{"k":{{"S":"{}"}}}}}})", table, key));
    const auto* item = answer.find("Item");
    return item == nullptr ? "" : *item->find("v")->find("S")->string();
  }

  std::string now_in_seconds() const { return fmt::format("{}", clock.now().micros / 1'000'000); }

  std::string restore(const std::string& rest) {
    return problem("RestoreTableToPointInTime", "{" + rest + "}");
  }

  Reply extra(const std::string& method, const std::string& path, const std::string& query = "",
              const std::string& body = "") {
    return finish(extras({method, path, query, body, std::string(kAccount), region}, *engine));
  }

  std::string text_of(const Reply& reply) { return reply.body; }
};

TEST(ContinuousBackupsOperations, ShowNothingWhileOffAndFourMembersWhenOn) {
  RecoveryWorld world;
  EXPECT_EQ(world.ask("DescribeContinuousBackups", R"({"TableName":"orders"})").body,
            R"({"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED",)"
            R"("PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"DISABLED"}}})");
  world.enable();
  const std::string enabled_at = world.now_in_seconds();
  world.clock.advance(hours(1));
  EXPECT_EQ(
      world.ask("DescribeContinuousBackups", R"({"TableName":"orders"})").body,
      fmt::format(R"({{"ContinuousBackupsDescription":{{"ContinuousBackupsStatus":"ENABLED",)"
                  R"("PointInTimeRecoveryDescription":{{"PointInTimeRecoveryStatus":"ENABLED",)"
                  R"("EarliestRestorableDateTime":{}.000,"LatestRestorableDateTime":{}.000,)"
                  R"("RecoveryPeriodInDays":35}}}}}})",
                  enabled_at, world.now_in_seconds()));
}

TEST(ContinuousBackupsOperations, TakeOneTo35DaysAndRefuseTheNeighbours) {
  RecoveryWorld world;
  const auto set = [&](const std::string& specification) {
    return world.problem(
        "UpdateContinuousBackups",
        R"({"TableName":"orders","PointInTimeRecoverySpecification":{)" + specification + "}}");
  };
  const std::string on = R"("PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":)";
  EXPECT_EQ(set(on + "1"), "");
  EXPECT_EQ(set(on + "35"), "");
  EXPECT_EQ(set(on + "0"),
            "ValidationException: 1 validation error detected: Value '0' at "
            "'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1");
  EXPECT_EQ(set(on + "36"),
            "ValidationException: 1 validation error detected: Value '36' at "
            "'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy constraint: "
            "Member must have value less than or equal to 35");
  EXPECT_EQ(set(R"("PointInTimeRecoveryEnabled":false,"RecoveryPeriodInDays":5)"),
            "ValidationException: Invalid Request: Cannot specify RecoveryPeriodInDays when "
            "disabling point-in-time recovery.");
  EXPECT_EQ(world.problem("UpdateContinuousBackups",
                          R"({"TableName":"none","PointInTimeRecoverySpecification":)"
                          R"({"PointInTimeRecoveryEnabled":true}})"),
            "TableNotFoundException: Table not found: none");
}

TEST(RestoreToPointInTime, GivesTheSecondBeforeTheDamageAtOnce) {
  RecoveryWorld world;
  world.enable();
  world.put("a", "good");
  const std::string before = world.now_in_seconds();
  world.put("a", "damaged");
  world.clock.advance(seconds(5));
  const auto answer = world.good(
      "RestoreTableToPointInTime",
      R"({"SourceTableName":"orders","TargetTableName":"then","RestoreDateTime":)" + before + "}");
  EXPECT_EQ(*answer.find("TableDescription")->find("TableStatus")->string(), "CREATING");
  EXPECT_TRUE(*answer.find("TableDescription")
                   ->find("RestoreSummary")
                   ->find("RestoreInProgress")
                   ->boolean());
  const auto described = world.good("DescribeTable", R"({"TableName":"then"})");
  EXPECT_EQ(*described.find("Table")->find("TableStatus")->string(), "ACTIVE");
  EXPECT_EQ(described.find("Table")->find("RestoreSummary"), nullptr);
  EXPECT_EQ(world.value("then", "a"), "good");
  EXPECT_EQ(world.value("orders", "a"), "damaged");
}

// Each request is wrong twice; the answer is about what AWS checks first.
TEST(RestoreToPointInTime, ChecksInAwssOrder) {
  RecoveryWorld world;
  const std::string to = R"("TargetTableName":"orders",)";
  const std::string from = R"("SourceTableName":"orders",)";
  const std::string late = R"("RestoreDateTime":99999999999)";
  EXPECT_EQ(world.restore(to + from + R"("SourceTableArn":"x",)" + late),
            "ValidationException: Must provide exactly one of: sourceTableArn, sourceTableName");
  EXPECT_EQ(world.restore(to + late),
            "ValidationException: The parameter 'TableName' is required but was not present in the "
            "request");
  EXPECT_EQ(world.restore(to + R"("SourceTableName":"none","UseLatestRestorableTime":false)"),
            "ValidationException: Invalid Request: Either one of RestoreDateTime or "
            "UseLatestRestorableTime must be specified, but not both");
  EXPECT_TRUE(world.restore(to + from + R"("UseLatestRestorableTime":true,)" + late)
                  .starts_with("ValidationException: Invalid Request: Both RestoreDateTime and "
                               "UseLatestRestorableTime cannot be set"));
  EXPECT_EQ(world.restore(to + R"("SourceTableName":"none",)" + late),
            "TableNotFoundException: Table not found: none");
  EXPECT_EQ(world.restore(to + from + late),
            "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for "
            "table 'orders'");
  world.enable();
  EXPECT_TRUE(world.restore(to + from + late)
                  .starts_with("InvalidRestoreTimeException: RestoreDateTime "
                               "'5138-11-16T09:46:39Z' must be within "
                               "EarliestRestorableDateTime '"));
  EXPECT_EQ(world.restore(to + from + R"("UseLatestRestorableTime":true)"),
            "TableAlreadyExistsException: Table already exists: orders");
}

TEST(RestoreOverrides, AreHonouredOrRefusedByAwssTexts) {
  RecoveryWorld world;
  world.enable();
  const auto restore = [&](const std::string& rest) {
    return world.restore(
        R"("SourceTableName":"orders","TargetTableName":"then","UseLatestRestorableTime":true,)" +
        rest);
  };
  const std::string units = R"({"ReadCapacityUnits":3,"WriteCapacityUnits":4})";
  EXPECT_EQ(restore(R"("ProvisionedThroughputOverride":)" + units),
            "ValidationException: Invalid Request: Cannot override ProvisionedThroughput unless "
            "BillingMode is PROVISIONED");
  EXPECT_EQ(restore(R"("BillingModeOverride":"PROVISIONED")"),
            "ValidationException: Invalid Request: Must override ProvisionedThroughput if "
            "BillingMode is overridden to PROVISIONED");
  EXPECT_EQ(restore(R"("GlobalSecondaryIndexOverride":[{"IndexName":"by-name","KeySchema":[)"
                    R"({"AttributeName":"n","KeyType":"HASH"}],"Projection":)"
                    R"({"ProjectionType":"ALL"}}])"),
            "ValidationException: Invalid Request: Index by-name does not match a secondary index "
            "that existed in "
            "the source table and cannot be created during the restore operation");
  EXPECT_EQ(restore(R"("GlobalSecondaryIndexOverride":[],"BillingModeOverride":"PROVISIONED",)"
                    R"("ProvisionedThroughputOverride":)" +
                    units),
            "");
  const auto described = world.good("DescribeTable", R"({"TableName":"then"})");
  EXPECT_EQ(*described.find("Table")
                 ->find("ProvisionedThroughput")
                 ->find("WriteCapacityUnits")
                 ->integer(),
            4);
  EXPECT_EQ(described.find("Table")->find("BillingModeSummary"), nullptr);
}

TEST(BackupOperations, TellWhatTheyHoldAndRestoreIt) {
  RecoveryWorld world;
  const std::string arn = world.back_up();
  world.put("a", "later");
  const auto backup = world.good("DescribeBackup", R"({"BackupArn":")" + arn + "\"}");
  const auto* description = backup.find("BackupDescription");
  EXPECT_EQ(*description->find("BackupDetails")->find("BackupStatus")->string(), "AVAILABLE");
  EXPECT_EQ(*description->find("SourceTableDetails")->find("ItemCount")->integer(), 1);
  EXPECT_TRUE(description->find("SourceTableFeatureDetails")->object()->empty());

  world.good("RestoreTableFromBackup", R"({"TargetTableName":"then","BackupArn":")" + arn + "\"}");
  EXPECT_EQ(world.value("then", "a"), "one");
  EXPECT_EQ(world.problem("DeleteBackup", R"({"BackupArn":")" + arn + "\"}"),
            "BackupInUseException: Backup is being used to restore table: " + arn);
  while (world.jobs.turn()) {
  }
  EXPECT_EQ(world.problem("DeleteBackup", R"({"BackupArn":")" + arn + "\"}"), "");
  EXPECT_EQ(world.problem("DeleteBackup", R"({"BackupArn":")" + arn + "\"}"),
            "BackupNotFoundException: Backup not found: " + arn);
  EXPECT_EQ(world.value("then", "a"), "one");
}

TEST(BackupOperations, TellArnsThatNameNoBackupApart) {
  RecoveryWorld world;
  const auto describe = [&](const std::string& arn) {
    return world.problem("DescribeBackup", R"({"BackupArn":")" + arn + "\"}");
  };
  const std::string tail = "/backup/01489602797149-73d8d5bc";
  EXPECT_EQ(describe("arn:aws:dynamodb:eu-west-1:123456789012:table/orders"),
            "ValidationException: Invalid Backup ARN");
  EXPECT_EQ(describe("arn:aws:s3:eu-west-1:123456789012:table/orders" + tail),
            "ValidationException: Invalid Request: BackupArn is not valid");
  EXPECT_EQ(describe("arn:aws:dynamodb:eu-west-1:999999999999:table/orders" + tail),
            "AccessDeniedException: Access is denied");
  for (const std::string region : {"eu-west-1", "us-east-1"}) {
    const std::string arn =
        fmt::format("arn:aws:dynamodb:{}:123456789012:table/orders{}", region, tail);
    EXPECT_EQ(describe(arn), "BackupNotFoundException: Backup not found: " + arn);
  }
}

TEST(BackupOperations, ListByDefaultOnlyWhatUsersMade) {
  RecoveryWorld world;
  world.enable();
  world.back_up();
  world.clock.advance(seconds(1));
  world.good("DeleteTable", R"({"TableName":"orders"})");
  const auto count = [&](const std::string& body) {
    return world.good("ListBackups", body).find("BackupSummaries")->array()->size();
  };
  EXPECT_EQ(count("{}"), 1u);
  EXPECT_EQ(count(R"({"BackupType":"SYSTEM"})"), 1u);
  EXPECT_EQ(count(R"({"BackupType":"ALL"})"), 2u);
  EXPECT_EQ(count(R"({"BackupType":"AWS_BACKUP"})"), 0u);
  EXPECT_EQ(count(R"({"TableName":"other"})"), 0u);
  EXPECT_EQ(world.problem("ListBackups",
                          R"({"TimeRangeLowerBound":2000000000,"TimeRangeUpperBound":1000000000})"),
            "ValidationException: One or more parameter values were invalid: Time range lower "
            "bound must be less than or equal to upper bound");
  EXPECT_NE(world.problem("ListBackups", R"({"Limit":101})"), "");
  EXPECT_EQ(world.problem("ListBackups", R"({"Limit":100})"), "");
}

TEST(DeleteTable, IsRefusedWhileProtectedAndLeavesASystemBackup) {
  RecoveryWorld world;
  world.enable();
  world.good("UpdateTable", R"({"TableName":"orders","DeletionProtectionEnabled":true})");
  EXPECT_EQ(world.problem("DeleteTable", R"({"TableName":"orders"})"),
            "ValidationException: Resource cannot be deleted as it is currently protected against "
            "deletion. Disable deletion protection first.");
  world.good("UpdateTable", R"({"TableName":"orders","DeletionProtectionEnabled":false})");
  const auto answer = world.good("DeleteTable", R"({"TableName":"orders"})");
  EXPECT_EQ(*answer.find("TableDescription")->find("TableStatus")->string(), "DELETING");
  EXPECT_EQ(answer.find("TableDescription")->find("KeySchema"), nullptr);
  EXPECT_EQ(world.problem("DescribeTable", R"({"TableName":"orders"})"),
            "ResourceNotFoundException: Requested resource not found: Table: orders not found");
  const auto backups = world.good("ListBackups", R"({"BackupType":"SYSTEM"})");
  const auto& backup = backups.find("BackupSummaries")->array()->front();
  EXPECT_EQ(*backup.find("BackupName")->string(), "orders$DeletedTableBackup");
  EXPECT_TRUE(world
                  .problem("DeleteBackup",
                           R"({"BackupArn":")" + *backup.find("BackupArn")->string() + "\"}")
                  .starts_with("ValidationException: Invalid Request: User is not allowed to "
                               "delete the system backup with arn "));
}

TEST(Extras, TellTalliesAndChangesOfThePast) {
  RecoveryWorld world;
  world.enable();
  const std::string before = codec::to_iso8601(world.clock.now());
  world.put("b", "two");
  const std::string after = codec::to_iso8601(world.clock.now() + seconds(1));
  world.clock.advance(seconds(2));
  const auto items = [&](const std::string& at) {
    const auto tally =
        codec::parse_json(world.extra("GET", "/_tidemark/tables/orders/tally", "at=" + at).body);
    return *tally.value().find("items")->integer();
  };
  EXPECT_EQ(items(after), 2);
  const Reply changes =
      world.extra("GET", "/_tidemark/tables/orders/changes", "from=" + before + "&to=" + after);
  const auto listed = codec::parse_json(changes.body);
  ASSERT_EQ(listed.value().find("changes")->array()->size(), 1u) << changes.body;
  EXPECT_EQ(
      *listed.value().find("changes")->array()->front().find("key")->find("k")->find("S")->string(),
      "b");
  EXPECT_EQ(world.extra("GET", "/_tidemark/tables/none/tally").status, 404);
  EXPECT_EQ(world.extra("GET", "/_tidemark/tables/orders/tally", "at=yesterday").status, 400);
  EXPECT_EQ(world.extra("GET", "/_tidemark/nothing").status, 404);
}

TEST(Extras, ListDeletedTablesRestoreThemByHeaderAndPurgeThem) {
  RecoveryWorld world;
  world.enable();
  world.put("a", "two");
  world.clock.advance(seconds(1));
  world.good("DeleteTable", R"({"TableName":"orders"})");
  const auto deleted =
      codec::parse_json(world.extra("GET", "/_tidemark/deleted-tables").body).value();
  ASSERT_EQ(deleted.find("deletedTables")->array()->size(), 1u);
  const std::string id = *deleted.find("deletedTables")->array()->front().find("tableId")->string();
  const std::string body =
      R"({"SourceTableName":"orders","TargetTableName":"then","UseLatestRestorableTime":true})";
  EXPECT_EQ(world.problem("RestoreTableToPointInTime", body),
            "TableNotFoundException: Table not found: orders");
  Call call{.account = std::string(World::kAccount),
            .region = world.region,
            .operation = "RestoreTableToPointInTime",
            .body = body,
            .request_id = "R",
            .as_of = {},
            .deleted_tables = id,
            .recovery_period_days = {}};
  ASSERT_EQ(finish(dispatch(call, *world.engine)).status, 200);
  EXPECT_EQ(world.value("then", "a"), "two");

  EXPECT_EQ(world.extra("DELETE", "/_tidemark/deleted-tables/" + id).status, 409);
  while (world.jobs.turn()) {
  }
  EXPECT_EQ(world.extra("DELETE", "/_tidemark/deleted-tables/" + id).status, 200);
  EXPECT_EQ(world.extra("DELETE", "/_tidemark/deleted-tables/" + id).status, 404);
  EXPECT_EQ(world.value("then", "a"), "two");
}

}  // namespace
}  // namespace tidemark::api
