// What a vault lock forbids. Pure: the caller asks in the decision that would do it, with the vault
// as it is there.
//
//   if (auto problem = retention_problem(vault, lifecycle.delete_after_days)) …  // the job FAILS
//   if (auto problem = deletion_problem(vault)) …            // DeleteRecoveryPoint: InvalidRequest
//
// A lock does not hold back what a recovery point's own lifecycle does when its time has come; nor
// does it touch recovery points that were there before it.
//
// Source: aws-contract C.7; API reference, PutBackupVaultLockConfiguration.
#pragma once

#include "vault/vault.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tidemark::vault {

inline constexpr std::int64_t kGreatestRetentionDays = 36'500;
inline constexpr std::int64_t kShortestCoolingOffDays = 3;

// What a request for a lock says.
struct LockWanted {
  std::optional<std::int64_t> min_retention_days;
  std::optional<std::int64_t> max_retention_days;
  std::optional<std::int64_t> changeable_for_days;
};

// nullopt: it can be granted.
std::optional<std::string> lock_wanted_problem(const LockWanted& wanted);

// Of one that has no problem.
VaultLock lock_of(const LockWanted& wanted, Timestamp now);

// Why a job may not leave a recovery point with this retention in the vault. nullopt days: it is
// kept for ever.
std::optional<std::string> retention_problem(const Vault& vault,
                                             std::optional<std::int64_t> delete_after_days);

// Why nobody may delete a recovery point of the vault by hand.
std::optional<std::string> deletion_problem(const Vault& vault);

// Why a recovery point's retention may not be changed.
std::optional<std::string> retention_change_problem(const Vault& vault,
                                                    std::optional<std::int64_t> from_days,
                                                    std::optional<std::int64_t> to_days);

}  // namespace tidemark::vault
