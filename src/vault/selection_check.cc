#include "vault/selection_check.h"

#include "vault/plan_check.h"
#include "vault/resource_arn.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

constexpr std::size_t kMostArns = 500;
constexpr std::size_t kMostPatterns = 30;
constexpr std::string_view kTagPrefix = "aws:ResourceTag/";

bool is_pattern(std::string_view arn) {
  return arn.find('*') != arn.npos;
}

// '*' stands at the end of the ARN, or alone for its region or account.
bool wildcards_are_placed(const ResourceArn& arn) {
  const auto whole_or_none = [](const std::string& part) {
    return part == "*" || !is_pattern(part);
  };
  const std::size_t star = arn.resource.find('*');
  return whole_or_none(arn.region) && whole_or_none(arn.account) && !is_pattern(arn.service) &&
         !is_pattern(arn.partition) &&
         (star == std::string::npos || star + 1 == arn.resource.size());
}

std::optional<std::string> problem_with_arn(const std::string& text, std::string_view region) {
  if (text == "*") return std::nullopt;
  const auto arn = parse_resource_arn(text);
  if (!arn) return fmt::format("Invalid ARN: {}", text);
  if (!wildcards_are_placed(*arn)) {
    return fmt::format(
        "Invalid ARN: {}. A wildcard stands at its end, or for a whole region or "
        "account",
        text);
  }
  if (!arn->region.empty() && arn->region != "*" && arn->region != region) {
    return fmt::format("Invalid ARN: {}. Expected region is {}", text, region);
  }
  return std::nullopt;
}

std::optional<std::string> problem_with_arns(const std::vector<std::string>& arns,
                                             std::string_view member, std::string_view region) {
  const auto patterns = static_cast<std::size_t>(std::ranges::count_if(arns, is_pattern));
  const std::size_t most = patterns > 0 ? kMostPatterns : kMostArns;
  if (arns.size() > most) {
    return fmt::format("Invalid backup selection. {} cannot have more than {} ARNs{}, and has {}",
                       member, most, patterns > 0 ? " where one has a wildcard" : "", arns.size());
  }
  for (const std::string& arn : arns) {
    if (auto why = problem_with_arn(arn, region)) return why;
  }
  return std::nullopt;
}

std::optional<std::string> problem_with_keys(const Conditions& conditions) {
  for (const auto* list :
       {&conditions.equals, &conditions.not_equals, &conditions.like, &conditions.not_like}) {
    for (const TagCondition& condition : *list) {
      if (!condition.key.starts_with(kTagPrefix) || condition.key.size() == kTagPrefix.size()) {
        return fmt::format(
            "Invalid backup selection. ConditionKey '{}' must be of the form "
            "aws:ResourceTag/<tag key>",
            condition.key);
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> wrong_in(const SelectionDocument& document, std::string_view account,
                                    std::string_view region) {
  if (!is_plan_name(document.name)) {
    return fmt::format(
        "Invalid selection name. SelectionName must be 1 to 50 letters, digits, "
        "'-', '_' or '.', and is '{}'",
        document.name);
  }
  if (!document.iam_role_arn.starts_with(fmt::format("arn:aws:iam::{}:role/", account))) {
    return fmt::format("IAM Role {} cannot be assumed by AWS Backup", document.iam_role_arn);
  }
  if (document.resources.empty() && document.tags.empty()) {
    return "Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be "
           "non-empty.";
  }
  if (auto why = problem_with_arns(document.resources, "Resources", region)) return why;
  if (auto why = problem_with_arns(document.not_resources, "NotResources", region)) return why;
  for (const TagCondition& tag : document.tags) {
    if (tag.key.empty()) {
      return "Invalid backup selection. ConditionKey in ListOfTags must not be empty";
    }
  }
  return problem_with_keys(document.conditions);
}

}  // namespace

std::optional<SelectionProblem> problem_with(const SelectionDocument& document,
                                             std::string_view account, std::string_view region) {
  if (document.resources.empty() && document.tags.empty() && document.conditions.empty() &&
      document.not_resources.empty()) {
    return MissingInSelection{"Either Resources or Conditions must not be null"};
  }
  if (auto why = wrong_in(document, account, region)) return WrongInSelection{*std::move(why)};
  return std::nullopt;
}

}  // namespace tidemark::vault
