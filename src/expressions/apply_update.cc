#include "expressions/apply_update.h"

#include "expressions/projection.h"
#include "values/dynamodb_json.h"
#include "values/item_size.h"

#include <algorithm>
#include <set>
#include <span>

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

using Changes = std::span<Change>;

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

  // Stops when it is too large: a short text can ask for very much.
  std::optional<ExpressionProblem> compute() {
    for (const UpdateAction& action : update_.actions) {
      auto problem = compute(action);
      if (problem) return problem;
      if (too_large()) break;
    }
    return std::nullopt;
  }

  // What lies deeper comes first: so no element has moved while there is something to do within it.
  Item applied() {
    std::sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
      if (a.path->size() != b.path->size()) return a.path->size() > b.path->size();
      return *a.path < *b.path;
    });
    Item item = old_;
    for (Changes left = changes_; !left.empty();) {
      const auto end = std::find_if(left.begin(), left.end(), [&](const Change& change) {
        return !lie_in_one(*change.path, *left.front().path);
      });
      const Changes group = left.first(static_cast<std::size_t>(end - left.begin()));
      left = left.subspan(group.size());
      apply(item, group);
    }
    return item;
  }

  // The sets alone make more than an item may be.
  [[nodiscard]] bool too_large() const { return set_bytes_ > values::kMaxItemBytes; }

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
    if (value) set_bytes_ += values::bytes_of(*value);
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

  // The same map or list holds what lies at both.
  static bool lie_in_one(const DocumentPath& a, const DocumentPath& b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end() - 1, b.begin());
  }

  // `changes` lie in one map or list, in order.
  static void apply(Item& item, Changes changes) {
    const DocumentPath& path = *changes.front().path;
    if (path.size() == 1) return change_members(item, changes);
    AttributeValue* const value = around(item, path);
    if (std::holds_alternative<std::string>(path.back())) {
      change_members(*value->edit_if<Item>(), changes);
    } else {
      change_elements(*value->edit_if<List>(), changes);
    }
  }

  static void change_members(Item& map, Changes changes) {
    std::vector<Item::Change> all;
    all.reserve(changes.size());
    for (Change& change : changes) {
      all.emplace_back(std::get<std::string>(change.path->back()), std::move(change.value));
    }
    map.change(std::move(all));
  }

  static std::size_t index_of(const Change& change) {
    return std::get<std::size_t>(change.path->back());
  }

  // Elements beyond the end are appended in their order. Then all that go, go at once.
  static void change_elements(List& list, Changes changes) {
    std::vector<std::size_t> going;
    for (Change& change : changes) {
      const std::size_t index = index_of(change);
      if (!change.value) {
        going.push_back(index);
      } else if (index < list.size()) {
        list[index] = *std::move(change.value);
      } else {
        list.push_back(*std::move(change.value));
      }
    }
    if (going.empty()) return;
    std::size_t to = going.front();
    auto next = going.begin();
    for (std::size_t from = to; from < list.size(); ++from) {
      if (next != going.end() && *next == from) {
        ++next;
      } else {
        list[to++] = std::move(list[from]);
      }
    }
    list.resize(to);
  }

  const Update& update_;
  const Item& old_;
  bool existed_;
  std::size_t set_bytes_ = 0;
  std::vector<Change> changes_;
};

bool only_removes(const Update& update) {
  return !update.actions.empty() &&
         std::all_of(update.actions.begin(), update.actions.end(), [](const UpdateAction& action) {
           return action.kind == Kind::kRemove || action.kind == Kind::kDelete;
         });
}

bool nests_too_deep(const Update& update, const Item& item) {
  std::set<std::string_view> seen;  // a great document may be named many times
  return std::any_of(update.actions.begin(), update.actions.end(), [&](const UpdateAction& action) {
    const std::string& name = attribute_of(action.path);
    const AttributeValue* value = seen.insert(name).second ? item.find(name) : nullptr;
    return value != nullptr && values::nesting_of(*value) > values::kMaxNesting;
  });
}

}  // namespace

Updated apply(const Update& update, const std::optional<Item>& before, const Item& key) {
  if (!before && only_removes(update)) return std::optional<Item>{};
  Changing changing(update, before ? *before : key, before.has_value());
  if (auto problem = changing.compute()) return *std::move(problem);
  if (changing.too_large()) return TooLarge{};
  Item item = changing.applied();
  if (nests_too_deep(update, item)) {
    return ExpressionProblem{"Nesting Levels have exceeded supported limits"};
  }
  if (values::bytes_of(item) > values::kMaxItemBytes) return TooLarge{};
  return std::optional<Item>{std::move(item)};
}

Item touched(const Update& update, const Item& image) {
  std::vector<DocumentPath> paths;
  for (const UpdateAction& action : update.actions) paths.push_back(action.path);
  return project(projection_of(std::move(paths)), image);
}

}  // namespace tidemark::expressions
