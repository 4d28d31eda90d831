#include "vault/kinds.h"

#include "vault/backup_work.h"
#include "vault/cold_move.h"
#include "vault/copy_start.h"
#include "vault/copy_work.h"
#include "vault/kept_hold.h"
#include "vault/kept_point.h"
#include "vault/kept_vault.h"
#include "vault/plan_runs.h"
#include "vault/planned_backups.h"
#include "vault/point_ages.h"
#include "vault/point_locks.h"
#include "vault/point_removal.h"
#include "vault/restore_start.h"
#include "vault/restore_test.h"
#include "vault/restore_test_kinds.h"
#include "vault/restore_test_runs.h"
#include "vault/restore_work.h"
#include "vault/trimmed_records.h"
#include "vault/verify_work.h"

namespace tidemark::vault {

struct Kinds::State {
  explicit State(Works& works_in)
      : works(works_in),
        backups(works),
        restores(works),
        copies(works),
        removals(works),
        verifications(works),
        plans(
            works.clock, [this](storage::Store& store) { return works.regions.rows_in(store); },
            add_planned_backup),
        restore_tests(works) {}

  Works& works;
  BackupWork backups;
  RestoreWork restores;
  CopyWork copies;
  PointRemoval removals;
  VerifyWork verifications;
  PlanScheduler plans;
  RestoreTestKinds restore_tests;
};

Kinds::Kinds(Works& works) : state_(std::make_unique<State>(works)) {}

Kinds::~Kinds() = default;

void Kinds::add_to(storage::JobRunner& runner) {
  State& state = *state_;
  const auto stepping = [](auto& work) {
    return [&work](storage::Store& store, const storage::JobRow& row) {
      return work.step(store, row);
    };
  };
  runner.add_kind(std::string(kBackupJob), stepping(state.backups));
  runner.add_kind(std::string(kRestoreFromVaultJob), stepping(state.restores));
  runner.add_kind(std::string(kCopyToVaultJob), stepping(state.copies));
  runner.add_kind(std::string(kRemovePointJob), stepping(state.removals));
  runner.add_kind(std::string(kVerifyVaultJob), stepping(state.verifications));
  runner.add_kind(std::string(kPlanRuleJob), stepping(state.plans), storage::InDoubt::kWaits);
  runner.add_kind(std::string(kLockPointJob),
                  [&state](storage::Store& store, const storage::JobRow& row) {
                    return step_lock_point(state.works, store, row);
                  });
  runner.add_kind(std::string(kKeepVaultJob),
                  [&state](storage::Store& store, const storage::JobRow& row) {
                    return step_keep_vault(state.works, store, row);
                  });
  runner.add_kind(std::string(kKeepPointJob),
                  [&state](storage::Store& store, const storage::JobRow& row) {
                    return step_keep_point(state.works, store, row);
                  });
  runner.add_kind(std::string(kKeepHoldJob),
                  [&state](storage::Store& store, const storage::JobRow& row) {
                    return step_keep_hold(state.works, store, row);
                  });
  runner.add_kind(std::string(kMoveToColdJob),
                  [&state](storage::Store& store, const storage::JobRow& row) {
                    return step_move_to_cold(state.works, store, row);
                  });
  runner.add_kind(
      std::string(kTrimRecordsJob),
      [&state](storage::Store& store, const storage::JobRow& row) {
        return step_trim_records(state.works, store, row);
      },
      storage::InDoubt::kWaits);
  runner.add_kind(
      std::string(kAgePointsJob),
      [&state](storage::Store& store, const storage::JobRow& row) {
        return step_ages(state.works, store, row);
      },
      storage::InDoubt::kWaits);
  state.restore_tests.add_to(runner);
}

recovery::OwnedElsewhere owned_by(const std::vector<storage::JobRow>& jobs) {
  recovery::OwnedElsewhere owned;
  for (const std::string_view kind :
       {kBackupJob, kRestoreFromVaultJob, kCopyToVaultJob, kRemovePointJob, kAgePointsJob,
        kPlanRuleJob, kTestingPlanJob, kTestingRunJob, kRestoreTestJob, kVerifyVaultJob,
        kLockPointJob, kKeepVaultJob, kKeepPointJob, kKeepHoldJob, kMoveToColdJob,
        kTrimRecordsJob}) {
    owned.kinds.emplace(kind);
  }
  for (const storage::JobRow& row : jobs) {
    if (row.kind == kBackupJob) {
      const auto progress = decode_backup_progress(row.state);
      if (progress) owned.pins.insert(pin_of(progress.value()));
    }
    if (row.kind != kRestoreFromVaultJob) continue;
    const auto progress = decode_restore_progress(row.state);
    if (!progress || !progress.value().refill) continue;
    owned.restoring.insert(progress.value().table_id);
    owned.filling.insert(progress.value().refill->base);
  }
  return owned;
}

}  // namespace tidemark::vault
