// May AWS Backup do this as that role? Asked when a job starts.
//
//   const auto problem = role_problem(identity, {.account = account, .role_arn = arn,
//                                                .use = RoleUse::kBackup,
//                                                .resource_arn = table_arn, .region = region});
//   if (problem) … the job fails, and says so …
//
// The role must be there, trust backup.amazonaws.com and allow the job's action:
// dynamodb:StartAwsBackupJob (of a classic backup dynamodb:CreateBackup) on the table,
// dynamodb:RestoreTableFromAwsBackup on the new table, backup:CopyIntoBackupVault on the vault that
// is copied to, whose policy counts too.
//
// Threads   Any; reads memory only.
// Source    AWS Backup Developer Guide, "Managed policies for AWS Backup".
#pragma once

#include "services/identity/access.h"
#include "services/identity/identity.h"
#include "vault/works.h"

#include <optional>
#include <string>

namespace tidemark::vault {

struct RoleWish {
  std::string account;
  std::string role_arn;
  RoleUse use = RoleUse::kBackup;
  std::string resource_arn;  // table, new table, or vault that is copied to
  std::string region = {};
  bool classic = false;                    // a backup of DynamoDB's own
  std::string resource_account = {};       // of the vault that is copied to; empty: the job's
  std::optional<std::string> policy = {};  // that vault's
};

// AWS's text; nullopt: it may.
std::optional<std::string> role_problem(services::Identity& identity, const RoleWish& wish);

}  // namespace tidemark::vault
