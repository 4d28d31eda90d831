#include "expressions/apply_update.h"

#include "expressions/projection.h"
#include "values/dynamodb_json.h"

#include <algorithm>

namespace tidemark::expressions {

namespace {

using values::AttributeValue;
using values::Item;
using values::List;
using values::Number;
using Kind = UpdateAction::Kind;

ExpressionProblem invalid_path() {
  return {"The document path provided in the update expression is invalid for update"};
}

ExpressionProblem missing_attribute() {
  return {"The provided expression refers to an attribute that does not exist in the item"};
}

ExpressionProblem wrong_type(bool legacy) {
  if (legacy) return {"Type mismatch for attribute to update"};
  return {"An operand in the update expression has an incorrect data type"};
}

// Where `value` goes; unset: what lies there is removed.
struct Change {
  const DocumentPath* path = nullptr;
  std::optional<AttributeValue> value;
};

template <class Member>
std::vector<Member> united(const std::vector<Member>& a, const std::vector<Member>& b) {
  std::vector<Member> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

template <class Member>
std::vector<Member> reduced(const std::vector<Member>& a, const std::vector<Member>& b) {
  std::vector<Member> left;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(left));
  return left;
}

// Calls `set(old, operand)` if both are sets of one type; whether they were.
template <class Case>
bool with_sets(const AttributeValue& old, const AttributeValue& operand, Case set) {
  return values::match(
      old, [&](const values::StringSet& a) { return set(a, operand.get_if<values::StringSet>()); },
      [&](const values::NumberSet& a) { return set(a, operand.get_if<values::NumberSet>()); },
      [&](const values::BinarySet& a) { return set(a, operand.get_if<values::BinarySet>()); },
      [](const auto&) { return false; });
}

Parsed<AttributeValue> sum_of(const Number& a, const Number& b, bool minus) {
  auto sum = minus ? Number::difference(a, b) : Number::sum(a, b);
  if (const auto* problem = std::get_if<values::NumberProblem>(&sum)) {
    return ExpressionProblem{values::to_text(*problem, "")};
  }
  return AttributeValue(std::get<Number>(std::move(sum)));
}

List joined(const List& a, const List& b) {
  List all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

// Computes the changes of one update from the item as it was.
class Changing {
 public:
  Changing(const Update& update, const Item& old, bool existed)
      : update_(update), old_(old), existed_(existed) {}

  std::optional<ExpressionProblem> compute() {
    for (const UpdateAction& action : update_.actions) {
      auto problem = compute(action);
      if (problem) return problem;
    }
    return std::nullopt;
  }

  // Sets first, rising: elements beyond a list's end are appended in their order. Then removals,
  // falling: none moves what another still has to find.
  Item applied() {
    std::sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
      if (a.value.has_value() != b.value.has_value()) return a.value.has_value();
      return a.value ? *a.path < *b.path : *b.path < *a.path;
    });
    Item item = old_;
    for (Change& change : changes_) apply(item, change);
    return item;
  }

 private:
  std::optional<ExpressionProblem> compute(const UpdateAction& action) {
    const AttributeValue* const now = find(old_, action.path);
    std::optional<AttributeValue> value;
    if (action.kind == Kind::kSet) {
      auto read = set_value(action.value);
      if (auto* problem = std::get_if<ExpressionProblem>(&read)) return std::move(*problem);
      value = std::get<AttributeValue>(std::move(read));
    }
    if (!may_lie_at(action.path)) {
      const bool removes = action.kind == Kind::kRemove || action.kind == Kind::kDelete;
      if (removes && !existed_) return std::nullopt;
      return invalid_path();
    }
    if (action.kind == Kind::kAdd) {
      auto added = now != nullptr ? sum(*now, action.operand) : action.operand;
      if (auto* problem = std::get_if<ExpressionProblem>(&added)) return std::move(*problem);
      value = std::get<AttributeValue>(std::move(added));
    }
    if (action.kind == Kind::kDelete && now != nullptr) {
      if (!reduce(*now, action.operand, value)) return wrong_type(update_.legacy);
    }
    if (value || now != nullptr) changes_.push_back({&action.path, std::move(value)});
    return std::nullopt;
  }

  // Whether what the path's last step needs around it is there: a map for a name, a list for an
  // index.
  [[nodiscard]] bool may_lie_at(const DocumentPath& path) const {
    if (path.size() == 1) return true;
    const auto* around = find(old_, DocumentPath(path.begin(), path.end() - 1));
    if (around == nullptr) return false;
    return std::holds_alternative<std::string>(path.back()) ? around->get_if<Item>() != nullptr
                                                            : around->get_if<List>() != nullptr;
  }

  Parsed<AttributeValue> set_value(const SetValue& value) {
    auto first = operand(value.operands[0]);
    if (value.sum == SetValue::Sum::kNone || std::holds_alternative<ExpressionProblem>(first)) {
      return first;
    }
    const auto second = operand(value.operands[1]);
    if (const auto* problem = std::get_if<ExpressionProblem>(&second)) return *problem;
    const auto* a = std::get<AttributeValue>(first).get_if<Number>();
    const auto* b = std::get<AttributeValue>(second).get_if<Number>();
    if (a == nullptr || b == nullptr) return wrong_type(false);
    return sum_of(*a, *b, value.sum == SetValue::Sum::kMinus);
  }

  Parsed<AttributeValue> operand(const Operand& operand) {
    if (operand.value() != nullptr) return *operand.value();
    if (operand.call() != nullptr) return result(*operand.call());
    const AttributeValue* value = find(old_, *operand.path());
    if (value == nullptr) return missing_attribute();
    return *value;
  }

  Parsed<AttributeValue> result(const Call& call) {
    if (call.function == "if_not_exists") {
      const AttributeValue* value = find(old_, *call.arguments[0].path());
      if (value != nullptr) return *value;
      return operand(call.arguments[1]);
    }
    auto first = operand(call.arguments[0]);
    if (std::holds_alternative<ExpressionProblem>(first)) return first;
    const auto second = operand(call.arguments[1]);
    if (const auto* problem = std::get_if<ExpressionProblem>(&second)) return *problem;
    const auto* a = std::get<AttributeValue>(first).get_if<List>();
    const auto* b = std::get<AttributeValue>(second).get_if<List>();
    if (a == nullptr || b == nullptr) return wrong_type(false);
    return AttributeValue(joined(*a, *b));
  }

  // ADD to what is there.
  [[nodiscard]] Parsed<AttributeValue> sum(const AttributeValue& now,
                                           const AttributeValue& operand) const {
    if (const auto *a = now.get_if<Number>(), *b = operand.get_if<Number>();
        a != nullptr && b != nullptr) {
      return sum_of(*a, *b, false);
    }
    if (const auto *a = now.get_if<List>(), *b = operand.get_if<List>();
        update_.legacy && a != nullptr && b != nullptr) {
      return AttributeValue(joined(*a, *b));
    }
    AttributeValue all;
    const bool sets = with_sets(now, operand, [&](const auto& a, const auto* b) {
      if (b != nullptr) all = AttributeValue(united(a, *b));
      return b != nullptr;
    });
    if (!sets) return wrong_type(update_.legacy);
    return all;
  }

  // DELETE from what is there: `left` stays unset when nothing remains. False: no such sets.
  static bool reduce(const AttributeValue& now, const AttributeValue& operand,
                     std::optional<AttributeValue>& left) {
    return with_sets(now, operand, [&](const auto& a, const auto* b) {
      if (b == nullptr) return false;
      auto members = reduced(a, *b);
      if (!members.empty()) left = AttributeValue(std::move(members));
      return true;
    });
  }

  // The map or list around the path's last step, which may_lie_at() has found.
  static AttributeValue* around(Item& item, const DocumentPath& path) {
    AttributeValue* value = item.edit(attribute_of(path));
    for (std::size_t i = 1; i + 1 < path.size(); ++i) {
      const auto* name = std::get_if<std::string>(&path[i]);
      value = name != nullptr ? value->edit_if<Item>()->edit(*name)
                              : &(*value->edit_if<List>())[std::get<std::size_t>(path[i])];
    }
    return value;
  }

  static void change_member(Item& map, const std::string& name, Change& change) {
    if (change.value) {
      map.set(name, *std::move(change.value));
    } else {
      map.erase(name);
    }
  }

  static void apply(Item& item, Change& change) {
    const DocumentPath& path = *change.path;
    if (path.size() == 1) return change_member(item, attribute_of(path), change);
    AttributeValue* const value = around(item, path);
    if (const auto* name = std::get_if<std::string>(&path.back())) {
      return change_member(*value->edit_if<Item>(), *name, change);
    }
    List& list = *value->edit_if<List>();
    const std::size_t index = std::get<std::size_t>(path.back());
    if (!change.value) {
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
    } else if (index < list.size()) {
      list[index] = *std::move(change.value);
    } else {
      list.push_back(*std::move(change.value));
    }
  }

  const Update& update_;
  const Item& old_;
  bool existed_;
  std::vector<Change> changes_;
};

bool only_removes(const Update& update) {
  return !update.actions.empty() &&
         std::all_of(update.actions.begin(), update.actions.end(), [](const UpdateAction& action) {
           return action.kind == Kind::kRemove || action.kind == Kind::kDelete;
         });
}

bool nests_too_deep(const Update& update, const Item& item) {
  return std::any_of(update.actions.begin(), update.actions.end(), [&](const UpdateAction& action) {
    const AttributeValue* value = item.find(attribute_of(action.path));
    return value != nullptr && values::nesting_of(*value) > values::kMaxNesting;
  });
}

}  // namespace

Parsed<std::optional<Item>> apply(const Update& update, const std::optional<Item>& before,
                                  const Item& key) {
  if (!before && only_removes(update)) return std::optional<Item>{};
  Changing changing(update, before ? *before : key, before.has_value());
  if (auto problem = changing.compute()) return *std::move(problem);
  Item item = changing.applied();
  if (nests_too_deep(update, item)) {
    return ExpressionProblem{"Nesting Levels have exceeded supported limits"};
  }
  return std::optional<Item>{std::move(item)};
}

Item touched(const Update& update, const Item& image) {
  std::vector<DocumentPath> paths;
  for (const UpdateAction& action : update.actions) paths.push_back(action.path);
  return project(projection_of(std::move(paths)), image);
}

}  // namespace tidemark::expressions
