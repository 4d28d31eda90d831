#include "vault/point_guard.h"

#include "vault/lock.h"
#include "vault/resource_arn.h"

namespace tidemark::vault {

// Only tables have recovery points.
HoldCandidate candidate_of(const RecoveryPoint& point) {
  return {.arn = point.arn,
          .vault_name = point.vault.name,
          .resource_arn = point.resource_arn,
          .resource_type = kDynamoDb,
          .created_at = point.created_at};
}

Result<std::optional<std::string>> reason_not_to_delete(const storage::View& view,
                                                        storage::TableId table,
                                                        const RecoveryPoint& point, DeletedBy by) {
  if (by == DeletedBy::kHand) {
    TM_TRY(const auto vault,
           find<Vault>(view, table, vault_key(point.vault.account, point.vault.name)));
    if (vault) {
      if (auto why = deletion_problem(*vault)) return why;
    }
  }
  TM_TRY(const auto hold, hold_on(view, table, point.vault.account, candidate_of(point)));
  if (hold) return std::optional(held_text(*hold));
  return std::optional<std::string>();
}

Result<PointList> points_held_by(const Rows& rows, const LegalHold& hold, const std::string& after,
                                 std::size_t limit) {
  const std::string prefix = key_of(hold.account);
  const std::string from = after.empty() ? prefix : after + '\0';
  TM_TRY(storage::Scan scan,
         rows.store->scan({rows.table, kRecoveryPointsPart, from, end_of_prefix(prefix)},
                          storage::Direction::kForward));
  PointList held;
  for (; scan.valid(); scan.next()) {
    TM_TRY(RecoveryPoint point, RecoveryPoint::decode(scan.value()));
    if (!holds(hold, candidate_of(point))) continue;
    if (held.points.size() == limit) {
      held.last = held.points.back().key();
      break;
    }
    held.points.push_back(std::move(point));
  }
  TM_TRY_STATUS(scan.status());
  return held;
}

}  // namespace tidemark::vault
