#include "api/index_members.h"

#include "api/errors.h"
#include "api/hash_order.h"
#include "tables/index_update.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace tidemark::api {
namespace {

using tables::IndexKind;
using tables::ProjectionType;

constexpr std::size_t kMaxIncluded = 20;

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
}

std::optional<std::vector<std::string>> included_member(Members& projection) {
  auto names = projection.texts("NonKeyAttributes");
  if (!names) return std::nullopt;
  const std::string shown = fmt::format("[{}]", fmt::join(*names, ", "));
  if (names->empty()) {
    projection.add_problem("NonKeyAttributes", shown,
                           "Member must have length greater than or equal to 1");
  }
  if (names->size() > kMaxIncluded) {
    projection.add_problem(
        "NonKeyAttributes", shown,
        fmt::format("Member must have length less than or equal to {}", kMaxIncluded));
  }
  return names;
}

std::optional<std::vector<IndexMember>> list_of(Members& members, std::string_view name,
                                                IndexKind kind) {
  const auto* list = members.list(name);
  if (list == nullptr) return std::nullopt;
  const std::string_view type =
      kind == IndexKind::kGlobal ? "GlobalSecondaryIndex" : "LocalSecondaryIndex";
  std::vector<IndexMember> indexes;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members element = members.element(name, i, (*list)[i], type);
    indexes.push_back(index_member(element, kind));
  }
  return indexes;
}

std::optional<Reply> global_schema_problem(const KeyElements& schema) {
  if (schema.empty() || schema[0].kind != "HASH") {
    return validation_error("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  const auto is_range = [](const KeyElement& element) { return element.kind == "RANGE"; };
  const auto first_range = std::ranges::find_if(schema, is_range);
  if (!std::all_of(first_range, schema.end(), is_range)) {
    return bad_parameters(
        "All HASH key attributes must precede RANGE key attributes in the KeySchema");
  }
  const auto ranges = static_cast<std::size_t>(schema.end() - first_range);
  const bool too_many_hashes = schema.size() - ranges > tables::kMaxIndexKeyAttributes;
  if (too_many_hashes || ranges > tables::kMaxIndexKeyAttributes) {
    return bad_parameters(
        fmt::format("The KeySchema exceeds the maximum allowed number of {} key attributes",
                    too_many_hashes ? "HASH" : "RANGE"));
  }
  const std::vector<std::string> names = names_of(schema);
  if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) return std::nullopt;
  if (names.size() == 2) {
    return validation_error(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  return validation_error("The KeySchema contains multiple key attributes with the same name");
}

std::optional<Reply> local_schema_problem(const IndexMember& member,
                                          const values::KeySchema& table_keys) {
  const KeyElements& schema = member.schema;
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
  if (schema.size() != 2) {
    return bad_parameters(
        fmt::format("Index KeySchema does not have a range key for index: {}", member.name));
  }
  if (schema[0].name == table_keys.hash.name) return std::nullopt;
  return bad_parameters(
      fmt::format("Index KeySchema does not have the same leading hash key as table KeySchema for "
                  "index: {}. index hash key: {}, table hash key: {}",
                  member.name, schema[0].name, table_keys.hash.name));
}

// Every key attribute is defined, and every definition is one of a key.
std::optional<Reply> unused_or_undefined(const std::vector<const IndexMember*>& all,
                                         const KeyElements& schema,
                                         const KeyElements& definitions) {
  std::vector<std::string> used = names_of(schema);
  for (const IndexMember* member : all) {
    for (const KeyElement& element : member->schema) {
      if (!find_definition(definitions, element.name)) {
        return undefined_keys(member->schema, definitions);
      }
      used.push_back(element.name);
    }
  }
  const auto is_used = [&](const KeyElement& element) {
    return std::ranges::find(used, element.name) != used.end();
  };
  if (std::ranges::all_of(definitions, is_used)) return std::nullopt;
  if (all.empty()) {
    return bad_parameters(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  return bad_parameters(fmt::format(
      "Some AttributeDefinitions are not used. AttributeDefinitions: {}, keys used: {}",
      hash_order_text(names_of(definitions), definitions.size()), hash_order_text(used)));
}

std::optional<Reply> list_problem(const IndexLists& lists, const values::KeySchema& table_keys) {
  if (lists.local && lists.local->empty()) {
    return bad_parameters("List of LocalSecondaryIndexes is empty");
  }
  if (lists.global && lists.global->empty()) {
    return bad_parameters("List of GlobalSecondaryIndexes is empty");
  }
  if (lists.local && !table_keys.range) {
    return bad_parameters(
        "Table KeySchema does not have a range key, which is required when specifying a "
        "LocalSecondaryIndex");
  }
  return std::nullopt;
}

std::optional<Reply> count_problem(const IndexLists& lists) {
  if (lists.local && lists.local->size() > tables::kMaxLocalIndexes) {
    return bad_parameters(fmt::format(
        "Number of LocalSecondaryIndexes exceeds per-table limit of {}", tables::kMaxLocalIndexes));
  }
  if (lists.global && lists.global->size() > tables::kMaxGlobalIndexes) {
    return bad_parameters(fmt::format(
        "GlobalSecondaryIndex count exceeds the per-table limit of {}", tables::kMaxGlobalIndexes));
  }
  std::size_t included = 0;
  for (const auto* list : {&lists.global, &lists.local}) {
    if (!*list) continue;
    for (const IndexMember& member : **list)
      included += member.included ? member.included->size() : 0;
  }
  if (included <= tables::kMaxProjectedAttributes) return std::nullopt;
  return bad_parameters(fmt::format(
      "Number of NonKeyAttributes of all secondary indexes exceeds per-table limit of {}",
      tables::kMaxProjectedAttributes));
}

// Of a new table.
std::optional<Reply> provisioned_problem(const IndexMember& member, tables::BillingMode billing) {
  if (member.kind == IndexKind::kLocal) return std::nullopt;
  if (billing == tables::BillingMode::kPayPerRequest && member.provisioned) {
    return bad_parameters(fmt::format(
        "ProvisionedThroughput should not be specified for index: {} when BillingMode is "
        "PAY_PER_REQUEST",
        member.name));
  }
  if (billing == tables::BillingMode::kProvisioned && !member.provisioned) {
    return bad_parameters(
        fmt::format("ProvisionedThroughput is not specified for index: {}", member.name));
  }
  return std::nullopt;
}

Parsed<tables::Index> new_index(const Call& call, const IndexMember& member,
                                const KeyElements& definitions,
                                const tables::TableDescription& table) {
  tables::Index index;
  index.name = member.name;
  index.kind = member.kind;
  TM_OR_REPLY(index.keys, index_keys_of(member, definitions, table.keys));
  if (auto refusal = set_projection(member, index)) return *std::move(refusal);
  if (auto refusal = provisioned_problem(member, table.billing)) return *std::move(refusal);
  if (auto refusal = set_capacity(call, member, table.billing, index)) return *std::move(refusal);
  return index;
}

}  // namespace

IndexMember index_member(Members& element, IndexKind kind) {
  IndexMember member;
  member.kind = kind;
  Members projection = element.structure("Projection", true);
  if (projection.present()) {
    member.projection =
        projection.text("ProjectionType", {.one_of = {"ALL", "INCLUDE", "KEYS_ONLY"}});
    member.included = included_member(projection);
  }
  member.name =
      element.text("IndexName", {.required = true, .min = 3, .max = 255, .pattern = kNamePattern})
          .value_or("");
  if (kind == IndexKind::kGlobal) {
    member.provisioned = provisioned_member(element);
    member.maxima = on_demand_member(element);
    member.warm = warm_member(element);
  }
  member.schema = key_schema_member(
      element, kind == IndexKind::kLocal ? std::optional<std::size_t>(2) : std::nullopt);
  return member;
}

IndexLists index_lists(Members& members, std::string_view global_name,
                       std::string_view local_name) {
  IndexLists lists;
  lists.global = list_of(members, global_name, IndexKind::kGlobal);
  lists.local = list_of(members, local_name, IndexKind::kLocal);
  return lists;
}

Parsed<tables::IndexKeys> index_keys_of(const IndexMember& member, const KeyElements& definitions,
                                        const values::KeySchema& table_keys) {
  const auto problem = member.kind == IndexKind::kLocal ? local_schema_problem(member, table_keys)
                                                        : global_schema_problem(member.schema);
  if (problem) return *problem;
  tables::IndexKeys keys;
  for (const KeyElement& element : member.schema) {
    const auto key = find_definition(definitions, element.name);
    if (!key) return undefined_keys(member.schema, definitions);
    (element.kind == "HASH" ? keys.hash : keys.range).push_back(*key);
  }
  return keys;
}

std::optional<Reply> set_projection(const IndexMember& member, tables::Index& index) {
  if (!member.projection) return bad_parameters("Unknown ProjectionType: null");
  const std::string& type = *member.projection;
  if (type == "INCLUDE" && !member.included) {
    return bad_parameters("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
  if (type != "INCLUDE" && member.included) {
    return bad_parameters(
        fmt::format("ProjectionType is {}, but NonKeyAttributes is specified", type));
  }
  index.projection = type == "ALL"         ? ProjectionType::kAll
                     : type == "KEYS_ONLY" ? ProjectionType::kKeysOnly
                                           : ProjectionType::kInclude;
  if (!member.included) return std::nullopt;
  index.included = *member.included;
  std::ranges::sort(index.included);  // AWS shows them so
  const auto twice = std::ranges::adjacent_find(index.included);
  if (twice == index.included.end()) return std::nullopt;
  return bad_parameters(fmt::format("Duplicate element in NonKeyAttributes: {}", *twice));
}

std::optional<Reply> set_capacity(const Call& call, const IndexMember& member,
                                  tables::BillingMode billing, tables::Index& index) {
  if (member.provisioned) {
    if (auto refusal = above_account_limit(call, *member.provisioned, member.name)) return refusal;
    index.provisioned = *member.provisioned;
  }
  auto maxima = maxima_for(call, billing, member.maxima, member.name);
  if (!maxima) return std::move(maxima).refusal();
  index.on_demand_maxima = maxima.value();
  auto warm = warm_for(call, billing, index.provisioned, member.warm, member.name);
  if (!warm) return std::move(warm).refusal();
  index.warm = warm.value();
  return std::nullopt;
}

Parsed<std::vector<tables::Index>> new_indexes(const Call& call, const IndexLists& lists,
                                               const KeyElements& schema,
                                               const KeyElements& definitions,
                                               const tables::TableDescription& table) {
  if (auto refusal = list_problem(lists, table.keys)) return *std::move(refusal);
  std::vector<const IndexMember*> all;
  for (const auto* list : {&lists.local, &lists.global}) {
    if (!*list) continue;
    for (const IndexMember& member : **list) all.push_back(&member);
  }
  if (auto refusal = unused_or_undefined(all, schema, definitions)) return *std::move(refusal);
  std::vector<tables::Index> indexes;
  for (const IndexMember* member : all) {
    TM_OR_REPLY(tables::Index index, new_index(call, *member, definitions, table));
    if (std::ranges::find(indexes, index.name, &tables::Index::name) != indexes.end()) {
      return bad_parameters(fmt::format("Duplicate index name: {}", index.name));
    }
    index.part = static_cast<storage::Part>(1 + indexes.size());
    indexes.push_back(std::move(index));
  }
  if (auto refusal = count_problem(lists)) return *std::move(refusal);
  return indexes;
}

}  // namespace tidemark::api
