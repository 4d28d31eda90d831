// The members Expected, ConditionalOperator and AttributeUpdates: what writes had before there
// were expressions. Read first, their values' own rules after the constraints.
#pragma once

#include "api/item_members.h"
#include "api/members.h"
#include "api/parsed.h"
#include "expressions/legacy.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::api {

// One attribute value, read but for its own rules.
struct ValueMember {
  std::optional<values::AttributeValue> value;
  std::optional<std::string> problem;
};

ValueMember value_in(Members& members, const codec::JsonValue& json);

std::optional<expressions::ConditionalOperator> conditional_operator_member(Members& members);

struct ExpectedMember {
  std::vector<expressions::ExpectedAttribute> attributes;
  std::optional<expressions::ConditionalOperator> given;
  std::optional<std::string> problem;  // of the first value that is not allowed
};

// Expected and ConditionalOperator.
ExpectedMember expected_member(Members& members);
// Null: nothing is expected.
Parsed<std::shared_ptr<const expressions::Predicate>> predicate_of(ExpectedMember member);

struct UpdatesMember {
  std::vector<expressions::LegacyUpdate> updates;
  std::optional<std::string> problem;
};

// AttributeUpdates.
UpdatesMember updates_member(Members& members);
Parsed<expressions::Update> update_of(UpdatesMember member);

}  // namespace tidemark::api
