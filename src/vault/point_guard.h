// What keeps a recovery point from being deleted: its vault's lock and legal holds. Everything that
// deletes recovery points asks here, in the decision that would.
//
//   TM_TRY(const auto why, reason_not_to_delete(view, table, point, DeletedBy::kHand));
//   if (why) …                                          // DeleteRecoveryPoint: InvalidRequest
//
// Threads   reason_not_to_delete() in a decision; points_held_by() any, it waits for the disk.
// Errors    those of the store.
#pragma once

#include "vault/legal_hold.h"
#include "vault/recovery_point.h"

#include <optional>
#include <string>

namespace tidemark::vault {

enum class DeletedBy : std::uint8_t {
  kHand,       // a request
  kLifecycle,  // its own time has come: a lock does not hold that back, a legal hold does
};

HoldCandidate candidate_of(const RecoveryPoint& point);

Result<std::optional<std::string>> reason_not_to_delete(const storage::View& view,
                                                        storage::TableId table,
                                                        const RecoveryPoint& point, DeletedBy by);

// The recovery points of the account and region that the hold keeps, by ARN.
Result<PointList> points_held_by(const Rows& rows, const LegalHold& hold, const std::string& after,
                                 std::size_t limit);

}  // namespace tidemark::vault
