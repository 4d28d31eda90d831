#include "expressions/projection.h"

#include "expressions/parser.h"

#include <algorithm>

namespace tidemark::expressions {

namespace {

bool take_attribute(Parser& parser, Projection& projection) {
  const auto path = parser.take_path({});
  if (!path) return false;
  if (path->size() > 1) {
    return parser.not_served(fmt::format("the nested path {}", to_text(*path)));
  }
  const auto& taken = projection.attributes;
  if (std::find(taken.begin(), taken.end(), attribute_of(*path)) != taken.end()) {
    parser.findings().note(Rank::kOverlap,
                           fmt::format("Two document paths overlap with each other; must remove or "
                                       "rewrite one of these paths; path one: {0}, path two: {0}",
                                       to_text(*path)));
  }
  projection.attributes.push_back(attribute_of(*path));
  return true;
}

}  // namespace

Parsed<Projection> parse_projection(std::string_view text, Placeholders& placeholders) {
  Parser parser("ProjectionExpression", text, placeholders);
  Projection projection;
  bool more = !parser.stopped();
  while (more) more = take_attribute(parser, projection) && parser.take_symbol(",");
  if (!parser.stopped() && parser.peek().kind != Token::Kind::kEnd) parser.syntax_error();
  if (auto problem = parser.problem()) return std::move(*problem);
  return projection;
}

values::Item project(const Projection& projection, const values::Item& item) {
  values::Item part;
  for (const std::string& attribute : projection.attributes) {
    if (const auto* value = item.find(attribute)) part.set(attribute, *value);
  }
  return part;
}

}  // namespace tidemark::expressions
