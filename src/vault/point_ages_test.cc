#include "vault/point_ages.h"

#include "blobs/testing/memory_store.h"
#include "services/events/event_log.h"
#include "storage/write.h"
#include "vault/kept_point.h"
#include "vault/kinds.h"
#include "vault/legal_holds.h"
#include "vault/point_lifecycle.h"
#include "vault/points/names.h"
#include "vault/run_places.h"
#include "vault/testing/rows_only.h"
#include "vault/vaults.h"

#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

using std::chrono::days;
using std::chrono::hours;
using storage::Changes;

const VaultName kNightly{"123456789012", "eu-west-1", "nightly"};
const std::string kPrefix = blob_prefix_of(kNightly);

// A vault with recovery points, of which only rows and blobs' names matter here.
class PointAges : public ::testing::Test {
 protected:
  PointAges() {
    kinds_.add_to(rows_only_.runner);
    Vault vault;
    vault.name = kNightly;
    EXPECT_TRUE(create_vault(rows_, vault));
  }

  RecoveryPoint point_named(const std::string& id, Lifecycle lifecycle,
                            std::vector<std::string> runs) {
    RecoveryPoint point;
    point.id = id;
    point.vault = kNightly;
    point.arn = point_arn(kNightly, id);
    point.resource_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
    point.table_id = "a-table";
    point.created_at = rows_only_.clock.now();
    point.lifecycle = lifecycle;
    point.runs = std::move(runs);
    EXPECT_TRUE(blobs_.put(segment_name(kPrefix, id, 0), "rows of " + id));
    EXPECT_TRUE(blobs_.put(manifest_name(kPrefix, id), "manifest"));
    return point;
  }

  RecoveryPoint add(const std::string& id, Lifecycle lifecycle, std::vector<std::string> runs) {
    const RecoveryPoint point = point_named(id, lifecycle, std::move(runs));
    storage::Write<bool> write(*rows_.store, {},
                               [&](storage::View& view, bool&) -> Result<storage::Decision> {
                                 Changes changes;
                                 TM_TRY_STATUS(add_point(view, changes, rows_.table, point));
                                 add_age(view, changes, rows_, point);
                                 return storage::Decision(std::move(changes));
                               });
    EXPECT_TRUE(write.run());
    return point;
  }

  void pass(std::chrono::microseconds time) {
    rows_only_.clock.advance(time);
    while (rows_only_.runner.turn()) {
    }
  }

  std::optional<RecoveryPoint> find_point(const RecoveryPoint& point) {
    return find<RecoveryPoint>(rows_, point.key()).value();
  }

  bool is_there(const std::string& name) { return blobs_.find(name).value().has_value(); }

  bool is_warm(const std::string& run) { return is_there(segment_name(kPrefix, run, 0)); }

  bool is_cold(const std::string& run) {
    return is_there(cold_name(segment_name(kPrefix, run, 0)));
  }

  // What was told of recovery points: status and storage class.
  std::vector<std::string> told() {
    const auto log = services::EventLog::of(*rows_.store);
    std::vector<std::string> found;
    const auto page = log.value().read(*rows_.store, kNightly.account, "", 100);
    for (const auto& one : page.value().events) {
      if (one.event.detail_type != "Recovery Point State Change") continue;
      const std::string& detail = one.event.detail;
      const auto field = [&](const std::string& name) {
        const std::size_t at = detail.find("\"" + name + "\":\"") + name.size() + 4;
        return detail.substr(at, detail.find('"', at) - at);
      };
      found.push_back(field("status") + " " + field("storageClass"));
    }
    return found;
  }

  testing::RowsOnly rows_only_;
  blobs::MemoryStore blobs_;
  Keyring keys_;
  bool may_write_ = true;
  Works works_{.regions = rows_only_.regions(),
               .blobs = blobs_,
               .keys = keys_,
               .clock = rows_only_.clock,
               .random = rows_only_.random,
               .may_write = [this] { return may_write_; }};
  Kinds kinds_{works_};
  const Rows rows_ = rows_only_.open("eu-west-1");
};

TEST_F(PointAges, ItBecomesColdAndEndsAndBothAreTold) {
  const RecoveryPoint point = add("a", {.cold_after_days = 1, .delete_after_days = 91}, {"a"});
  pass(hours(23));
  EXPECT_EQ(find_point(point)->storage_class, StorageClass::kWarm);
  EXPECT_TRUE(is_warm("a"));
  pass(hours(1));
  EXPECT_EQ(find_point(point)->storage_class, StorageClass::kCold);
  EXPECT_FALSE(is_warm("a"));
  EXPECT_TRUE(is_cold("a"));
  EXPECT_TRUE(is_there(manifest_name(kPrefix, "a"))) << "a manifest stays where it can be listed";
  EXPECT_EQ(told(), std::vector<std::string>{"MODIFIED COLD"});
  pass(days(90));
  EXPECT_FALSE(find_point(point));
  EXPECT_EQ(told(), (std::vector<std::string>{"MODIFIED COLD", "DELETED COLD"}));
  EXPECT_TRUE(blobs_.list(kPrefix + "points/", "", 9).value().blobs.empty());
  EXPECT_TRUE(blobs_.list(kPrefix + "changes/", "", 9).value().blobs.empty());
  EXPECT_TRUE(blobs_.list(std::string(kColdFolder), "", 9).value().blobs.empty());
}

TEST_F(PointAges, ARunThatAWarmPointNamesStaysWarmUntilThatPointGoes) {
  const RecoveryPoint cold = add("a", {.cold_after_days = 1, .delete_after_days = {}}, {"a"});
  const RecoveryPoint warm = add("b", {}, {"a", "b"});
  pass(days(2));
  EXPECT_EQ(find_point(cold)->storage_class, StorageClass::kCold);
  EXPECT_TRUE(is_warm("a"));
  EXPECT_FALSE(is_cold("a"));
  ASSERT_TRUE(delete_point(rows_, kNightly.account, kNightly.name, warm.arn));
  pass(hours(1));
  EXPECT_FALSE(is_warm("a"));
  EXPECT_TRUE(is_cold("a"));
  EXPECT_FALSE(is_warm("b") || is_cold("b"));
}

TEST_F(PointAges, AMoveThatWasCutOffIsFinished) {
  const NamedRuns named{.cold = {"a"}};
  ASSERT_TRUE(blobs_.put(segment_name(kPrefix, "a", 0), "first"));
  ASSERT_TRUE(blobs_.put(segment_name(kPrefix, "a", 1), "second"));
  // The first was copied and not yet removed when the process ended.
  ASSERT_TRUE(blobs_.put(cold_name(segment_name(kPrefix, "a", 0)), "first"));
  const auto before = blobs_.asked().puts;
  ASSERT_TRUE(settle_runs(blobs_, kPrefix, {"a"}, named).value());
  EXPECT_EQ(blobs_.asked().puts, before + 1);
  EXPECT_TRUE(blobs_.list(run_prefix(kPrefix, "a"), "", 9).value().blobs.empty());
  EXPECT_EQ(blobs_.get(cold_name(segment_name(kPrefix, "a", 1))).value(), "second");
  EXPECT_TRUE(settle_runs(blobs_, kPrefix, {"a"}, named).value()) << "again is nothing";
  EXPECT_EQ(blobs_.asked().puts, before + 1);
}

TEST_F(PointAges, AMoveIsBoundedAndGoesOn) {
  const std::string large(kSettleBytes, 'x');
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(blobs_.put(segment_name(kPrefix, "a", i), large));
  const NamedRuns named{.cold = {"a"}};
  EXPECT_FALSE(settle_runs(blobs_, kPrefix, {"a"}, named).value());
  EXPECT_EQ(blobs_.list(run_prefix(kPrefix, "a"), "", 9).value().blobs.size(), 2u);
  EXPECT_FALSE(settle_runs(blobs_, kPrefix, {"a"}, named).value());
  EXPECT_TRUE(settle_runs(blobs_, kPrefix, {"a"}, named).value());
}

TEST_F(PointAges, WhatIsHeldExpiresIsToldOnceAndEndsWithTheHold) {
  LegalHold hold;
  hold.account = kNightly.account;
  hold.region = kNightly.region;
  hold.id = "hold";
  hold.selection.vault_names = {kNightly.name};
  ASSERT_TRUE(place_hold(rows_, hold, {}));
  const RecoveryPoint point = add("a", {.cold_after_days = {}, .delete_after_days = 2}, {"a"});
  for (int day = 0; day < 5; ++day) pass(days(1));
  ASSERT_TRUE(find_point(point));
  EXPECT_EQ(find_point(point)->status, PointStatus::kExpired);
  EXPECT_NE(find_point(point)->status_message, "");
  EXPECT_EQ(told(), std::vector<std::string>{"EXPIRED WARM"});
  ASSERT_TRUE(cancel_hold(rows_, hold.account, hold.id, "over", {}));
  pass(days(1));
  EXPECT_FALSE(find_point(point));
}

TEST_F(PointAges, AnOldDateDoesNothingOnceTheLifecycleWasChanged) {
  LegalHold hold;
  hold.account = kNightly.account;
  hold.region = kNightly.region;
  hold.id = "hold";
  ASSERT_TRUE(place_hold(rows_, hold, {}));
  const RecoveryPoint point = add("a", {.cold_after_days = {}, .delete_after_days = 2}, {"a"});
  pass(days(2));
  // It is looked at again tomorrow; before that it gets all the time in the world.
  ASSERT_TRUE(change_lifecycle(rows_, kNightly.account, point.arn, {}));
  pass(days(2));
  ASSERT_TRUE(find_point(point));
  EXPECT_EQ(find_point(point)->status, PointStatus::kCompleted);
  EXPECT_EQ(find_point(point)->storage_class, StorageClass::kWarm);
}

TEST_F(PointAges, NothingGrowsOldWhileAnotherEngineWritesTheStore) {
  const RecoveryPoint point = add("a", {.cold_after_days = 1, .delete_after_days = {}}, {"a"});
  may_write_ = false;
  pass(days(2));
  EXPECT_EQ(find_point(point)->storage_class, StorageClass::kWarm);
  may_write_ = true;
  pass(std::chrono::minutes(1));
  EXPECT_EQ(find_point(point)->storage_class, StorageClass::kCold);
}

TEST_F(PointAges, ChangesAreKeptBesideTheManifest) {
  const RecoveryPoint point = add("a", {}, {"a"});
  pass(hours(1));
  const std::string name = kept_point_name(kPrefix, "a");
  EXPECT_FALSE(is_there(name)) << "nothing was changed yet";
  ASSERT_TRUE(change_lifecycle(rows_, kNightly.account, point.arn,
                               {.cold_after_days = {}, .delete_after_days = 7}));
  ASSERT_TRUE(tag(rows_, point.arn, {{"team", "shop"}}));
  pass(hours(1));
  const auto kept = decode_kept_point(name, blobs_.get(name).value(), keys_);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept.value().point.lifecycle.delete_after_days, 7);
  EXPECT_EQ(kept.value().tags, (Tags{{"team", "shop"}}));
  ASSERT_TRUE(untag(rows_, point.arn, {"team"}));
  pass(hours(1));
  EXPECT_EQ(decode_kept_point(name, blobs_.get(name).value(), keys_).value().tags, Tags{});
}

}  // namespace
}  // namespace tidemark::vault
