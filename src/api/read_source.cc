#include "api/read_source.h"

#include "api/errors.h"
#include "codec/ordered_bytes.h"
#include "expressions/key_use.h"

#include <algorithm>
#include <set>

namespace tidemark::api {
namespace {

using expressions::DocumentPath;
using expressions::ExpressionProblem;
using tables::Index;

constexpr char kStartKey[] = "The provided starting key is invalid";

std::set<std::string_view> names_of(const ReadSource& source) {
  const values::KeySchema& keys = source.table().keys;
  std::set<std::string_view> names{keys.hash.name};
  if (keys.range) names.insert(keys.range->name);
  for (const auto& attribute : source.keys.hash) names.insert(attribute.name);
  for (const auto& attribute : source.keys.range) names.insert(attribute.name);
  return names;
}

// The first attribute that the projection names and the index has not; null: there is none.
const std::string* missing_part(const ReadSource& source, const ShownParts& parts) {
  if (source.index == nullptr || source.index->projection == tables::ProjectionType::kAll) {
    return nullptr;
  }
  if (parts.projection == nullptr || !*parts.projection) return nullptr;
  std::set<std::string_view> shown = names_of(source);
  shown.insert(source.index->included.begin(), source.index->included.end());
  for (const DocumentPath& path : (*parts.projection)->paths) {
    if (!shown.contains(expressions::attribute_of(path))) return &expressions::attribute_of(path);
  }
  return nullptr;
}

bool lacks_attributes(const ReadSource& source) {
  return source.index != nullptr && source.index->projection != tables::ProjectionType::kAll;
}

}  // namespace

Parsed<ReadSource> source_of(OpenTable open, const std::optional<std::string>& index,
                             bool consistent) {
  ReadSource source{.open = std::move(open), .keys = {}};
  if (!index) {
    source.keys = expressions::key_attributes_of(source.table().keys);
    return source;
  }
  source.index = tables::find_index(source.table(), *index);
  if (source.index == nullptr || source.index->state == tables::IndexState::kDeleting) {
    return validation_error(fmt::format("The table does not have the specified index: {}", *index));
  }
  if (consistent && source.is_global()) {
    return validation_error("Consistent reads are not supported on global secondary indexes");
  }
  if (source.index->is_being_made()) {
    return validation_error(
        fmt::format("Cannot read from backfilling global secondary index: {}", *index));
  }
  source.keys = {.hash = source.index->keys.hash, .range = source.index->keys.range};
  return source;
}

bool has_right_size(const ReadSource& source, const values::Item& start) {
  return start.size() == names_of(source).size();
}

std::optional<ExpressionProblem> start_problem(const values::Item& start,
                                               const values::KeyAttribute& attribute, bool hash) {
  const values::AttributeValue* value = start.find(attribute.name);
  if (value == nullptr) return ExpressionProblem{kStartKey};
  const char type = static_cast<char>(attribute.type);
  if (value->type_name() != std::string_view(&type, 1)) {
    return ExpressionProblem{"The provided key element does not match the schema"};
  }
  const std::size_t bytes = values::component_of(*value).size();
  if (bytes == 0) {
    return ExpressionProblem{fmt::format(
        "One or more parameter values are not valid. The AttributeValue for a key attribute "
        "cannot contain an empty {} value. Key: {}",
        attribute.type == values::KeyType::kString ? "string" : "binary", attribute.name)};
  }
  if (hash && bytes > values::kMaxHashKeyBytes) {
    return ExpressionProblem{
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
        "limit of2048 bytes"};
  }
  if (!hash && bytes > values::kMaxRangeKeyBytes) {
    return ExpressionProblem{
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded "
        "the size limit of 1024 bytes"};
  }
  return std::nullopt;
}

Parsed<std::string> start_bytes(const ReadSource& source, const values::Item& start) {
  const auto own = values::key_of_item(source.table().keys, start);
  const auto* own_bytes = std::get_if<std::string>(&own);
  if (own_bytes == nullptr) {
    return validation_error(
        fmt::format("{}: The provided key element does not match the schema", kStartKey));
  }
  if (source.index == nullptr) return *own_bytes;
  std::string bytes;
  const auto append = [&](const std::vector<values::KeyAttribute>& attributes) {
    for (const auto& attribute : attributes) {
      codec::append_ordered(bytes, values::component_of(*start.find(attribute.name)));
    }
  };
  append(source.keys.hash);
  append(source.keys.range);
  return bytes + *own_bytes;
}

Result<values::Item> key_of_page(const ReadSource& source, std::string_view key) {
  if (source.index == nullptr) return values::key_from_bytes(source.table().keys, key);
  TM_TRY(values::Item whole, values::take_key_attributes(source.keys.hash, key));
  TM_TRY(const values::Item range, values::take_key_attributes(source.keys.range, key));
  TM_TRY(const values::Item own, values::key_from_bytes(source.table().keys, key));
  for (const auto& [name, value] : range) whole.set(name, value);
  for (const auto& [name, value] : own) whole.set(name, value);
  return whole;
}

std::optional<Reply> nested_key_problem(const tables::TableDescription& table,
                                        const std::vector<DocumentPath>& paths) {
  if (auto problem = expressions::find_nested_key(paths, table.keys)) {
    return expression_problem(*problem);
  }
  for (const Index& index : table.indexes) {
    if (index.kind == tables::IndexKind::kExpiry) continue;
    const expressions::KeyAttributes keys{.hash = index.keys.hash, .range = index.keys.range};
    if (auto problem = expressions::find_nested_index_key(paths, keys)) {
      return expression_problem(*problem);
    }
  }
  return std::nullopt;
}

std::optional<Reply> projection_problem(const ReadSource& source, const ShownParts& parts) {
  if (!source.is_global()) return std::nullopt;
  if (parts.all_attributes && lacks_attributes(source)) {
    return validation_error(fmt::format(
        "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported "
        "for global secondary index {} because its projection type is not ALL",
        source.index->name));
  }
  const std::string* missing = missing_part(source, parts);
  if (missing == nullptr) return std::nullopt;
  return validation_error(
      fmt::format("One or more parameter values were invalid: Global secondary index {} does not "
                  "project [{}]",
                  source.index->name, *missing));
}

bool must_fetch(const ReadSource& source, const ShownParts& parts) {
  if (!lacks_attributes(source)) return false;
  return parts.all_attributes || missing_part(source, parts) != nullptr;
}

}  // namespace tidemark::api
