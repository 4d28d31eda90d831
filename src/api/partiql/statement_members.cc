#include "api/partiql/statement_members.h"

#include "api/errors.h"
#include "api/item_members.h"
#include "api/written.h"
#include "codec/iso8601.h"
#include "values/dynamodb_json.h"

namespace tidemark::api {
namespace {

using codec::JsonValue;

void read_parameters(Members& members, StatementMembers& statement) {
  const auto* parameters = members.list("Parameters");
  if (parameters == nullptr) return;
  if (parameters->empty()) {
    members.add_problem("Parameters", "[]", "Member must have length greater than or equal to 1");
  }
  for (const JsonValue& json : *parameters) {
    auto read = values::read_value(json);
    if (auto* value = std::get_if<values::AttributeValue>(&read)) {
      statement.parameters.push_back(std::move(*value));
      continue;
    }
    const auto& problem = std::get<values::ValueProblem>(read);
    if (problem.kind == values::ValueProblem::Kind::kSerialization) {
      return members.add_serialization(problem.message);
    }
    if (!statement.problem) statement.problem = values::older_text(problem);
  }
}

}  // namespace

StatementMembers statement_members(Members& members) {
  using expressions::partiql::kMaxStatementCharacters;
  StatementMembers statement;
  statement.text =
      members.text("Statement", {.required = true, .min = 1, .max = kMaxStatementCharacters})
          .value_or("");
  read_parameters(members, statement);
  statement.consistent = members.boolean("ConsistentRead").value_or(false);
  statement.item_on_failure = return_on_failure_member(members);
  return statement;
}

Parsed<expressions::partiql::Statement> statement_of(const StatementMembers& members) {
  if (members.problem) return validation_error(*members.problem);
  return understood(expressions::partiql::parse_statement(members.text, members.parameters));
}

Parsed<std::optional<Timestamp>> instant_of(
    const Request& request, const expressions::partiql::SelectStatement& statement) {
  if (!statement.as_of) return request.as_of;
  if (request.as_of) {
    return validation_error("AS OF and the header x-tidemark-as-of are both given: one says it");
  }
  const auto at = codec::parse_iso8601(*statement.as_of);
  if (!at) return validation_error(fmt::format("AS OF: {}", at.error().message));
  return std::optional<Timestamp>(at.value());
}

}  // namespace tidemark::api
