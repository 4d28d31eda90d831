// Literals and parameters as attribute values.
//
//   Literals literals(statement, parameters);
//   const auto value = literals.value_of(term);      // nullopt: literals.problem() says why
//
// Threads   One statement's; not shared. Statement and parameters outlive it.
#pragma once

#include "expressions/partiql/term.h"
#include "expressions/problem.h"
#include "values/attribute_value.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tidemark::expressions::partiql {

class Literals {
 public:
  Literals(std::string_view statement, std::span<const values::AttributeValue> parameters)
      : statement_(statement), parameters_(parameters) {}

  // Whether the term is one: a parameter, a literal, a collection, a signed number.
  [[nodiscard]] static bool is_value(const Term& term);

  std::optional<values::AttributeValue> value_of(const Term& term);

  // The item of INSERT: a map whose values may be parameters.
  std::optional<values::Item> item_of(const Term& term);

  // The first problem stays. Always nullopt, to be returned.
  std::nullopt_t refuse(std::string message);
  std::nullopt_t refuse(std::string message, const Token& token);

  [[nodiscard]] const std::optional<ExpressionProblem>& problem() const { return problem_; }

 private:
  std::optional<values::AttributeValue> read(const Term& term, const std::string& under, int depth);
  std::optional<values::AttributeValue> number(const std::string& text, const std::string& under);
  std::optional<values::AttributeValue> signed_number(const Term& term, const std::string& under);
  std::optional<values::AttributeValue> list(const Term& term, const std::string& under, int depth);
  std::optional<values::AttributeValue> map(const Term& term, const std::string& under, int depth);
  std::optional<values::AttributeValue> set(const Term& term, const std::string& under, int depth);
  std::optional<std::string> name_of(const Term& term, const values::Item& before);
  std::nullopt_t not_a_value(const Term& term, const std::string& under);

  std::string_view statement_;
  std::span<const values::AttributeValue> parameters_;
  std::optional<ExpressionProblem> problem_;
};

}  // namespace tidemark::expressions::partiql
