#include "vault/point_locks.h"

#include "blobs/testing/memory_store.h"
#include "storage/write.h"
#include "vault/kept_vault.h"
#include "vault/points/manifest.h"
#include "vault/points/names.h"
#include "vault/testing/rows_only.h"
#include "vault/vaults.h"

#include <gtest/gtest.h>

#include <map>

namespace tidemark::vault {
namespace {

using namespace std::chrono_literals;

// Remembers what is locked.
class LockingStore final : public blobs::BlobStore {
 public:
  using BlobStore::get;
  using BlobStore::put;

  Status put(std::string_view name, std::string_view bytes, std::optional<Timestamp>) override {
    return blobs_.put(name, bytes, std::nullopt);
  }

  Status put_new(std::string_view name, std::string_view bytes) override {
    return blobs_.put_new(name, bytes);
  }

  Result<std::string> get(std::string_view name, blobs::BlobRange range) override {
    return blobs_.get(name, range);
  }

  Result<std::optional<blobs::BlobInfo>> find(std::string_view name) override {
    return blobs_.find(name);
  }

  Result<blobs::BlobPage> list(std::string_view prefix, std::string_view after,
                               std::size_t limit) override {
    return blobs_.list(prefix, after, limit);
  }

  Status remove(std::string_view name) override { return blobs_.remove(name); }

  Status lock(std::string_view name, Timestamp until) override {
    locked[std::string(name)] = until;
    return Ok{};
  }

  [[nodiscard]] bool locks() const override { return has_locks; }

  [[nodiscard]] std::string describe() const override { return "a store with locks"; }

  bool has_locks = true;
  std::map<std::string, Timestamp> locked;

 private:
  blobs::MemoryStore blobs_;
};

const VaultName kVault{"123456789012", "eu-west-1", "nightly"};
constexpr int kSegments = 20;

class PointLocks : public ::testing::Test {
 protected:
  PointLocks() {
    works_.emplace(Works{.regions = rows_.regions(),
                         .blobs = blobs_,
                         .keys = keys_,
                         .clock = rows_.clock,
                         .random = rows_.random});
    vault_.name = kVault;
    vault_.lock = VaultLock{30, {}, rows_.clock.now() - 1h};
    point_.arn = point_arn(kVault, "a-point");
    point_.id = "a-point";
    point_.vault = kVault;
    point_.created_at = rows_.clock.now();
    point_.lifecycle.delete_after_days = 90;
    rows_.runner.add_kind(std::string(kLockPointJob),
                          [this](storage::Store& store, const storage::JobRow& row) {
                            return step_lock_point(*works_, store, row);
                          });
  }

  // Makes vault, manifest and point, and lets jobs run.
  void make() {
    const Rows rows = rows_.open("eu-west-1");
    ASSERT_TRUE(create_vault(rows, vault_));
    Manifest manifest;
    manifest.point = point_.id;
    vault::Run run;
    run.writer = "a-point";
    for (std::uint64_t i = 0; i < kSegments; ++i) {
      SegmentInfo segment;
      segment.number = i;
      run.segments.push_back(segment);
    }
    manifest.runs = {run};
    ASSERT_TRUE(
        blobs_.put(manifest_name(blob_prefix_of(kVault), "a-point"), encode(manifest, nullptr)));
    storage::Write<bool> write(*rows.store, {{rows.table, RecoveryPoint::kPart, point_.key()}},
                               [&](storage::View& view, bool&) -> Result<storage::Decision> {
                                 storage::Changes changes;
                                 TM_TRY_STATUS(add_point(view, changes, rows.table, point_));
                                 return storage::Decision(std::move(changes));
                               });
    ASSERT_TRUE(write.run());
    rows_.runner.add_kind(std::string(kKeepVaultJob),
                          [](storage::Store&, const storage::JobRow& row) -> Result<storage::Step> {
                            return storage::Step{row, true, {}};
                          });
    while (rows_.runner.turn()) {
    }
  }

  testing::RowsOnly rows_;
  LockingStore blobs_;
  Keyring keys_;
  std::optional<Works> works_;
  Vault vault_;
  RecoveryPoint point_;
};

TEST_F(PointLocks, HoldEveryBlobUntilThePointEnds) {
  make();
  ASSERT_EQ(blobs_.locked.size(), kSegments + 1u);
  for (const auto& [name, until] : blobs_.locked) {
    EXPECT_EQ(until, point_.created_at + 90 * 24h) << name;
  }
  EXPECT_TRUE(blobs_.locked.contains("123456789012/eu-west-1/nightly/points/a-point.manifest"));
  EXPECT_TRUE(blobs_.locked.contains("123456789012/eu-west-1/nightly/segments/a-point/00000019"));
}

TEST_F(PointLocks, LastTheLeastRetentionOfAPointWithoutEnd) {
  point_.lifecycle = {};
  make();
  ASSERT_EQ(blobs_.locked.size(), kSegments + 1u);
  EXPECT_EQ(blobs_.locked.begin()->second, point_.created_at + 30 * 24h);
}

TEST_F(PointLocks, AreNotForALockThatCanBeLifted) {
  vault_.lock->locked_at.reset();
  make();
  EXPECT_TRUE(blobs_.locked.empty());
}

TEST_F(PointLocks, NeedAStoreThatLocks) {
  blobs_.has_locks = false;
  make();
  EXPECT_TRUE(blobs_.locked.empty());
}

}  // namespace
}  // namespace tidemark::vault
