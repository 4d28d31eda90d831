#include "api/key_members.h"

#include "api/errors.h"
#include "api/hash_order.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace tidemark::api {
namespace {

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
}

KeyElements elements_of(Members& members, std::string_view list_name, std::string_view kind_name,
                        const std::vector<std::string_view>& kinds, bool required) {
  KeyElements elements;
  const auto* list = members.list(list_name, required);
  if (list == nullptr) return elements;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members element = members.element(list_name, i, (*list)[i]);
    const auto name = element.text("AttributeName", {.required = true, .min = 1, .max = 255});
    const auto kind = element.text(kind_name, {.required = true, .one_of = kinds});
    if (name && kind) elements.push_back({*name, *kind});
  }
  return elements;
}

// As AWS prints the list.
std::string shown(const KeyElements& schema) {
  std::vector<std::string> texts;
  for (const KeyElement& element : schema) {
    texts.push_back(
        fmt::format("KeySchemaElement(attributeName={}, keyType={})", element.name, element.kind));
  }
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

}  // namespace

std::vector<std::string> names_of(const KeyElements& elements) {
  std::vector<std::string> names;
  for (const KeyElement& element : elements) names.push_back(element.name);
  return names;
}

KeyElements definitions_member(Members& members, bool required) {
  return elements_of(members, "AttributeDefinitions", "AttributeType", {"B", "N", "S"}, required);
}

KeyElements key_schema_member(Members& members, std::optional<std::size_t> most) {
  KeyElements schema = elements_of(members, "KeySchema", "KeyType", {"HASH", "RANGE"}, true);
  const codec::JsonValue* sent = members.find("KeySchema");
  const auto* list = sent == nullptr ? nullptr : sent->array();
  if (list != nullptr && list->empty()) {
    members.add_problem("KeySchema", "[]", "Member must have length greater than or equal to 1");
  }
  if (list != nullptr && most && list->size() > *most) {
    members.add_problem("KeySchema", shown(schema),
                        fmt::format("Member must have length less than or equal to {}", *most));
  }
  return schema;
}

std::optional<values::KeyAttribute> find_definition(const KeyElements& definitions,
                                                    const std::string& name) {
  const auto found = std::ranges::find(definitions, name, &KeyElement::name);
  if (found == definitions.end()) return std::nullopt;
  return values::KeyAttribute{name, static_cast<values::KeyType>(found->kind[0])};
}

std::optional<Reply> definitions_problem(const KeyElements& definitions) {
  std::set<std::string> names;
  for (const KeyElement& element : definitions) {
    if (names.insert(element.name).second) continue;
    return validation_error(fmt::format("Attribute Name is duplicated: {}", element.name));
  }
  return std::nullopt;
}

Reply undefined_keys(const KeyElements& schema, const KeyElements& definitions) {
  return bad_parameters(
      fmt::format("Some index key attributes are not defined in AttributeDefinitions. Keys: {}, "
                  "AttributeDefinitions: {}",
                  hash_order_text(names_of(schema)),
                  hash_order_text(names_of(definitions), definitions.size())));
}

Parsed<values::KeySchema> table_keys_of(const KeyElements& schema, const KeyElements& definitions) {
  if (schema.size() > definitions.size()) {
    return validation_error("Invalid KeySchema: Some index key attribute have no definition");
  }
  for (const KeyElement& element : schema) {
    if (!find_definition(definitions, element.name)) return undefined_keys(schema, definitions);
  }
  if (schema.size() == 2 && schema[0].name == schema[1].name) {
    return validation_error(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (schema.empty() || schema[0].kind != "HASH") {
    return validation_error("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (schema.size() == 2 && schema[1].kind != "RANGE") {
    return validation_error(
        "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  values::KeySchema keys;
  keys.hash = *find_definition(definitions, schema[0].name);
  if (schema.size() == 2) keys.range = find_definition(definitions, schema[1].name);
  return keys;
}

}  // namespace tidemark::api
