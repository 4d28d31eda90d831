// What reads had before there were expressions: AttributesToGet, QueryFilter, ScanFilter,
// KeyConditions and ConditionalOperator. Read first, their values' own rules after the constraints.
#pragma once

#include "api/item_members.h"
#include "api/members.h"
#include "api/parsed.h"
#include "expressions/legacy.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

// A map of conditions.
struct FilterMember {
  bool given = false;
  std::vector<expressions::LegacyCondition> conditions;
  ItemMember bad;  // the problem of the first value that is not allowed
};

// `sound`, if given: set to whether every element has an operator that there is.
FilterMember filter_member(Members& members, std::string_view name, bool* sound = nullptr);

// What is wrong with the values in it.
std::optional<Reply> value_problem(const FilterMember& filter, Wording wording);

// The filter, if there is one.
Parsed<ReadCondition> condition_of(const FilterMember& filter,
                                   std::optional<expressions::ConditionalOperator> given);

using NamesMember = std::optional<std::vector<std::string>>;

NamesMember attributes_to_get_member(Members& members);

// As a projection; unset without names. Repeated names are refused.
Parsed<std::optional<expressions::Projection>> projection_of(const NamesMember& names);

}  // namespace tidemark::api
