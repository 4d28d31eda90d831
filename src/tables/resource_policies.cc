#include "tables/resource_policies.h"

#include <algorithm>
#include <string_view>

namespace tidemark::tables {
namespace {

bool is_expected(const std::optional<ResourcePolicy>& policy, const ExpectedRevision& expected) {
  if (!expected) return true;
  if (*expected == kNoPolicy) return !policy;
  return policy && policy->revision == *expected;
}

std::optional<std::string> revision_of(const std::optional<ResourcePolicy>& policy) {
  if (!policy) return std::nullopt;
  return policy->revision;
}

}  // namespace

std::string policy_revision(Timestamp at) {
  return std::to_string(at.micros / 1000);
}

PolicyOutcome put_policy(TableDescription& table, const std::string& document,
                         const ExpectedRevision& expected, Timestamp now) {
  auto& policy = table.settings.policy;
  if (!is_expected(policy, expected)) return PolicyDiffers{revision_of(policy)};
  if (policy && policy->document == document) return PolicyChanged{policy->revision};
  std::string revision = policy_revision(now);
  // Two in one millisecond are two revisions.
  if (policy && policy->revision == revision) revision = policy_revision({now.micros + 1000});
  policy = ResourcePolicy{document, std::move(revision)};
  return PolicyChanged{policy->revision};
}

PolicyOutcome delete_policy(TableDescription& table, const ExpectedRevision& expected) {
  auto& policy = table.settings.policy;
  if (!is_expected(policy, expected)) return PolicyDiffers{revision_of(policy)};
  PolicyChanged removed{revision_of(policy)};
  policy.reset();
  return removed;
}

}  // namespace tidemark::tables
