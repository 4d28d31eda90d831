// The words that an expression may not use as an attribute name without a # placeholder.
// Source: DynamoDB developer guide, "Reserved words in DynamoDB": 573 of them.
#pragma once

#include <string_view>

namespace tidemark::expressions {

inline constexpr int kReservedWords = 573;

// In any case.
bool is_reserved(std::string_view word);

}  // namespace tidemark::expressions
