#include "vault/restore_test_choice.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark::vault {
namespace {

using std::chrono::days;

const Timestamp kNow = Timestamp::from_seconds(1'800'000'000);

std::string table(const std::string& name) {
  return "arn:aws:dynamodb:eu-west-1:123456789012:table/" + name;
}

RecoveryPoint point(const std::string& id, const std::string& of, int days_ago,
                    const std::string& vault = "nightly") {
  RecoveryPoint made;
  made.vault = {"123456789012", "eu-west-1", vault};
  made.id = id;
  made.arn = point_arn(made.vault, id);
  made.resource_arn = table(of);
  made.created_at = kNow - days(days_ago);
  return made;
}

class Choice : public testing::Test {
 protected:
  Choice() {
    plan_.choice.include_vaults = {"*"};
    selection_.resource_type = "DynamoDB";
    selection_.resource_arns = {"*"};
  }

  std::vector<std::string> choose(const std::vector<RecoveryPoint>& offered) {
    PointChooser chooser(plan_, selection_, kNow, random_);
    for (const RecoveryPoint& one : offered) chooser.offer(one);
    std::vector<std::string> ids;
    for (const RecoveryPoint& one : chooser.chosen()) ids.push_back(one.id);
    return ids;
  }

  using Ids = std::vector<std::string>;
  RestoreTestingPlan plan_;
  RestoreTestingSelection selection_;
  SeededRandom random_{1};
};

TEST_F(Choice, TakesTheLatestOfEachTable) {
  EXPECT_EQ(
      choose({point("a1", "a", 5), point("a2", "a", 2), point("b1", "b", 9), point("a3", "a", 3)}),
      (Ids{"a2", "b1"}));
}

TEST_F(Choice, LooksBackAsFarAsTheWindowGoes) {
  plan_.choice.window_days = 7;
  EXPECT_EQ(choose({point("old", "a", 8), point("edge", "b", 7), point("ahead", "c", -1)}),
            (Ids{"edge"}));
}

TEST_F(Choice, KeepsToItsVaults) {
  const auto both = {point("in", "a", 2, "nightly"), point("out", "a", 1, "weekly")};
  plan_.choice.include_vaults = {"arn:aws:backup:*:*:backup-vault:night*"};
  EXPECT_EQ(choose(both), (Ids{"in"}));
  plan_.choice.include_vaults = {"*"};
  plan_.choice.exclude_vaults = {"arn:aws:backup:eu-west-1:123456789012:backup-vault:weekly"};
  EXPECT_EQ(choose(both), (Ids{"in"}));
}

TEST_F(Choice, KeepsToItsTablesAndToCompletedPoints) {
  selection_.resource_arns = {table("b")};
  RecoveryPoint expired = point("expired", "b", 1);
  expired.status = PointStatus::kExpired;
  EXPECT_EQ(choose({point("a1", "a", 1), point("b1", "b", 2), expired}), (Ids{"b1"}));
}

TEST_F(Choice, FindsNoContinuousPoints) {
  plan_.choice.snapshots = false;
  plan_.choice.continuous = true;
  EXPECT_TRUE(choose({point("a1", "a", 1)}).empty());
}

TEST_F(Choice, DrawsEachWithTheSameChance) {
  plan_.choice.algorithm = PointAlgorithm::kRandomWithinWindow;
  std::map<std::string, int> drawn;
  for (int i = 0; i < 3000; ++i) {
    const auto ids = choose({point("a1", "a", 1), point("a2", "a", 2), point("a3", "a", 3)});
    ASSERT_EQ(ids.size(), 1U);
    ++drawn[ids[0]];
  }
  ASSERT_EQ(drawn.size(), 3U);
  // 1,000 of each, give or take six standard deviations.
  for (const auto& [id, times] : drawn) EXPECT_NEAR(times, 1000, 155) << id;
}

TEST_F(Choice, ConditionsAreOfTheTablesTags) {
  const Tags tags{{"team", "shop"}, {"stage", "live"}};
  EXPECT_TRUE(conditions_hold(selection_, tags));
  selection_.equals = {{"aws:ResourceTag/team", "shop"}, {"aws:ResourceTag/stage", "live"}};
  EXPECT_TRUE(conditions_hold(selection_, tags));
  EXPECT_FALSE(conditions_hold(selection_, {{"team", "shop"}})) << "all must hold";
  selection_.not_equals = {{"aws:ResourceTag/stage", "live"}};
  EXPECT_FALSE(conditions_hold(selection_, tags));
  selection_.equals.clear();
  EXPECT_TRUE(conditions_hold(selection_, {})) << "a missing tag is not equal";
}

}  // namespace
}  // namespace tidemark::vault
