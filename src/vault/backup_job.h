// A backup job as clients see it. What it still has to do is a row of the job runner
// (vault/backup_work.h). Format: docs/formats/backup.md. Source: aws-contract C.2, C.4.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "vault/backup_plan.h"
#include "vault/created_by.h"
#include "vault/lifecycle.h"
#include "vault/rows.h"
#include "vault/vault.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

enum class BackupState : std::uint8_t {
  kCreated = 0,
  kPending = 1,
  kRunning = 2,
  kAborting = 3,
  kAborted = 4,
  kCompleted = 5,
  kFailed = 6,
  kExpired = 7,
};

// "CREATED"
std::string_view name_of(BackupState state);
// Whether nothing more happens to it.
bool is_over(BackupState state);

struct BackupJob {
  static constexpr storage::Part kPart = kBackupJobsPart;

  std::string id;
  VaultName vault;  // it may not exist: then the job fails
  std::string resource_arn;
  std::string resource_kind;  // "DynamoDB"
  std::string resource_name;
  std::string point_arn;  // empty when there was nothing to begin with
  Timestamp created_at;   // of a plan's job: when the rule was due
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> completed_at;
  Timestamp start_by;
  Timestamp complete_by;
  BackupState state = BackupState::kCreated;
  std::string message;
  std::string message_category;  // "SUCCESS", "AccessDenied", …; empty while it runs
  std::uint32_t permille_done = 0;
  std::int64_t bytes = 0;              // of the table's items
  std::int64_t bytes_transferred = 0;  // written to the vault
  std::string iam_role_arn;
  std::optional<CreatedBy> created_by;
  std::optional<Lifecycle> lifecycle;
  std::map<std::string, std::string> point_tags;
  std::vector<CopyAction> copies;
  std::map<std::string, std::string> options;
  bool classic = false;  // makes a backup of DynamoDB's own instead of bytes in the vault

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<BackupJob> decode(std::string_view bytes);
  friend bool operator==(const BackupJob&, const BackupJob&) = default;
};

std::string backup_job_key(std::string_view account, std::string_view id);

}  // namespace tidemark::vault
