#include "vault/held_points.h"

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
