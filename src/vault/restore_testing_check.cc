#include "vault/restore_testing_check.h"

#include "schedule/runs.h"
#include "vault/resource_arn.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

constexpr std::size_t kMaxName = 50;
constexpr std::size_t kMaxArns = 30;
constexpr std::int64_t kLongestWindowDays = 365;
constexpr std::int64_t kLongestHours = 168;
constexpr std::string_view kTagPrefix = "aws:ResourceTag/";

bool is_name(std::string_view text) {
  const auto fits = [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
           one == '_';
  };
  return !text.empty() && text.size() <= kMaxName && std::ranges::all_of(text, fits);
}

std::optional<std::string> problem_with_name(std::string_view member, std::string_view name) {
  if (is_name(name)) return std::nullopt;
  return fmt::format("{} must have 1 to {} letters, digits or '_', and is '{}'", member, kMaxName,
                     name);
}

std::optional<std::string> problem_with_range(std::string_view member, std::int64_t value,
                                              std::int64_t least, std::int64_t most) {
  if (value >= least && value <= most) return std::nullopt;
  return fmt::format("{} must be from {} to {}, not {}", member, least, most, value);
}

// "*", or an ARN of a vault in which '*' may stand for anything.
bool is_vault_pattern(std::string_view text) {
  return text == "*" ||
         (text.starts_with("arn:") && text.find(":backup-vault:") != std::string_view::npos);
}

std::optional<std::string> problem_with(const PointChoice& choice) {
  if (!choice.continuous && !choice.snapshots) {
    return "RecoveryPointTypes must name SNAPSHOT, CONTINUOUS or both";
  }
  if (choice.include_vaults.empty()) return "IncludeVaults must name one vault at least, or *";
  for (const auto& [member, vaults] : {std::pair("IncludeVaults", &choice.include_vaults),
                                       std::pair("ExcludeVaults", &choice.exclude_vaults)}) {
    const auto wrong = std::ranges::find_if_not(*vaults, is_vault_pattern);
    if (wrong == vaults->end()) continue;
    return fmt::format("{} has '{}', which is neither * nor the ARN of a backup vault", member,
                       *wrong);
  }
  return problem_with_range("SelectionWindowDays", choice.window_days, 1, kLongestWindowDays);
}

std::optional<std::string> problem_with_arns(const std::vector<std::string>& arns) {
  if (arns.size() == 1 && arns[0] == "*") return std::nullopt;
  if (arns.size() > kMaxArns) {
    return fmt::format("ProtectedResourceArns may name at most {} resources, not {}", kMaxArns,
                       arns.size());
  }
  for (const std::string& arn : arns) {
    if (arn == "*") return "ProtectedResourceArns may have * alone, or ARNs, but not both";
    const auto parsed = parse_resource_arn(arn);
    if (!parsed) return fmt::format("Invalid ARN: {}", arn);
    if (parsed->kind != kDynamoDb) {
      return fmt::format("ProtectedResourceArns has {}, which is no table of {}", arn, kDynamoDb);
    }
  }
  return std::nullopt;
}

std::optional<std::string> problem_with_conditions(const RestoreTestingSelection& selection) {
  if (selection.equals.empty() && selection.not_equals.empty()) return std::nullopt;
  const bool all = selection.resource_arns.empty() || selection.resource_arns[0] == "*";
  if (!all)
    return "ProtectedResourceConditions go with ProtectedResourceArns * only, not with ARNs";
  for (const TagConditions* conditions : {&selection.equals, &selection.not_equals}) {
    for (const auto& [key, value] : *conditions) {
      if (key.starts_with(kTagPrefix) && key.size() > kTagPrefix.size()) continue;
      return fmt::format("The key {} of a condition must be {}<key>", key, kTagPrefix);
    }
  }
  return std::nullopt;
}

bool is_word(std::string_view text, std::string_view lower) {
  return std::ranges::equal(
      text, lower, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

std::optional<std::string> problem_with_overrides(const std::map<std::string, std::string>& all) {
  for (const auto& [key, value] : all) {
    if (is_word(key, "encryptiontype") && is_word(value, "default")) continue;
    if (is_word(key, "encryptiontype") || is_word(key, "kmsmasterkeyarn")) {
      return fmt::format(
          "RestoreMetadataOverrides {}={} is not supported by this version of Tidemark: tables "
          "have "
          "no keys of customers; encryptionType=Default works",
          key, value);
    }
    return fmt::format(
        "RestoreMetadataOverrides has {}, which cannot be overridden for {}; encryptionType and "
        "kmsMasterKeyArn can",
        key, kDynamoDb);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> problem_with(const RestoreTestingPlan& plan) {
  if (auto why = problem_with_name("RestoreTestingPlanName", plan.name)) return why;
  if (auto why = problem_with(plan.choice)) return why;
  const auto runs = schedule::Schedule::parse(plan.schedule, plan.timezone);
  if (!runs) return fmt::format("Invalid schedule expression. {}", runs.error().message);
  return problem_with_range("StartWindowHours", plan.start_window_hours, 1, kLongestHours);
}

std::optional<std::string> problem_with(const RestoreTestingSelection& selection) {
  if (auto why = problem_with_name("RestoreTestingSelectionName", selection.name)) return why;
  if (selection.resource_type != kDynamoDb) {
    return fmt::format(
        "ProtectedResourceType {} is not supported by this version of Tidemark: {} is",
        selection.resource_type, kDynamoDb);
  }
  if (selection.resource_arns.empty() && selection.equals.empty() && selection.not_equals.empty()) {
    return "One of ProtectedResourceArns and ProtectedResourceConditions must be given";
  }
  if (auto why = problem_with_arns(selection.resource_arns)) return why;
  if (auto why = problem_with_conditions(selection)) return why;
  if (auto why = problem_with_overrides(selection.overrides)) return why;
  if (!selection.validation_window_hours) return std::nullopt;
  return problem_with_range("ValidationWindowHours", *selection.validation_window_hours, 0,
                            kLongestHours);
}

}  // namespace tidemark::vault
