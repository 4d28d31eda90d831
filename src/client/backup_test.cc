#include "client/backup.h"

#include "client/testing/desk.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

struct Desk : testing::Desk {
  AwsBackup backup{session.of(Service::kBackup)};
};

constexpr const char* kTable = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
constexpr const char* kPoint = "arn:aws:backup:eu-west-1:123456789012:recovery-point:4C1A";

TEST(AwsBackup, ListsRecoveryPointsThroughAllPages) {
  Desk desk;
  desk.transport.answer(200, R"({"RecoveryPoints":[{"RecoveryPointArn":"a"}],"NextToken":"n/2"})");
  desk.transport.answer(
      200, R"({"RecoveryPoints":[{"RecoveryPointArn":"b","BackupVaultName":"v","ResourceArn":"r",)"
           R"("ResourceName":"orders","ResourceType":"DynamoDB","Status":"COMPLETED",)"
           R"("CreationDate":1795233906.5,"CompletionDate":1795233907,"BackupSizeInBytes":12,)"
           R"("CalculatedLifecycle":{"MoveToColdStorageAt":1795233908,"DeleteAt":1795233909},)"
           R"("Lifecycle":{"MoveToColdStorageAfterDays":30,"DeleteAfterDays":120},)"
           R"("CreatedBy":{"BackupPlanId":"p"},"IamRoleArn":"role","EncryptionKeyArn":"key"}]})");

  const auto points = accepted(
      "List",
      desk.backup.recovery_points_in("v", {.resource_arn = kTable,
                                           .resource_type = "DynamoDB",
                                           .created_after = Timestamp::from_seconds(1795233906)}));

  ASSERT_TRUE(points);
  ASSERT_EQ(points.value().size(), 2u);
  const RecoveryPoint& point = points.value()[1];
  EXPECT_EQ(point.arn, "b");
  EXPECT_EQ(point.resource_name, "orders");
  EXPECT_EQ(point.status, "COMPLETED");
  EXPECT_EQ(point.created, Timestamp{1795233906'500'000});
  EXPECT_EQ(point.cold_at, Timestamp::from_seconds(1795233908));
  EXPECT_EQ(point.delete_at, Timestamp::from_seconds(1795233909));
  EXPECT_EQ(point.lifecycle.cold_after_days, 30);
  EXPECT_EQ(point.plan_id, "p");
  EXPECT_EQ(point.bytes, 12);
  EXPECT_EQ(desk.line(0),
            "GET /backup-vaults/v/recovery-points/"
            "?resourceArn=arn%3Aaws%3Adynamodb%3Aeu-west-1%3A123456789012%3Atable%2Forders"
            "&resourceType=DynamoDB&createdAfter=2026-11-21T04%3A05%3A06.000000Z&maxResults=1000");
  EXPECT_TRUE(desk.line(1).ends_with("&nextToken=n%2F2")) << desk.line(1);
}

TEST(AwsBackup, ListsRecoveryPointsOfAResource) {
  Desk desk;
  desk.transport.answer(200, R"({"RecoveryPoints":[{"RecoveryPointArn":"a","BackupSizeBytes":7,)"
                             R"("BackupVaultName":"v"}]})");

  const auto points = accepted("List", desk.backup.recovery_points_of(kTable));

  ASSERT_TRUE(points);
  EXPECT_EQ(points.value().at(0).bytes, 7);
  EXPECT_EQ(points.value().at(0).vault, "v");
  EXPECT_EQ(desk.line(0),
            "GET /resources/arn%3Aaws%3Adynamodb%3Aeu-west-1%3A123456789012%3Atable%2Forders"
            "/recovery-points/?maxResults=1000");
}

TEST(AwsBackup, DescribesARecoveryPointByItsWholeArn) {
  Desk desk;
  desk.transport.answer(200,
                        R"({"RecoveryPointArn":"x","Status":"COMPLETED","StorageClass":"COLD"})");

  const auto point = accepted("Describe", desk.backup.describe_recovery_point("v", kPoint));

  ASSERT_TRUE(point);
  EXPECT_EQ(point.value().storage_class, "COLD");
  EXPECT_EQ(desk.line(0),
            "GET /backup-vaults/v/recovery-points/"
            "arn%3Aaws%3Abackup%3Aeu-west-1%3A123456789012%3Arecovery-point%3A4C1A");
}

TEST(AwsBackup, CallsAnAnswerWithoutItsMembersCorrupt) {
  Desk desk;
  desk.transport.otherwise([](const http::Outgoing&) -> Result<http::Response> {
    return http::Response{.status = 200, .headers = {}, .body = "{}"};
  });

  const auto code = [](const auto& answer) {
    return answer ? Code::kInvalid : answer.error().code;
  };
  EXPECT_EQ(code(desk.backup.describe_recovery_point("v", kPoint)), Code::kCorrupt);
  EXPECT_EQ(code(desk.backup.describe_backup_job("j")), Code::kCorrupt);
  EXPECT_EQ(code(desk.backup.describe_restore_job("j")), Code::kCorrupt);
  EXPECT_EQ(code(desk.backup.describe_vault("v")), Code::kCorrupt);
  EXPECT_EQ(code(desk.backup.start_backup_job({})), Code::kCorrupt);
  EXPECT_EQ(code(desk.backup.start_restore_job({})), Code::kCorrupt);
  EXPECT_EQ(code(desk.backup.create_plan({})), Code::kCorrupt);
  EXPECT_EQ(code(desk.backup.create_selection({.plan_id = "p"})), Code::kCorrupt);
}

TEST(AwsBackup, StartsABackupJobWithATokenSoThatItMayBeRepeated) {
  Desk desk;
  desk.transport.drop();
  desk.transport.answer(200, R"({"BackupJobId":"j","RecoveryPointArn":"p"})");

  const auto job =
      accepted("Start", desk.backup.start_backup_job({.vault = "v",
                                                      .resource_arn = kTable,
                                                      .role_arn = "role",
                                                      .lifecycle = {.delete_after_days = 30},
                                                      .start_window_minutes = 60,
                                                      .tags = {{"made-by", "tidemark"}}}));

  ASSERT_TRUE(job);
  EXPECT_EQ(job.value().id, "j");
  EXPECT_EQ(desk.line(0), "PUT /backup-jobs");
  EXPECT_EQ(desk.body(0), desk.body(1));  // the same token
  const auto body = codec::parse_json(desk.body(0));
  ASSERT_TRUE(body);
  EXPECT_EQ(body.value().find("IdempotencyToken")->string()->size(), 36u);
  EXPECT_EQ(*body.value().find("Lifecycle")->find("DeleteAfterDays")->integer(), 30);
  EXPECT_EQ(body.value().find("Lifecycle")->find("MoveToColdStorageAfterDays"), nullptr);
  EXPECT_EQ(*body.value().find("RecoveryPointTags")->find("made-by")->string(), "tidemark");
}

TEST(AwsBackup, StartsARestoreJobWithTheTokenItIsGiven) {
  Desk desk;
  desk.transport.answer(200, R"({"RestoreJobId":"r"})");

  const auto job =
      accepted("Start", desk.backup.start_restore_job({.recovery_point_arn = kPoint,
                                                       .role_arn = "role",
                                                       .metadata = {{"targetTableName", "orders"}},
                                                       .resource_type = "DynamoDB",
                                                       .token = "run-7"}));

  ASSERT_TRUE(job);
  EXPECT_EQ(job.value(), "r");
  EXPECT_EQ(desk.line(0), "PUT /restore-jobs");
  EXPECT_EQ(desk.body(0),
            R"({"RecoveryPointArn":"arn:aws:backup:eu-west-1:123456789012:recovery-point:4C1A",)"
            R"("Metadata":{"targetTableName":"orders"},"IamRoleArn":"role",)"
            R"("IdempotencyToken":"run-7","ResourceType":"DynamoDB"})");
}

TEST(AwsBackup, SeesWhenAJobIsOver) {
  for (const char* state : {"CREATED", "PENDING", "RUNNING", "ABORTING"}) {
    EXPECT_FALSE(BackupJob{.state = state}.over()) << state;
  }
  for (const char* state : {"COMPLETED", "FAILED", "ABORTED", "EXPIRED", "PARTIAL"}) {
    EXPECT_TRUE(BackupJob{.state = state}.over()) << state;
  }
  EXPECT_FALSE(RestoreJob{.status = "RUNNING"}.over());
  EXPECT_TRUE(RestoreJob{.status = "ABORTED"}.over());
}

TEST(AwsBackup, ReadsARestoreJob) {
  Desk desk;
  desk.transport.answer(
      200, R"({"RestoreJobId":"r","Status":"FAILED","StatusMessage":"no","PercentDone":"3.0",)"
           R"("CreatedResourceArn":"t","ExpectedCompletionTimeMinutes":4})");

  const auto job = accepted("Describe", desk.backup.describe_restore_job("r"));

  ASSERT_TRUE(job);
  EXPECT_EQ(job.value().status, "FAILED");
  EXPECT_EQ(job.value().message, "no");
  EXPECT_EQ(job.value().created_resource_arn, "t");
  EXPECT_EQ(job.value().expected_minutes, 4);
  EXPECT_EQ(desk.line(0), "GET /restore-jobs/r");
}

TEST(AwsBackup, ReadsRegionSettings) {
  Desk desk;
  desk.transport.answer(200, R"({"ResourceTypeOptInPreference":{"DynamoDB":true,"S3":false},)"
                             R"("ResourceTypeManagementPreference":{"DynamoDB":true}})");

  const auto settings = accepted("Describe", desk.backup.region_settings());

  ASSERT_TRUE(settings);
  EXPECT_EQ(settings.value().opted_in,
            (std::map<std::string, bool>{{"DynamoDB", true}, {"S3", false}}));
  EXPECT_EQ(settings.value().managed.size(), 1u);
}

TEST(AwsBackup, WritesAPlanAndASelection) {
  Desk desk;
  desk.transport.answer(200, R"({"BackupPlanId":"p","VersionId":"1"})");
  desk.transport.answer(200, R"({"SelectionId":"s","BackupPlanId":"p"})");

  const auto plan = accepted(
      "Create", desk.backup.create_plan({.name = "nightly",
                                         .rules = {{.name = "daily",
                                                    .vault = "v",
                                                    .schedule = "cron(0 5 ? * * *)",
                                                    .time_zone = "Europe/Vienna",
                                                    .lifecycle = {.delete_after_days = 90}}},
                                         .token = "t1"}));
  ASSERT_TRUE(plan);
  const auto selection =
      accepted("Create", desk.backup.create_selection({.plan_id = plan.value().id,
                                                       .name = "tables",
                                                       .role_arn = "role",
                                                       .resources = {kTable},
                                                       .any_of_tags = {{"backup", "daily"}},
                                                       .token = "t2"}));

  ASSERT_TRUE(selection);
  EXPECT_EQ(desk.line(0), "PUT /backup/plans/");
  EXPECT_EQ(desk.body(0),
            R"({"BackupPlan":{"BackupPlanName":"nightly","Rules":[{"RuleName":"daily",)"
            R"x("TargetBackupVaultName":"v","ScheduleExpression":"cron(0 5 ? * * *)",)x"
            R"("ScheduleExpressionTimezone":"Europe/Vienna","Lifecycle":{"DeleteAfterDays":90}}]},)"
            R"("CreatorRequestId":"t1"})");
  EXPECT_EQ(desk.line(1), "PUT /backup/plans/p/selections/");
  EXPECT_EQ(desk.body(1),
            R"({"BackupSelection":{"SelectionName":"tables","IamRoleArn":"role",)"
            R"("Resources":["arn:aws:dynamodb:eu-west-1:123456789012:table/orders"],)"
            R"("ListOfTags":[{"ConditionType":"STRINGEQUALS","ConditionKey":"backup",)"
            R"("ConditionValue":"daily"}]},"CreatorRequestId":"t2"})");
}

TEST(AwsBackup, KeepsTheAwsNameOfARefusal) {
  Desk desk;
  desk.transport.play([](const http::Outgoing&) -> Result<http::Response> {
    http::Response refusal{.status = 400, .headers = {}, .body = R"({"Message":"unknown vault"})"};
    refusal.headers.add("x-amzn-ErrorType", "ResourceNotFoundException");
    return refusal;
  });

  const auto points = desk.backup.recovery_points_in("v");

  ASSERT_TRUE(points);
  EXPECT_EQ(std::get<ServiceError>(points.value()).name, "ResourceNotFoundException");
}

}  // namespace
}  // namespace tidemark::client
