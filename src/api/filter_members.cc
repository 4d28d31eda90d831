#include "api/filter_members.h"

#include "api/errors.h"
#include "values/dynamodb_json.h"

#include <algorithm>

namespace tidemark::api {
namespace {

constexpr std::size_t kMostNames = 255;

void read_values(Members& element, FilterMember& filter,
                 std::vector<values::AttributeValue>& into) {
  const auto* list = element.list("AttributeValueList");
  if (list == nullptr) return;
  for (const codec::JsonValue& json : *list) {
    auto read = values::read_value(json);
    auto* problem = std::get_if<values::ValueProblem>(&read);
    if (problem == nullptr) {
      into.push_back(std::get<values::AttributeValue>(std::move(read)));
    } else if (problem->kind == values::ValueProblem::Kind::kSerialization) {
      element.add_serialization(problem->message);
    } else if (!filter.bad.problem) {
      filter.bad = {.problem = std::move(problem->message),
                    .older = std::move(problem->older),
                    .bare = problem->bare};
    }
  }
}

bool is_operator(const std::optional<std::string>& text) {
  return text && std::ranges::find(expressions::kLegacyOperators, *text) !=
                     std::end(expressions::kLegacyOperators);
}

}  // namespace

FilterMember filter_member(Members& members, std::string_view name, bool* sound) {
  FilterMember filter;
  const auto* map = members.map(name, false, "Condition");
  if (map == nullptr) return filter;
  filter.given = true;
  const std::vector<std::string_view> operators(std::begin(expressions::kLegacyOperators),
                                                std::end(expressions::kLegacyOperators));
  for (const auto& [attribute, json] : *map) {
    Members element = members.entry(name, attribute, json, "Condition");
    expressions::LegacyCondition condition{.attribute = attribute, .op = {}};
    const auto op = element.text("ComparisonOperator", {.required = true, .one_of = operators});
    if (sound != nullptr && !is_operator(op)) *sound = false;
    condition.op = op.value_or("EQ");
    read_values(element, filter, condition.values);
    filter.conditions.push_back(std::move(condition));
  }
  return filter;
}

std::optional<Reply> value_problem(const FilterMember& filter, Wording wording) {
  if (!filter.bad.problem) return std::nullopt;
  return validation_error(problem_of(filter.bad, wording));
}

Parsed<ReadCondition> condition_of(const FilterMember& filter,
                                   std::optional<expressions::ConditionalOperator> given) {
  TM_OR_REPLY(const auto condition, understood(expressions::filter_of(filter.conditions, given)));
  if (!condition) return ReadCondition{};
  return ReadCondition{.predicate = std::make_shared<const expressions::Predicate>(*condition),
                       .paths = expressions::paths_of(*condition)};
}

NamesMember attributes_to_get_member(Members& members) {
  NamesMember names = members.texts("AttributesToGet");
  if (!names) return names;
  if (names->empty()) {
    members.add_bound_problem("AttributesToGet", "[]",
                              "Member must have length greater than or equal to 1");
  }
  if (names->size() > kMostNames) {
    members.add_bound_problem(
        "AttributesToGet", fmt::format("[{}]", fmt::join(*names, ", ")),
        fmt::format("Member must have length less than or equal to {}", kMostNames));
  }
  return names;
}

Parsed<std::optional<expressions::Projection>> projection_of(const NamesMember& names) {
  if (!names) return std::optional<expressions::Projection>{};
  TM_OR_REPLY(auto projection, understood(expressions::projection_of_names(*names)));
  return std::optional<expressions::Projection>{std::move(projection)};
}

}  // namespace tidemark::api
