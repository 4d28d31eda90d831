#include "vault/point_lifecycle.h"

#include "storage/write.h"
#include "vault/kept_point.h"
#include "vault/lock.h"
#include "vault/notices.h"
#include "vault/point_ages.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

Result<std::optional<std::string>> problem_of(const View& view, const Rows& rows,
                                              const RecoveryPoint& point, const Lifecycle& wanted) {
  using Problem = std::optional<std::string>;
  if (point.classic() && wanted.cold_after_days) {
    return Problem("A backup without advanced DynamoDB features cannot move to cold storage");
  }
  if (point.storage_class == StorageClass::kCold &&
      wanted.cold_after_days != point.lifecycle.cold_after_days) {
    return Problem(
        "The recovery point is in cold storage: MoveToColdStorageAfterDays can no longer be "
        "changed");
  }
  TM_TRY(const auto vault,
         find<Vault>(view, rows.table, vault_key(point.vault.account, point.vault.name)));
  if (!vault) return Problem();
  return retention_change_problem(*vault, point.lifecycle.delete_after_days,
                                  wanted.delete_after_days);
}

}  // namespace

Result<ChangeLifecycleAnswer> change_lifecycle(const Rows& rows, const std::string& account,
                                               const std::string& arn, const Lifecycle& lifecycle) {
  const std::string key = point_key(account, arn);
  storage::Write<ChangeLifecycleAnswer> write(
      *rows.store, {{rows.table, RecoveryPoint::kPart, key}},
      [&](View& view, ChangeLifecycleAnswer& answer) -> Result<Decision> {
        TM_TRY(auto point, find<RecoveryPoint>(view, rows.table, key));
        if (!point) {
          answer = PointMissing{};
          return Decision(Refused{});
        }
        TM_TRY(auto problem, problem_of(view, rows, *point, lifecycle));
        if (problem) {
          answer = PointKept{*std::move(problem)};
          return Decision(Refused{});
        }
        RecoveryPoint changed = *point;
        changed.lifecycle = lifecycle;
        // One that a hold kept beyond its end may have time again.
        changed.status = PointStatus::kCompleted;
        changed.status_message.clear();
        Changes changes;
        put(changes, rows.table, changed);
        keep_point(changes, changed, view.now());
        tell_change(view, rows, changed, PointChange::kModified, changes);
        add_age(view, changes, rows, changed, *point);
        answer = std::move(changed);
        return Decision(std::move(changes));
      });
  return write.run();
}

}  // namespace tidemark::vault
