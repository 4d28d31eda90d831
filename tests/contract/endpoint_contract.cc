// What the typed wrappers need of an endpoint, asked of the one named on the command line:
//
//   endpoint_contract --endpoint URL --region R --key ID --secret S [--without backup,…] [gtest…]
//
// Leaves nothing behind that matters: the endpoint is thrown away afterwards.
#include "base/clock.h"
#include "base/random.h"
#include "client/backup.h"
#include "client/dynamodb.h"
#include "client/identity.h"
#include "client/session.h"
#include "client/wait.h"
#include "http/transport.h"
#include "values/attribute_value.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace tidemark::contract {
namespace {

using client::accepted;
using client::Service;
using namespace std::chrono_literals;

struct Words {
  std::string endpoint;
  std::string region = "us-east-1";
  wire::Credentials credentials;
  std::string without;
};

Words& words() {
  static Words given;
  return given;
}

const client::Pause& really_wait() {
  static const client::Pause pause = [](std::chrono::milliseconds wait) {
    std::this_thread::sleep_for(wait);  // for another process
  };
  return pause;
}

class Contract : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string suite = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    for (const char* part : {"PointInTime", "Backups", "Vaults", "Jobs", "Identity", "Roles"}) {
      if (suite.starts_with(part) && words().without.find(part) != std::string::npos) {
        GTEST_SKIP() << "this endpoint has no " << part;
      }
    }
  }

  void make_table(const std::string& name) {
    const auto made = accepted(
        "CreateTable",
        dynamodb.create_table(
            {.name = name, .keys = {.hash = {"id", values::KeyType::kString}, .range = {}}}));
    ASSERT_TRUE(made) << made.error().message;
    wait_for_table(name);
  }

  void wait_for_table(const std::string& name) {
    until(name + " is ACTIVE", [&]() -> Result<bool> {
      TM_TRY(const auto table, accepted("DescribeTable", dynamodb.describe_table(name)));
      return table.status == "ACTIVE";
    });
  }

  void until(const std::string& what, const std::function<Result<bool>()>& there) {
    const Status status =
        client::wait_until(what, {.first = 20ms, .longest = 500ms, .at_most = 60s},
                           {clock, random, really_wait()}, there);
    ASSERT_TRUE(status) << status.error().message;
  }

  std::string fill(const std::string& table, int items) {
    for (int number = 0; number < items; number += 25) {
      std::vector<values::Item> made(static_cast<std::size_t>(std::min(25, items - number)));
      std::vector<const values::Item*> puts;
      for (std::size_t i = 0; i < made.size(); ++i) {
        made[i].set("id", values::text_value(fmt::format("{:05}", number + static_cast<int>(i))));
        puts.push_back(&made[i]);
      }
      const auto written = dynamodb.batch_write(table, puts, {});
      if (!written) return written.error().message;
    }
    return {};
  }

  int count(const std::string& table) {
    int items = 0;
    const Status status = dynamodb.scan(table, {}, [&](values::Item&&) {
      ++items;
      return Status(Ok{});
    });
    EXPECT_TRUE(status);
    return items;
  }

  http::SocketTransport transport{{}};
  SystemClock clock;
  SystemRandom random;
  client::Session session{{.region = words().region,
                           .endpoint = words().endpoint,
                           .credentials = client::fixed_credentials(words().credentials)},
                          transport,
                          clock,
                          random,
                          really_wait()};
  client::DynamoDb dynamodb{session.of(Service::kDynamoDb)};
  client::AwsBackup backup{session.of(Service::kBackup)};
  client::Sts sts{session.of(Service::kSts)};
  client::Iam iam{session.of(Service::kIam)};
};

TEST_F(Contract, TablesAreMadeFilledReadAndDeleted) {
  ASSERT_NO_FATAL_FAILURE(make_table("contract-items"));
  ASSERT_EQ(fill("contract-items", 60), "");
  EXPECT_EQ(count("contract-items"), 60);
  values::Item key;
  key.set("id", values::text_value("00007"));
  const auto found = accepted("GetItem", dynamodb.get_item("contract-items", key));
  ASSERT_TRUE(found);
  EXPECT_TRUE(found.value().has_value());
  const auto names = accepted("ListTables", dynamodb.list_tables());
  ASSERT_TRUE(names);
  EXPECT_TRUE(std::ranges::count(names.value(), "contract-items") == 1);

  ASSERT_TRUE(accepted("DeleteTable", dynamodb.delete_table("contract-items")));

  until("contract-items is gone", [&]() -> Result<bool> {
    TM_TRY(const auto answer, dynamodb.describe_table("contract-items"));
    const auto* error = std::get_if<client::ServiceError>(&answer);
    return error != nullptr && error->name == "ResourceNotFoundException";
  });
}

TEST_F(Contract, TablesThatAreMissingAreCalledSo) {
  const auto answer = dynamodb.describe_table("contract-nowhere");

  ASSERT_TRUE(answer);
  const auto* error = std::get_if<client::ServiceError>(&answer.value());
  ASSERT_TRUE(error);
  EXPECT_EQ(error->name, "ResourceNotFoundException");
  EXPECT_EQ(error->status, 400);
  EXPECT_EQ(client::to_error("DescribeTable", *error).code, Code::kNotFound);
}

TEST_F(Contract, PointInTimeRecoveryIsSwitchedOnAndRestoresFrom) {
  ASSERT_NO_FATAL_FAILURE(make_table("contract-history"));
  ASSERT_EQ(fill("contract-history", 10), "");
  const auto before =
      accepted("Describe", dynamodb.describe_continuous_backups("contract-history"));
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_FALSE(before.value().enabled);
  const auto window = accepted("Enable", dynamodb.enable_continuous_backups("contract-history"));
  ASSERT_TRUE(window) << window.error().message;
  EXPECT_TRUE(window.value().enabled);

  until("the table can be restored", [&]() -> Result<bool> {
    TM_TRY(const auto now,
           accepted("Describe", dynamodb.describe_continuous_backups("contract-history")));
    TM_TRY(const auto answer, dynamodb.restore_to("contract-history", "contract-then", now.latest));
    return std::holds_alternative<client::TableState>(answer);
  });
  ASSERT_NO_FATAL_FAILURE(wait_for_table("contract-then"));
  EXPECT_EQ(count("contract-then"), 10);
}

TEST_F(Contract, BackupsAreMadeListedRestoredAndDeleted) {
  ASSERT_NO_FATAL_FAILURE(make_table("contract-kept"));
  ASSERT_EQ(fill("contract-kept", 10), "");
  const auto made = accepted("CreateBackup", dynamodb.create_backup("contract-kept", "nightly"));
  ASSERT_TRUE(made) << made.error().message;
  until("the backup is AVAILABLE", [&]() -> Result<bool> {
    TM_TRY(const auto found,
           accepted("DescribeBackup", dynamodb.describe_backup(made.value().arn)));
    return found.status == "AVAILABLE";
  });
  const auto listed = accepted("ListBackups", dynamodb.list_backups("contract-kept"));
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed.value().size(), 1u);
  EXPECT_EQ(listed.value()[0].name, "nightly");

  ASSERT_TRUE(accepted("Restore", dynamodb.restore_backup(made.value().arn, "contract-back")));
  ASSERT_NO_FATAL_FAILURE(wait_for_table("contract-back"));
  EXPECT_EQ(count("contract-back"), 10);
  // A table may lean on what it was restored from for a while.
  until("the backup is deleted", [&]() -> Result<bool> {
    TM_TRY(const auto answer, dynamodb.delete_backup(made.value().arn));
    const auto* error = std::get_if<client::ServiceError>(&answer);
    if (error == nullptr || error->name == "BackupInUseException") return error == nullptr;
    return client::to_error("DeleteBackup", *error);
  });
}

TEST_F(Contract, VaultsAndPlansAreMadeListedAndDescribed) {
  const auto made = backup.create_vault("contract-vault");
  ASSERT_TRUE(made);
  ASSERT_TRUE(std::holds_alternative<Ok>(made.value()));
  const auto vaults = accepted("ListBackupVaults", backup.vaults());
  ASSERT_TRUE(vaults) << vaults.error().message;
  EXPECT_TRUE(std::ranges::count(vaults.value(), "contract-vault", &client::BackupVault::name) ==
              1);
  const auto plan =
      accepted("CreateBackupPlan",
               backup.create_plan({.name = "contract-plan",
                                   .rules = {{.name = "daily",
                                              .vault = "contract-vault",
                                              .schedule = "cron(0 5 ? * * *)",
                                              .lifecycle = {.delete_after_days = 30}}}}));
  ASSERT_TRUE(plan) << plan.error().message;
  const auto plans = accepted("ListBackupPlans", backup.plans());
  ASSERT_TRUE(plans);
  EXPECT_TRUE(std::ranges::count(plans.value(), "contract-plan", &client::BackupPlan::name) == 1);
  const auto deleted = backup.delete_plan(plan.value().id);
  ASSERT_TRUE(deleted);
  EXPECT_TRUE(std::holds_alternative<Ok>(deleted.value()));
}

TEST_F(Contract, JobsOfAwsBackupRunToTheirEndAndBack) {
  const auto who = accepted("GetCallerIdentity", sts.caller());
  ASSERT_TRUE(who) << who.error().message;
  const std::string role = fmt::format(
      "arn:aws:iam::{}:role/service-role/"
      "AWSBackupDefaultServiceRole",
      who.value().account);
  ASSERT_NO_FATAL_FAILURE(make_table("contract-saved"));
  ASSERT_EQ(fill("contract-saved", 10), "");
  ASSERT_TRUE(backup.create_vault("contract-points"));
  const auto table = accepted("DescribeTable", dynamodb.describe_table("contract-saved"));
  ASSERT_TRUE(table);

  const client::NewBackupJob wanted{.vault = "contract-points",
                                    .resource_arn = table.value().arn,
                                    .role_arn = role,
                                    .lifecycle = {.delete_after_days = 30},
                                    .tags = {{"made-by", "contract"}},
                                    .token = "one-token"};
  const auto started = accepted("StartBackupJob", backup.start_backup_job(wanted));
  ASSERT_TRUE(started) << started.error().message;
  const auto again = accepted("StartBackupJob", backup.start_backup_job(wanted));
  ASSERT_TRUE(again);
  EXPECT_EQ(again.value().id, started.value().id);  // one token, one job
  until("the backup job is over", [&]() -> Result<bool> {
    TM_TRY(const auto job,
           accepted("DescribeBackupJob", backup.describe_backup_job(started.value().id)));
    return job.over();
  });
  const auto points = accepted(
      "List", backup.recovery_points_in("contract-points", {.resource_arn = table.value().arn}));
  ASSERT_TRUE(points) << points.error().message;
  ASSERT_EQ(points.value().size(), 1u);
  const client::RecoveryPoint& point = points.value()[0];
  EXPECT_EQ(point.status, "COMPLETED");
  EXPECT_EQ(point.resource_name, "contract-saved");
  EXPECT_TRUE(point.delete_at);
  const auto described =
      accepted("Describe", backup.describe_recovery_point("contract-points", point.arn));
  ASSERT_TRUE(described) << described.error().message;
  EXPECT_EQ(described.value().storage_class, "WARM");
  const auto by_table = accepted("List", backup.recovery_points_of(table.value().arn));
  ASSERT_TRUE(by_table);
  EXPECT_EQ(by_table.value().size(), 1u);
  const auto tags = accepted("ListTags", backup.tags_of(point.arn));
  ASSERT_TRUE(tags) << tags.error().message;
  EXPECT_EQ(tags.value().at("made-by"), "contract");
  const auto metadata =
      accepted("GetRestoreMetadata", backup.restore_metadata("contract-points", point.arn));
  ASSERT_TRUE(metadata) << metadata.error().message;

  const auto restore =
      accepted("StartRestoreJob",
               backup.start_restore_job({.recovery_point_arn = point.arn,
                                         .role_arn = role,
                                         .metadata = {{"targetTableName", "contract-returned"}},
                                         .resource_type = "DynamoDB"}));
  ASSERT_TRUE(restore) << restore.error().message;
  until("the restore job is over", [&]() -> Result<bool> {
    TM_TRY(const auto job,
           accepted("DescribeRestoreJob", backup.describe_restore_job(restore.value())));
    return job.over();
  });
  const auto job = accepted("Describe", backup.describe_restore_job(restore.value()));
  ASSERT_TRUE(job);
  EXPECT_EQ(job.value().status, "COMPLETED") << job.value().message;
  EXPECT_TRUE(job.value().created_resource_arn.ends_with("table/contract-returned"));
  ASSERT_NO_FATAL_FAILURE(wait_for_table("contract-returned"));
  EXPECT_EQ(count("contract-returned"), 10);
  const auto jobs = accepted("ListBackupJobs", backup.backup_jobs({.vault = "contract-points"}));
  ASSERT_TRUE(jobs);
  EXPECT_EQ(jobs.value().size(), 1u);

  const auto deleted = backup.delete_recovery_point("contract-points", point.arn);
  ASSERT_TRUE(deleted);
  EXPECT_TRUE(std::holds_alternative<Ok>(deleted.value()));
  const auto settings = accepted("DescribeRegionSettings", backup.region_settings());
  ASSERT_TRUE(settings);
  EXPECT_TRUE(settings.value().opted_in.contains("DynamoDB"));
}

TEST_F(Contract, VaultsThatAreMissingAreCalledSo) {
  const auto answer = backup.describe_vault("contract-nowhere");

  ASSERT_TRUE(answer);
  const auto* error = std::get_if<client::ServiceError>(&answer.value());
  ASSERT_TRUE(error);
  EXPECT_EQ(error->name, "ResourceNotFoundException");
}

TEST_F(Contract, IdentityIsTold) {
  const auto caller = accepted("GetCallerIdentity", sts.caller());

  ASSERT_TRUE(caller) << caller.error().message;
  EXPECT_EQ(caller.value().account.size(), 12u);
  EXPECT_TRUE(caller.value().arn.starts_with("arn:aws:")) << caller.value().arn;
}

TEST_F(Contract, RolesAreDescribedAndTakenOn) {
  const std::string trust =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},)"
      R"("Action":"sts:AssumeRole"}]})";
  client::AwsClient& raw = session.of(Service::kIam);
  ASSERT_TRUE(
      accepted("CreateRole", raw.query("CreateRole", {{"RoleName", "contract-role"},
                                                      {"Path", "/service-role/"},
                                                      {"AssumeRolePolicyDocument", trust}})));
  ASSERT_TRUE(
      accepted("AttachRolePolicy",
               raw.query("AttachRolePolicy",
                         {{"RoleName", "contract-role"},
                          {"PolicyArn", "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"}})));

  const auto role = accepted("GetRole", iam.role("contract-role"));
  ASSERT_TRUE(role) << role.error().message;
  EXPECT_TRUE(role.value().arn.ends_with(":role/service-role/contract-role")) << role.value().arn;
  const auto policy = codec::parse_json(role.value().trust_policy);
  ASSERT_TRUE(policy) << role.value().trust_policy;
  EXPECT_NE(policy.value().find("Statement"), nullptr);
  const auto policies = accepted("List", iam.attached_policies("contract-role"));
  ASSERT_TRUE(policies);
  ASSERT_EQ(policies.value().size(), 1u);
  EXPECT_EQ(policies.value()[0].name, "AmazonDynamoDBReadOnlyAccess");

  const auto assumed = accepted(
      "AssumeRole", sts.assume_role({.role_arn = role.value().arn, .session_name = "contract"}));
  ASSERT_TRUE(assumed) << assumed.error().message;
  EXPECT_FALSE(assumed.value().credentials.session_token.empty());
  EXPECT_GT(assumed.value().expires, clock.now());

  const auto missing = iam.role("contract-nobody");
  ASSERT_TRUE(missing);
  EXPECT_EQ(std::get<client::ServiceError>(missing.value()).name, "NoSuchEntity");
}

}  // namespace
}  // namespace tidemark::contract

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  using tidemark::contract::words;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    std::string* const place = name == "--endpoint"  ? &words().endpoint
                               : name == "--region"  ? &words().region
                               : name == "--key"     ? &words().credentials.key_id
                               : name == "--secret"  ? &words().credentials.secret
                               : name == "--without" ? &words().without
                                                     : nullptr;
    if (place == nullptr) return 2;
    *place = argv[i + 1];
  }
  if (words().endpoint.empty()) return 2;
  return RUN_ALL_TESTS();
}
