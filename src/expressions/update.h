// UpdateExpression, as far as it is served: `SET name = :value, #other = :value, …` on top-level
// attributes. Everything else is refused, naming what is not there.
//
//   auto parsed = parse_update("SET Price = :p", placeholders);
//   if (auto problem = find_key_update(update, schema)) …
//   apply(std::get<Update>(parsed), item);
#pragma once

#include "expressions/placeholders.h"
#include "expressions/problem.h"
#include "values/attribute_value.h"
#include "values/item_key.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::expressions {

struct Update {
  struct Set {
    std::string attribute;
    values::AttributeValue value;
  };

  std::vector<Set> sets;  // each attribute once
};

Parsed<Update> parse_update(std::string_view text, Placeholders& placeholders);

// The problem when `update` touches a key attribute.
std::optional<ExpressionProblem> find_key_update(const Update& update,
                                                 const values::KeySchema& schema);

void apply(const Update& update, values::Item& item);

}  // namespace tidemark::expressions
