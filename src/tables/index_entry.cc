#include "tables/index_entry.h"

#include "codec/ordered_bytes.h"
#include "values/item_bytes.h"
#include "values/item_size.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using values::AttributeValue;
using values::Item;

bool has_type(const AttributeValue& value, const KeyAttribute& attribute) {
  return value.type_name() == std::string_view(reinterpret_cast<const char*>(&attribute.type), 1);
}

// Appends the component; false when the item's attribute cannot be one.
bool append_component(std::string& key, const KeyAttribute& attribute, const Item& item,
                      std::size_t limit) {
  const AttributeValue* value = item.find(attribute.name);
  if (value == nullptr || !has_type(*value, attribute)) return false;
  const std::string component = values::component_of(*value);
  if (component.empty() || component.size() > limit) return false;
  codec::append_ordered(key, component);
  return true;
}

std::optional<std::string> entry_key(const Index& index, const Item& item, std::string_view key) {
  std::string whole;
  for (const KeyAttribute& attribute : index.keys.hash) {
    if (!append_component(whole, attribute, item, values::kMaxHashKeyBytes)) return std::nullopt;
  }
  for (const KeyAttribute& attribute : index.keys.range) {
    if (!append_component(whole, attribute, item, values::kMaxRangeKeyBytes)) return std::nullopt;
  }
  whole.append(key);
  return whole;
}

std::optional<IndexKeyProblem> problem_with(const Index& index, const KeyAttribute& attribute,
                                            const Item& item, bool hash) {
  const AttributeValue* value = item.find(attribute.name);
  if (value == nullptr) return std::nullopt;
  IndexKeyProblem problem;
  problem.index = index.name;
  problem.expected = attribute;
  problem.hash = hash;
  if (!has_type(*value, attribute)) {
    problem.actual = value->type_name();
    return problem;
  }
  const std::size_t size = values::component_of(*value).size();
  problem.why = size == 0 ? IndexKeyProblem::Why::kEmpty : IndexKeyProblem::Why::kTooLong;
  if (size > 0 && size <= (hash ? values::kMaxHashKeyBytes : values::kMaxRangeKeyBytes)) {
    return std::nullopt;
  }
  return problem;
}

std::optional<IndexKeyProblem> first_problem_with(const Index& index, const Item& item) {
  for (const KeyAttribute& attribute : index.keys.hash) {
    if (auto problem = problem_with(index, attribute, item, true)) return problem;
  }
  for (const KeyAttribute& attribute : index.keys.range) {
    if (auto problem = problem_with(index, attribute, item, false)) return problem;
  }
  return std::nullopt;
}

void copy(Item& to, const Item& from, const std::string& name) {
  if (const AttributeValue* value = from.find(name)) to.set(name, *value);
}

}  // namespace

storage::Tally tally_of(const IndexEntry& entry) {
  return {.items = 1, .bytes = static_cast<std::int64_t>(entry.bytes), .digest = 0};
}

std::optional<IndexKeyProblem> find_index_key_problem(const TableDescription& table,
                                                      const Item& item) {
  std::optional<IndexKeyProblem> first;
  for (const Index& index : table.indexes) {
    if (!index.is_written() || index.kind == IndexKind::kExpiry) continue;
    if (first && first->index < index.name) continue;
    if (auto problem = first_problem_with(index, item)) first = std::move(problem);
  }
  return first;
}

Item projected(const TableDescription& table, const Index& index, const Item& item) {
  if (index.projection == ProjectionType::kAll) return item;
  Item part = values::key_attributes(table.keys, item);
  for (const KeyAttribute& attribute : index.keys.hash) copy(part, item, attribute.name);
  for (const KeyAttribute& attribute : index.keys.range) copy(part, item, attribute.name);
  for (const std::string& name : index.included) copy(part, item, name);
  return part;
}

std::optional<IndexEntry> entry_of(const TableDescription& table, const Index& index,
                                   const Item& item, std::string_view key,
                                   const std::optional<EncodedItem>& encoded) {
  std::optional<std::string> whole = entry_key(index, item, key);
  if (!whole) return std::nullopt;
  IndexEntry entry;
  entry.part = index.part;
  entry.key = *std::move(whole);
  if (index.projection == ProjectionType::kAll) {
    entry.value = encoded ? std::string(encoded->bytes) : values::to_bytes(item);
    entry.bytes = encoded ? encoded->counted : values::bytes_of(item);
  } else {
    const Item part = projected(table, index, item);
    entry.value = values::to_bytes(part);
    entry.bytes = values::bytes_of(part);
  }
  return entry;
}

std::vector<IndexEntry> entries_of(const TableDescription& table, const Item& item,
                                   std::string_view key,
                                   const std::optional<EncodedItem>& encoded) {
  std::vector<IndexEntry> entries;
  for (const Index& index : table.indexes) {
    if (!index.is_written()) continue;
    if (auto entry = entry_of(table, index, item, key, encoded))
      entries.push_back(*std::move(entry));
  }
  std::ranges::sort(entries, {}, &IndexEntry::part);
  return entries;
}

}  // namespace tidemark::tables
