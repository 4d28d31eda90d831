#include "expressions/predicate.h"

#include "expressions/comparison.h"
#include "values/item_bytes.h"
#include "values/item_tag.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tidemark::expressions {

using values::ItemView;
using values::ValueView;

// One value as it is in one item. Sizes are encoded like stored numbers, in place.
class Predicate::Read {
 public:
  Read(const Value& value, const ItemView& item) {
    if (value.path.empty()) {
      view_.emplace(value.constant);
      return;
    }
    view_ = find(item, value.path);
    if (!value.is_size || !view_) return;
    const auto size = size_of(*view_);
    view_.reset();
    if (size) encode(*size);
  }

  Read(const Read&) = delete;
  Read& operator=(const Read&) = delete;

  explicit operator bool() const { return view_.has_value(); }

  const ValueView& operator*() const { return *view_; }

  const ValueView* operator->() const { return &*view_; }

 private:
  void encode(std::size_t size) {
    char* const digits = number_.data() + 2;
    const auto end = std::to_chars(digits, number_.data() + number_.size(), size).ptr;
    number_[0] = values::kNumberTag;
    number_[1] = static_cast<char>(end - digits);
    view_.emplace(std::string_view(number_.data(), static_cast<std::size_t>(end - number_.data())));
  }

  std::optional<ValueView> view_;
  std::array<char, 24> number_{};  // tag, length, at most twenty digits
};

Predicate::Test Predicate::test_of(const Condition& condition) {
  static const std::map<std::string, Test, std::less<>> kTests = {
      {"OR", Test::kOr},
      {"AND", Test::kAnd},
      {"NOT", Test::kNot},
      {"=", Test::kEqual},
      {"<>", Test::kNotEqual},
      {"<", Test::kLess},
      {"<=", Test::kLessOrEqual},
      {">", Test::kGreater},
      {">=", Test::kGreaterOrEqual},
      {"BETWEEN", Test::kBetween},
      {"IN", Test::kIn},
      {"attribute_exists", Test::kExists},
      {"attribute_not_exists", Test::kNotExists},
      {"attribute_type", Test::kHasType},
      {"begins_with", Test::kBeginsWith},
      {"contains", Test::kContains}};
  return kTests.at(condition.op);
}

Predicate::Value Predicate::value_of(const Operand& operand) {
  if (const DocumentPath* path = operand.path()) return {.path = *path};
  if (operand.value() != nullptr) return {.constant = values::to_bytes(*operand.value())};
  const Operand& measured = operand.call()->arguments.front();
  if (measured.path() != nullptr) return {.path = *measured.path(), .is_size = true};
  // The size of a constant; what has none was refused before.
  const std::string bytes = values::to_bytes(*measured.value());
  const std::string size = std::to_string(size_of(ValueView(bytes)).value_or(0));
  return {.constant = std::string{values::kNumberTag, static_cast<char>(size.size())} + size};
}

Predicate::Node Predicate::node_of(const Condition& condition) {
  Node node{.test = test_of(condition), .parts = {}, .values = {}};
  for (const Operand& operand : condition.operands) node.values.push_back(value_of(operand));
  for (const Condition& part : condition.parts) {
    Node next = node_of(part);
    if (next.test == node.test && node.test != Test::kNot) {
      std::move(next.parts.begin(), next.parts.end(), std::back_inserter(node.parts));
    } else {
      node.parts.push_back(std::move(next));
    }
  }
  return node;
}

Predicate::Predicate(const Condition& condition) : root_(node_of(condition)) {}

bool Predicate::holds(const Node& node, const ItemView& item) {
  const auto part_holds = [&](const Node& part) { return holds(part, item); };
  switch (node.test) {
    case Test::kOr: return std::any_of(node.parts.begin(), node.parts.end(), part_holds);
    case Test::kAnd: return std::all_of(node.parts.begin(), node.parts.end(), part_holds);
    case Test::kNot: return !part_holds(node.parts.front());
    default: return test_holds(node, item);
  }
}

bool Predicate::test_holds(const Node& node, const ItemView& item) {
  const Read first(node.values[0], item);
  if (node.test == Test::kExists) return first.operator bool();
  if (node.test == Test::kNotExists) return !first;
  if (node.test == Test::kIn) {
    return first && std::any_of(node.values.begin() + 1, node.values.end(), [&](const Value& one) {
             const Read listed(one, item);
             return listed && *listed == *first;
           });
  }
  const Read second(node.values[1], item);
  if (node.test == Test::kNotEqual) return !first || !second || *first != *second;
  if (!first || !second) return false;
  switch (node.test) {
    case Test::kEqual: return *first == *second;
    case Test::kHasType: return first->type_name() == second->scalar();
    case Test::kBeginsWith: return begins_with(*first, *second);
    case Test::kContains: return contains(*first, *second);
    default: break;
  }
  const auto order = order_of(*first, *second);
  if (!order) return false;
  switch (node.test) {
    case Test::kLess: return *order < 0;
    case Test::kLessOrEqual: return *order <= 0;
    case Test::kGreater: return *order > 0;
    case Test::kGreaterOrEqual: return *order >= 0;
    default: break;  // BETWEEN
  }
  if (*order < 0) return false;
  const Read high(node.values[2], item);
  if (!high) return false;
  const auto upper = order_of(*first, *high);
  return upper && *upper <= 0;
}

}  // namespace tidemark::expressions
