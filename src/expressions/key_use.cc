#include "expressions/key_use.h"

#include <algorithm>

namespace tidemark::expressions {

namespace {

bool is_key(const std::string& attribute, const KeyAttributes& keys) {
  const auto is_it = [&](const values::KeyAttribute& key) { return key.name == attribute; };
  return std::ranges::any_of(keys.hash, is_it) || std::ranges::any_of(keys.range, is_it);
}

std::optional<ExpressionProblem> find_nested(const std::vector<DocumentPath>& paths,
                                             const KeyAttributes& keys, std::string_view kind) {
  for (const DocumentPath& path : paths) {
    if (path.size() == 1 || !is_key(attribute_of(path), keys)) continue;
    return ExpressionProblem{
        fmt::format("Key attributes must be scalars; list random access '[]' and map lookup '.' "
                    "are not allowed: {}: {}",
                    kind, attribute_of(path))};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ExpressionProblem> find_nested_key(const std::vector<DocumentPath>& paths,
                                                 const values::KeySchema& schema) {
  return find_nested(paths, key_attributes_of(schema), "Key");
}

std::optional<ExpressionProblem> find_nested_index_key(const std::vector<DocumentPath>& paths,
                                                       const KeyAttributes& keys) {
  return find_nested(paths, keys, "IndexKey");
}

std::optional<ExpressionProblem> find_filtered_key(const std::vector<DocumentPath>& paths,
                                                   const KeyAttributes& keys,
                                                   std::string_view filter) {
  for (const DocumentPath& path : paths) {
    if (!is_key(attribute_of(path), keys)) continue;
    return ExpressionProblem{
        fmt::format("{} can only contain non-primary key attributes: Primary key attribute: {}",
                    filter, attribute_of(path))};
  }
  return std::nullopt;
}

}  // namespace tidemark::expressions
