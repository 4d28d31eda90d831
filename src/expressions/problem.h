// Why an expression is refused, in DynamoDB's words (always a ValidationException).
// Source: the dynalite and Alternator test suites, which were run against the service.
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
  kUpdateFunction,  // unknown or misused
  kRepeatedSection,
  kTest,  // of a condition: see close_test()
  kUndefinedName,
  kUndefinedValue,
  kOverlap,
  kConflict,
  kSectionOperand,  // of ADD and DELETE
  kOperandCount,
  kSameOperand,
  kOperandType,
};

// The problems found in one expression: the first of each rank.
class Findings {
 public:
  void note(Rank rank, std::string message) { first_.try_emplace(rank, std::move(message)); }

  // A test (a comparison or function of a condition) was read: what is wrong with it is told
  // before anything that is wrong with a later one, whatever the ranks.
  void close_test() {
    const auto own = first_.upper_bound(Rank::kTest);
    if (own == first_.end()) return;
    first_.try_emplace(Rank::kTest, std::move(own->second));
    first_.erase(first_.upper_bound(Rank::kTest), first_.end());
  }

  [[nodiscard]] std::optional<std::string> worst() const {
    if (first_.empty()) return std::nullopt;
    return first_.begin()->second;
  }

 private:
  std::map<Rank, std::string> first_;
};

}  // namespace tidemark::expressions
