// The runbooks other than restoring in place: what each makes, and that it can be killed anywhere.
#include "operator/cleanup.h"
#include "operator/create_backup.h"
#include "operator/delete_table.h"
#include "operator/made_backups.h"
#include "operator/protect.h"
#include "operator/restore_in_place.h"
#include "operator/restore_point_in_place.h"
#include "operator/restore_to_new.h"
#include "operator/testing/chaos.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

using testing::Desk;
using testing::expect_resumable;
using testing::expect_undoable;
using testing::FakeItems;

constexpr const char* kRole = "arn:aws:iam::123456789012:role/service-role/restorer";

// Orders as it was, a recovery point and an on-demand backup of that, then an incident.
struct World : Desk {
  FakeItems good;
  FakeItems bad;
  Timestamp before;
  std::string point;

  World() {
    aws.delays = {.restore = std::chrono::seconds{60},
                  .backup = std::chrono::seconds{2},
                  .deletion = std::chrono::seconds{9},
                  .update = std::chrono::seconds{1}};
    aws.add_table("Orders", {"a", "b"});
    good = aws.table("Orders")->items();
    point = aws.add_recovery_point("nightly", "Orders").arn;
    clock.advance(std::chrono::seconds{10});
    before = clock.now();
    clock.advance(std::chrono::seconds{10});
    aws.put("Orders", "a", "spoilt");
    bad = aws.table("Orders")->items();
    clock.advance(std::chrono::seconds{10});
  }

  RunReport carried_out(const Result<Plan>& plan) {
    if (!plan) return {.why = plan.error().message};
    const auto report = Conductor(site(), runs, nullptr).carry_out(plan.value());
    return report ? report.value() : RunReport{.why = report.error().message};
  }

  const FakeItems& items_of(const std::string& table) { return aws.tables.at(table).items(); }
};

Plan to_new(World& world) {
  return plan_restore_to_new(world.site(),
                             {.table = "Orders", .at = world.before, .target = "Orders-then"})
      .value();
}

TEST(RestoreToNew, KilledAtAnyCallItIsResumed) {
  expect_resumable<World>(to_new, [](World& world) {
    EXPECT_EQ(world.items_of("Orders-then"), world.good);
    EXPECT_EQ(world.items_of("Orders"), world.bad);
    EXPECT_EQ(world.aws.tables.at("Orders-then").settings.tags.at("team"), "orders");
  });
}

TEST(RestoreToNew, KilledAtAnyCallItIsUndone) {
  expect_undoable<World>(to_new, [](World& world) {
    EXPECT_EQ(world.aws.tables.size(), 1u);
    EXPECT_EQ(world.items_of("Orders"), world.bad);
  });
}

TEST(RestoreToNew, ATargetThatIsThereIsRefused) {
  World world;
  world.aws.add_table("Orders-then", {});

  const auto plan = plan_restore_to_new(
      world.site(), {.table = "Orders", .at = world.before, .target = "Orders-then"});

  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().message, "there is a table Orders-then already (ACTIVE)");
}

Plan point_to_new(World& world) {
  return plan_restore_point(world.site(), {.vault = "nightly",
                                           .recovery_point_arn = world.point,
                                           .role_arn = kRole,
                                           .target = "Orders-then"})
      .value();
}

TEST(RestorePoint, KilledAtAnyCallItIsResumedWithOneJob) {
  expect_resumable<World>(point_to_new, [](World& world) {
    EXPECT_EQ(world.items_of("Orders-then"), world.good);
    EXPECT_EQ(world.aws.restore_jobs.size(), 1u);
  });
}

TEST(RestorePoint, AFailedJobIsToldAndAResumeStartsAnother) {
  World world;
  world.aws.next_restore_job_fails_with = "the role may not";
  const Plan plan = point_to_new(world);

  const RunReport failed = world.carried_out(plan);

  EXPECT_EQ(failed.state, RunState::kUnfinished);
  EXPECT_NE(failed.why.find("FAILED: the role may not"), std::string::npos) << failed.why;
  const auto again = Conductor(world.site(), world.runs, nullptr).resume(failed.id);
  ASSERT_TRUE(again);
  EXPECT_EQ(again.value().state, RunState::kFinished) << again.value().why;
  EXPECT_EQ(world.aws.restore_jobs.size(), 2u);
}

TEST(RestorePoint, OnlyACompletedPointIsRestored) {
  World world;
  world.aws.vaults["nightly"].front().status = "EXPIRED";

  const auto plan = plan_restore_point(world.site(), {.vault = "nightly",
                                                      .recovery_point_arn = world.point,
                                                      .role_arn = kRole,
                                                      .target = "Orders-then"});

  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, Code::kConflict);
}

Plan point_in_place(World& world) {
  return plan_restore_point_in_place(world.site(), {.table = "Orders",
                                                    .vault = "nightly",
                                                    .recovery_point_arn = world.point,
                                                    .role_arn = kRole})
      .value();
}

TEST(RestorePointInPlace, KilledAtAnyCallItIsResumed) {
  expect_resumable<World>(point_in_place, [](World& world) {
    EXPECT_EQ(world.items_of("Orders"), world.good);
    EXPECT_TRUE(world.aws.tables.at("Orders").settings.deletion_protection);
    EXPECT_EQ(world.aws.tables.at("Orders").settings.recovery_days, 14);
  });
}

TEST(RestorePointInPlace, KilledAtAnyCallItIsUndone) {
  expect_undoable<World>(point_in_place, [](World& world) {
    EXPECT_EQ(world.items_of("Orders"), world.bad);
    EXPECT_TRUE(world.aws.tables.at("Orders").settings.deletion_protection);
  });
}

Plan backup_for_a_day(World& world) {
  return plan_create_backup(world.site(), {.table = "Orders", .keep = std::chrono::hours{24}})
      .value();
}

TEST(CreateBackup, KilledAtAnyCallThereIsOneBackup) {
  expect_resumable<World>(backup_for_a_day,
                          [](World& world) { EXPECT_EQ(world.aws.backups.size(), 1u); });
}

TEST(CreateBackup, KilledAtAnyCallItIsUndone) {
  expect_undoable<World>(backup_for_a_day,
                         [](World& world) { EXPECT_TRUE(world.aws.backups.empty()); });
}

TEST(CreateBackup, PruneRemovesOnlyWhatWasMadeHereAndIsDue) {
  World world;
  ASSERT_EQ(world.carried_out(backup_for_a_day(world)).state, RunState::kFinished);
  ASSERT_EQ(world.carried_out(plan_create_backup(world.site(), {.table = "Orders"})).state,
            RunState::kFinished);
  const auto made = made_backups(world.runs).value();
  ASSERT_EQ(made.size(), 2u);
  testing::FakeBackup foreign = world.aws.backups.begin()->second;
  foreign.arn += "-foreign";
  world.aws.backups[foreign.arn] = foreign;
  world.clock.advance(std::chrono::hours{23});
  EXPECT_EQ(plan_prune(world.site(), world.runs).error().code, Code::kNotFound);
  world.clock.advance(std::chrono::hours{2});

  const RunReport pruned = world.carried_out(plan_prune(world.site(), world.runs));

  EXPECT_EQ(pruned.state, RunState::kFinished) << pruned.why;
  EXPECT_FALSE(world.aws.backups.contains(made[0].arn));
  EXPECT_TRUE(world.aws.backups.contains(made[1].arn)) << "it is kept for ever";
  EXPECT_TRUE(world.aws.backups.contains(foreign.arn));
}

TEST(RestoreBackup, WaitsWhileAnotherTableIsRestoredFromIt) {
  World world;
  ASSERT_EQ(world.carried_out(backup_for_a_day(world)).state, RunState::kFinished);
  const std::string arn = made_backups(world.runs).value().front().arn;
  const Result<Plan> plan =
      plan_restore_backup(world.site(), world.runs, {.backup_arn = arn, .target = "Orders-then"});
  world.aws.refusals["RestoreTableFromBackup"] = {"BackupInUseException",
                                                  "it is being restored from"};
  int asked = 0;
  world.aws.at_call([&](const testing::FakeAws::Moment& moment) -> std::optional<Error> {
    const bool restores = moment.operation == "RestoreTableFromBackup" && moment.after;
    if (restores && ++asked == 5) world.aws.refusals.clear();
    return std::nullopt;
  });

  const RunReport restored = world.carried_out(plan);

  EXPECT_EQ(restored.state, RunState::kFinished) << restored.why;
  EXPECT_EQ(asked, 6);
}

TEST(RestoreBackup, PutsBackTheSettingsNotedWithIt) {
  World world;
  ASSERT_EQ(world.carried_out(backup_for_a_day(world)).state, RunState::kFinished);
  const std::string arn = made_backups(world.runs).value().front().arn;
  world.aws.tables.at("Orders").settings.tags = {{"team", "nobody"}};

  const RunReport restored = world.carried_out(
      plan_restore_backup(world.site(), world.runs, {.backup_arn = arn, .target = "Orders-then"}));

  EXPECT_EQ(restored.state, RunState::kFinished) << restored.why;
  EXPECT_EQ(world.items_of("Orders-then"), world.bad);
  EXPECT_EQ(world.aws.tables.at("Orders-then").settings.tags.at("team"), "orders");
}

Plan deletion(World& world) {
  return plan_delete_table(world.site(), "Orders").value();
}

TEST(DeleteTable, KilledAtAnyCallItIsResumed) {
  expect_resumable<World>(deletion, [](World& world) {
    EXPECT_TRUE(world.aws.tables.empty());
    ASSERT_EQ(world.aws.backups.size(), 1u);
    EXPECT_EQ(world.aws.backups.begin()->second.items, world.bad);
  });
}

TEST(DeleteTable, KilledAtAnyCallItIsUndone) {
  expect_undoable<World>(deletion, [](World& world) {
    EXPECT_EQ(world.items_of("Orders"), world.bad);
    EXPECT_TRUE(world.aws.tables.at("Orders").settings.deletion_protection);
    EXPECT_EQ(world.aws.tables.at("Orders").settings.tags.at("team"), "orders");
  });
}

struct Unprotected : World {
  Unprotected() {
    aws.tables.at("Orders").settings.deletion_protection = false;
    aws.tables.at("Orders").settings.recovery_since.reset();
  }
};

Plan protection(Unprotected& world) {
  return plan_protect(world.site(), {.table = "Orders", .days = 7}).value();
}

TEST(Protect, KilledAtAnyCallItIsResumed) {
  expect_resumable<Unprotected>(protection, [](Unprotected& world) {
    EXPECT_TRUE(world.aws.tables.at("Orders").settings.deletion_protection);
    EXPECT_TRUE(world.aws.tables.at("Orders").settings.recovery_since);
    EXPECT_EQ(world.aws.tables.at("Orders").settings.recovery_days, 7);
  });
}

TEST(Protect, KilledAtAnyCallItIsUndone) {
  expect_undoable<Unprotected>(protection, [](Unprotected& world) {
    EXPECT_FALSE(world.aws.tables.at("Orders").settings.deletion_protection);
    EXPECT_FALSE(world.aws.tables.at("Orders").settings.recovery_since);
  });
}

struct Restored : World {
  std::string run;

  Restored() {
    run = carried_out(plan_restore_in_place(site(), {.table = "Orders", .at = before})).id;
  }
};

TEST(Cleanup, KilledAtAnyCallItRemovesEveryCopyAndNothingElse) {
  expect_resumable<Restored>(
      [](Restored& world) { return plan_cleanup(world.site(), world.runs, world.run).value(); },
      [](Restored& world) {
        EXPECT_EQ(world.aws.tables.size(), 1u);
        EXPECT_TRUE(world.aws.backups.empty());
        EXPECT_EQ(world.items_of("Orders"), world.good);
      });
}

TEST(Cleanup, WaitsUntilNothingIsRestoredFromABackup) {
  Restored world;
  const Plan plan = plan_cleanup(world.site(), world.runs, world.run).value();
  world.aws.refusals["DeleteBackup"] = {"BackupInUseException", "it is being restored from"};
  Site site = world.site();
  const auto pause = site.pause;
  site.pause = [&](std::chrono::milliseconds wait) {
    world.aws.refusals.erase("DeleteBackup");
    pause(wait);
  };

  Conductor conductor(site, world.runs, [](const RunEvent&) {});
  const auto report = conductor.carry_out(plan);

  ASSERT_TRUE(report);
  EXPECT_EQ(report.value().state, RunState::kFinished) << report.value().why;
  EXPECT_TRUE(world.aws.backups.empty());
}

TEST(Cleanup, OfAnUnfinishedRunIsRefused) {
  World world;
  world.aws.refusals["RestoreTableFromBackup"] = {"LimitExceededException", "50 at a time"};
  const RunReport stopped = world.carried_out(
      plan_restore_in_place(world.site(), {.table = "Orders", .at = world.before}));
  ASSERT_EQ(stopped.state, RunState::kUnfinished);

  const auto plan = plan_cleanup(world.site(), world.runs, stopped.id);

  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().message,
            fmt::format("run {} is unfinished: its copies are needed", stopped.id));
}

TEST(Cleanup, StopsWhenTheTableIsNoLongerThere) {
  Restored world;
  const Plan plan = plan_cleanup(world.site(), world.runs, world.run).value();
  world.aws.tables.erase("Orders");

  const RunReport report = world.carried_out(plan);

  EXPECT_EQ(report.state, RunState::kUnfinished);
  EXPECT_EQ(report.why, "table Orders is not there: its copies are needed");
  EXPECT_EQ(world.aws.backups.size(), 2u);
}

}  // namespace
}  // namespace tidemark::runbooks
