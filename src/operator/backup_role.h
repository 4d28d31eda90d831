// The role that AWS Backup acts by: found by the name that a configuration gives it.
//
//   TM_TRY(const BackupRole role, find_backup_role(session, "service-role/Backup"));
//   role.arn      // "arn:aws:iam::012345678901:role/service-role/Backup": AWS's own, never built
//
// Threads   One call at a time.
// Errors    kNotFound  there is no such role, or it has another path; says where to look
//           and those of the calls
#pragma once

#include "client/session.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

struct BackupRole {
  std::string arn;
  std::string name;
  bool trusts_backup = false;                 // AWS Backup may take it on
  std::vector<std::string> missing_policies;  // of the two that backing up and restoring need
};

// By name, path and name, or ARN.
Result<BackupRole> find_backup_role(client::Session& session, std::string_view role);

// Its ARN alone: one call, none when it is an ARN already.
Result<std::string> arn_of_role(client::Session& session, std::string_view role);

}  // namespace tidemark::runbooks
