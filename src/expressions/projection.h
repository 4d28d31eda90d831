// ProjectionExpression: the parts of an item that are wanted, `Id, #n.Street, Tags[0]`.
//
//   auto parsed = parse_projection("Id, #n.Street", placeholders);
//   const values::Item part = project(std::get<Projection>(parsed), item);
#pragma once

#include "expressions/document_path.h"
#include "expressions/placeholders.h"
#include "expressions/problem.h"
#include "values/attribute_value.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

struct Projection {
  std::vector<DocumentPath> paths;  // sorted; none within another
};

Parsed<Projection> parse_projection(std::string_view text, Placeholders& placeholders);

// Of paths that do not clash.
Projection projection_of(std::vector<DocumentPath> paths);

// What is there of it, each value in the maps and lists around it. Lists hold the wanted elements
// only, in their order, with no gaps.
values::Item project(const Projection& projection, const values::Item& item);

}  // namespace tidemark::expressions
