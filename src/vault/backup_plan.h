// A backup plan: rules that say when what is backed up where, and for how long. Every change makes
// a new version; the old ones stay readable. A deleted plan stays, too, without rules that run.
//
//   BackupPlan     which version is the newest, and what does not change
//   PlanVersion    the document as it was given, with the rules' ids
//
// Format   docs/formats/backup.md. Source: aws-contract C.2, C.6.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "schedule/windows.h"
#include "vault/lifecycle.h"
#include "vault/rows.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::vault {

struct CopyAction {
  std::string destination_vault_arn;
  std::optional<Lifecycle> lifecycle;
  friend bool operator==(const CopyAction&, const CopyAction&) = default;
};

inline constexpr std::string_view kDefaultSchedule = "cron(0 5 ? * * *)";
inline constexpr std::string_view kDefaultTimezone = "Etc/UTC";

struct PlanRule {
  std::string id;  // kept from version to version by the rule's name
  std::string name;
  std::string vault_name;
  std::string schedule{kDefaultSchedule};
  std::string timezone{kDefaultTimezone};
  schedule::Windows windows;
  std::optional<Lifecycle> lifecycle;
  std::map<std::string, std::string> recovery_point_tags;
  std::vector<CopyAction> copies;
  bool continuous = false;  // has no effect on tables, as on AWS
  friend bool operator==(const PlanRule&, const PlanRule&) = default;
};

struct AdvancedSetting {
  std::string resource_type;
  std::map<std::string, std::string> options;
  friend bool operator==(const AdvancedSetting&, const AdvancedSetting&) = default;
};

struct PlanDocument {
  std::string name;
  std::vector<PlanRule> rules;
  std::vector<AdvancedSetting> advanced;
  friend bool operator==(const PlanDocument&, const PlanDocument&) = default;
};

// Without the rules' ids: whether two documents ask for the same.
PlanDocument without_ids(PlanDocument document);

struct PlanVersion {
  static constexpr storage::Part kPart = kPlanVersionsPart;

  std::string account;
  std::string plan_id;
  std::uint64_t number = 1;  // of the plan's versions, from 1
  std::string version_id;    // as clients see it
  Timestamp created_at;
  PlanDocument document;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<PlanVersion> decode(std::string_view bytes);
  friend bool operator==(const PlanVersion&, const PlanVersion&) = default;
};

// Live plans and deleted ones lie apart: there are few of the former.
enum class PlanState : std::uint8_t { kLive, kDeleted };

struct BackupPlan {
  static constexpr storage::Part kPart = kPlansPart;

  std::string account;
  std::string region;
  std::string id;
  std::optional<std::string> creator_request_id;
  Timestamp created_at;
  std::optional<Timestamp> deleted_at;
  std::optional<Timestamp> last_executed_at;
  std::uint64_t versions = 1;  // how many there have been
  PlanVersion newest;          // also a row of its own

  [[nodiscard]] PlanState state() const {
    return deleted_at ? PlanState::kDeleted : PlanState::kLive;
  }

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<BackupPlan> decode(std::string_view bytes);
  friend bool operator==(const BackupPlan&, const BackupPlan&) = default;
};

std::string plan_prefix(std::string_view account, PlanState state);
std::string plan_key(std::string_view account, PlanState state, std::string_view plan_id);
std::string plan_version_key(std::string_view account, std::string_view plan_id,
                             std::uint64_t number);

// "arn:aws:backup:eu-west-1:123456789012:backup-plan:<id>"
std::string arn_of(const BackupPlan& plan);

// Null when the newest version has no such rule.
const PlanRule* find_rule(const BackupPlan& plan, std::string_view rule_id);

}  // namespace tidemark::vault
