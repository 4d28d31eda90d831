#include "operator/doctor.h"

#include "client/testing/scripted_transport.h"
#include "codec/iso8601.h"
#include "operator/backup_role.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

using client::testing::ScriptedTransport;

constexpr std::string_view kArn = "arn:aws:iam::012345678901:role/service-role/Backup";

http::Response answer_of(int status, std::string body) {
  http::Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.add("Date", "Sat, 21 Nov 2026 04:00:00 GMT");
  return response;
}

// An account in order; a test spoils one answer.
struct Surgery {
  std::map<std::string, std::pair<int, std::string>, std::less<>> answers{
      {"GetCallerIdentity",
       {200,
        "<GetCallerIdentityResponse><GetCallerIdentityResult>"
        "<Arn>arn:aws:iam::012345678901:user/op</Arn><UserId>U</UserId>"
        "<Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"}},
      {"GetRole",
       {200, fmt::format("<GetRoleResponse><GetRoleResult><Role><RoleName>Backup</RoleName>"
                         "<Arn>{}</Arn><AssumeRolePolicyDocument>%7B%22Service%22%3A%22"
                         "backup.amazonaws.com%22%7D</AssumeRolePolicyDocument></Role>"
                         "</GetRoleResult></GetRoleResponse>",
                         kArn)}},
      {"ListAttachedRolePolicies",
       {200, policies({"AWSBackupServiceRolePolicyForBackup",
                       "AWSBackupServiceRolePolicyForRestores"})}},
      {"ListTables", {200, R"({"TableNames":["Orders"]})"}},
      {"DescribeTable",
       {200, R"({"Table":{"TableArn":"arn:t","TableName":"Orders","TableStatus":"ACTIVE",
                 "DeletionProtectionEnabled":true}})"}},
      {"DescribeContinuousBackups", {200, continuous_backups("ENABLED")}},
      {"GET /backup-vaults/nightly", {200, R"({"BackupVaultName":"nightly","BackupVaultArn":"arn:v",
                 "NumberOfRecoveryPoints":3})"}},
      {"GET /account-settings", {200, R"({"ResourceTypeOptInPreference":{"DynamoDB":true},
                 "ResourceTypeManagementPreference":{"DynamoDB":true}})"}}};
  Config config{.account = "012345678901",
                .region = "eu-west-1",
                .vault = "nightly",
                .role = "service-role/Backup"};
  SimulatedClock clock{codec::parse_iso8601("2026-11-21T04:00:00Z").value()};
  ScriptedTransport transport;
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

  Surgery() {
    transport.otherwise([this](const http::Outgoing& request) -> Result<http::Response> {
      const auto found = answers.find(key_of(request));
      if (found == answers.end()) {
        return fail(Code::kInvalid, fmt::format("no answer for {}", key_of(request)));
      }
      if (found->second.first == 0) return fail(Code::kBusy, "connection refused");
      return answer_of(found->second.first, found->second.second);
    });
  }

  static std::string policies(std::initializer_list<std::string_view> names) {
    std::string members;
    for (const std::string_view name : names) {
      members += fmt::format(
          "<member><PolicyName>{}</PolicyName><PolicyArn>arn:{}</PolicyArn>"
          "</member>",
          name, name);
    }
    return fmt::format(
        "<ListAttachedRolePoliciesResponse><ListAttachedRolePoliciesResult>"
        "<AttachedPolicies>{}</AttachedPolicies><IsTruncated>false</IsTruncated>"
        "</ListAttachedRolePoliciesResult></ListAttachedRolePoliciesResponse>",
        members);
  }

  static std::string continuous_backups(std::string_view status) {
    return fmt::format(R"({{"ContinuousBackupsDescription":{{"ContinuousBackupsStatus":"ENABLED",
        "PointInTimeRecoveryDescription":{{"PointInTimeRecoveryStatus":"{}",
        "EarliestRestorableDateTime":1795200000.5,"LatestRestorableDateTime":1795233000.25,
        "RecoveryPeriodInDays":35}}}}}})",
                       status);
  }

  static std::string key_of(const http::Outgoing& request) {
    if (const std::string target = client::testing::operation_of(request); !target.empty()) {
      return target;
    }
    if (const auto action = request.body.find("Action="); action != std::string::npos) {
      return request.body.substr(action + 7, request.body.find('&', action) - action - 7);
    }
    std::string path = request.url.substr(std::string("http://127.0.0.1:8000").size());
    path = path.substr(0, path.find('?'));
    if (path.ends_with('/')) path.pop_back();
    return fmt::format("{} {}", request.method, path);
  }

  // Everything that is not good, a line each.
  std::string complaints() {
    std::string text;
    for (const Checked& one : examine(session, config, clock).checked) {
      if (one.finding == Finding::kGood) continue;
      text += fmt::format("{} {}: {}\n", one.finding == Finding::kRisk ? "risk" : "PROBLEM",
                          one.about, one.what);
      EXPECT_FALSE(one.todo.empty()) << one.what;
    }
    return text;
  }
};

TEST(Doctor, FindsNothingWhereAllIsInOrder) {
  Surgery surgery;

  const Examination found = examine(surgery.session, surgery.config, surgery.clock);

  EXPECT_TRUE(found.healthy());
  EXPECT_EQ(text_of(found),
            "ok       credentials: arn:aws:iam::012345678901:user/op\n"
            "ok       account: 012345678901\n"
            "ok       region: eu-west-1, http://127.0.0.1:8000\n"
            "ok       clock: within 1 s of the service's\n"
            "ok       DynamoDB: 1 table\n"
            "ok       table Orders: point-in-time recovery of 35 days, deletion protection\n"
            "ok       vault: nightly, 3 recovery points\n"
            "ok       role: arn:aws:iam::012345678901:role/service-role/Backup, both policies\n"
            "ok       AWS Backup: DynamoDB is opted in, with advanced features\n"
            "\n"
            "0 problems, 0 risks\n");
}

TEST(Doctor, TellsEveryProblemAtOnce) {
  Surgery surgery;
  surgery.config.account = "999999999999";
  surgery.config.region = "eu-central-1";
  surgery.clock.advance(std::chrono::minutes(6));
  surgery.answers["GET /backup-vaults/nightly"] = {
      404, R"({"__type":"ResourceNotFoundException","Message":"gone"})"};
  surgery.answers["ListAttachedRolePolicies"] = {200, Surgery::policies({})};
  surgery.answers["GET /account-settings"] = {
      200, R"({"ResourceTypeOptInPreference":{"DynamoDB":false}})"};

  EXPECT_EQ(surgery.complaints(),
            "PROBLEM account: the credentials are of account 012345678901, the configuration "
            "expects 999999999999: nothing is changed\n"
            "PROBLEM region: eu-west-1 is used, the configuration says eu-central-1\n"
            "PROBLEM clock: this machine's clock is 6 min 0 s ahead of the service's: requests "
            "are refused\n"
            "PROBLEM vault: there is no vault nightly\n"
            "PROBLEM role: arn:aws:iam::012345678901:role/service-role/Backup does not carry "
            "AWSBackupServiceRolePolicyForBackup\n"
            "PROBLEM role: arn:aws:iam::012345678901:role/service-role/Backup does not carry "
            "AWSBackupServiceRolePolicyForRestores\n"
            "PROBLEM AWS Backup: DynamoDB is not opted in here: no plan backs a table up\n");
}

TEST(Doctor, WantsBothPolicies) {
  for (const auto& [there, missing] :
       {std::pair("AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"),
        std::pair("AWSBackupServiceRolePolicyForRestores",
                  "AWSBackupServiceRolePolicyForBackup")}) {
    Surgery surgery;
    surgery.answers["ListAttachedRolePolicies"] = {200, Surgery::policies({there})};

    EXPECT_EQ(surgery.complaints(),
              fmt::format("PROBLEM role: {} does not carry {}\n", kArn, missing));
  }
}

// ContinuousBackupsStatus is ENABLED for every table there is.
TEST(Doctor, LooksAtPointInTimeRecoveryItself) {
  Surgery surgery;
  surgery.answers["DescribeContinuousBackups"] = {200, Surgery::continuous_backups("DISABLED")};

  EXPECT_EQ(surgery.complaints(),
            "risk table Orders: point-in-time recovery is off: it cannot go back to a second\n");
}

TEST(Doctor, PassesOverATableThatComesOrGoes) {
  for (const auto& [operation, name] :
       {std::pair("DescribeTable", "ResourceNotFoundException"),
        std::pair("DescribeContinuousBackups", "TableNotFoundException")}) {
    Surgery surgery;
    surgery.answers[operation] = {400, fmt::format(R"({{"__type":"x#{}"}})", name)};

    EXPECT_EQ(surgery.complaints(), "");
  }
}

TEST(Doctor, GoesOnWhenAServiceDoesNotAnswer) {
  Surgery surgery;
  surgery.answers["GET /backup-vaults/nightly"] = {0, ""};
  surgery.answers["GetCallerIdentity"] = {
      403,
      "<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no</Message></Error>"
      "</ErrorResponse>"};

  const std::string complaints = surgery.complaints();

  EXPECT_NE(complaints.find("PROBLEM credentials: "), std::string::npos) << complaints;
  EXPECT_NE(complaints.find("PROBLEM vault: http://127.0.0.1:8000 does not answer"),
            std::string::npos)
      << complaints;
}

TEST(Doctor, WeighsWhatIsNotConfigured) {
  Surgery surgery;
  surgery.config = {};

  const Examination found = examine(surgery.session, surgery.config, surgery.clock);

  EXPECT_TRUE(found.healthy());
  EXPECT_EQ(found.count(Finding::kRisk), 3u);  // account, vault, role
}

TEST(GuardAccount, ComparesTexts) {
  const Whoami who{.account = "012345678901", .arn = {}, .region = {}, .profile = {}};

  EXPECT_TRUE(guard_account(who, "012345678901"));
  EXPECT_TRUE(guard_account(who, ""));
  EXPECT_EQ(guard_account(who, "12345678901").error().code, Code::kDenied);
}

TEST(BackupRole, IsFoundByItsNamePathOrArn) {
  Surgery surgery;

  EXPECT_EQ(arn_of_role(surgery.session, "Backup").value(), kArn);
  EXPECT_EQ(arn_of_role(surgery.session, "service-role/Backup").value(), kArn);
  EXPECT_EQ(find_backup_role(surgery.session, kArn).value().arn, kArn);
  EXPECT_EQ(arn_of_role(surgery.session, "other-path/Backup").error().message,
            fmt::format("the role Backup is {}, not other-path/Backup", kArn));
  surgery.answers["GetRole"] = {
      404,
      "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>no</Message></Error>"
      "</ErrorResponse>"};
  EXPECT_EQ(arn_of_role(surgery.session, "Backup").error().message,
            "there is no role Backup in this account");
}

}  // namespace
}  // namespace tidemark::runbooks
