#include "vault/notices.h"

#include "services/events/event_log.h"
#include "storage/side_table.h"
#include "storage/testing/world.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

using storage::testing::World;

const VaultName kVault{"123456789012", "eu-west-1", "nightly"};
const services::TopicName kTopic{"eu-west-1", "123456789012", "backups"};
constexpr std::string_view kAllowed =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"SNS:Publish","Resource":"arn:aws:sns:eu-west-1:123456789012:backups"}]})";

BackupJob job_in(BackupState state) {
  BackupJob job;
  job.id = "job-1";
  job.vault = kVault;
  job.resource_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
  job.resource_kind = "DynamoDB";
  job.point_arn = "arn:aws:backup:eu-west-1:123456789012:recovery-point:p";
  job.created_at = Timestamp::from_seconds(1'800'000'000);
  job.start_by = Timestamp::from_seconds(1'800'028'800);
  job.state = state;
  job.bytes = 42;
  job.permille_done = 1000;
  job.iam_role_arn = "arn:aws:iam::123456789012:role/backup";
  if (state == BackupState::kFailed) job.message = "Table not found.";
  return job;
}

class NoticesTest : public ::testing::Test {
 protected:
  NoticesTest() {
    const auto table = [&](std::string_view purpose) {
      return storage::side_table(world_.store(), purpose).value();
    };
    rows_ = {&world_.store(), table("backup"), "eu-west-1", table(services::kEventsTable),
             table(services::kTopicsTable)};
    topics().create(rows_store(), kTopic, {.policy = std::string(kAllowed)}).value();
    topics()
        .subscribe(rows_store(), kTopic,
                   {.id = "listener", .endpoint = "http://127.0.0.1:9/", .token = "t"}, "c")
        .value();
    topics().confirm(rows_store(), kTopic, "t", true, false).value();
    notify({"BACKUP_JOB_COMPLETED", "RESTORE_JOB_STARTED"});
  }

  storage::Store& rows_store() { return world_.store(); }

  services::Topics topics() { return services::Topics::of(world_.store()).value(); }

  void notify(std::vector<std::string> events) {
    Vault vault;
    vault.name = kVault;
    vault.notifications = VaultNotifications{services::topic_arn(kTopic), std::move(events)};
    world_.commit([&](storage::View&) -> storage::Decision {
      storage::Changes changes;
      put(changes, rows_.table, vault);
      return changes;
    });
  }

  void tell_all(const std::vector<Notice>& told) {
    world_.commit([&](storage::View& view) -> storage::Decision {
      storage::Changes changes;
      for (const Notice& one : told) EXPECT_TRUE(tell(view, rows_, one, changes));
      return changes;
    });
  }

  // What waits for the listener after the request to confirm, and is taken away by looking.
  std::vector<services::Delivery> messages() {
    std::vector<services::Delivery> found;
    for (;;) {
      const auto next = topics().first_waiting(world_.store(), "listener");
      if (!next || !next.value()) return found;
      if (!next.value()->delivery.confirmation) found.push_back(next.value()->delivery);
      world_.commit([&](storage::View&) -> storage::Decision {
        storage::Changes changes;
        changes.remove(next.value()->key);
        return changes;
      });
    }
  }

  std::vector<services::LoggedEvent> events() {
    const auto log = services::EventLog::of(world_.store());
    return log.value().read(world_.store(), kVault.account, "", 100).value().events;
  }

  World world_;
  Rows rows_;
};

TEST_F(NoticesTest, ACompletedJobIsToldInAwsWords) {
  tell_all({notice_of(job_in(BackupState::kCompleted))});

  const auto told = messages();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].subject, "Notification from AWS Backup");
  EXPECT_EQ(told[0].message,
            "An AWS Backup job was completed successfully. Recovery point ARN: "
            "arn:aws:backup:eu-west-1:123456789012:recovery-point:p. Backed up Resource ARN : "
            "arn:aws:dynamodb:eu-west-1:123456789012:table/orders. Backup Job Id : job-1");
  const std::vector<services::MessageAttribute> expected{
      {"EventType", "String", "BACKUP_JOB"},
      {"State", "String", "COMPLETED"},
      {"AccountId", "String", "123456789012"},
      {"Id", "String", "job-1"},
      {"StartTime", "String", "2027-01-15T08:00:00.000Z"}};
  EXPECT_EQ(told[0].attributes, expected);
}

TEST_F(NoticesTest, TheEventStandsInTheLogInTheSameCommit) {
  tell_all({notice_of(job_in(BackupState::kCompleted))});

  ASSERT_EQ(events().size(), 1u);
  const services::Event event = events()[0].event;
  EXPECT_EQ(event.detail_type, "Backup Job State Change");
  EXPECT_EQ(event.resources, std::vector<std::string>{job_in(BackupState::kCompleted).point_arn});
  EXPECT_EQ(
      event.detail,
      R"({"backupJobId":"job-1","state":"COMPLETED","creationDate":"2027-01-15T08:00:00.000Z",)"
      R"("backupSizeInBytes":"42","backupVaultArn":"arn:aws:backup:eu-west-1:123456789012:)"
      R"(backup-vault:nightly","backupVaultName":"nightly","bytesTransferred":"0",)"
      R"("iamRoleArn":"arn:aws:iam::123456789012:role/backup","resourceArn":)"
      R"("arn:aws:dynamodb:eu-west-1:123456789012:table/orders","resourceType":"DynamoDB",)"
      R"("startBy":"2027-01-15T16:00:00.000Z","percentDone":100})");
  EXPECT_EQ(event.id.size(), 36u);
  EXPECT_EQ(event.id[14], '4');
}

TEST_F(NoticesTest, AFailedJobComesUnderCompletedToo) {
  tell_all({notice_of(job_in(BackupState::kFailed)), notice_of(job_in(BackupState::kExpired))});

  const auto told = messages();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].message,
            "An AWS Backup job failed. Resource ARN : "
            "arn:aws:dynamodb:eu-west-1:123456789012:table/orders. BackupJob ID : job-1 Status "
            "Message : Table not found.");
  EXPECT_EQ(told[1].message,
            "An AWS Backup job failed to complete in time. Resource ARN : "
            "arn:aws:dynamodb:eu-west-1:123456789012:table/orders. BackupJob ID : job-1");
  ASSERT_EQ(events().size(), 2u);
  EXPECT_NE(events()[0].event.id, events()[1].event.id);
  EXPECT_NE(events()[0].event.detail.find(R"("statusMessage":"\"Table not found.\"")"),
            std::string::npos);
}

TEST_F(NoticesTest, OnlyWhatTheVaultAskedForIsSent) {
  tell_all({notice_of(job_in(BackupState::kCreated)), notice_of(job_in(BackupState::kRunning))});
  EXPECT_TRUE(messages().empty());
  EXPECT_EQ(events().size(), 2u);
  EXPECT_EQ(
      events()[0].event.detail,
      R"({"backupJobId":"job-1","state":"CREATED","creationDate":"2027-01-15T08:00:00.000Z"})");

  notify({"BACKUP_JOB_STARTED", "BACKUP_JOB_COMPLETED", "BACKUP_JOB_SUCCESSFUL"});
  tell_all({notice_of(job_in(BackupState::kRunning)), notice_of(job_in(BackupState::kCompleted))});
  EXPECT_EQ(messages().size(), 2u);  // each once, though two of the events name the second
}

TEST_F(NoticesTest, WhatBecomesOfARecoveryPointIsAMessageButForItsMaking) {
  notify({"RECOVERY_POINT_MODIFIED"});
  RecoveryPoint point;
  point.arn = "arn:aws:backup:eu-west-1:123456789012:recovery-point:p";
  point.vault = kVault;
  point.resource_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
  tell_all({notice_of(point, PointChange::kCreated), notice_of(point, PointChange::kModified),
            notice_of(point, PointChange::kExpired), notice_of(point, PointChange::kDeleted)});

  std::vector<std::string> told;
  for (const auto& message : messages()) {
    told.push_back(message.message.substr(0, message.message.find('.')) + " " +
                   message.attributes[1].value);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"An AWS Backup recovery point was modified MODIFIED",
                                            "An AWS Backup recovery point was kept beyond its end EXPIRED",
                                            "An AWS Backup recovery point was deleted DELETED"}));
}

TEST_F(NoticesTest, TheTopicMustLetBackupPublish) {
  const auto told_with = [&](std::string policy) {
    topics()
        .change(world_.store(), kTopic, [&](services::Topic& topic) { topic.policy = policy; })
        .value();
    tell_all({notice_of(job_in(BackupState::kCompleted))});
    return messages().size();
  };
  const auto with_condition = [](std::string_view account) {
    return fmt::format(
        R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"backup.amazonaws.com"}},"Action":"sns:Publish","Resource":"*","Condition":{{"StringEquals":{{"aws:SourceAccount":"{}"}}}}}}]}})",
        account);
  };
  std::string other(kAllowed);
  other.replace(other.find("backup.amazonaws.com"), 20, "events.amazonaws.com");

  EXPECT_EQ(told_with(""), 0u);
  EXPECT_EQ(told_with(other), 0u);
  EXPECT_EQ(told_with(std::string(kAllowed)), 1u);
  EXPECT_EQ(told_with(with_condition("123456789012")), 1u);
  EXPECT_EQ(told_with(with_condition("999999999999")), 0u);
  EXPECT_EQ(events().size(), 5u);  // those are told whatever the topic says
}

TEST_F(NoticesTest, CopiesRestoresPointsAndVaultsHaveTheirOwnWords) {
  CopyJob copy;
  copy.id = "copy-1";
  copy.source = kVault;
  copy.destination = {"123456789012", "us-east-1", "far"};
  copy.state = CopyState::kRunning;
  RestoreJob restore;
  restore.id = "restore-1";
  restore.account = kVault.account;
  restore.region = kVault.region;
  restore.vault = kVault;
  restore.state = RestoreState::kRunning;
  RecoveryPoint point;
  point.vault = kVault;
  point.lifecycle.delete_after_days = 7;
  Vault vault;
  vault.name = kVault;

  tell_all({notice_of(copy), notice_of(restore), notice_of(point, PointChange::kDeleted),
            notice_of(vault, VaultChange::kDeleted, {})});

  const auto told = messages();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].attributes[0].value, "RESTORE_JOB");
  const auto all = events();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].event.detail_type, "Copy Job State Change");
  EXPECT_NE(all[0].event.detail.find(R"("destinationRecoveryPointArn":{})"), std::string::npos);
  EXPECT_NE(all[1].event.detail.find(R"("status":"RUNNING")"), std::string::npos);
  EXPECT_NE(all[2].event.detail.find(R"("status":"DELETED","isEncrypted":"false")"),
            std::string::npos);
  EXPECT_NE(all[2].event.detail.find(R"("lifecycle":{"deleteAfterDays":7})"), std::string::npos);
  EXPECT_EQ(all[3].event.detail,
            R"({"backupVaultName":"nightly","state":"DELETED","isLocked":"false"})");
}

TEST_F(NoticesTest, AJobIsToldWhenItsStateChanges) {
  const auto put_in = [&](BackupState state) {
    world_.commit([&](storage::View& view) -> storage::Decision {
      storage::Changes changes;
      tell_change(view, rows_, job_in(state), changes);
      put(changes, rows_.table, job_in(state));
      return changes;
    });
  };
  put_in(BackupState::kCreated);
  put_in(BackupState::kRunning);
  put_in(BackupState::kRunning);
  put_in(BackupState::kCompleted);

  EXPECT_EQ(events().size(), 3u);
  EXPECT_EQ(messages().size(), 1u);
}

TEST_F(NoticesTest, RowsThatKnowNoLogTellNobody) {
  rows_.events = {};
  tell_all({notice_of(job_in(BackupState::kCompleted))});

  EXPECT_TRUE(events().empty());
  EXPECT_TRUE(messages().empty());
}

TEST_F(NoticesTest, AVaultWithoutNotificationsIsSilent) {
  BackupJob other = job_in(BackupState::kCompleted);
  other.vault.name = "another";
  tell_all({notice_of(other)});

  EXPECT_TRUE(messages().empty());
  EXPECT_EQ(events().size(), 1u);
}

}  // namespace
}  // namespace tidemark::vault
