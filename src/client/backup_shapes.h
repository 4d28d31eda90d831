// AWS Backup's JSON: bodies written, answers read. Of client/backup.cc alone.
//
// Threads   Pure functions.
// Source    aws-contract C.1, C.2.
#pragma once

#include "client/backup.h"
#include "codec/json.h"

#include <string>

namespace tidemark::client {

RecoveryPoint recovery_point_of(const codec::JsonValue& json);
BackupJob backup_job_of(const codec::JsonValue& json);
RestoreJob restore_job_of(const codec::JsonValue& json);
BackupVault vault_of(const codec::JsonValue& json);
BackupPlan plan_of(const codec::JsonValue& json);
BackupSelection selection_of(const codec::JsonValue& json);
RegionSettings region_settings_of(const codec::JsonValue& json);

std::string backup_job_body(const NewBackupJob& job, const std::string& token);
std::string restore_job_body(const NewRestoreJob& job, const std::string& token);
std::string plan_body(const NewBackupPlan& plan, const std::string& token);
std::string selection_body(const NewBackupSelection& selection, const std::string& token);

}  // namespace tidemark::client
