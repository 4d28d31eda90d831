// AttributeDefinitions and KeySchema in requests.
#pragma once

#include "api/members.h"
#include "api/parsed.h"
#include "values/item_key.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

struct KeyElement {
  std::string name;
  std::string kind;  // AttributeType, or KeyType
};

using KeyElements = std::vector<KeyElement>;

std::vector<std::string> names_of(const KeyElements& elements);

// The member AttributeDefinitions.
KeyElements definitions_member(Members& members, bool required);
// The member KeySchema; `most` elements if there is such a limit.
KeyElements key_schema_member(Members& members, std::optional<std::size_t> most);

// An attribute that is defined; nullopt: it is not.
std::optional<values::KeyAttribute> find_definition(const KeyElements& definitions,
                                                    const std::string& name);

// No attribute is defined twice.
std::optional<Reply> definitions_problem(const KeyElements& definitions);

// "One or more parameter values were invalid: Some index key attributes are not defined …"
Reply undefined_keys(const KeyElements& schema, const KeyElements& definitions);

// A table's key.
Parsed<values::KeySchema> table_keys_of(const KeyElements& schema, const KeyElements& definitions);

}  // namespace tidemark::api
