#include "api/parameter_mix.h"

#include "api/errors.h"

#include <vector>

namespace tidemark::api {
namespace {

using Names = std::vector<std::string_view>;

Names present(const Members& members, std::initializer_list<std::string_view> names) {
  Names found;
  for (const std::string_view name : names) {
    if (members.find(name) != nullptr) found.push_back(name);
  }
  return found;
}

// Expressions that can use values.
Names with_values(std::initializer_list<std::string_view> expressions) {
  Names names;
  for (const std::string_view name : expressions) {
    if (name != "ProjectionExpression") names.push_back(name);
  }
  return names;
}

}  // namespace

std::optional<Reply> mixed_parameters(const Members& members, const ParameterMix& mix) {
  const Names expressions = present(members, mix.expressions);
  const Names legacy = present(members, mix.legacy);
  if (!expressions.empty() && !legacy.empty()) {
    return validation_error(fmt::format(
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
        fmt::join(legacy, ", "), fmt::join(expressions, ", ")));
  }
  if (expressions.empty() && members.find("ExpressionAttributeNames") != nullptr) {
    return validation_error(
        "ExpressionAttributeNames can only be specified when using expressions");
  }
  const Names users = with_values(mix.expressions);
  if (members.find("ExpressionAttributeValues") == nullptr || users.empty()) return std::nullopt;
  for (const std::string_view name : users) {
    if (members.find(name) != nullptr) return std::nullopt;
  }
  if (!mix.names_missing) {
    return validation_error(
        "ExpressionAttributeValues can only be specified when using expressions");
  }
  return validation_error(fmt::format(
      "ExpressionAttributeValues can only be specified when using expressions: {} {} null",
      fmt::join(users, " and "), users.size() == 1 ? "is" : "are"));
}

}  // namespace tidemark::api
