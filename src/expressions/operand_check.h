// What DynamoDB asks of the operands of an operator or function before it looks at any item.
#pragma once

#include "expressions/condition.h"
#include "expressions/problem.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

// Notes unknown and misplaced functions, wrong counts and types of operands, and comparisons of
// a path with itself. `as_operand`: the call stands where a value is wanted, as size() may.
void check_call(const Call& call, bool as_operand, Findings& findings);
void check_operator(std::string_view op, const std::vector<Operand>& operands, Findings& findings);

// The texts, which updates share.
std::string wrong_count(std::string_view name, std::size_t count);
std::string wrong_type(std::string_view name, std::string_view type);
std::string no_path(std::string_view name);
std::string misused(std::string_view function);
std::string unknown(std::string_view function);

// Whether it is a function of conditions, which updates refuse by name.
bool is_condition_function(std::string_view name);

}  // namespace tidemark::expressions
