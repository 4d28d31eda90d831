// A vault's row as a blob beside its recovery points, so that who attaches the blob store has its
// lock, policy and notifications too. Written by a job that the commit of each change asks for.
//
//   keep_vault(changes, vault.name, view.now());      // in the commit that makes, changes, deletes
//   TM_TRY(const auto vault, read_kept_vault(blobs, name));
//
// Threads   Any; read_kept_vault waits for the blob store. Steps are the runner's.
// Errors    those of the stores; kCorrupt of a blob that is no vault's row
// Format    docs/formats/backup.md
#pragma once

#include "storage/job_runner.h"
#include "vault/vault.h"
#include "vault/works.h"

#include <optional>
#include <string>

namespace tidemark::vault {

inline constexpr std::string_view kKeepVaultJob = "keep a vault's row";

void keep_vault(storage::Changes& changes, const VaultName& vault, Timestamp now);

// "<prefix>vault.row"
std::string kept_vault_name(const VaultName& vault);

// Nothing where none was kept.
Result<std::optional<Vault>> read_kept_vault(blobs::BlobStore& blobs, const VaultName& vault);

// Puts the row as it is now, or removes the blob of a vault that is gone. A store that this server
// only reads is left alone.
Result<storage::Step> step_keep_vault(Works& works, storage::Store& store,
                                      const storage::JobRow& row);

}  // namespace tidemark::vault
