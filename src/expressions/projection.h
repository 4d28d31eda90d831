// ProjectionExpression, as far as it is served: top-level attributes, `a, #b`.
//
//   auto parsed = parse_projection("Id, #n", placeholders);
//   const values::Item part = project(std::get<Projection>(parsed), item);
#pragma once

#include "expressions/placeholders.h"
#include "expressions/problem.h"
#include "values/attribute_value.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

struct Projection {
  std::vector<std::string> attributes;  // each once
};

Parsed<Projection> parse_projection(std::string_view text, Placeholders& placeholders);

// The attributes of `item` that are named.
values::Item project(const Projection& projection, const values::Item& item);

}  // namespace tidemark::expressions
