#include "vault/selection_match.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

constexpr std::string_view kTagPrefix = "aws:ResourceTag/";

const std::string* tag_of(const Candidate& resource, std::string_view key) {
  const auto found = resource.tags.find(std::string(key));
  return found == resource.tags.end() ? nullptr : &found->second;
}

const std::string* condition_tag(const Candidate& resource, const TagCondition& condition) {
  return tag_of(resource, std::string_view(condition.key).substr(kTagPrefix.size()));
}

bool equal(const Candidate& resource, const TagCondition& condition) {
  const std::string* const tag = condition_tag(resource, condition);
  return tag != nullptr && *tag == condition.value;
}

bool like(const Candidate& resource, const TagCondition& condition) {
  const std::string* const tag = condition_tag(resource, condition);
  return tag != nullptr && is_like(*tag, condition.value);
}

bool any_like(std::string_view arn, const std::vector<std::string>& patterns) {
  return std::ranges::any_of(patterns,
                             [&](const std::string& pattern) { return is_like(arn, pattern); });
}

}  // namespace

// Of a failed match only the last '*' need take more: what came before it took as little as it
// could.
bool is_like(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  std::size_t star = pattern.npos;
  std::size_t star_takes_from = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      star_takes_from = at;
    } else if (in_pattern < pattern.size() && pattern[in_pattern] == text[at]) {
      ++in_pattern;
      ++at;
    } else if (star != pattern.npos) {
      in_pattern = star + 1;
      at = ++star_takes_from;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == pattern.npos;
}

SelectionMatcher::SelectionMatcher(const SelectionDocument& selection,
                                   std::function<bool(std::string_view)> opted_in)
    : selection_(selection), opted_in_(std::move(opted_in)) {}

bool SelectionMatcher::conditions_hold(const Candidate& resource) const {
  const Conditions& all = selection_.conditions;
  const auto is = [&](const TagCondition& one) { return equal(resource, one); };
  const auto looks = [&](const TagCondition& one) { return like(resource, one); };
  return std::ranges::all_of(all.equals, is) && std::ranges::none_of(all.not_equals, is) &&
         std::ranges::all_of(all.like, looks) && std::ranges::none_of(all.not_like, looks);
}

bool SelectionMatcher::takes(const Candidate& resource) const {
  const bool named = any_like(resource.arn, selection_.resources);
  const bool tagged = std::ranges::any_of(selection_.tags, [&](const TagCondition& condition) {
    const std::string* const tag = tag_of(resource, condition.key);
    return tag != nullptr && *tag == condition.value;
  });
  if (!named && !tagged) return false;
  const bool written_out =
      std::ranges::find(selection_.resources, resource.arn) != selection_.resources.end();
  if (!written_out && !opted_in_(resource.kind)) return false;
  return conditions_hold(resource) && !any_like(resource.arn, selection_.not_resources);
}

std::vector<std::string> SelectionMatcher::written_out() const {
  std::vector<std::string> arns;
  for (const std::string& arn : selection_.resources) {
    const bool whole = arn.find('*') == std::string::npos;
    if (whole && !any_like(arn, selection_.not_resources)) arns.push_back(arn);
  }
  return arns;
}

}  // namespace tidemark::vault
