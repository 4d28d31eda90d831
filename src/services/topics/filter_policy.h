// Which messages a subscription wants.
//
//   const auto parsed = FilterPolicy::parse(R"({"State":[{"anything-but":"COMPLETED"}]})", scope);
//   if (policy.wants(attributes, message)) …
//
// Every name must have a value that one of its rules takes. Rules: a text, a number, true, false or
// null itself; prefix, suffix, equals-ignore-case, anything-but (texts, numbers, prefix, suffix),
// numeric, exists. What else AWS has ($or, wildcard, cidr) is refused by name. In the scope of the
// message's body, names may nest.
//
// Threads   Immutable once parsed.
// Source    Amazon SNS developer guide, "Amazon SNS subscription filter policies" (read
//           2026-11-21).
#pragma once

#include "base/result.h"
#include "codec/json.h"
#include "services/topics/topic.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

// Source: as above, "filter policy constraints".
inline constexpr std::size_t kMaxFilterNames = 5;
inline constexpr std::size_t kMaxFilterCombinations = 150;

class FilterPolicy {
 public:
  // Errors: kInvalid  what is wrong, in AWS's words where they are known
  static Result<FilterPolicy> parse(std::string_view text, FilterScope scope);

  [[nodiscard]] bool wants(const std::vector<MessageAttribute>& attributes,
                           std::string_view message) const;

 private:
  FilterPolicy(codec::JsonValue policy, FilterScope scope)
      : policy_(std::move(policy)), scope_(scope) {}

  codec::JsonValue policy_;
  FilterScope scope_;
};

}  // namespace tidemark::services
