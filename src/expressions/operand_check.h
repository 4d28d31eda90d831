// What DynamoDB asks of the operands of an operator or function before it looks at any item.
#pragma once

#include "expressions/condition.h"
#include "expressions/problem.h"

#include <string_view>
#include <vector>

namespace tidemark::expressions {

// Notes unknown and misplaced functions, wrong counts and types of operands, and comparisons of
// a path with itself. `as_operand`: the call stands where a value is wanted, as size() may.
void check_call(const Call& call, bool as_operand, Findings& findings);
void check_operator(std::string_view op, const std::vector<Operand>& operands, Findings& findings);

}  // namespace tidemark::expressions
