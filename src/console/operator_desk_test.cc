// Whole nights at the console: what a person types, over the runbooks, over an AWS with AWS's
// delays, on a simulated clock.
#include "console/operator_desk.h"

#include "codec/iso8601.h"
#include "console/console.h"
#include "console/testing/script.h"
#include "operator/testing/desk.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tidemark::console {
namespace {

using runbooks::testing::FakeAws;
using std::chrono::seconds;

struct NightOnAws {
  runbooks::testing::Desk aws_desk;
  FakeAws& aws = aws_desk.aws;
  runbooks::Config config{.account = FakeAws::kAccount,
                          .region = FakeAws::kRegion,
                          .vault = "nightly",
                          .role = "restorer"};
  schedule::TimeZone zone = schedule::TimeZone::named("Etc/UTC").value();
  std::string shown;
  bool used_up = false;
  int calls_until_ctrl_c = 0;  // 0: it does not come

  NightOnAws() {
    aws.delays = {.restore = seconds(360),
                  .backup = seconds(5),
                  .deletion = seconds(7),
                  .update = seconds(2)};
    aws.add_table("Orders", {"a", "b"});
    aws.vaults["nightly"];
    aws_desk.clock.advance(std::chrono::hours(1));
  }

  Console::End types(std::vector<std::string> lines) {
    testing::Script script(std::move(lines));
    OperatorDesk desk({.session = aws_desk.session,
                       .clock = aws_desk.clock,
                       .random = aws_desk.random,
                       .pause = aws_desk.pause,
                       .runs = aws_desk.runs,
                       .config = config,
                       .version = "test"});
    Console console(
        desk, script, [this](std::string_view text) { shown += text; }, aws_desk.clock, zone,
        {.take_interrupt = [this] { return calls_until_ctrl_c > 0 && --calls_until_ctrl_c == 0; }});
    const Console::End end = console.run();
    used_up = script.used_up();
    return end;
  }

  [[nodiscard]] bool showed(std::string_view text) const {
    return shown.find(text) != std::string::npos;
  }

  // The second before now, as it is typed; then `id` is overwritten.
  std::string before_damage(const std::string& table, const std::string& id) {
    aws_desk.clock.advance(seconds(10));
    const std::string typed = codec::to_iso8601(aws_desk.clock.now());
    aws_desk.clock.advance(seconds(10));
    aws.put(table, id, "spoilt");
    // AWS restores up to some five minutes ago.
    aws_desk.clock.advance(std::chrono::minutes(10));
    return typed;
  }

  [[nodiscard]] std::string names() {
    std::string all;
    for (const auto& [name, table] : aws.tables) all += name + ' ';
    return all;
  }
};

TEST(NightOnAws, GoesBackToASecondWhileTheScreenTellsTheTime) {
  NightOnAws night;
  const auto good = night.aws.table("Orders")->items();
  const std::string before = night.before_damage("Orders", "a");

  const auto end = night.types({"1", "Orders", before, "y", "Orders", "y", "exit"});

  EXPECT_EQ(end, Console::End::kLeft) << night.shown;
  ASSERT_NE(night.aws.table("Orders"), nullptr);
  EXPECT_EQ(night.aws.table("Orders")->items(), good);
  EXPECT_TRUE(night.aws.table("Orders")->settings.deletion_protection);
  EXPECT_TRUE(night.showed("...   "));
  EXPECT_EQ(night.names(), "Orders ");  // the cleanup was agreed to
}

TEST(NightOnAws, KeepsEveryCopyWhenTheCleanupIsDeclined) {
  NightOnAws night;
  const std::string before = night.before_damage("Orders", "a");

  night.types({"1", "Orders", before, "y", "Orders", "n", "exit"});

  EXPECT_TRUE(night.showed("They are kept")) << night.shown;
  EXPECT_NE(night.names().find("Orders--dupe-"), std::string::npos);
  EXPECT_EQ(night.aws.backups.size(), 2u);
}

TEST(NightOnAws, LeavesARunAfterCtrlCThatTheNextConsoleResumes) {
  NightOnAws night;
  const std::string before = night.before_damage("Orders", "a");
  night.calls_until_ctrl_c = 40;

  const auto left = night.types({"1", "Orders", before, "y", "Orders", "y", "exit"});
  EXPECT_EQ(left, Console::End::kUnfinished) << night.shown;
  EXPECT_NE(night.aws.table("Orders"), nullptr);
  night.shown.clear();
  const auto end = night.types({"runs", "1", "resume", "n", "exit"});

  EXPECT_EQ(end, Console::End::kLeft) << night.shown;
  EXPECT_TRUE(night.showed("1 run did not finish"));
  EXPECT_TRUE(night.showed("Done"));
}

TEST(NightOnAws, UndoesWhatWasLeft) {
  NightOnAws night;
  const std::string before = night.before_damage("Orders", "a");
  const auto now = night.aws.table("Orders")->items();
  night.calls_until_ctrl_c = 40;

  night.types({"1", "Orders", before, "y", "Orders", "y"});
  night.types({"runs", "1", "undo", "exit"});

  EXPECT_TRUE(night.showed("Undone")) << night.shown;
  EXPECT_EQ(night.aws.table("Orders")->items(), now);
}

TEST(NightOnAws, SkipsARecoveryPointThatIsNotCompleted) {
  NightOnAws night;
  night.aws.add_recovery_point("nightly", "Orders");
  const auto good = night.aws.table("Orders")->items();
  night.aws_desk.clock.advance(std::chrono::hours(1));
  night.aws.put("Orders", "a", "spoilt");
  night.aws.add_recovery_point("nightly", "Orders").status = "EXPIRED";

  night.types({"2", "Orders", "1", "2", "y", "Orders", "n", "exit"});

  EXPECT_TRUE(night.showed("is EXPIRED, cannot be chosen")) << night.shown;
  EXPECT_TRUE(night.showed("That recovery point is EXPIRED"));
  EXPECT_EQ(night.aws.table("Orders")->items(), good);
}

TEST(NightOnAws, AsksAboutColdStorageByItsClass) {
  NightOnAws night;
  night.aws.add_recovery_point("nightly", "Orders").storage_class = "COLD";

  night.types({"2", "Orders", "1", "n", "menu", "exit"});

  EXPECT_TRUE(night.showed("It lies in cold storage")) << night.shown;
  EXPECT_TRUE(night.used_up);
}

TEST(NightOnAws, TellsWhyAJobFailedAndTouchesNoCopy) {
  NightOnAws night;
  night.aws.add_recovery_point("nightly", "Orders");
  night.aws.next_restore_job_fails_with = "no capacity tonight";

  const auto end = night.types({"2", "Orders", "1", "y", "Orders", "menu", "exit"});

  EXPECT_EQ(end, Console::End::kUnfinished) << night.shown;
  EXPECT_TRUE(night.showed("no capacity tonight"));
  EXPECT_EQ(night.aws.backups.size(), 1u);
  EXPECT_FALSE(night.showed("Remove them?"));
}

TEST(NightOnAws, CleansUpAfterItsOwnRunAlone) {
  NightOnAws night;
  const std::string first = night.before_damage("Orders", "a");
  night.types({"1", "Orders", first, "y", "Orders", "n", "exit"});
  const std::size_t kept = night.aws.backups.size();
  const std::string second = night.before_damage("Orders", "b");

  night.types({"1", "Orders", second, "y", "Orders", "y", "exit"});

  EXPECT_EQ(night.aws.backups.size(), kept) << night.shown;
  EXPECT_NE(night.names().find("Orders--dupe-"), std::string::npos);
}

TEST(NightOnAws, RefusesAnotherAccount) {
  NightOnAws night;
  night.config.account = "999999999999";

  EXPECT_EQ(night.types({"6", "Orders"}), Console::End::kNotSound);
  EXPECT_TRUE(night.showed("999999999999"));
  EXPECT_NE(night.aws.table("Orders"), nullptr);
}

TEST(NightOnAws, RefusesARoleWithOnePolicyOfTwo) {
  NightOnAws night;
  night.aws.roles["restorer"] = {"AWSBackupServiceRolePolicyForRestores"};

  EXPECT_EQ(night.types({"exit"}), Console::End::kNotSound);
  EXPECT_TRUE(night.showed("AWSBackupServiceRolePolicyForBackup"));
}

TEST(NightOnAws, TellsHowLongItTookBefore) {
  NightOnAws night;

  night.types({"3", "Orders", "y", "exit"});

  EXPECT_TRUE(night.showed("Took ")) << night.shown;
}

}  // namespace
}  // namespace tidemark::console
