// What the operations that change one setting of a vault share.
#pragma once

#include "api/backup/operation.h"
#include "vault/vaults.h"

#include <functional>

namespace tidemark::api {

// Changes the vault that the path names, and answers with an empty body or why it was not changed.
Reply change_setting(
    const BackupRequest& request, Engine& engine,
    const std::function<std::optional<vault::VaultLocked>(vault::Vault&, Timestamp)>& change);

}  // namespace tidemark::api
