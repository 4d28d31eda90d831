// A restore job as clients see it. What it still has to do is a row of the job runner
// (vault/restore_work.h). Format: docs/formats/backup.md. Source: aws-contract C.2, C.4.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "vault/rows.h"
#include "vault/vault.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

enum class RestoreState : std::uint8_t {
  kPending = 0,
  kRunning = 1,
  kCompleted = 2,
  kAborted = 3,
  kFailed = 4,
};

std::string_view name_of(RestoreState state);
bool is_over(RestoreState state);

// Of a restore that a restore testing plan started.
struct RestoreTest {
  std::string plan_arn;
  std::string selection_name;
  std::string validation_status;  // "VALIDATING", "SUCCESSFUL", "FAILED", "TIMED_OUT"; may be empty
  std::string validation_message;
  std::string deletion_status;  // "DELETING", "SUCCESSFUL", "FAILED"; may be empty
  std::string deletion_message;
  std::optional<Timestamp> validate_until;
  friend bool operator==(const RestoreTest&, const RestoreTest&) = default;
};

struct RestoreJob {
  static constexpr storage::Part kPart = kRestoreJobsPart;

  std::string id;
  std::string account;
  std::string region;  // where the table is made
  std::string point_arn;
  std::string resource_arn;  // what the recovery point is of
  VaultName vault;
  std::string target_name;
  std::string created_resource_arn;  // once the table exists
  Timestamp created_at;
  std::optional<Timestamp> completed_at;
  Timestamp point_created_at;
  RestoreState state = RestoreState::kPending;
  std::string message;
  std::uint32_t permille_done = 0;
  std::int64_t bytes = 0;
  std::string iam_role_arn;
  std::map<std::string, std::string> metadata;  // as given
  bool copy_tags = false;
  std::optional<RestoreTest> test;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<RestoreJob> decode(std::string_view bytes);
  friend bool operator==(const RestoreJob&, const RestoreJob&) = default;
};

std::string restore_job_key(std::string_view account, std::string_view id);

}  // namespace tidemark::vault
