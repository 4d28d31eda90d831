// A restore testing plan: when recovery points are restored into temporary tables, and which may be
// chosen; and its selections: of which tables.
//
// Format   docs/formats/backup.md. Source: aws-contract C.2, C.8; API reference,
//          CreateRestoreTestingPlan and CreateRestoreTestingSelection.
#pragma once

#include "vault/rows.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::vault {

inline constexpr std::size_t kMaxTestingPlans = 100;      // of an account in a region
inline constexpr std::size_t kMaxTestingSelections = 30;  // of a plan

enum class PointAlgorithm : std::uint8_t { kLatestWithinWindow = 0, kRandomWithinWindow = 1 };

// "LATEST_WITHIN_WINDOW"
std::string_view name_of(PointAlgorithm algorithm);
std::optional<PointAlgorithm> parse_point_algorithm(std::string_view name);

// Which recovery points may be chosen.
struct PointChoice {
  PointAlgorithm algorithm = PointAlgorithm::kLatestWithinWindow;
  std::vector<std::string> include_vaults;  // ARNs, '*' for any text in them
  std::vector<std::string> exclude_vaults;
  bool continuous = false;  // no recovery point of a table is
  bool snapshots = true;
  std::int64_t window_days = 30;
  friend bool operator==(const PointChoice&, const PointChoice&) = default;
};

struct RestoreTestingPlan {
  static constexpr storage::Part kPart = kRestoreTestingPlansPart;

  std::string account;
  std::string region;
  std::string name;
  std::string id;  // behind the name in its ARN
  std::optional<std::string> creator_request_id;
  Timestamp created_at;
  std::optional<Timestamp> updated_at;
  std::optional<Timestamp> last_executed_at;
  PointChoice choice;
  std::string schedule;
  std::string timezone;
  std::int64_t start_window_hours = 24;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<RestoreTestingPlan> decode(std::string_view bytes);
  friend bool operator==(const RestoreTestingPlan&, const RestoreTestingPlan&) = default;
};

std::string testing_plan_key(std::string_view account, std::string_view name);

// "arn:aws:backup:eu-west-1:123456789012:restore-testing-plan:weekly-0c1d…"
std::string arn_of(const RestoreTestingPlan& plan);

using TagConditions = std::vector<std::pair<std::string, std::string>>;

struct RestoreTestingSelection {
  static constexpr storage::Part kPart = kRestoreTestingSelectionsPart;

  std::string account;
  std::string plan_name;
  std::string name;
  std::optional<std::string> creator_request_id;
  Timestamp created_at;
  std::optional<Timestamp> updated_at;
  std::string iam_role_arn;
  std::string resource_type;               // "DynamoDB"
  std::vector<std::string> resource_arns;  // "*" alone: every table
  TagConditions equals;                    // of the table's tags; all must hold
  TagConditions not_equals;
  std::map<std::string, std::string> overrides;  // of the restore's metadata
  std::optional<std::int64_t> validation_window_hours;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<RestoreTestingSelection> decode(std::string_view bytes);
  friend bool operator==(const RestoreTestingSelection&, const RestoreTestingSelection&) = default;
};

std::string testing_selection_key(std::string_view account, std::string_view plan_name,
                                  std::string_view name);

}  // namespace tidemark::vault
