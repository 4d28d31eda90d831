// A copy job as clients see it. What it still has to do is a row of the job runner
// (vault/copy_work.h). Format: docs/formats/backup.md. Source: aws-contract C.2, C.4.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "vault/created_by.h"
#include "vault/lifecycle.h"
#include "vault/rows.h"
#include "vault/vault.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

enum class CopyState : std::uint8_t { kCreated = 0, kRunning = 1, kCompleted = 2, kFailed = 3 };

std::string_view name_of(CopyState state);
bool is_over(CopyState state);

struct CopyJob {
  static constexpr storage::Part kPart = kCopyJobsPart;

  std::string id;
  VaultName source;  // its account and region are the job's
  std::string source_point_arn;
  VaultName destination;
  std::string destination_point_arn;  // at the end
  std::string resource_arn;
  std::string resource_name;
  Timestamp created_at;
  std::optional<Timestamp> completed_at;
  CopyState state = CopyState::kCreated;
  std::string message;
  std::string message_category;
  std::int64_t bytes = 0;
  std::string iam_role_arn;
  std::optional<CreatedBy> created_by;
  std::optional<std::string> backup_job_id;  // whose copy action it is
  std::optional<Lifecycle> lifecycle;        // of the copy

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<CopyJob> decode(std::string_view bytes);
  friend bool operator==(const CopyJob&, const CopyJob&) = default;
};

std::string copy_job_key(std::string_view account, std::string_view id);

}  // namespace tidemark::vault
