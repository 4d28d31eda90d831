#include "vault/attach.h"

#include "blobs/testing/memory_store.h"
#include "vault/kept_hold.h"
#include "vault/kept_point.h"
#include "vault/kept_vault.h"
#include "vault/kinds.h"
#include "vault/point_lifecycle.h"
#include "vault/points/manifest.h"
#include "vault/points/names.h"
#include "vault/recovery_point.h"
#include "vault/tags.h"
#include "vault/testing/rows_only.h"
#include "vault/vault_head.h"
#include "vault/vaults.h"

#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

const VaultName kNightly{"123456789012", "eu-west-1", "nightly"};
const VaultName kCopies{"123456789012", "us-east-1", "copies"};
constexpr std::string_view kKeyLine =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

// An engine with an empty directory.
class Engine {
 public:
  Result<Attached> try_to_attach(blobs::BlobStore& blobs, const Keyring& keys = {}) {
    Works works{.regions = rows_.regions(),
                .blobs = blobs,
                .keys = keys,
                .clock = rows_.clock,
                .random = rows_.random};
    return attach_vaults(works);
  }

  Attached attach(blobs::BlobStore& blobs, const Keyring& keys = {}) {
    auto attached = try_to_attach(blobs, keys);
    EXPECT_TRUE(attached) << to_text(attached.error());
    return std::move(attached).value();
  }

  Rows rows(const std::string& region) { return rows_.open(region); }

  Timestamp now() { return rows_.clock.now(); }

  // Its jobs, and time.
  class Aging {
   public:
    Aging(Engine& engine, blobs::BlobStore& blobs)
        : rows_(engine.rows_),
          works_{.regions = rows_.regions(),
                 .blobs = blobs,
                 .keys = keys_,
                 .clock = rows_.clock,
                 .random = rows_.random} {
      kinds_.add_to(rows_.runner);
    }

    void pass(std::chrono::microseconds time) {
      rows_.clock.advance(time);
      while (rows_.runner.turn()) {
      }
    }

   private:
    testing::RowsOnly& rows_;
    Keyring keys_;
    Works works_;
    Kinds kinds_{works_};
  };

  std::vector<RecoveryPoint> points(const VaultName& vault) {
    return points_of_vault(rows(vault.region), vault.account, vault.name).value().points;
  }

 private:
  testing::RowsOnly rows_;
};

RecoveryPoint point_in(const VaultName& vault, const std::string& id) {
  RecoveryPoint point;
  point.arn = point_arn(vault, id);
  point.id = id;
  point.vault = vault;
  point.resource_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
  point.resource_name = "orders";
  point.table_id = "a-table";
  point.at = Timestamp::from_seconds(1'780'000'000);
  point.created_at = Timestamp::from_seconds(1'780'000'000);
  point.completed_at = Timestamp::from_seconds(1'780'000'100);
  point.bytes = 4711;
  point.runs = {id};
  return point;
}

void write(blobs::BlobStore& blobs, const RecoveryPoint& point, std::uint64_t sequence = 1,
           const VaultKey* key = nullptr) {
  Manifest manifest;
  manifest.point = point.id;
  manifest.record = point.encode();
  vault::Run run;
  run.writer = point.id;
  manifest.runs = {run};
  manifest.tags = {{"team", "shop"}};
  manifest.chain.sequence = sequence;
  if (key != nullptr) manifest.key_id = key->id();
  ASSERT_TRUE(
      blobs.put(manifest_name(blob_prefix_of(point.vault), point.id), encode(manifest, key)));
}

TEST(Attach, AnEmptyStoreIsNothing) {
  Engine engine;
  blobs::MemoryStore blobs;
  ASSERT_TRUE(blobs.put("lease/00000000000000000001", "x"));
  ASSERT_TRUE(blobs.put("somebody/elses/file", "x"));
  ASSERT_TRUE(blobs.put("123456789012/eu-west-1/empty/segments/a/00000000", "x"));
  const Attached attached = engine.attach(blobs);
  EXPECT_EQ(attached.vaults, 0u);
  EXPECT_TRUE(attached.problems.empty());
}

TEST(Attach, RowsAreMadeAgain) {
  Engine engine;
  blobs::MemoryStore blobs;
  const RecoveryPoint first = point_in(kNightly, "aaaa");
  const RecoveryPoint second = point_in(kNightly, "bbbb");
  const RecoveryPoint copied = point_in(kCopies, "cccc");
  write(blobs, first, 1);
  write(blobs, second, 2);
  write(blobs, copied);
  ASSERT_TRUE(blobs.put("123456789012/eu-west-1/nightly/segments/aaaa/00000000", "x"));

  const Attached attached = engine.attach(blobs);

  EXPECT_EQ(attached.vaults, 2u);
  EXPECT_EQ(attached.points, 3u);
  EXPECT_EQ(attached.problems, std::vector<std::string>());
  EXPECT_EQ(engine.points(kNightly), (std::vector<RecoveryPoint>{first, second}));
  EXPECT_EQ(engine.points(kCopies), std::vector<RecoveryPoint>{copied});
  const Rows rows = engine.rows("eu-west-1");
  const auto vault = find<Vault>(rows, vault_key(kNightly.account, kNightly.name));
  ASSERT_TRUE(vault && vault.value());
  EXPECT_EQ(vault.value()->recovery_points, 2);
  EXPECT_EQ(vault.value()->created_at, first.created_at);
  EXPECT_EQ(tags_of(rows, first.arn).value(), (Tags{{"team", "shop"}}));
  const auto head = find<VaultHead>(rows, vault_head_key(kNightly));
  ASSERT_TRUE(head && head.value());
  EXPECT_EQ(head.value()->link.sequence, 2u);
}

TEST(Attach, OnceMoreAddsOnlyWhatIsNew) {
  Engine engine;
  blobs::MemoryStore blobs;
  write(blobs, point_in(kNightly, "aaaa"), 1);
  (void)engine.attach(blobs);
  const Rows rows = engine.rows("eu-west-1");
  ASSERT_TRUE(change_vault(rows, kNightly.account, kNightly.name,
                           [](Vault& vault, Timestamp) -> std::optional<VaultLocked> {
                             vault.access_policy = "{}";
                             return std::nullopt;
                           }));
  write(blobs, point_in(kNightly, "bbbb"), 2);

  const Attached again = engine.attach(blobs);

  EXPECT_EQ(again.points, 1u);
  EXPECT_EQ(again.known, 1u);
  const auto vault = find<Vault>(rows, vault_key(kNightly.account, kNightly.name));
  EXPECT_EQ(vault.value()->access_policy, "{}") << "what has a row stays as it is";
  EXPECT_EQ(vault.value()->recovery_points, 2);
}

TEST(Attach, AVaultComesWithItsLock) {
  Engine engine;
  blobs::MemoryStore blobs;
  Vault vault;
  vault.name = kNightly;
  vault.created_at = Timestamp::from_seconds(1'770'000'000);
  vault.recovery_points = 17;
  vault.lock = VaultLock{7, 400, Timestamp::from_seconds(1'775'000'000)};
  vault.access_policy = "{}";
  ASSERT_TRUE(blobs.put(kept_vault_name(kNightly), vault.encode()));
  write(blobs, point_in(kNightly, "aaaa"));
  vault.name = kCopies;
  ASSERT_TRUE(blobs.put(kept_vault_name(kCopies), "damaged"));
  write(blobs, point_in(kCopies, "bbbb"));

  const Attached attached = engine.attach(blobs);

  const auto found =
      find<Vault>(engine.rows("eu-west-1"), vault_key(kNightly.account, kNightly.name));
  ASSERT_TRUE(found && found.value());
  EXPECT_EQ(found.value()->lock, vault.lock);
  EXPECT_EQ(found.value()->access_policy, "{}");
  EXPECT_EQ(found.value()->created_at, vault.created_at);
  EXPECT_EQ(found.value()->recovery_points, 1);
  EXPECT_EQ(attached.points, 2u) << "a damaged row costs a vault its settings, not its points";
  EXPECT_EQ(attached.problems.size(), 1u);
}

// What was changed of a point after its manifest was written.
void write_change(blobs::BlobStore& blobs, const RecoveryPoint& point, const Tags& tags,
                  const VaultKey* key = nullptr) {
  ASSERT_TRUE(blobs.put(kept_point_name(blob_prefix_of(point.vault), point.id),
                        encode(KeptPoint{point, tags}, key)));
}

TEST(Attach, APointComesWithWhatWasChangedOfIt) {
  const Keyring keys = Keyring::parse(kKeyLine, "keys").value();
  Engine engine;
  blobs::MemoryStore blobs;
  RecoveryPoint point = point_in(kNightly, "aaaa");
  write(blobs, point, 1, keys.current());
  point.lifecycle = {.cold_after_days = 30, .delete_after_days = 365};
  point.storage_class = StorageClass::kCold;
  point.cold_since = point.created_at + std::chrono::days(30);
  write_change(blobs, point, {{"team", "secret"}}, keys.current());
  const std::string name = kept_point_name(blob_prefix_of(kNightly), "aaaa");
  EXPECT_EQ(blobs.get(name).value().find("secret"), std::string::npos) << "tags are sealed";

  const Attached attached = engine.attach(blobs, keys);

  EXPECT_EQ(attached.problems, std::vector<std::string>());
  EXPECT_EQ(engine.points(kNightly), std::vector<RecoveryPoint>{point});
  EXPECT_EQ(tags_of(engine.rows("eu-west-1"), point.arn).value(), (Tags{{"team", "secret"}}));
}

TEST(Attach, AChangeOfAPointThatIsKnownIsTakenOver) {
  Engine engine;
  blobs::MemoryStore blobs;
  RecoveryPoint point = point_in(kNightly, "aaaa");
  write(blobs, point);
  (void)engine.attach(blobs);
  // The engine that writes changes it, then this one takes over.
  point.lifecycle.delete_after_days = 7;
  write_change(blobs, point, {{"team", "other"}});

  EXPECT_EQ(engine.attach(blobs).known, 1u);

  EXPECT_EQ(engine.points(kNightly), std::vector<RecoveryPoint>{point});
  EXPECT_EQ(tags_of(engine.rows("eu-west-1"), point.arn).value(), (Tags{{"team", "other"}}));
}

TEST(Attach, OwnChangesThatAreStillToBeKeptAreNewer) {
  Engine engine;
  blobs::MemoryStore blobs;
  RecoveryPoint point = point_in(kNightly, "aaaa");
  write(blobs, point);
  write_change(blobs, point, {});
  (void)engine.attach(blobs);
  const Rows rows = engine.rows("eu-west-1");
  ASSERT_TRUE(change_lifecycle(rows, kNightly.account, point.arn, {.delete_after_days = 3650}));
  // Its job has not run yet: the process ended.
  (void)engine.attach(blobs);
  EXPECT_EQ(engine.points(kNightly)[0].lifecycle.delete_after_days, 3650);
}

TEST(Attach, AttachedPointsGrowOld) {
  Engine engine;
  blobs::MemoryStore blobs;
  const auto with = [&](const std::string& id, Lifecycle lifecycle) {
    RecoveryPoint point = point_in(kNightly, id);
    point.created_at = engine.now();
    point.lifecycle = lifecycle;
    return point;
  };
  RecoveryPoint cools = with("cools", {.cold_after_days = 10, .delete_after_days = 100});
  const RecoveryPoint ends = with("ends", {.cold_after_days = {}, .delete_after_days = 5});
  const RecoveryPoint stays = with("stays", {});
  RecoveryPoint over = with("over", {.cold_after_days = {}, .delete_after_days = 5});
  over.created_at = engine.now() - std::chrono::days(50);
  std::uint64_t sequence = 0;
  for (const RecoveryPoint& point : {cools, ends, stays, over}) write(blobs, point, ++sequence);
  // Told after the manifest was written: it grows cold earlier.
  cools.lifecycle.cold_after_days = 2;
  write_change(blobs, cools, {});
  Engine::Aging aging(engine, blobs);
  (void)engine.attach(blobs);

  const auto ids = [&] {
    std::string all;
    for (const RecoveryPoint& point : engine.points(kNightly)) {
      all += point.id + (point.storage_class == StorageClass::kCold ? "(cold) " : " ");
    }
    return all;
  };
  aging.pass(std::chrono::hours(23));
  EXPECT_EQ(ids(), "over cools ends stays ") << "what is over stays a day";
  aging.pass(std::chrono::hours(2));
  EXPECT_EQ(ids(), "cools ends stays ");
  aging.pass(std::chrono::hours(24));
  EXPECT_EQ(ids(), "cools(cold) ends stays ");
  aging.pass(std::chrono::days(5));
  EXPECT_EQ(ids(), "cools(cold) stays ");
  aging.pass(std::chrono::days(100));
  EXPECT_EQ(ids(), "stays ");
}

TEST(Attach, APointWhoseChangesAreDamagedStays) {
  Engine engine;
  blobs::MemoryStore blobs;
  RecoveryPoint point = point_in(kNightly, "aaaa");
  point.lifecycle.delete_after_days = 1;
  write(blobs, point);
  write_change(blobs, point, {});
  blobs.damage(kept_point_name(blob_prefix_of(kNightly), "aaaa"), 40, 0x01);
  Engine::Aging aging(engine, blobs);

  const Attached attached = engine.attach(blobs);

  EXPECT_EQ(attached.problems.size(), 1u);
  aging.pass(std::chrono::days(1000));
  EXPECT_EQ(engine.points(kNightly).size(), 1u);
}

TEST(Attach, AHoldComesAlongAndHolds) {
  Engine engine;
  blobs::MemoryStore blobs;
  RecoveryPoint point = point_in(kNightly, "aaaa");
  point.lifecycle.delete_after_days = 1;
  write(blobs, point);
  LegalHold hold;
  hold.account = kNightly.account;
  hold.region = kNightly.region;
  hold.id = "hold";
  hold.selection.vault_names = {kNightly.name};
  ASSERT_TRUE(blobs.put(kept_hold_name(hold.account, hold.region, hold.id), hold.encode()));
  ASSERT_TRUE(blobs.put(kept_hold_name(hold.account, hold.region, "other"), hold.encode()));
  ASSERT_TRUE(blobs.put("cold/123456789012/eu-west-1/nightly/segments/aaaa/00000000", "x"));
  Engine::Aging aging(engine, blobs);

  const Attached attached = engine.attach(blobs);

  EXPECT_EQ(attached.problems.size(), 1u) << "one lies under another's name";
  EXPECT_EQ(attached.points, 1u);
  aging.pass(std::chrono::days(1000));
  EXPECT_EQ(engine.points(kNightly).size(), 1u);
}

TEST(Attach, ADamagedManifestIsToldAndPassedOver) {
  Engine engine;
  blobs::MemoryStore blobs;
  write(blobs, point_in(kNightly, "aaaa"), 1);
  write(blobs, point_in(kNightly, "bbbb"), 2);
  const std::string name = manifest_name(blob_prefix_of(kNightly), "aaaa");
  blobs.damage(name, 40, 0x01);

  const Attached attached = engine.attach(blobs);

  EXPECT_EQ(attached.points, 1u);
  ASSERT_EQ(attached.problems.size(), 1u);
  EXPECT_NE(attached.problems[0].find(name), std::string::npos) << attached.problems[0];
}

TEST(Attach, AManifestThatWasMovedIsNotBelieved) {
  Engine engine;
  blobs::MemoryStore blobs;
  write(blobs, point_in(kNightly, "aaaa"), 1);
  const std::string bytes = blobs.get(manifest_name(blob_prefix_of(kNightly), "aaaa")).value();
  ASSERT_TRUE(blobs.put(manifest_name(blob_prefix_of(kCopies), "aaaa"), bytes));

  const Attached attached = engine.attach(blobs);

  EXPECT_EQ(attached.points, 1u);
  EXPECT_EQ(attached.problems.size(), 1u);
  EXPECT_TRUE(engine.points(kCopies).empty());
}

TEST(Attach, AStoreThatFailsIsAnErrorNotAnEmptyVault) {
  Engine engine;
  blobs::MemoryStore blobs;
  write(blobs, point_in(kNightly, "aaaa"));
  blobs.fail_next(3);
  EXPECT_FALSE(engine.try_to_attach(blobs));
  EXPECT_FALSE(engine.try_to_attach(blobs));
  EXPECT_FALSE(engine.try_to_attach(blobs));
  EXPECT_EQ(engine.attach(blobs).points, 1u);
}

TEST(Attach, WithoutItsKeyAVaultStaysOut) {
  const Keyring keys = Keyring::parse(kKeyLine, "keys").value();
  Engine engine;
  blobs::MemoryStore blobs;
  write(blobs, point_in(kNightly, "aaaa"), 1);
  write(blobs, point_in(kNightly, "bbbb"), 2, keys.current());
  write(blobs, point_in(kCopies, "cccc"));

  const Attached without = engine.attach(blobs);

  EXPECT_EQ(without.points, 1u) << "the other vault's";
  ASSERT_EQ(without.problems.size(), 1u);
  EXPECT_NE(without.problems[0].find(keys.current()->id()), std::string::npos) << "names the key";
  // The first point was written before there was a key: the key file must say that it may be read.
  const Keyring both = Keyring::parse(std::string(kKeyLine) + "\nunsigned\n", "keys").value();
  EXPECT_EQ(engine.attach(blobs, both).points, 2u);
}

}  // namespace
}  // namespace tidemark::vault
