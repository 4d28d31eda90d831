// What an account has chosen for AWS Backup: in a region, and everywhere.
//
//   TM_TRY(const RegionSettings settings, region_settings(view, rows.table, account));
//   settings.opted_in("DynamoDB");     // do tags and wildcards take tables?
//   settings.manages("DynamoDB");      // bytes in the vault, or a classic backup
//
// Threads  Any; the update_… functions wait for the disk.
// Errors   those of the store.
// Format   docs/formats/backup.md. Source: aws-contract C.7.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "vault/rows.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tidemark::vault {

// The kinds of resources that AWS Backup knows, by its names, ascending.
std::span<const std::string_view> known_kinds();
// Those whose backups can be managed or not.
std::span<const std::string_view> managed_kinds();

struct RegionSettings {
  static constexpr storage::Part kPart = kSettingsPart;

  std::string account;
  std::map<std::string, bool> opt_in;      // what was set; see opted_in for the rest
  std::map<std::string, bool> management;  // likewise

  // Unless set: tables are, kinds that are not moved here are not.
  [[nodiscard]] bool opted_in(std::string_view kind) const;
  // Unless set: tables are managed (advanced DynamoDB backup), as in accounts that AWS Backup met
  // after November 2021.
  [[nodiscard]] bool manages(std::string_view kind) const;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<RegionSettings> decode(std::string_view bytes);
  friend bool operator==(const RegionSettings&, const RegionSettings&) = default;
};

// As nobody has set anything when there is no row.
Result<RegionSettings> region_settings(const storage::View& view, storage::TableId table,
                                       const std::string& account);
Result<RegionSettings> region_settings(const Rows& rows, const std::string& account);

// Kinds that are not named keep what they have.
Result<RegionSettings> update_region_settings(const Rows& rows, const std::string& account,
                                              const std::map<std::string, bool>& opt_in,
                                              const std::map<std::string, bool>& management);

// Lie in the store of one region, whichever region the call was for: kHomeRegion, or the
// first that is served.
struct GlobalSettings {
  static constexpr storage::Part kPart = kSettingsPart;

  std::string account;
  bool cross_account = false;  // isCrossAccountBackupEnabled: may copies go to other accounts?
  std::optional<Timestamp> updated_at;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<GlobalSettings> decode(std::string_view bytes);
  friend bool operator==(const GlobalSettings&, const GlobalSettings&) = default;
};

inline constexpr std::string_view kHomeRegion = "us-east-1";

class Regions;
// The region where they lie.
std::string home_region(const Regions& regions);

Result<GlobalSettings> global_settings(const Rows& home, const std::string& account);
Status update_global_settings(const Rows& home, const GlobalSettings& settings);

}  // namespace tidemark::vault
