// Recovery points as AWS Backup shows them, and how requests name them.
#pragma once

#include "api/backup/operation.h"
#include "api/parsed.h"
#include "vault/recovery_point.h"

namespace tidemark::api {

// Members of DescribeRecoveryPoint and of each RecoveryPointByBackupVault.
void write_point(codec::JsonWriter& out, const vault::RecoveryPoint& point);

Reply no_such_point(const std::string& arn);

// The point that the path names by vault and ARN, in the call's account and region.
Parsed<vault::RecoveryPoint> point_in_path(const BackupRequest& request, const vault::Rows& rows);

// The point of that ARN, in whichever region of the server it lies; of the call's account.
Parsed<vault::RecoveryPoint> point_of_arn(const BackupRequest& request, Engine& engine,
                                          const std::string& arn);

}  // namespace tidemark::api
