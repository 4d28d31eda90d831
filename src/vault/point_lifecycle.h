// Changing how long a recovery point stays and when it becomes cold.
//
// Threads   Any; waits for the disk.
// Errors    those of the store. Source: aws-contract C.5.
#pragma once

#include "vault/point_removal.h"

#include <variant>

namespace tidemark::vault {

using ChangeLifecycleAnswer = std::variant<PointMissing, PointKept, RecoveryPoint>;

// Days that are absent stay for ever, and warm. PointKept: a vault lock, a point that is cold
// already and whose date of it would change, or one of DynamoDB's own that cannot be cold.
Result<ChangeLifecycleAnswer> change_lifecycle(const Rows& rows, const std::string& account,
                                               const std::string& arn, const Lifecycle& lifecycle);

}  // namespace tidemark::vault
