#include "expressions/key_use.h"

namespace tidemark::expressions {

namespace {

bool is_key(const std::string& attribute, const values::KeySchema& schema) {
  return attribute == schema.hash.name || (schema.range && attribute == schema.range->name);
}

}  // namespace

std::optional<ExpressionProblem> find_nested_key(const std::vector<DocumentPath>& paths,
                                                 const values::KeySchema& schema) {
  for (const DocumentPath& path : paths) {
    if (path.size() == 1 || !is_key(attribute_of(path), schema)) continue;
    return ExpressionProblem{
        fmt::format("Key attributes must be scalars; list random access '[]' and map lookup '.' "
                    "are not allowed: Key: {}",
                    attribute_of(path))};
  }
  return std::nullopt;
}

std::optional<ExpressionProblem> find_filtered_key(const std::vector<DocumentPath>& paths,
                                                   const values::KeySchema& schema) {
  for (const DocumentPath& path : paths) {
    if (!is_key(attribute_of(path), schema)) continue;
    return ExpressionProblem{
        fmt::format("Filter Expression can only contain non-primary key attributes: Primary key "
                    "attribute: {}",
                    attribute_of(path))};
  }
  return std::nullopt;
}

}  // namespace tidemark::expressions
