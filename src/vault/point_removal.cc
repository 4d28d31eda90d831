#include "vault/point_removal.h"

#include "recovery/backups.h"
#include "storage/job_rows.h"
#include "storage/write.h"
#include "vault/kept_point.h"
#include "vault/legal_hold.h"
#include "vault/lineage.h"
#include "vault/lock.h"
#include "vault/notices.h"
#include "vault/point_ages.h"
#include "vault/points/names.h"
#include "vault/resource_arn.h"
#include "vault/restore_progress.h"
#include "vault/restore_start.h"
#include "vault/run_places.h"
#include "vault/tags.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Refused;
using storage::Step;
using storage::View;

constexpr std::chrono::seconds kLookAgain{10};

std::string job_of(const RecoveryPoint& point) {
  return fmt::format("{}:{}", kRemovePointJob, point.arn);
}

// A classic backup is a pin of the store.
Status remove_classic(const View& view, const RecoveryPoint& point, Changes& changes) {
  const auto parsed = recovery::parse_backup_arn(point.arn);
  const auto* name = std::get_if<recovery::BackupName>(&parsed);
  if (name == nullptr) return Ok{};
  TM_TRY(const auto backup, recovery::find_backup(view, *name));
  if (backup) changes.append(recovery::removal_of(*backup));
  return Ok{};
}

}  // namespace

Status forget_in_lineage(const View& view, const Rows& rows, const RecoveryPoint& point,
                         Changes& changes) {
  TM_TRY(auto lineage,
         find<Lineage>(view, rows.table,
                       key_of(point.vault.account, point.table_id, point.vault.name)));
  if (!lineage || !lineage->newest || lineage->newest->point_arn != point.arn) return Ok{};
  lineage->newest.reset();
  return put_lineage(view, changes, rows.table, *lineage);
}

Result<std::variant<PointKept, Changes>> removal_of(const View& view, const Rows& rows,
                                                    const RecoveryPoint& point, DeletedBy by) {
  using Answer = std::variant<PointKept, Changes>;
  const HoldCandidate candidate{point.arn, point.vault.name, point.resource_arn, kDynamoDb,
                                point.created_at};
  TM_TRY(const auto hold, hold_on(view, rows.table, point.vault.account, candidate));
  if (hold) return Answer(PointKept{held_text(*hold)});
  TM_TRY(const auto vault,
         find<Vault>(view, rows.table, vault_key(point.vault.account, point.vault.name)));
  if (vault && by == DeletedBy::kCaller) {
    if (auto problem = deletion_problem(*vault)) return Answer(PointKept{*std::move(problem)});
  }
  Changes changes;
  changes.makes_room = true;
  TM_TRY_STATUS(remove_point(view, changes, rows.table, point));
  tell_change(view, rows, point, PointChange::kDeleted, changes);
  remove_age(changes, rows.table, point);
  remove_tags(changes, rows.table, point.arn);
  if (point.classic()) {
    TM_TRY_STATUS(remove_classic(view, point, changes));
    return Answer(std::move(changes));
  }
  TM_TRY_STATUS(forget_in_lineage(view, rows, point, changes));
  JobRow row;
  row.id = job_of(point);
  row.kind = kRemovePointJob;
  row.state = point.encode();
  changes.jobs.push_back(std::move(row));
  return Answer(std::move(changes));
}

Result<DeletePointAnswer> delete_point(const Rows& rows, const std::string& account,
                                       const std::string& vault, const std::string& arn) {
  const std::string key = point_key(account, arn);
  storage::Write<DeletePointAnswer> write(
      *rows.store, {{rows.table, RecoveryPoint::kPart, key}},
      [&](View& view, DeletePointAnswer& answer) -> Result<Decision> {
        TM_TRY(const auto point, find<RecoveryPoint>(view, rows.table, key));
        if (!point || point->vault.name != vault) {
          answer = PointMissing{};
          return Decision(Refused{});
        }
        TM_TRY(auto removal, removal_of(view, rows, *point, DeletedBy::kCaller));
        if (auto* kept = std::get_if<PointKept>(&removal)) {
          answer = std::move(*kept);
          return Decision(Refused{});
        }
        answer = PointDeleted{};
        return Decision(std::get<Changes>(std::move(removal)));
      });
  return write.run();
}

Result<bool> PointRemoval::is_read(const Rows& rows, const RecoveryPoint& point) const {
  TM_TRY(const auto lineage,
         find<Lineage>(rows, key_of(point.vault.account, point.table_id, point.vault.name)));
  for (std::size_t i = 0; lineage && i < lineage->under_way.size(); ++i) {
    if (lineage->under_way[i].upon == point.id) return true;
  }
  for (const auto& [region, store] : works_.regions.tables().all()) {
    const storage::JobRows jobs = storage::job_rows(*store);
    for (const auto& [id, row] : jobs) {
      if (row.kind != kRestoreFromVaultJob || row.failed) continue;
      TM_TRY(const RestoreProgress progress, decode_restore_progress(row.state));
      if (progress.point_id == point.id) return true;
    }
  }
  return false;
}

Result<Step> PointRemoval::step(storage::Store& store, const JobRow& row) {
  TM_TRY(const Rows rows, works_.regions.rows_in(store));
  TM_TRY(const RecoveryPoint point, RecoveryPoint::decode(row.state));
  TM_TRY(const bool read, is_read(rows, point));
  if (read) {
    Step later{row, false, {}};
    later.row.due_at = works_.clock.now() + kLookAgain;
    return later;
  }
  const std::string prefix = blob_prefix_of(point.vault);
  TM_TRY_STATUS(works_.blobs.remove(manifest_name(prefix, point.id)));
  TM_TRY_STATUS(works_.blobs.remove(kept_point_name(prefix, point.id)));
  TM_TRY(const NamedRuns named, named_runs(rows, point.vault, point.resource_arn, point.table_id));
  // What only cold points name now goes to them.
  TM_TRY(const bool settled, settle_runs(works_.blobs, prefix, point.runs, named));
  return Step{row, settled, {}};
}

}  // namespace tidemark::vault
