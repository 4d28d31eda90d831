// Why an expression is refused, in DynamoDB's words (always a ValidationException).
// Source: the dynalite test suite, which was run against the service. A text that names Tidemark
// says what is not served yet.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace tidemark::expressions {

struct ExpressionProblem {
  std::string message;
};

template <class T>
using Parsed = std::variant<T, ExpressionProblem>;

// An expression can be wrong in several ways at once; this is the order in which DynamoDB tells.
enum class Rank {
  kParentheses,
  kUnknownFunction,
  kMisusedFunction,
  kReserved,
  kRepeatedSection,
  kUndefinedName,
  kUndefinedValue,
  kOperands,
  kOverlap,
  kConflict,
};

// The problems found in one expression: the first of each rank.
class Findings {
 public:
  void note(Rank rank, std::string message) { first_.try_emplace(rank, std::move(message)); }

  [[nodiscard]] std::optional<std::string> worst() const {
    if (first_.empty()) return std::nullopt;
    return first_.begin()->second;
  }

 private:
  std::map<Rank, std::string> first_;
};

}  // namespace tidemark::expressions
