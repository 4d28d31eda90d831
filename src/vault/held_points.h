// The recovery points that a legal hold keeps.
//
//   TM_TRY(const PointList held, points_held_by(rows, hold, {}, 100));
//
// Threads   Any; points_held_by() waits for the disk.
// Errors    those of the store.
#pragma once

#include "vault/legal_hold.h"
#include "vault/recovery_point.h"

#include <string>

namespace tidemark::vault {

// What a hold asks about a recovery point.
HoldCandidate candidate_of(const RecoveryPoint& point);

// Those of the account and region, by ARN, behind the key `after`.
Result<PointList> points_held_by(const Rows& rows, const LegalHold& hold, const std::string& after,
                                 std::size_t limit);

}  // namespace tidemark::vault
