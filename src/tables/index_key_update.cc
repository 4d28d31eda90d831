#include "tables/index_key_update.h"

#include "expressions/update_use.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using expressions::UpdateAction;
using values::AttributeValue;
using values::Item;

// A value of the type that the action will leave behind, if the text tells.
std::optional<AttributeValue> value_told(const UpdateAction& action) {
  if (action.path.size() > 1) return std::nullopt;
  switch (action.kind) {
    case UpdateAction::Kind::kRemove:
    case UpdateAction::Kind::kDelete: return std::nullopt;
    case UpdateAction::Kind::kAdd: return action.operand;
    case UpdateAction::Kind::kSet: break;
  }
  if (action.value.sum != expressions::SetValue::Sum::kNone) {
    return AttributeValue(values::Number());
  }
  const expressions::Operand& operand = action.value.operands.front();
  if (const auto* call = operand.call(); call != nullptr && call->function == "list_append") {
    return AttributeValue(values::List());
  }
  if (operand.value() != nullptr) return *operand.value();
  return std::nullopt;
}

template <class Use>
void for_each_key(const TableDescription& table, Use use) {
  for (const Index& index : table.indexes) {
    if (!index.is_written() || index.kind == IndexKind::kExpiry) continue;
    for (const KeyAttribute& attribute : index.keys.hash) use(attribute);
    for (const KeyAttribute& attribute : index.keys.range) use(attribute);
  }
}

}  // namespace

std::optional<IndexKeyProblem> find_index_key_problem(const TableDescription& table,
                                                      const expressions::Update& update) {
  if (table.indexes.empty()) return std::nullopt;
  Item told;
  for (const UpdateAction& action : update.actions) {
    if (auto value = value_told(action)) {
      told.set(expressions::attribute_of(action.path), *std::move(value));
    }
  }
  auto problem = find_index_key_problem(table, told);
  if (!problem || problem->why == IndexKeyProblem::Why::kTooLong) return std::nullopt;
  problem->where = IndexKeyProblem::Where::kUpdate;
  return problem;
}

std::optional<IndexKeyProblem> find_index_key_problem(const TableDescription& table,
                                                      const expressions::Update& update,
                                                      const Item& after) {
  if (table.indexes.empty()) return std::nullopt;
  Item named;
  for_each_key(table, [&](const KeyAttribute& key) {
    const bool touched = std::ranges::any_of(update.actions, [&](const UpdateAction& action) {
      return expressions::attribute_of(action.path) == key.name;
    });
    const AttributeValue* value = touched ? after.find(key.name) : nullptr;
    if (value != nullptr) named.set(key.name, *value);
  });
  auto problem = find_index_key_problem(table, named);
  if (problem) problem->where = IndexKeyProblem::Where::kUpdatedItem;
  return problem;
}

std::optional<expressions::ExpressionProblem> find_nested_index_key(
    const TableDescription& table, const expressions::Update& update) {
  if (table.indexes.empty()) return std::nullopt;
  for (const expressions::DocumentPath& path : expressions::paths_of(update)) {
    if (path.size() == 1) continue;
    bool is_key = false;
    for_each_key(table, [&](const KeyAttribute& key) {
      is_key = is_key || key.name == expressions::attribute_of(path);
    });
    if (!is_key) continue;
    return expressions::ExpressionProblem{
        fmt::format("Key attributes must be scalars; list random access '[]' and map lookup '.' "
                    "are not allowed: IndexKey: {}",
                    expressions::attribute_of(path))};
  }
  return std::nullopt;
}

}  // namespace tidemark::tables
