// What a change of a job, a recovery point or a vault says to those who listen: AWS's plain text
// and attributes for the vault's topic, and the event of EventBridge.
//
//   const Notice notice = notice_of(job);
//   TM_TRY_STATUS(notices.tell(view, notice, changes));      // notices.h
//
// Threads   Pure functions.
// Source    aws-contract D.1, D.2: texts of real messages where those and the guide differ.
#pragma once

#include "services/events/event.h"
#include "services/topics/topic.h"
#include "vault/backup_job.h"
#include "vault/backup_plan.h"
#include "vault/copy_job.h"
#include "vault/recovery_point.h"
#include "vault/restore_job.h"
#include "vault/vault.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

inline constexpr std::string_view kNoticeSubject = "Notification from AWS Backup";

struct Notice {
  VaultName vault{};  // whose topic is told
  // A vault that subscribed to any of these sends the message, once: "BACKUP_JOB_COMPLETED",
  // "BACKUP_JOB_FAILED". Empty: there is no message.
  std::vector<std::string> events{};
  std::string message{};
  std::vector<services::MessageAttribute> attributes{};
  services::Event event{};  // id and instant are filled in when it is told
};

enum class PointChange : std::uint8_t { kCreated, kModified, kExpired, kDeleted };
enum class VaultChange : std::uint8_t { kCreated, kModified, kDeleted };

// Of the state in which it is now.
Notice notice_of(const BackupJob& job);
Notice notice_of(const CopyJob& job);
Notice notice_of(const RestoreJob& job);
Notice notice_of(const RecoveryPoint& point, PointChange change);
Notice notice_of(const Vault& vault, VaultChange change, Timestamp now);
// Of a plan's newest version, or its end.
Notice notice_of(const BackupPlan& plan, VaultChange change);
// What was opted in or out of, as the request had it.
Notice notice_of_settings(std::string_view account, std::string_view region,
                          const std::map<std::string, bool>& opt_in, Timestamp now);

}  // namespace tidemark::vault
