#include "vault/plan_check.h"

#include "vault/selection_check.h"

#include <gtest/gtest.h>

#include <functional>

namespace tidemark::vault {
namespace {

PlanDocument nightly() {
  PlanDocument document;
  document.name = "nightly";
  PlanRule rule;
  rule.name = "daily";
  rule.vault_name = "Default";
  rule.lifecycle = Lifecycle{30, 120, {}};
  rule.copies.push_back(
      {"arn:aws:backup:us-east-1:123456789012:backup-vault:far", Lifecycle{{}, 30, {}}});
  document.rules.push_back(rule);
  return document;
}

struct Spoilt {
  std::function<void(PlanDocument&)> how;
  std::string_view why;
};

TEST(PlanCheck, TakesAPlanAndNamesWhatIsWrongWithItsNeighbours) {
  ASSERT_EQ(problem_with(nightly()), std::nullopt);
  const auto windows = [](int start, int completion) {
    return [=](PlanDocument& document) {
      document.rules[0].windows = {std::chrono::minutes(start), std::chrono::minutes(completion)};
    };
  };
  const Spoilt table[] = {
      {[](auto& d) { d.rules[0].lifecycle = Lifecycle{30, 119, {}}; },
       "Error in some rules due to : Invalid lifecycle. DeleteAfterDays cannot be less than 90 "
       "days apart from MoveToColdStorageAfterDays"},
      {[](auto& d) { d.rules[0].lifecycle = Lifecycle{{}, 0, {}}; },
       "Error in some rules due to : Invalid lifecycle. DeleteAfterDays cannot be less than 1 or "
       "more than 36500 days"},
      {[](auto& d) { d.rules[0].lifecycle = Lifecycle{{}, 36'501, {}}; },
       "Error in some rules due to : Invalid lifecycle. DeleteAfterDays cannot be less than 1 or "
       "more than 36500 days"},
      {[](auto& d) { d.rules[0].copies[0].lifecycle = Lifecycle{1, 90, {}}; },
       "Error in some rules due to : Invalid lifecycle. DeleteAfterDays cannot be less than 90 "
       "days apart from MoveToColdStorageAfterDays"},
      {[](auto& d) { d.rules[0].continuous = true; },
       "Error in some rules due to : Invalid lifecycle. MoveToColdStorageAfterDays is unavailable"},
      {windows(59, 120),
       "Error in some rules due to : Invalid start window. StartWindowMinutes cannot be less than "
       "60 or more than 52560000 minutes, and is 59"},
      {windows(120, 119),
       "Error in some rules due to : Invalid completion window. CompletionWindowMinutes cannot be "
       "less than StartWindowMinutes or more than 52560000 minutes, and is 119"},
      {[](auto& d) { d.rules[0].schedule = "rate(1 day)"; },
       "Error in some rules due to : Invalid schedule expression. 'rate(1 day)' is a rate "
       "expression, which AWS Backup does not take: write it as cron(...), such as cron(0 5 ? * * "
       "*)"},
      {[](auto& d) { d.rules[0].timezone = "Europe/Atlantis"; },
       "Error in some rules due to : Invalid schedule expression. 'Europe/Atlantis' is no IANA "
       "time zone such as Etc/UTC or Europe/Berlin"},
      {[](auto& d) { d.rules[0].name = "two words"; },
       "Error in some rules due to : Invalid rule name. RuleName must be 1 to 50 letters, digits, "
       "'-', '_' or '.', and is 'two words'"},
      {[](auto& d) { d.rules.push_back(d.rules[0]); },
       "Error in some rules due to : Duplicate rule name 'daily'"},
      {[](auto& d) { d.rules[0].copies[0].destination_vault_arn = "far"; },
       "Error in some rules due to : Invalid copy action. DestinationBackupVaultArn 'far' is not "
       "the ARN of a backup vault"},
      {[](auto& d) { d.rules[0].recovery_point_tags["aws:mine"] = "x"; },
       "Error in some rules due to : Invalid tags. 'aws:mine' must be 1 to 128 characters not "
       "beginning with 'aws:', its value at most 256"},
      {[](auto& d) { d.rules.clear(); }, "Backup plan must have at least one rule"},
      {[](auto& d) { d.name = std::string(51, 'n'); },
       "Invalid backup plan name. BackupPlanName must be 1 to 50 letters, digits, '-', '_' or "
       "'.', and is 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn'"},
      {[](auto& d) { d.advanced.push_back({"DynamoDB", {{"WindowsVSS", "enabled"}}}); },
       "AdvancedBackupSettings are not available for resource type 'DynamoDB', only for EC2 and "
       "S3"},
      {[](auto& d) { d.advanced.push_back({"EC2", {{"WindowsVSS", "on"}}}); },
       "Invalid option 'WindowsVSS' with value 'on' in AdvancedBackupSettings of EC2"},
  };
  for (const Spoilt& spoilt : table) {
    PlanDocument document = nightly();
    spoilt.how(document);
    EXPECT_EQ(problem_with(document).value_or("in order"), spoilt.why);
  }
}

TEST(PlanCheck, ASurvivingPlanReadsBackAsItWas) {
  BackupPlan plan;
  plan.account = "123456789012";
  plan.region = "eu-west-1";
  plan.id = "an-id";
  plan.creator_request_id = "once";
  plan.created_at = Timestamp::from_seconds(1);
  plan.deleted_at = Timestamp::from_seconds(2);
  plan.last_executed_at = Timestamp::from_seconds(3);
  plan.versions = 7;
  plan.newest = {plan.account, plan.id, 7, "version", Timestamp::from_seconds(4), nightly()};
  plan.newest.document.advanced.push_back({"EC2", {{"WindowsVSS", "enabled"}}});

  const auto read = BackupPlan::decode(plan.encode());
  ASSERT_TRUE(read);
  EXPECT_EQ(read.value(), plan);
  const auto version = PlanVersion::decode(plan.newest.encode());
  ASSERT_TRUE(version);
  EXPECT_EQ(version.value(), plan.newest);
  EXPECT_FALSE(BackupPlan::decode(plan.encode().substr(0, 40)));
}

struct Refused {
  SelectionDocument selection;
  std::string why;
};

std::string text_of(const std::optional<SelectionProblem>& problem) {
  if (!problem) return "in order";
  const auto* missing = std::get_if<MissingInSelection>(&*problem);
  return missing != nullptr ? "missing: " + missing->why : std::get<WrongInSelection>(*problem).why;
}

TEST(SelectionCheck, TakesASelectionAndNamesWhatIsWrong) {
  const std::string table = "arn:aws:dynamodb:eu-west-1:123456789012:table/";
  const auto of = [](std::vector<std::string> resources) {
    SelectionDocument selection;
    selection.name = "tables";
    selection.iam_role_arn = "arn:aws:iam::123456789012:role/backup";
    selection.resources = std::move(resources);
    return selection;
  };
  SelectionDocument by_conditions = of({});
  by_conditions.conditions.equals.push_back({"aws:ResourceTag/backup", "daily"});
  SelectionDocument bad_key = of({"*"});
  bad_key.conditions.like.push_back({"backup", "d*"});
  SelectionDocument by_tags = of({});
  by_tags.tags.push_back({"backup", "daily"});
  SelectionDocument foreign_role = of({"*"});
  foreign_role.iam_role_arn = "arn:aws:iam::210987654321:role/backup";
  const std::vector<std::string> many(501, table + "t");
  const std::vector<std::string> patterns(31, table + "t*");
  const Refused cases[] = {
      {of({"*"}), "in order"},
      {of({table + "app-*"}), "in order"},
      {of({"arn:aws:dynamodb:*:*:table/*"}), "in order"},
      {of({"arn:aws:s3:::bucket"}), "in order"},
      {of(std::vector<std::string>(500, table + "t")), "in order"},
      {of(std::vector<std::string>(30, table + "t*")), "in order"},
      {by_tags, "in order"},
      {foreign_role,
       "IAM Role arn:aws:iam::210987654321:role/backup cannot be assumed by AWS Backup"},
      {of({}), "missing: Either Resources or Conditions must not be null"},
      {by_conditions,
       "Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be non-empty."},
      {bad_key,
       "Invalid backup selection. ConditionKey 'backup' must be of the form aws:ResourceTag/<tag "
       "key>"},
      {of({"orders"}), "Invalid ARN: orders"},
      {of({table + "*-app"}), "Invalid ARN: " + table +
                                  "*-app. A wildcard stands at its end, or for a whole region or "
                                  "account"},
      {of({"arn:aws:dynamodb:us-east-1:123456789012:table/t"}),
       "Invalid ARN: arn:aws:dynamodb:us-east-1:123456789012:table/t. Expected region is "
       "eu-west-1"},
      {of(many), "Invalid backup selection. Resources cannot have more than 500 ARNs, and has 501"},
      {of(patterns),
       "Invalid backup selection. Resources cannot have more than 30 ARNs where one has a "
       "wildcard, and has 31"},
  };
  for (const Refused& one : cases) {
    EXPECT_EQ(text_of(problem_with(one.selection, "123456789012", "eu-west-1")), one.why);
  }
}

}  // namespace
}  // namespace tidemark::vault
