#include "api/expected_members.h"

#include "api/errors.h"
#include "values/dynamodb_json.h"

namespace tidemark::api {
namespace {

using expressions::ConditionalOperator;
using expressions::ExpectedAttribute;

// The value of that member, its problem into `problem` if there is none yet.
std::optional<values::AttributeValue> value_of(Members& element, std::string_view name,
                                               std::optional<std::string>& problem) {
  const codec::JsonValue* json = element.find(name);
  if (json == nullptr) return std::nullopt;
  ValueMember read = value_in(element, *json);
  if (!problem) problem = std::move(read.problem);
  return std::move(read.value);
}

ExpectedAttribute expected_of(Members& element, const std::string& name,
                              std::optional<std::string>& problem) {
  ExpectedAttribute expected{.attribute = name};
  const std::vector<std::string_view> operators(std::begin(expressions::kLegacyOperators),
                                                std::end(expressions::kLegacyOperators));
  if (const auto* list = element.list("AttributeValueList")) {
    expected.list.emplace();
    for (const codec::JsonValue& json : *list) {
      ValueMember read = value_in(element, json);
      if (!problem) problem = std::move(read.problem);
      if (read.value) expected.list->push_back(*std::move(read.value));
    }
  }
  expected.op = element.text("ComparisonOperator", {.one_of = operators});
  expected.exists = element.boolean("Exists");
  expected.value = value_of(element, "Value", problem);
  return expected;
}

}  // namespace

ValueMember value_in(Members& members, const codec::JsonValue& json) {
  auto read = values::read_value(json);
  if (auto* value = std::get_if<values::AttributeValue>(&read)) {
    return {std::move(*value), std::nullopt};
  }
  auto& problem = std::get<values::ValueProblem>(read);
  if (problem.kind == values::ValueProblem::Kind::kValidation) {
    return {std::nullopt, std::move(problem.message)};
  }
  members.add_serialization(problem.message);
  return {};
}

std::optional<ConditionalOperator> conditional_operator_member(Members& members) {
  const auto text = members.text("ConditionalOperator", {.one_of = {"OR", "AND"}});
  if (!text) return std::nullopt;
  return *text == "OR" ? ConditionalOperator::kOr : ConditionalOperator::kAnd;
}

ExpectedMember expected_member(Members& members) {
  ExpectedMember member;
  member.given = conditional_operator_member(members);
  const auto* map = members.map("Expected", false, "ExpectedAttributeValue");
  if (map == nullptr) return member;
  for (const auto& [name, json] : *map) {
    Members element = members.entry("Expected", name, json, "ExpectedAttributeValue");
    if (element.present()) {
      member.attributes.push_back(expected_of(element, name, member.problem));
    }
  }
  return member;
}

Parsed<std::shared_ptr<const expressions::Predicate>> predicate_of(ExpectedMember member) {
  if (member.problem) return validation_error(*member.problem);
  TM_OR_REPLY(const auto condition,
              understood(expressions::expected_of(member.attributes, member.given)));
  if (!condition) return std::shared_ptr<const expressions::Predicate>();
  return std::make_shared<const expressions::Predicate>(*condition);
}

UpdatesMember updates_member(Members& members) {
  UpdatesMember member;
  const auto* map = members.map("AttributeUpdates", false, "AttributeValueUpdate");
  if (map == nullptr) return member;
  for (const auto& [name, json] : *map) {
    Members element = members.entry("AttributeUpdates", name, json, "AttributeValueUpdate");
    expressions::LegacyUpdate update{.attribute = name};
    if (const auto action = element.text("Action", {.one_of = {"ADD", "DELETE", "PUT"}})) {
      update.action = *action;
    }
    update.value = value_of(element, "Value", member.problem);
    member.updates.push_back(std::move(update));
  }
  return member;
}

Parsed<expressions::Update> update_of(UpdatesMember member) {
  if (member.problem) return validation_error(*member.problem);
  return understood(expressions::update_of(member.updates));
}

}  // namespace tidemark::api
