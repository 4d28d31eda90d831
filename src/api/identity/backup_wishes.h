// What a request to AWS Backup needs permission for: its action on a vault, a recovery point, a
// plan; and to hand a role to AWS Backup where it names one.
//
// A vault's access policy counts for root, too, except that root may always read, replace and
// remove that policy: nobody can lock the account out (docs/decisions/0014).
//
// Threads   Any; reads the vault's row.
// Source    AWS Service Authorization Reference, "AWS Backup".
#pragma once

#include "api/backup/operation.h"
#include "api/identity/authorize.h"

#include <optional>
#include <vector>

namespace tidemark::api {

std::vector<Wish> backup_wishes(const BackupOperation& operation, const BackupRequest& request,
                                const Engine& engine);

// AccessDeniedException for the first wish that is not allowed.
std::optional<Reply> refuse_unauthorized(const BackupOperation& operation,
                                         const BackupRequest& request, const Engine& engine);

}  // namespace tidemark::api
