// Why an expression is refused, in DynamoDB's words (always a ValidationException).
// Source: the dynalite test suite, which was run against the service. The texts that speak of
// Tidemark name what is not served yet.
#pragma once

#include <string>
#include <variant>

namespace tidemark::expressions {

struct ExpressionProblem {
  std::string message;
};

template <class T>
using Parsed = std::variant<T, ExpressionProblem>;

}  // namespace tidemark::expressions
