#include "recovery/restores.h"

#include "recovery/deleted_tables.h"
#include "recovery/restore_job.h"
#include "recovery/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::recovery {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::seconds;
using testing::Contents;
using testing::World;

bool started(const RestoreAnswer& answer) {
  return std::holds_alternative<RestoreStarted>(answer);
}

TEST(Restore, GivesExactlyWhatWasCommittedUpToTheInstant) {
  World world;
  world.make_table("orders");
  world.put("orders", "a", "one");
  const Timestamp damaged_at = world.put("orders", "a", "damaged");
  world.put("orders", "b", "late");
  world.clock().advance(seconds(5));

  ASSERT_TRUE(started(world.restore("orders", "before", damaged_at - microseconds(1))));
  ASSERT_TRUE(started(world.restore("orders", "at", damaged_at)));
  ASSERT_TRUE(started(world.restore("orders", "after", damaged_at + microseconds(1))));

  EXPECT_EQ(world.contents("before"), (Contents{{"a", "one"}}));
  EXPECT_EQ(world.contents("at"), (Contents{{"a", "damaged"}}));
  EXPECT_EQ(world.contents("after"), (Contents{{"a", "damaged"}}));
}

TEST(Restore, ReadsTheSameWhileAndAfterItIsCopied) {
  World world;
  world.make_table("orders");
  for (int i = 0; i < 50; ++i) world.put("orders", fmt::format("key{:02}", i), "one");
  const Timestamp at = world.put("orders", "key07", "two");
  world.put("orders", "key07", "three");
  world.clock().advance(seconds(1));
  ASSERT_TRUE(started(world.restore("orders", "then", at)));
  const Contents beneath = world.contents("then");
  world.put("then", "key07", "own");
  world.remove("then", "key08");

  world.run_all();

  Contents expected = beneath;
  expected["key07"] = "own";
  expected.erase("key08");
  EXPECT_EQ(world.contents("then"), expected);
  EXPECT_EQ(world.contents("orders").at("key07"), "three");
  EXPECT_EQ(world.store().table(world.find("then").stored_as)->beneath.size(), 1u);
  EXPECT_TRUE(world.store().jobs().empty());
  EXPECT_FALSE(world.find("then").restored_from->in_progress);
}

TEST(Restore, GoesOnAfterACrashBetweenAnyTwoSteps) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    World world;
    world.make_table("orders");
    for (int i = 0; i < 30; ++i) world.put("orders", fmt::format("key{:02}", i), "one");
    world.clock().advance(seconds(1));
    ASSERT_TRUE(started(world.restore("orders", "then", std::nullopt)));
    for (std::uint64_t step = 0; step < seed % 4; ++step) world.turn();

    world.crash(seed);

    EXPECT_EQ(world.contents("then"), world.contents("orders")) << seed;
    world.run_all();
    EXPECT_EQ(world.contents("then"), world.contents("orders")) << seed;
    EXPECT_TRUE(world.store().jobs().empty()) << seed;
  }
}

TEST(Restore, RefusesInstantsOutsideTheWindowAndSaysWhatWouldWork) {
  World world;
  world.make_table("orders");
  world.put("orders", "a", "one");
  const Window window = world.window("orders");

  const auto early = world.restore("orders", "then", window.shown_earliest() - microseconds(1));
  const auto late = world.restore("orders", "then", window.latest + microseconds(1));

  ASSERT_TRUE(std::holds_alternative<OutsideWindow>(early));
  ASSERT_TRUE(std::holds_alternative<OutsideWindow>(late));
  EXPECT_EQ(std::get<OutsideWindow>(late).window.latest, window.latest);
  EXPECT_TRUE(started(world.restore("orders", "first", window.shown_earliest())));
  EXPECT_TRUE(started(world.restore("orders", "last", window.latest)));
}

TEST(Restore, TakesAnInstantInsideTheFirstSecondAsTheMomentOfEnabling) {
  World world;
  world.make_table("orders", {});
  world.put("orders", "a", "one");
  world.clock().advance(microseconds(400'000));
  ASSERT_TRUE(set_continuous_backups(world.store(), World::name("orders"), {true, {}},
                                     world.clock().now(), {}));
  const Window window = world.window("orders");
  ASSERT_LT(window.shown_earliest(), window.earliest);
  world.put("orders", "a", "two");

  ASSERT_TRUE(started(world.restore("orders", "then", window.shown_earliest())));

  EXPECT_EQ(world.contents("then"), (Contents{{"a", "one"}}));
}

TEST(Restore, ChecksSourceThenWindowThenTarget) {
  World world;
  world.make_table("orders");
  world.make_table("plain", {});
  world.put("orders", "a", "one");
  const Timestamp now = world.clock().now();

  EXPECT_TRUE(std::holds_alternative<SourceMissing>(world.restore("none", "orders", now)));
  EXPECT_TRUE(std::holds_alternative<PitrOff>(world.restore("plain", "orders", Timestamp{})));
  EXPECT_TRUE(
      std::holds_alternative<OutsideWindow>(world.restore("orders", "orders", Timestamp{})));
  EXPECT_TRUE(std::holds_alternative<TargetExists>(world.restore("orders", "orders", now)));
}

TEST(Restore, OfARestoreOfARestoreWaitsWhenItIsTooDeepToServe) {
  World world;
  world.make_table("t0");
  world.put("t0", "a", "zero");
  std::size_t waited = 0;
  for (int i = 1; i <= 6; ++i) {
    const std::string target = fmt::format("t{}", i);
    world.clock().advance(seconds(1));
    ASSERT_TRUE(started(world.restore(fmt::format("t{}", i - 1), target, std::nullopt)));
    if (tables::status_at(world.find(target), world.clock().now()) ==
        tables::TableStatus::kCreating) {
      ++waited;
      world.run_all();
    }
    ASSERT_EQ(tables::status_at(world.find(target), world.clock().now()),
              tables::TableStatus::kActive);
    ASSERT_TRUE(set_continuous_backups(world.store(), World::name(target), {true, {}},
                                       world.clock().now(), {}));
    world.put(target, "a", target);
    world.put(target, target, "own");
  }
  EXPECT_GE(waited, 1u);
  const Contents expected{{"a", "t6"},   {"t1", "own"}, {"t2", "own"}, {"t3", "own"},
                          {"t4", "own"}, {"t5", "own"}, {"t6", "own"}};
  EXPECT_EQ(world.contents("t6"), expected);
  world.run_all();
  EXPECT_EQ(world.contents("t6"), expected);
}

TEST(Restore, LeavesNothingBehindWhenItsTargetIsDeletedInTheMiddle) {
  World world;
  world.make_table("orders");
  for (int i = 0; i < 20; ++i) world.put("orders", fmt::format("key{}", i), "one");
  world.clock().advance(seconds(1));
  const std::size_t tables_before = world.store().tables().size();
  ASSERT_TRUE(started(world.restore("orders", "then", std::nullopt)));

  ASSERT_TRUE(std::holds_alternative<Retired>(world.retire("then")));
  world.run_all();

  EXPECT_TRUE(world.store().jobs().empty());
  EXPECT_EQ(world.store().tables().size(), tables_before);
}

TEST(Restore, OutlivesItsSource) {
  World world;
  world.make_table("orders");
  world.put("orders", "a", "one");
  world.clock().advance(seconds(1));
  ASSERT_TRUE(started(world.restore("orders", "then", std::nullopt)));

  world.retire("orders");
  EXPECT_EQ(world.contents("then"), (Contents{{"a", "one"}}));
  world.run_all();

  EXPECT_EQ(world.contents("then"), (Contents{{"a", "one"}}));
}

TEST(Backup, HoldsWhatWasThereHoweverMuchComesAfter) {
  World world;
  world.make_table("orders", {});
  world.put("orders", "a", "one");
  const Backup backup = world.back_up("orders");
  world.put("orders", "a", "two");
  world.remove("orders", "a");
  world.run_all();

  ASSERT_TRUE(started(world.restore(backup, "then")));

  EXPECT_EQ(backup.tally.items, 1);
  EXPECT_EQ(world.contents("then"), (Contents{{"a", "one"}}));
}

TEST(Backup, OutlivesItsTableAndComesBackAfterARestart) {
  World world;
  world.make_table("orders", {});
  world.put("orders", "a", "one");
  const Backup backup = world.back_up("orders");
  world.retire("orders");
  world.run_all();
  world.restart();

  EXPECT_EQ(*find_backup(world.store(), {backup.table.name, backup.id}).value(), backup);
  ASSERT_TRUE(started(world.restore(backup, "orders")));
  EXPECT_EQ(world.contents("orders"), (Contents{{"a", "one"}}));
}

TEST(Backup, IsNotDeletedWhileARestoreReadsIt) {
  World world;
  world.make_table("orders", {});
  world.put("orders", "a", "one");
  const Backup backup = world.back_up("orders");
  const BackupName name{backup.table.name, backup.id};
  ASSERT_TRUE(started(world.restore(backup, "then")));

  EXPECT_TRUE(std::holds_alternative<BackupInUse>(delete_backup(world.store(), name).value()));
  EXPECT_TRUE(std::holds_alternative<BackupBeingRestored>(world.restore(backup, "other")));
  EXPECT_TRUE(std::holds_alternative<TargetExists>(world.restore(backup, "then")));
  world.run_all();
  EXPECT_TRUE(std::holds_alternative<Backup>(delete_backup(world.store(), name).value()));
  EXPECT_TRUE(std::holds_alternative<BackupMissing>(delete_backup(world.store(), name).value()));
  EXPECT_TRUE(world.store().pins().empty());
  EXPECT_EQ(world.contents("then"), (Contents{{"a", "one"}}));
}

TEST(BackupList, GoesByCreationAndPagesWithoutASpuriousCursor) {
  World world;
  world.make_table("orders", {});
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(world.back_up("orders").id);
  BackupFilter filter{"123456789012", "eu-west-1", {}, {}, {}, {}, {}, 2};
  std::vector<std::string> seen;
  for (int page = 1; page <= 3; ++page) {
    const BackupPage listed = list_backups(world.store(), filter).value();
    for (const Backup& backup : listed.backups) seen.push_back(backup.id);
    EXPECT_EQ(listed.more, page < 3);
    filter.after = BackupName{World::name("orders"), listed.backups.back().id};
  }
  EXPECT_EQ(seen, ids);
}

TEST(BackupList, TakesItsLowerBoundAndRefusesItsUpper) {
  World world;
  world.make_table("orders", {});
  const Backup first = world.back_up("orders");
  const Backup second = world.back_up("orders");
  BackupFilter filter{"123456789012",   "eu-west-1",       {}, {},
                      first.created_at, second.created_at, {}, 100};
  EXPECT_EQ(list_backups(world.store(), filter).value().backups, std::vector{first});
  filter.table = "other";
  EXPECT_TRUE(list_backups(world.store(), filter).value().backups.empty());
  filter.table = "orders";
  filter.type = BackupType::kSystem;
  EXPECT_TRUE(list_backups(world.store(), filter).value().backups.empty());
}

TEST(Retire, LeavesASystemBackupThatNobodyDeletesAndTimeEnds) {
  World world;
  world.make_table("orders");
  world.put("orders", "a", "one");
  world.retire("orders");
  BackupFilter filter{"123456789012", "eu-west-1", {}, BackupType::kSystem, {}, {}, {}, 100};
  const auto backups = list_backups(world.store(), filter).value().backups;
  ASSERT_EQ(backups.size(), 1u);
  EXPECT_EQ(backups[0].name, "orders$DeletedTableBackup");
  EXPECT_TRUE(backups[0].id.ends_with("-00000000"));
  EXPECT_TRUE(std::holds_alternative<SystemBackup>(
      delete_backup(world.store(), {backups[0].table.name, backups[0].id}).value()));
  ASSERT_TRUE(started(world.restore(backups[0], "then")));
  EXPECT_EQ(world.contents("then"), (Contents{{"a", "one"}}));
  world.run_all();

  world.clock().advance(std::chrono::days(35) - hours(1));
  world.run_all();
  EXPECT_EQ(list_backups(world.store(), filter).value().backups.size(), 1u);
  world.clock().advance(hours(1));
  world.run_all();
  EXPECT_TRUE(list_backups(world.store(), filter).value().backups.empty());
  EXPECT_TRUE(world.store().pins().empty());
}

TEST(Retire, WithoutContinuousBackupsLeavesNothing) {
  World world;
  world.make_table("orders", {});
  world.put("orders", "a", "one");
  const std::size_t tables_before = world.store().tables().size();
  world.retire("orders");
  world.run_all();
  EXPECT_TRUE(world.store().pins().empty());
  EXPECT_TRUE(world.store().jobs().empty());
  EXPECT_EQ(world.store().tables().size(), tables_before - 1);
  EXPECT_TRUE(std::holds_alternative<TableMissing>(world.retire("orders")));
}

TEST(DeletedTables, CanBeRestoredToAnySecondUntilTheirFloorPassesTheDrop) {
  World world;
  world.make_table("orders", hours(24));
  const Timestamp first = world.put("orders", "a", "one");
  world.put("orders", "a", "two");
  world.retire("orders");
  EXPECT_TRUE(std::holds_alternative<SourceMissing>(world.restore("orders", "then", first)));

  ASSERT_TRUE(started(world.restore_deleted("orders", "then", first)));
  ASSERT_TRUE(started(world.restore_deleted("orders", "last", std::nullopt)));

  EXPECT_EQ(world.contents("then"), (Contents{{"a", "one"}}));
  EXPECT_EQ(world.contents("last"), (Contents{{"a", "two"}}));
  world.make_table("other", hours(24));
  world.run_all();
  for (int day = 0; day < 3; ++day) {
    world.clock().advance(hours(24));
    world.put("other", "x", "y");  // floors follow the last commit
    world.run_all();
  }
  EXPECT_TRUE(list_deleted(world.store(), "123456789012", "eu-west-1", world.clock().now())
                  .value()
                  .empty());
  EXPECT_TRUE(
      std::holds_alternative<SourceMissing>(world.restore_deleted("orders", "again", first)));
}

TEST(DeletedTables, ArePurgedUnlessABackupHoldsThem) {
  World world;
  const tables::TableDescription orders = world.make_table("orders");
  world.put("orders", "a", "one");
  const Backup backup = world.back_up("orders");
  world.retire("orders");
  const auto purged = [&] {
    return purge(world.store(), "123456789012", "eu-west-1", orders.table_id, world.clock().now())
        .value();
  };

  const PurgeAnswer forbidden = purged();
  ASSERT_TRUE(std::holds_alternative<PurgeForbidden>(forbidden));
  EXPECT_EQ(std::get<PurgeForbidden>(forbidden).by, std::vector{arn_of(backup)});
  ASSERT_TRUE(delete_backup(world.store(), {backup.table.name, backup.id}));
  EXPECT_TRUE(std::holds_alternative<Purged>(purged()));
  EXPECT_TRUE(std::holds_alternative<NoDeletedTable>(purged()));
  world.run_all();
  EXPECT_TRUE(world.store().pins().empty());
  EXPECT_FALSE(world.store().table(orders.stored_as));
}

TEST(ContinuousBackups, KeepTheirStartWhenEnabledAgainAndLoseItWhenOff) {
  World world;
  world.make_table("orders", hours(24 * 35));
  const Timestamp earliest = world.window("orders").earliest;
  const auto set = [&](SetContinuousBackups wanted) {
    world.clock().advance(hours(1));
    return std::get<ContinuousBackups>(set_continuous_backups(world.store(), World::name("orders"),
                                                              wanted, world.clock().now(), {})
                                           .value());
  };
  EXPECT_EQ(set({true, {}}).window->earliest, earliest);
  EXPECT_FALSE(set({false, {}}).window);
  EXPECT_FALSE(set({false, {}}).window);
  const ContinuousBackups again = set({true, {}});
  EXPECT_GT(again.window->earliest, earliest);
  EXPECT_EQ(again.period, std::chrono::days(35));
}

TEST(ContinuousBackups, MoveTheirStartForwardForGoodWhenThePeriodShrinks) {
  World world;
  world.make_table("orders", std::chrono::days(35));
  world.clock().advance(std::chrono::days(10));
  const auto set = [&](std::chrono::days period) {
    return std::get<ContinuousBackups>(set_continuous_backups(world.store(), World::name("orders"),
                                                              {true, period}, world.clock().now(),
                                                              {})
                                           .value())
        .window->earliest;
  };
  const Timestamp shrunk = set(std::chrono::days(2));
  EXPECT_GE(shrunk, world.clock().now() - std::chrono::days(2));
  EXPECT_LE(set(std::chrono::days(35)) - shrunk, seconds(1));
  EXPECT_GE(set(std::chrono::days(35)), shrunk);
}

}  // namespace
}  // namespace tidemark::recovery
