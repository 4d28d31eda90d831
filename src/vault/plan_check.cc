#include "vault/plan_check.h"

#include "schedule/runs.h"
#include "vault/vault.h"

#include <algorithm>
#include <set>

namespace tidemark::vault {
namespace {

constexpr std::size_t kMostTags = 50;

std::optional<std::string> problem_with_windows(const schedule::Windows& windows) {
  using schedule::kLongestWindow;
  if (windows.start < schedule::kShortestStartWindow || windows.start > kLongestWindow) {
    return fmt::format(
        "Invalid start window. StartWindowMinutes cannot be less than 60 or more "
        "than 52560000 minutes, and is {}",
        windows.start.count());
  }
  // The default start window says nothing about what was asked for.
  const bool too_short = windows.start != schedule::kDefaultStartWindow
                             ? windows.completion < windows.start
                             : windows.completion.count() < 1;
  if (too_short || windows.completion > kLongestWindow) {
    return fmt::format(
        "Invalid completion window. CompletionWindowMinutes cannot be less than "
        "StartWindowMinutes or more than 52560000 minutes, and is {}",
        windows.completion.count());
  }
  return std::nullopt;
}

std::optional<std::string> problem_with_tags(const std::map<std::string, std::string>& tags) {
  if (tags.size() > kMostTags) {
    return fmt::format("Invalid tags. RecoveryPointTags cannot have more than 50 tags, and has {}",
                       tags.size());
  }
  for (const auto& [key, value] : tags) {
    if (key.empty() || key.size() > 128 || value.size() > 256 || key.starts_with("aws:")) {
      return fmt::format(
          "Invalid tags. '{}' must be 1 to 128 characters not beginning with 'aws:', "
          "its value at most 256",
          key);
    }
  }
  return std::nullopt;
}

std::optional<std::string> problem_with_rule(const PlanRule& rule) {
  if (!is_plan_name(rule.name)) {
    return fmt::format(
        "Invalid rule name. RuleName must be 1 to 50 letters, digits, '-', '_' or "
        "'.', and is '{}'",
        rule.name);
  }
  if (!is_vault_name(rule.vault_name)) {
    return fmt::format(
        "Invalid backup vault name. TargetBackupVaultName must be 2 to 50 letters, "
        "digits, '-' or '_', and is '{}'",
        rule.vault_name);
  }
  const auto runs = schedule::Schedule::parse(rule.schedule, rule.timezone);
  if (!runs) return fmt::format("Invalid schedule expression. {}", runs.error().message);
  if (auto why = problem_with_windows(rule.windows)) return why;
  if (rule.continuous && rule.lifecycle && rule.lifecycle->cold_after_days) {
    return "Invalid lifecycle. MoveToColdStorageAfterDays is unavailable";
  }
  if (rule.lifecycle) {
    if (auto why = problem_with(*rule.lifecycle)) return why;
  }
  for (const CopyAction& copy : rule.copies) {
    if (!parse_vault_arn(copy.destination_vault_arn)) {
      return fmt::format(
          "Invalid copy action. DestinationBackupVaultArn '{}' is not the ARN of a "
          "backup vault",
          copy.destination_vault_arn);
    }
    if (!copy.lifecycle) continue;
    if (auto why = problem_with(*copy.lifecycle)) return why;
  }
  return problem_with_tags(rule.recovery_point_tags);
}

// The options that AWS names, per kind of resource; none of them concerns tables.
std::optional<std::string> problem_with_setting(const AdvancedSetting& setting) {
  static const std::map<std::string, std::set<std::string>, std::less<>> kKnown = {
      {"EC2", {"WindowsVSS"}}, {"S3", {"BackupACLs", "BackupObjectTags"}}};
  const auto known = kKnown.find(setting.resource_type);
  if (known == kKnown.end()) {
    return fmt::format(
        "AdvancedBackupSettings are not available for resource type '{}', only for "
        "EC2 and S3",
        setting.resource_type);
  }
  for (const auto& [option, value] : setting.options) {
    if (!known->second.contains(option) || (value != "enabled" && value != "disabled")) {
      return fmt::format("Invalid option '{}' with value '{}' in AdvancedBackupSettings of {}",
                         option, value, setting.resource_type);
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_plan_name(std::string_view text) {
  const auto fits = [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
           one == '-' || one == '_' || one == '.';
  };
  return !text.empty() && text.size() <= 50 && std::ranges::all_of(text, fits);
}

std::optional<std::string> problem_with(const PlanDocument& document) {
  if (!is_plan_name(document.name)) {
    return fmt::format(
        "Invalid backup plan name. BackupPlanName must be 1 to 50 letters, digits, "
        "'-', '_' or '.', and is '{}'",
        document.name);
  }
  if (document.rules.empty()) return "Backup plan must have at least one rule";
  std::set<std::string> names;
  for (const PlanRule& rule : document.rules) {
    if (auto why = problem_with_rule(rule)) {
      return fmt::format("Error in some rules due to : {}", *why);
    }
    if (!names.insert(rule.name).second) {
      return fmt::format("Error in some rules due to : Duplicate rule name '{}'", rule.name);
    }
  }
  for (const AdvancedSetting& setting : document.advanced) {
    if (auto why = problem_with_setting(setting)) return why;
  }
  return std::nullopt;
}

}  // namespace tidemark::vault
