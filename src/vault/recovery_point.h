// A recovery point as the engine knows it: what lists show. The bytes and what is needed to bring
// them back are in its manifest (vault/points/manifest.h).
// Format: docs/formats/backup.md. Source: aws-contract C.2, C.5.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "storage/changes.h"
#include "storage/view.h"
#include "vault/created_by.h"
#include "vault/lifecycle.h"
#include "vault/rows.h"
#include "vault/tags.h"
#include "vault/vault.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

enum class PointStatus : std::uint8_t { kCompleted = 0, kExpired = 1, kDeleting = 2 };
enum class StorageClass : std::uint8_t { kWarm = 0, kCold = 1 };

struct RecoveryPoint {
  static constexpr storage::Part kPart = kRecoveryPointsPart;

  // "arn:aws:backup:<region>:<account>:recovery-point:<id>", or of a classic backup the ARN that
  // DynamoDB gave it.
  std::string arn;
  std::string id;  // names its blobs; empty for a classic backup
  VaultName vault;
  std::string resource_arn;
  std::string resource_name;  // the table's name
  std::string table_id;
  Timestamp at;          // the instant that it holds
  Timestamp created_at;  // of its job
  Timestamp completed_at;
  PointStatus status = PointStatus::kCompleted;
  std::string status_message;
  std::int64_t bytes = 0;         // of the table's items, as AWS counts them
  std::int64_t stored_bytes = 0;  // that its own job wrote
  std::string iam_role_arn;
  std::optional<CreatedBy> created_by;
  Lifecycle lifecycle;
  StorageClass storage_class = StorageClass::kWarm;
  std::optional<Timestamp> cold_since;
  std::optional<std::string> source_vault_arn;  // of a copy
  std::optional<std::string> source_point_arn;
  std::optional<Timestamp> last_restored_at;
  std::vector<std::string> runs;  // the writers of the runs that its manifest names
  std::string key_id;             // of the vault key that seals it; empty: none

  [[nodiscard]] bool classic() const { return id.empty(); }

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<RecoveryPoint> decode(std::string_view bytes);
  friend bool operator==(const RecoveryPoint&, const RecoveryPoint&) = default;
};

std::string point_key(std::string_view account, std::string_view arn);

std::string point_arn(const VaultName& vault, std::string_view id);

CalculatedLifecycle dates_of(const RecoveryPoint& point);

// Row and index rows, tags, and the vault's count: a new point, or one that is there already, whose
// tags stay.
Status add_point(const storage::View& view, storage::Changes& changes, storage::TableId rows,
                 const RecoveryPoint& point, const Tags& tags = {});
Status remove_point(const storage::View& view, storage::Changes& changes, storage::TableId rows,
                    const RecoveryPoint& point);

// What is listed by: all points of a vault, or of a resource, the oldest first.
struct PointList {
  std::vector<RecoveryPoint> points;
  std::string last;  // give back as `after` for what comes behind; empty: there is no more
};

Result<PointList> points_of_vault(const Rows& rows, std::string_view account,
                                  std::string_view vault, const std::string& after = {},
                                  std::size_t limit = SIZE_MAX);
Result<PointList> points_of_resource(const Rows& rows, std::string_view account,
                                     std::string_view resource_arn, const std::string& after = {},
                                     std::size_t limit = SIZE_MAX);

}  // namespace tidemark::vault
