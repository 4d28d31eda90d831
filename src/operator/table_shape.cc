#include "operator/table_shape.h"

#include "operator/json_members.h"

#include <algorithm>
#include <map>

namespace tidemark::runbooks {
namespace {

using codec::JsonValue;

using Types = std::map<std::string, std::string>;

Types attribute_types(const JsonValue& description) {
  Types types;
  for (const JsonValue& attribute : list_in(description, "AttributeDefinitions")) {
    types[text_in(attribute, "AttributeName")] = text_in(attribute, "AttributeType");
  }
  return types;
}

std::vector<KeyPart> keys_of(const JsonValue& description, const Types& types) {
  std::vector<KeyPart> keys;
  for (const JsonValue& element : list_in(description, "KeySchema")) {
    const std::string name = text_in(element, "AttributeName");
    const auto type = types.find(name);
    keys.push_back({.name = name,
                    .type = type != types.end() ? type->second : std::string(),
                    .role = text_in(element, "KeyType")});
  }
  return keys;
}

IndexShape index_of(const JsonValue& description, const Types& types, bool global) {
  const JsonValue& projection = value_in(description, "Projection");
  IndexShape index{.name = text_in(description, "IndexName"),
                   .global = global,
                   .keys = keys_of(description, types),
                   .projection = text_in(projection, "ProjectionType"),
                   .others = {},
                   .status = text_in(description, "IndexStatus")};
  for (const JsonValue& other : list_in(projection, "NonKeyAttributes")) {
    if (other.string() != nullptr) index.others.push_back(*other.string());
  }
  std::ranges::sort(index.others);
  return index;
}

std::uint64_t count_in(const JsonValue& json, std::string_view member) {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, integer_in(json, member).value_or(0)));
}

std::string projection_text(const IndexShape& index) {
  if (index.projection != "INCLUDE") return index.projection;
  return fmt::format("INCLUDE {}", fmt::join(index.others, ", "));
}

std::string index_text(const IndexShape& index) {
  return fmt::format("{} by {}, {}", index.global ? "global" : "local", keys_text(index.keys),
                     projection_text(index));
}

std::map<std::string, std::string> index_texts(const TableShape& shape) {
  std::map<std::string, std::string> texts;
  for (const IndexShape& index : shape.indexes) texts[index.name] = index_text(index);
  return texts;
}

void write_keys(codec::JsonWriter& out, const std::vector<KeyPart>& keys) {
  out.key("keys").begin_array();
  for (const KeyPart& key : keys) {
    out.begin_object().key("name").string(key.name).key("type").string(key.type);
    out.key("role").string(key.role).end_object();
  }
  out.end_array();
}

std::vector<KeyPart> read_keys(const JsonValue& json) {
  std::vector<KeyPart> keys;
  for (const JsonValue& key : list_in(json, "keys")) {
    keys.push_back({text_in(key, "name"), text_in(key, "type"), text_in(key, "role")});
  }
  return keys;
}

}  // namespace

Result<TableShape> shape_of(const JsonValue& description) {
  const Types types = attribute_types(description);
  TableShape shape{.keys = keys_of(description, types),
                   .indexes = {},
                   .items = count_in(description, "ItemCount"),
                   .bytes = count_in(description, "TableSizeBytes"),
                   .status = text_in(description, "TableStatus")};
  if (shape.keys.empty()) return fail(Code::kCorrupt, "DescribeTable: the answer lacks KeySchema");
  for (const JsonValue& index : list_in(description, "LocalSecondaryIndexes")) {
    shape.indexes.push_back(index_of(index, types, false));
  }
  for (const JsonValue& index : list_in(description, "GlobalSecondaryIndexes")) {
    shape.indexes.push_back(index_of(index, types, true));
  }
  std::ranges::sort(shape.indexes, {}, &IndexShape::name);
  return shape;
}

std::string keys_text(const std::vector<KeyPart>& keys) {
  std::vector<std::string> parts;
  for (const KeyPart& key : keys) {
    parts.push_back(fmt::format("{} ({}, {} key)", key.name, key.type,
                                key.role == "HASH" ? "partition" : "sort"));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

Result<values::KeySchema> key_schema_of(const TableShape& shape) {
  const auto attribute = [](const KeyPart& key) {
    return values::KeyAttribute{key.name, static_cast<values::KeyType>(key.type.front())};
  };
  const bool typed =
      std::ranges::none_of(shape.keys, [](const KeyPart& key) { return key.type.empty(); });
  const bool one_hash = !shape.keys.empty() && shape.keys.size() <= 2 &&
                        std::ranges::count(shape.keys, "HASH", &KeyPart::role) == 1 &&
                        shape.keys.front().role == "HASH";
  if (!typed || !one_hash) {
    return fail(Code::kInvalid,
                fmt::format("the key {} is not one partition key and at most one sort key",
                            keys_text(shape.keys)));
  }
  values::KeySchema keys{.hash = attribute(shape.keys.front()), .range = std::nullopt};
  if (shape.keys.size() == 2) keys.range = attribute(shape.keys.back());
  return keys;
}

std::vector<std::string> differences_in_shape(const TableShape& wanted, const TableShape& found) {
  std::vector<std::string> lines;
  if (wanted.keys != found.keys) {
    lines.push_back(
        fmt::format("key: {} instead of {}", keys_text(found.keys), keys_text(wanted.keys)));
  }
  const auto wanted_indexes = index_texts(wanted);
  const auto found_indexes = index_texts(found);
  for (const auto& [name, text] : wanted_indexes) {
    const auto other = found_indexes.find(name);
    if (other == found_indexes.end()) {
      lines.push_back(fmt::format("index {} is missing: {}", name, text));
    } else if (other->second != text) {
      lines.push_back(fmt::format("index {}: {} instead of {}", name, other->second, text));
    }
  }
  for (const auto& [name, text] : found_indexes) {
    if (!wanted_indexes.contains(name)) {
      lines.push_back(fmt::format("index {} should not be there: {}", name, text));
    }
  }
  return lines;
}

void write_shape(codec::JsonWriter& out, const TableShape& shape) {
  out.begin_object();
  write_keys(out, shape.keys);
  out.key("indexes").begin_array();
  for (const IndexShape& index : shape.indexes) {
    out.begin_object().key("name").string(index.name).key("global").boolean(index.global);
    write_keys(out, index.keys);
    out.key("projection").string(index.projection).key("others").begin_array();
    for (const std::string& other : index.others) out.string(other);
    out.end_array().end_object();
  }
  out.end_array();
  out.key("items").number(static_cast<std::int64_t>(shape.items));
  out.key("bytes").number(static_cast<std::int64_t>(shape.bytes));
  out.key("status").string(shape.status).end_object();
}

Result<TableShape> read_shape(const JsonValue& json) {
  TableShape shape{.keys = read_keys(json),
                   .indexes = {},
                   .items = count_in(json, "items"),
                   .bytes = count_in(json, "bytes"),
                   .status = text_in(json, "status")};
  if (shape.keys.empty()) return fail(Code::kInvalid, "the shape names no keys");
  for (const JsonValue& index : list_in(json, "indexes")) {
    shape.indexes.push_back({.name = text_in(index, "name"),
                             .global = flag_in(index, "global"),
                             .keys = read_keys(index),
                             .projection = text_in(index, "projection"),
                             .others = {}});
    for (const JsonValue& other : list_in(index, "others")) {
      if (other.string() != nullptr) shape.indexes.back().others.push_back(*other.string());
    }
  }
  return shape;
}

}  // namespace tidemark::runbooks
