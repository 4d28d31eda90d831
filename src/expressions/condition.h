// The condition language, of which a key condition is a small part: OR, AND, NOT, comparisons,
// BETWEEN, IN and functions, parsed and checked; placeholders resolved.
//
//   auto parsed = parse_condition("FilterExpression", "Price < :p", placeholders);
//   const Predicate predicate(std::get<Condition>(parsed));    // predicate.h: asks it of items
#pragma once

#include "expressions/document_path.h"
#include "expressions/parser.h"
#include "values/attribute_value.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::expressions {

struct Operand;

struct Call {
  std::string function;
  std::vector<Operand> arguments;
};

struct Operand {
  std::variant<DocumentPath, values::AttributeValue, Call> what;

  [[nodiscard]] const DocumentPath* path() const { return std::get_if<DocumentPath>(&what); }

  [[nodiscard]] const values::AttributeValue* value() const {
    return std::get_if<values::AttributeValue>(&what);
  }

  [[nodiscard]] const Call* call() const { return std::get_if<Call>(&what); }
};

struct Condition {
  enum class Kind { kOr, kAnd, kNot, kCompare, kBetween, kIn, kFunction };

  Kind kind = Kind::kCompare;
  std::string op;                 // "OR", "<=", "BETWEEN", "begins_with", …
  std::vector<Condition> parts;   // kOr, kAnd, kNot
  std::vector<Operand> operands;  // the others
};

// `kind` names the request member.
Parsed<Condition> parse_condition(std::string_view kind, std::string_view text,
                                  Placeholders& placeholders);

// Every path that it reads, in the order of the text.
std::vector<DocumentPath> paths_of(const Condition& condition);

// The whole text as one condition. nullopt when parser.problem() says why.
std::optional<Condition> parse_condition(Parser& parser);

}  // namespace tidemark::expressions
