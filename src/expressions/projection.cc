#include "expressions/projection.h"

#include "expressions/parser.h"
#include "expressions/path_clash.h"

#include <algorithm>
#include <span>

namespace tidemark::expressions {

namespace {

using values::AttributeValue;
using Paths = std::span<const DocumentPath>;

// The leading paths that share their step at `depth`.
Paths group_of(Paths paths, std::size_t depth) {
  const auto end = std::find_if(paths.begin(), paths.end(), [&](const DocumentPath& path) {
    return path[depth] != paths.front()[depth];
  });
  return paths.first(static_cast<std::size_t>(end - paths.begin()));
}

std::optional<AttributeValue> part_of(const AttributeValue& value, Paths paths, std::size_t depth);

// What `group` wants of the value at its common step; `depth` is that of the step.
std::optional<AttributeValue> member_part(const AttributeValue* member, Paths group,
                                          std::size_t depth) {
  if (member == nullptr) return std::nullopt;
  if (group.front().size() == depth + 1) return *member;
  return part_of(*member, group, depth + 1);
}

values::Item map_part(const values::Item& map, Paths paths, std::size_t depth) {
  values::Item part;
  while (!paths.empty()) {
    const Paths group = group_of(paths, depth);
    paths = paths.subspan(group.size());
    const auto* name = std::get_if<std::string>(&group.front()[depth]);
    if (name == nullptr) continue;
    if (auto member = member_part(map.find(*name), group, depth)) {
      part.set(*name, *std::move(member));
    }
  }
  return part;
}

values::List list_part(const values::List& list, Paths paths, std::size_t depth) {
  values::List part;
  while (!paths.empty()) {
    const Paths group = group_of(paths, depth);
    paths = paths.subspan(group.size());
    const auto* index = std::get_if<std::size_t>(&group.front()[depth]);
    if (index == nullptr || *index >= list.size()) continue;
    if (auto element = member_part(&list[*index], group, depth)) {
      part.push_back(*std::move(element));
    }
  }
  return part;
}

// Unset when nothing that is wanted lies within.
std::optional<AttributeValue> part_of(const AttributeValue& value, Paths paths, std::size_t depth) {
  if (const auto* map = value.get_if<values::Item>()) {
    values::Item part = map_part(*map, paths, depth);
    if (!part.empty()) return AttributeValue(std::move(part));
  } else if (const auto* list = value.get_if<values::List>()) {
    values::List part = list_part(*list, paths, depth);
    if (!part.empty()) return AttributeValue(std::move(part));
  }
  return std::nullopt;
}

}  // namespace

Parsed<Projection> parse_projection(std::string_view text, Placeholders& placeholders) {
  Parser parser("ProjectionExpression", text, placeholders);
  std::vector<DocumentPath> paths;
  bool more = !parser.stopped();
  while (more) {
    auto path = parser.take_path({});
    if (!path) break;
    note_clash(paths, *path, parser.findings());
    paths.push_back(*std::move(path));
    more = parser.take_symbol(",");
  }
  if (!parser.stopped() && parser.peek().kind != Token::Kind::kEnd) parser.syntax_error();
  if (auto problem = parser.problem()) return std::move(*problem);
  return projection_of(std::move(paths));
}

Projection projection_of(std::vector<DocumentPath> paths) {
  std::sort(paths.begin(), paths.end());
  return {std::move(paths)};
}

values::Item project(const Projection& projection, const values::Item& item) {
  return map_part(item, projection.paths, 0);
}

}  // namespace tidemark::expressions
