#include "api/item_members.h"

#include "api/errors.h"
#include "api/table_members.h"
#include "codec/iso8601.h"
#include "values/dynamodb_json.h"
#include "values/item_size.h"

#include <map>

namespace tidemark::api {
namespace {

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
}

Reply too_long(const values::KeyTooLong& key) {
  return bad_parameters(
      key.hash ? "Size of hashkey has exceeded the maximum size limit of2048 bytes"
               : "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
}

Reply empty_key(const values::KeyEmpty& key) {
  return validation_error(fmt::format(
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty {} value. Key: {}",
      key.attribute.type == values::KeyType::kBinary ? "binary" : "string", key.attribute.name));
}

// One instant that can be read, or a stretch of them.
Reply outside_window(const Request& request, const tables::OutsideWindow& outside,
                     std::string_view name) {
  const auto text = [](Timestamp at) { return codec::to_iso8601(at, codec::Fraction::kMicros); };
  return validation_error(fmt::format(
      "x-tidemark-as-of {} is outside the window of table {}, which can be read from "
      "{} to {}",
      text(*request.as_of), name, text(outside.window.earliest), text(outside.window.latest)));
}

Parsed<OpenTable> open_past(const Request& request, storage::Store& store,
                            const tables::TableName& name) {
  auto found = tables::table_as_of(store, name, *request.as_of);
  if (!found) return error_reply(found.error());
  if (const auto* outside = std::get_if<tables::OutsideWindow>(&found.value())) {
    return outside_window(request, *outside, name.name);
  }
  if (auto* table = std::get_if<tables::TableDescription>(&found.value())) {
    return OpenTable{&store, tables::KnownTable(std::move(*table))};
  }
  return no_such_table();
}

void note_bad_value(Members& members, PlaceholderMembers& placeholders, const std::string& key,
                    values::ValueProblem problem) {
  if (problem.kind == values::ValueProblem::Kind::kSerialization) {
    members.add_serialization(problem.message);
  } else if (!placeholders.bad.problem) {
    placeholders.bad_key = key;
    placeholders.bad = {.problem = std::move(problem.message),
                        .older = std::move(problem.older),
                        .bare = problem.bare};
  }
}

}  // namespace

std::string problem_of(const ItemMember& member, Wording wording) {
  return wording == Wording::kOlder && !member.older.empty() ? member.older : *member.problem;
}

ItemMember item_in(Members& members, const codec::JsonValue& json) {
  auto read = values::read_item(json);
  if (auto* item = std::get_if<values::Item>(&read)) return {.item = std::move(*item)};
  auto& problem = std::get<values::ValueProblem>(read);
  if (problem.kind == values::ValueProblem::Kind::kSerialization) {
    members.add_serialization(problem.message);
    return {};
  }
  return {.problem = std::move(problem.message),
          .older = std::move(problem.older),
          .bare = problem.bare};
}

ItemMember item_member(Members& members, std::string_view name, bool required) {
  if (members.map(name, required) == nullptr) return {};
  return item_in(members, *members.find(name));
}

Parsed<values::Item> item_of(ItemMember member, Wording wording) {
  if (member.problem) return validation_error(problem_of(member, wording));
  return std::move(member.item).value_or(values::Item{});
}

std::optional<std::string> data_table_member(Members& members, std::size_t shortest) {
  const codec::JsonValue* given = members.find("TableName");
  const std::string* text = given != nullptr ? given->string() : nullptr;
  if (text != nullptr && text->starts_with("arn:")) {
    return members.text("TableName", {.required = true, .min = 1, .max = 1024});
  }
  if (text != nullptr && text->empty() && shortest == 1) {
    members.add_bound_problem("TableName", "",
                              "Member must have length greater than or equal to 1");
    return *text;
  }
  return members.text("TableName",
                      {.required = true, .min = shortest, .max = 255, .pattern = kNamePattern});
}

Parsed<OpenTable> open_table(const Request& request, Engine& engine, const std::string& name) {
  TM_OR_REPLY(const tables::TableName table_name, table_name_of(request.call, name));
  storage::Store* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table();
  if (request.as_of) return open_past(request, *store, table_name);
  auto found = engine.regions.table(table_name);
  if (!found) return error_reply(found.error());
  tables::KnownTable table = std::move(found).value();
  if (!table || !tables::can_be_used(*table, engine.clock.now())) return no_such_table();
  return OpenTable{store, std::move(table)};
}

Parsed<std::string> given_key(const values::KeySchema& schema, const values::Item& key) {
  auto answer = values::key_of(schema, key);
  if (auto* bytes = std::get_if<std::string>(&answer)) return std::move(*bytes);
  if (const auto* empty = std::get_if<values::KeyEmpty>(&answer)) return empty_key(*empty);
  if (const auto* length = std::get_if<values::KeyTooLong>(&answer)) return too_long(*length);
  return validation_error("The provided key element does not match the schema");
}

Parsed<std::string> key_in_item(const values::KeySchema& schema, const values::Item& item) {
  auto answer = values::key_of_item(schema, item);
  if (auto* bytes = std::get_if<std::string>(&answer)) return std::move(*bytes);
  if (const auto* empty = std::get_if<values::KeyEmpty>(&answer)) return empty_key(*empty);
  if (const auto* length = std::get_if<values::KeyTooLong>(&answer)) return too_long(*length);
  if (const auto* type = std::get_if<values::KeyWrongType>(&answer)) {
    return bad_parameters(fmt::format("Type mismatch for key {} expected: {} actual: {}",
                                      type->expected.name, static_cast<char>(type->expected.type),
                                      type->actual));
  }
  const auto* missing = std::get_if<values::KeyMissing>(&answer);
  return bad_parameters(
      fmt::format("Missing the key {} in the item", missing != nullptr ? missing->attribute : ""));
}

std::optional<Reply> too_large(const values::Item& item) {
  if (values::bytes_of(item) <= values::kMaxItemBytes) return std::nullopt;
  return validation_error("Item size has exceeded the maximum allowed size");
}

PlaceholderMembers placeholder_members(Members& members) {
  PlaceholderMembers placeholders;
  if (const auto* map = members.map("ExpressionAttributeNames", false, "java.lang.String")) {
    Members names = members.structure("ExpressionAttributeNames");
    placeholders.names.emplace();
    for (const auto& [key, value] : *map) {
      if (const std::string* name = value.string()) {
        placeholders.names->emplace(key, *name);
      } else {
        names.text(key);
      }
    }
  }
  const auto* map = members.map("ExpressionAttributeValues");
  if (map == nullptr) return placeholders;
  // By name, for an item inserts fast at its end only.
  std::map<std::string_view, values::AttributeValue> by_name;
  for (const auto& [key, json] : *map) {
    auto read = values::read_value(json);
    if (auto* value = std::get_if<values::AttributeValue>(&read)) {
      by_name[key] = std::move(*value);
    } else {
      by_name[key] = values::AttributeValue{};
      note_bad_value(members, placeholders, key, std::get<values::ValueProblem>(std::move(read)));
    }
  }
  placeholders.values.emplace();
  for (auto& [key, value] : by_name) placeholders.values->set(std::string(key), std::move(value));
  return placeholders;
}

Parsed<expressions::Placeholders> placeholders_of(PlaceholderMembers members, Wording wording) {
  expressions::Placeholders placeholders(std::move(members.names), std::move(members.values));
  if (auto problem = placeholders.check_syntax()) return expression_problem(*problem);
  if (!members.bad.problem) return placeholders;
  const std::string text = problem_of(members.bad, wording);
  if (members.bad.bare && wording == Wording::kNewer) return validation_error(text);
  return validation_error(fmt::format(
      "ExpressionAttributeValues contains invalid value: {} for key {}", text, members.bad_key));
}

Parsed<std::optional<expressions::Projection>> projection_of(
    const std::optional<std::string>& text, expressions::Placeholders& placeholders) {
  if (!text) return std::optional<expressions::Projection>{};
  TM_OR_REPLY(auto projection, understood(expressions::parse_projection(*text, placeholders)));
  return std::optional<expressions::Projection>{std::move(projection)};
}

Parsed<ReadCondition> condition_of(std::string_view kind, const std::optional<std::string>& text,
                                   expressions::Placeholders& placeholders) {
  if (!text) return ReadCondition{};
  TM_OR_REPLY(const auto condition,
              understood(expressions::parse_condition(kind, *text, placeholders)));
  return ReadCondition{.predicate = std::make_shared<const expressions::Predicate>(condition),
                       .paths = expressions::paths_of(condition)};
}

void write_stored(codec::JsonWriter& out, const values::StoredItem& item,
                  const std::optional<expressions::Projection>& projection) {
  if (!projection) return item.write(out);
  values::write_item(out, expressions::project(*projection, item.decoded()));
}

std::optional<Reply> unused(const expressions::Placeholders& placeholders) {
  if (auto problem = placeholders.find_unused()) return expression_problem(*problem);
  return std::nullopt;
}

Reply expression_problem(const expressions::ExpressionProblem& problem) {
  return validation_error(problem.message);
}

}  // namespace tidemark::api
