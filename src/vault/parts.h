// The parts of the side table "backup": one for each kind of row. Never given to another kind.
// Format: docs/formats/backup.md.
#pragma once

#include "storage/types.h"

namespace tidemark::vault {

inline constexpr storage::Part kVaultsPart = 0;
inline constexpr storage::Part kSettingsPart = 1;  // of an account in a region, and of accounts
inline constexpr storage::Part kPlansPart = 2;
inline constexpr storage::Part kPlanVersionsPart = 3;
inline constexpr storage::Part kSelectionsPart = 4;
inline constexpr storage::Part kBackupJobsPart = 5;
inline constexpr storage::Part kRestoreJobsPart = 6;
inline constexpr storage::Part kCopyJobsPart = 7;
inline constexpr storage::Part kRecoveryPointsPart = 8;
inline constexpr storage::Part kRecoveryPointsByResourcePart = 9;
inline constexpr storage::Part kTokensPart = 10;  // idempotency tokens and CreatorRequestIds
inline constexpr storage::Part kLineagesPart = 11;
inline constexpr storage::Part kRestoreTestingPlansPart = 12;
inline constexpr storage::Part kRestoreTestingSelectionsPart = 13;
inline constexpr storage::Part kLegalHoldsPart = 14;
inline constexpr storage::Part kTagsPart = 15;  // of plans, vaults, recovery points, … by ARN
inline constexpr storage::Part kProtectedPart = 16;
inline constexpr storage::Part kSegmentsPart = 17;  // of runs that are being written
inline constexpr storage::Part kVaultHeadsPart = 18;
inline constexpr storage::Part kCopyHoldsPart = 19;
inline constexpr storage::Part kAgesPart = 20;  // when a recovery point next changes by itself
inline constexpr storage::Part kVerifyJobsPart = 21;

}  // namespace tidemark::vault
