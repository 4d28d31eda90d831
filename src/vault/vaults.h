// Making, changing and deleting vaults.
//
// Threads   Any; these wait for the disk, so never on a connection's thread.
// Errors    those of the store.
#pragma once

#include "vault/tags.h"
#include "vault/vault.h"

#include <functional>
#include <variant>

namespace tidemark::vault {

struct VaultMissing {
  std::string name;
};

struct VaultExists {
  Vault vault;
};

struct VaultNotEmpty {
  std::int64_t recovery_points = 0;
};

// A compliance lock that nobody may change any more.
struct VaultLocked {
  Timestamp since;
};

using CreateVaultAnswer = std::variant<VaultExists, Vault>;
using DeleteVaultAnswer = std::variant<VaultMissing, VaultNotEmpty, Vault>;

// With the CreatorRequestId of the vault that has the name already, that one is the answer.
Result<CreateVaultAnswer> create_vault(const Rows& rows, const Vault& vault, const Tags& tags = {});

// Only when no recovery point is in it.
Result<DeleteVaultAnswer> delete_vault(const Rows& rows, const std::string& account,
                                       const std::string& name);

using ChangeVaultAnswer = std::variant<VaultMissing, VaultLocked, Vault>;

// `change` edits the vault as it is now, or answers why it may not; it may be called again. Its
// second argument is the instant of the change, which no clock put back makes earlier.
Result<ChangeVaultAnswer> change_vault(
    const Rows& rows, const std::string& account, const std::string& name,
    const std::function<std::optional<VaultLocked>(Vault&, Timestamp)>& change);

}  // namespace tidemark::vault
