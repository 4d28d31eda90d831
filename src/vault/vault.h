// A backup vault: a place for recovery points, with who may do what to them and how long they
// stay. Format: docs/formats/backup.md. Source: aws-contract C.7.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "vault/rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

// Keeps recovery points from being deleted early. Without `locked_at` (governance) who may change
// the vault may take it off; from that instant on (compliance) nobody.
struct VaultLock {
  std::optional<std::uint32_t> min_retention_days;
  std::optional<std::uint32_t> max_retention_days;
  std::optional<Timestamp> locked_at;
  friend bool operator==(const VaultLock&, const VaultLock&) = default;
};

struct VaultNotifications {
  std::string topic_arn;
  std::vector<std::string> events;  // "BACKUP_JOB_COMPLETED"
  friend bool operator==(const VaultNotifications&, const VaultNotifications&) = default;
};

struct VaultName {
  std::string account;
  std::string region;
  std::string name;
  friend bool operator==(const VaultName&, const VaultName&) = default;
};

struct Vault {
  static constexpr storage::Part kPart = kVaultsPart;

  VaultName name;
  Timestamp created_at;
  std::optional<std::string> creator_request_id;
  std::int64_t recovery_points = 0;
  std::optional<VaultLock> lock;
  std::optional<std::string> access_policy;  // JSON, as given
  std::optional<VaultNotifications> notifications;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<Vault> decode(std::string_view bytes);
  friend bool operator==(const Vault&, const Vault&) = default;
};

std::string vault_key(std::string_view account, std::string_view name);

// "arn:aws:backup:eu-west-1:123456789012:backup-vault:nightly"
std::string arn_of(const VaultName& name);
// nullopt: no vault's ARN.
std::optional<VaultName> parse_vault_arn(std::string_view arn);

// Two to fifty letters, digits, '-' and '_'.
bool is_vault_name(std::string_view text);

// Where the vault's blobs lie: "123456789012/eu-west-1/nightly/".
std::string blob_prefix_of(const VaultName& name);

// Whether nobody may lift the lock any more.
bool is_compliance_locked(const Vault& vault, Timestamp now);

}  // namespace tidemark::vault
