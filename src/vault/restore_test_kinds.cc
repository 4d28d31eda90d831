#include "vault/restore_test_kinds.h"

#include "recovery/backups.h"
#include "vault/points/manifest.h"
#include "vault/points/names.h"
#include "vault/restore_start.h"

namespace tidemark::vault {
namespace {

void add_restore(const Works& works, storage::View& view, const Rows& rows,
                 storage::Changes& changes, const TestRestore& test) {
  NewRestore wanted;
  wanted.job_id = test.job_id;
  wanted.account = test.account;
  wanted.region = rows.region;
  wanted.point = test.point;
  wanted.target_name = test.target_name;
  wanted.iam_role_arn = test.iam_role_arn;
  wanted.metadata = test.metadata;
  wanted.extra_tags = test.tags;
  wanted.test = test.test;
  wanted.now = test.now;
  const bool cold = test.point.storage_class == StorageClass::kCold;
  wanted.begins_at = cold ? test.now + works.cold_restore_delay : test.now;
  add_restore_job(view, rows, changes, wanted);
}

Result<std::optional<storage::Tally>> tally_of_classic(Works& works, const RecoveryPoint& point) {
  const auto parsed = recovery::parse_backup_arn(point.arn);
  const auto* const name = std::get_if<recovery::BackupName>(&parsed);
  const storage::Store* const store = works.regions.tables().find(point.vault.region);
  std::optional<storage::Tally> tally;
  if (name == nullptr || store == nullptr) return tally;
  TM_TRY(const auto backup, recovery::find_backup(*store, *name));
  if (backup) tally = backup->tally;
  return tally;
}

Result<std::optional<storage::Tally>> tally_of(Works& works, const RecoveryPoint& point) {
  if (point.classic()) return tally_of_classic(works, point);
  const std::string name = manifest_name(blob_prefix_of(point.vault), point.id);
  TM_TRY(const std::string bytes, works.blobs.get(name, {}));
  TM_TRY(const Manifest manifest, decode_manifest(name, bytes, works.keys));
  std::optional<storage::Tally> tally;
  for (const PartTally& one : manifest.tallies) {
    if (one.part == storage::kItems) tally = one.tally;
  }
  return tally;
}

}  // namespace

RestoreTestKinds::RestoreTestKinds(Works& works)
    : starts_(
          works.clock, works.random,
          [&works](storage::Store& store) { return works.regions.rows_in(store); },
          [&works](storage::View& view, const Rows& rows, storage::Changes& changes,
                   const TestRestore& test) { add_restore(works, view, rows, changes, test); }),
      tests_(
          works.clock, [&works](storage::Store& store) { return works.regions.rows_in(store); },
          [&works](const RecoveryPoint& point) { return tally_of(works, point); }) {}

// What begins or ends by the clock waits while the clock is in doubt.
void RestoreTestKinds::add_to(storage::JobRunner& runner) {
  using storage::InDoubt;
  runner.add_kind(
      std::string(kTestingPlanJob),
      [this](auto& store, const auto& row) { return starts_.plan_step(store, row); },
      InDoubt::kWaits);
  runner.add_kind(
      std::string(kTestingRunJob),
      [this](auto& store, const auto& row) { return starts_.run_step(store, row); },
      InDoubt::kWaits);
  runner.add_kind(
      std::string(kRestoreTestJob),
      [this](auto& store, const auto& row) { return tests_.step(store, row); }, InDoubt::kWaits);
}

}  // namespace tidemark::vault
