// How one value of a request compares with one of a policy's condition: as texts, numbers,
// instants, truths, or addresses.
//
//   compares(Comparison::kIpAddress, "10.1.2.3", "10.0.0.0/8")     // true
//   compares(Comparison::kNumericLessThan, "3", "10")              // true
//
// Threads   Pure functions.
#pragma once

#include "services/identity/policy_condition.h"

#include <string_view>

namespace tidemark::services {

// `sent` comes from the request, `wanted` from the policy. A value that is none of the kind that
// is compared fits nothing. Not for kNull; patterns are the caller's.
[[nodiscard]] bool compares(Comparison comparison, std::string_view sent, std::string_view wanted);

// Whether a policy may have this value for this comparison.
[[nodiscard]] bool is_comparable(Comparison comparison, std::string_view wanted);

}  // namespace tidemark::services
