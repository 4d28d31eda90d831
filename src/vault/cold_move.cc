#include "vault/cold_move.h"

#include "codec/row_bytes.h"
#include "vault/lock.h"
#include "vault/point_removal.h"
#include "vault/run_places.h"

#include <algorithm>
#include <chrono>

namespace tidemark::vault {
namespace {

using storage::JobRow;
using storage::Step;

constexpr std::chrono::seconds kLookAgain{10};

Result<std::string> point_key_of(const JobRow& row) {
  codec::RowReader in(row.state, "a job that moves a recovery point to cold storage");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  const std::string account = in.text();
  const std::string arn = in.text();
  TM_TRY_STATUS(in.status());
  return point_key(account, arn);
}

// Blobs that the store itself holds cannot be moved.
Result<bool> is_held(const Works& works, const Rows& rows, const RecoveryPoint& point) {
  if (!works.blobs.locks()) return false;
  TM_TRY(const auto vault, find<Vault>(rows, vault_key(point.vault.account, point.vault.name)));
  return vault && is_compliance_locked(*vault, works.clock.now());
}

}  // namespace

Result<RecoveryPoint> make_cold(const storage::View& view, const Rows& rows,
                                const RecoveryPoint& point, Timestamp now,
                                storage::Changes& changes) {
  RecoveryPoint cold = point;
  cold.storage_class = StorageClass::kCold;
  cold.cold_since = now;
  TM_TRY_STATUS(forget_in_lineage(view, rows, cold, changes));
  codec::RowWriter out;
  out.byte(1);
  out.text(cold.vault.account);
  out.text(cold.arn);
  JobRow row;
  row.id = fmt::format("{}:{}", kMoveToColdJob, cold.arn);
  row.kind = kMoveToColdJob;
  row.state = out.take();
  changes.jobs.push_back(std::move(row));
  return cold;
}

Result<Step> step_move_to_cold(Works& works, storage::Store& store, const JobRow& row) {
  const Step finished{row, true, {}};
  TM_TRY(const std::string key, point_key_of(row));
  TM_TRY(const Rows rows, works.regions.rows_in(store));
  TM_TRY(const auto point, find<RecoveryPoint>(rows, key));
  // Its removal does the rest.
  if (!point) return finished;
  TM_TRY(const bool held, is_held(works, rows, *point));
  if (held) return finished;
  TM_TRY(const NamedRuns named,
         named_runs(rows, point->vault, point->resource_arn, point->table_id));
  const bool busy = std::ranges::any_of(
      point->runs, [&](const std::string& run) { return named.busy.contains(run); });
  if (busy) {
    Step later{row, false, {}};
    later.row.due_at = works.clock.now() + kLookAgain;
    return later;
  }
  TM_TRY(const bool settled,
         settle_runs(works.blobs, blob_prefix_of(point->vault), point->runs, named));
  return Step{row, settled, {}};
}

}  // namespace tidemark::vault
