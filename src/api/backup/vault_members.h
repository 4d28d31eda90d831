// A vault as AWS Backup shows it, and the answers about vaults that several operations give.
#pragma once

#include "api/backup/operation.h"
#include "api/parsed.h"
#include "vault/vaults.h"

namespace tidemark::api {

// Members of DescribeBackupVault and of each BackupVaultListMember.
void write_vault(codec::JsonWriter& out, const vault::Vault& vault);

// BackupVaultName and BackupVaultArn.
void write_vault_name(codec::JsonWriter& out, const vault::VaultName& name);

Reply vault_missing(const std::string& name);
Reply vault_locked(const std::string& name);

// The vault that the path names, in the call's account and region.
Parsed<vault::Vault> vault_in_path(const BackupRequest& request, const vault::Rows& rows);

// The rows of the call's region.
Parsed<vault::Rows> rows_of(const BackupRequest& request, Engine& engine);

}  // namespace tidemark::api
