// One PartiQL statement of a request: ExecuteStatement's own, or an element of a batch or a
// transaction.
#pragma once

#include "api/members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "expressions/partiql/statement.h"
#include "values/attribute_value.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::api {

struct StatementMembers {
  std::string text;
  std::vector<values::AttributeValue> parameters;
  std::optional<std::string> problem;  // of the parameters, told before the statement is read
  bool consistent = false;
  bool item_on_failure = false;
};

// The members Statement, Parameters, ConsistentRead and ReturnValuesOnConditionCheckFailure, as far
// as the object may have them.
StatementMembers statement_members(Members& members);

Parsed<expressions::partiql::Statement> statement_of(const StatementMembers& members);

// The instant that a SELECT asks for: AS OF, or the request's own. Unset: now.
Parsed<std::optional<Timestamp>> instant_of(const Request& request,
                                            const expressions::partiql::SelectStatement& statement);

}  // namespace tidemark::api
