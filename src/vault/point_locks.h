// In a vault whose lock nobody may lift any more, the blob store itself holds the blobs of recovery
// points, where it can (a bucket with Object Lock): nobody gets round the lock through the bucket.
// A job does it, that the commit which makes the point asks for: segments first, then the manifest,
// until the point ends, or for the vault's least retention if it never does.
//
// Source    aws-contract C.7: in compliance mode neither point nor lock can be removed.
#pragma once

#include "storage/job_runner.h"
#include "vault/recovery_point.h"
#include "vault/works.h"

#include <string_view>

namespace tidemark::vault {

inline constexpr std::string_view kLockPointJob = "lock a recovery point's blobs";

// The job, if the point's vault is locked for good; nothing otherwise.
Status ask_for_locks(const storage::View& view, storage::Changes& changes, storage::TableId rows,
                     const RecoveryPoint& point);

// At most kLocksAStep blobs. A store without locks has nothing to do.
// Errors: those of the stores
inline constexpr std::size_t kLocksAStep = 16;
Result<storage::Step> step_lock_point(Works& works, storage::Store& store,
                                      const storage::JobRow& row);

}  // namespace tidemark::vault
