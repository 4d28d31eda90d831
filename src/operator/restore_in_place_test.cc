#include "operator/restore_in_place.h"

#include "operator/conductor.h"
#include "operator/testing/chaos.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

using testing::Desk;
using testing::FakeAws;
using testing::FakeItems;
using testing::FakeTable;
using testing::killed_at;
using testing::only_run;

// Orders with two good items, then an incident.
struct Incident : Desk {
  FakeItems good;
  FakeItems bad;
  Timestamp before;
  std::string original_id;

  Incident() {
    original_id = aws.add_table("Orders", {"a", "b"}).id;
    good = aws.table("Orders")->items();
    clock.advance(std::chrono::seconds{10});
    before = clock.now();
    clock.advance(std::chrono::seconds{10});
    aws.put("Orders", "a", "spoilt");
    aws.put("Orders", "c", "intruder");
    bad = aws.table("Orders")->items();
    clock.advance(std::chrono::seconds{10});
  }

  Conductor conductor() { return Conductor(site(), runs, nullptr); }

  Plan plan() { return plan_restore_in_place(site(), {.table = "Orders", .at = before}).value(); }

  [[nodiscard]] const FakeTable& orders() { return aws.tables.at("Orders"); }
};

void expect_finished(const Result<RunReport>& report) {
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report.value().state, RunState::kFinished) << report.value().why;
}

TEST(RestoreInPlace, BringsTheTableBackUnderItsName) {
  Incident incident;

  expect_finished(incident.conductor().carry_out(incident.plan()));

  EXPECT_EQ(incident.orders().items(), incident.good);
  EXPECT_NE(incident.orders().id, incident.original_id);
}

TEST(RestoreInPlace, WaitsAsLongAsAwsTakes) {
  Incident incident;
  incident.aws.delays = {.restore = std::chrono::seconds{720},
                         .backup = std::chrono::seconds{40},
                         .deletion = std::chrono::seconds{30},
                         .update = std::chrono::seconds{8}};

  expect_finished(incident.conductor().carry_out(incident.plan()));

  EXPECT_EQ(incident.orders().items(), incident.good);
}

TEST(RestoreInPlace, UndoneAfterTheEndTheTableIsAsItWas) {
  Incident incident;
  expect_finished(incident.conductor().carry_out(incident.plan()));

  const auto undone = incident.conductor().undo(only_run(incident.runs));

  ASSERT_TRUE(undone);
  EXPECT_EQ(undone.value().state, RunState::kUndone) << undone.value().why;
  EXPECT_EQ(incident.orders().items(), incident.bad);
}

void slow_down(FakeAws& aws) {
  aws.delays = {.restore = std::chrono::seconds{100},
                .backup = std::chrono::seconds{5},
                .deletion = std::chrono::seconds{20},
                .update = std::chrono::seconds{3}};
}

struct SlowIncident : Incident {
  SlowIncident() { slow_down(aws); }
};

void expect_restored(Incident& world) {
  EXPECT_EQ(world.orders().items(), world.good);
  EXPECT_EQ(world.aws.backups.size(), 2u);
  EXPECT_EQ(world.aws.tables.size(), 2u);
  const testing::FakeSettings& settings = world.orders().settings;
  EXPECT_TRUE(settings.deletion_protection);
  EXPECT_EQ(settings.tags, (std::map<std::string, std::string>{{"team", "orders"}}));
  EXPECT_EQ(settings.ttl_attribute, "expires");
  EXPECT_EQ(settings.stream_view, "NEW_IMAGE");
  EXPECT_TRUE(settings.recovery_since);
  EXPECT_EQ(settings.recovery_days, 14);
}

void expect_original(Incident& world) {
  EXPECT_EQ(world.orders().items(), world.bad);
  EXPECT_EQ(world.aws.tables.size(), 1u);
  EXPECT_TRUE(world.orders().settings.deletion_protection);
  EXPECT_EQ(world.orders().settings.recovery_days, 14);
  EXPECT_EQ(world.orders().settings.ttl_attribute, "expires");
}

// The promise: killed at any call, before or after it took effect, resume ends in the restored
// table.
TEST(RestoreInPlace, KilledAtAnyCallItIsResumed) {
  EXPECT_GT(testing::expect_resumable<Incident>([](Incident& world) { return world.plan(); },
                                                expect_restored),
            100u);
}

TEST(RestoreInPlace, KilledAtAnyCallWhileAwsTakesItsTimeItIsResumed) {
  EXPECT_GT(testing::expect_resumable<SlowIncident>(
                [](SlowIncident& world) { return world.plan(); }, expect_restored),
            150u);
}

// The other promise: undo ends in the original, the same table where it was not yet deleted.
TEST(RestoreInPlace, KilledAtAnyCallItIsUndone) {
  EXPECT_GT(testing::expect_undoable<Incident>([](Incident& world) { return world.plan(); },
                                               expect_original),
            100u);
}

// An undo is a run like any other: it, too, can be killed at any call.
TEST(RestoreInPlace, AnUndoKilledAtAnyCallIsResumed) {
  for (const bool after : {false, true}) {
    for (std::size_t number = 1;; ++number) {
      Incident incident;
      expect_finished(incident.conductor().carry_out(incident.plan()));
      const std::string id = only_run(incident.runs);
      const bool killed = killed_at(incident.aws, number, after,
                                    [&] { static_cast<void>(incident.conductor().undo(id)); });
      if (!killed) break;

      auto report = incident.conductor().undo(id);

      const std::string where = fmt::format("call {}, after {}", number, after);
      ASSERT_TRUE(report) << where << ": " << report.error().message;
      ASSERT_EQ(report.value().state, RunState::kUndone) << where << ": " << report.value().why;
      ASSERT_EQ(incident.orders().items(), incident.bad) << where;
    }
  }
}

// The network goes at any call instead: the run says so, and resumes.
TEST(RestoreInPlace, ABrokenConnectionLeavesAResumableRun) {
  for (const bool after : {false, true}) {
    for (std::size_t number = 1;; ++number) {
      Incident incident;
      const Plan plan = incident.plan();
      const std::size_t so_far = incident.aws.calls();
      bool broke = false;
      incident.aws.at_call([&](const FakeAws::Moment& moment) -> std::optional<Error> {
        if (moment.number < so_far + number ||
            (moment.number == so_far + number && moment.after != after))
          return std::nullopt;
        broke = true;
        return fail(after ? Code::kUnknown : Code::kBusy, "no network");
      });
      const auto first = incident.conductor().carry_out(plan);
      incident.aws.at_call(nullptr);
      if (!broke) break;
      if (!first) continue;  // who calls could not be asked: no run was begun
      if (first.value().state == RunState::kFinished) {
        // Only what the certificate could not compare any more was left.
        ASSERT_EQ(incident.orders().items(), incident.good) << number;
        continue;
      }
      ASSERT_NE(first.value().why, "");

      const auto report = incident.conductor().resume(first.value().id);

      ASSERT_TRUE(report);
      ASSERT_EQ(report.value().state, RunState::kFinished) << report.value().why;
      ASSERT_EQ(incident.orders().items(), incident.good) << number;
    }
  }
}

TEST(RestoreInPlace, AStaleDuplicateStopsItBeforeAnythingIsDeleted) {
  Incident incident;
  const Plan plan = incident.plan();
  incident.aws.add_table(plan.input("duplicate"), {"stale"});

  const auto again =
      plan_restore_in_place(incident.site(), {.table = "Orders", .at = incident.before});
  const auto report = incident.conductor().carry_out(plan);

  EXPECT_EQ(again.error().code, Code::kConflict);
  ASSERT_TRUE(report);
  EXPECT_EQ(report.value().state, RunState::kUnfinished);
  EXPECT_EQ(incident.orders().id, incident.original_id);
  EXPECT_EQ(incident.conductor().undo(report.value().id).value().state, RunState::kUndone);
  EXPECT_EQ(incident.aws.tables.size(), 2u) << "the stale table is not the run's to delete";
}

TEST(RestoreInPlace, AFailedDeletionPutsProtectionBack) {
  Incident incident;
  incident.aws.refusals["DeleteTable"] = {"AccessDeniedException", "not you"};

  const auto report = incident.conductor().carry_out(incident.plan());

  ASSERT_TRUE(report);
  EXPECT_EQ(report.value().state, RunState::kUnfinished);
  EXPECT_EQ(report.value().why, "DeleteTable: AccessDeniedException: not you");
  EXPECT_TRUE(incident.orders().settings.deletion_protection);
  incident.aws.refusals.clear();
  expect_finished(incident.conductor().resume(report.value().id));
  EXPECT_EQ(incident.orders().items(), incident.good);
}

TEST(RestoreInPlace, StoppedBetweenProtectionAndDeletionItIsProtectedAgain) {
  Incident incident;
  incident.aws.delays.update = std::chrono::seconds{3};
  std::stop_source stop;
  Site site = incident.site();
  site.stop = stop.get_token();
  const Plan plan = incident.plan();
  incident.aws.at_call([&](const FakeAws::Moment& moment) -> std::optional<Error> {
    if (moment.operation == "UpdateTable" && moment.after) stop.request_stop();
    return std::nullopt;
  });

  const auto report = Conductor(site, incident.runs, nullptr).carry_out(plan);

  ASSERT_TRUE(report);
  EXPECT_TRUE(report.value().interrupted);
  EXPECT_EQ(report.value().state, RunState::kUnfinished);
  EXPECT_EQ(incident.orders().id, incident.original_id);
  EXPECT_TRUE(incident.orders().settings.deletion_protection);
  incident.aws.at_call(nullptr);
  expect_finished(incident.conductor().resume(report.value().id));
}

TEST(RestoreInPlace, AFailedRestoreKeepsEveryCopy) {
  Incident incident;
  incident.aws.refusals["RestoreTableFromBackup"] = {"LimitExceededException", "50 at a time"};

  const auto report = incident.conductor().carry_out(incident.plan());

  ASSERT_TRUE(report);
  EXPECT_EQ(report.value().state, RunState::kUnfinished);
  EXPECT_EQ(incident.aws.backups.size(), 2u);
  EXPECT_EQ(incident.aws.tables.size(), 1u);  // the duplicate
  incident.aws.refusals.clear();
  expect_finished(incident.conductor().resume(report.value().id));
}

TEST(RestoreInPlace, NoPlanOfAnotherAccountOrRegionIsCarriedOut) {
  Incident incident;
  Plan plan = incident.plan();
  plan.account = "999999999999";
  EXPECT_EQ(incident.conductor().carry_out(plan).error().code, Code::kDenied);
  plan = incident.plan();
  plan.region = "us-east-1";
  EXPECT_EQ(incident.conductor().carry_out(plan).error().code, Code::kDenied);
  Site site = incident.site();
  site.expected_account = "999999999999";
  EXPECT_EQ(Conductor(site, incident.runs, nullptr).carry_out(incident.plan()).error().code,
            Code::kDenied);
  EXPECT_TRUE(incident.runs.list().value().empty());
}

TEST(RestoreInPlace, AsksForAnInstantInsideTheWindow) {
  Incident incident;
  const auto plan_at = [&](Timestamp at) {
    return plan_restore_in_place(incident.site(), {.table = "Orders", .at = at});
  };
  const Timestamp opened = *incident.orders().settings.recovery_since;

  EXPECT_TRUE(plan_at(opened));
  EXPECT_EQ(plan_at(opened - std::chrono::seconds{1}).error().code, Code::kInvalid);
  EXPECT_TRUE(plan_at(incident.clock.now()));
  EXPECT_EQ(plan_at(incident.clock.now() + std::chrono::seconds{1}).error().code, Code::kInvalid);
  EXPECT_EQ(plan_at(opened + std::chrono::milliseconds{1500}).error().code, Code::kInvalid);
}

TEST(RestoreInPlace, ANameTooLongForItsCopiesIsRefusedFirst) {
  Incident incident;
  const std::string longest(227, 'n');  // + "--dupe-Nov-21-2026-14-03-27" are 254
  incident.aws.add_table(longest, {});
  incident.aws.add_table(longest + "nn", {});
  const auto plan_of = [&](const std::string& table) {
    return plan_restore_in_place(incident.site(), {.table = table, .at = incident.clock.now()});
  };

  EXPECT_TRUE(plan_of(longest));
  EXPECT_EQ(plan_of(longest + "nn").error().code, Code::kInvalid);
}

TEST(RestoreInPlace, NoSecretIsInTheJournal) {
  Incident incident;
  expect_finished(incident.conductor().carry_out(incident.plan()));
  const auto run = incident.runs.open(only_run(incident.runs));
  ASSERT_TRUE(run);
  std::size_t calls = 0;
  for (const JournalLine& line : run.value().lines()) {
    calls += line.what == "call" ? 1 : 0;
    for (const auto& [name, value] : line.members) {
      EXPECT_EQ(value.find("hidden/from/journals"), std::string::npos);
    }
  }
  EXPECT_GT(calls, 8u);  // two restores, two backups, protection, deletion, settings
}

}  // namespace
}  // namespace tidemark::runbooks
