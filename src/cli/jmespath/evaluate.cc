#include "cli/jmespath/evaluate.h"

#include "cli/jmespath/expression.h"
#include "cli/jmespath/functions.h"

#include <algorithm>
#include <limits>

namespace tidemark::cli::jmespath {
namespace {

using codec::JsonValue;

Result<JsonValue> index_of(const JsonValue& current, std::int64_t index) {
  const auto* list = current.array();
  if (list == nullptr) return JsonValue{};
  const auto size = static_cast<std::int64_t>(list->size());
  const std::int64_t place = index < 0 ? index + size : index;
  return place < 0 || place >= size ? JsonValue{} : (*list)[static_cast<std::size_t>(place)];
}

Result<JsonValue> slice_of(const JsonValue& current, const Node& node) {
  const auto* list = current.array();
  if (list == nullptr) return JsonValue{};
  const auto& [start, stop, step_asked] = node.slice;
  const std::int64_t step = step_asked.value_or(1);
  if (step == 0) return fail(Code::kInvalid, "the step of a slice is 0");
  const auto size = static_cast<std::int64_t>(list->size());
  const std::int64_t lowest = step > 0 ? 0 : -1;
  const std::int64_t highest = step > 0 ? size : size - 1;
  const auto bound = [&](std::optional<std::int64_t> asked, std::int64_t otherwise) {
    if (!asked) return otherwise;
    return std::clamp(*asked < 0 ? *asked + size : *asked, lowest, highest);
  };
  const std::int64_t from = bound(start, step > 0 ? lowest : highest);
  const std::int64_t to = bound(stop, step > 0 ? highest : lowest);
  // No step is longer than the list, so that the sum below cannot overflow.
  const std::int64_t stride = std::clamp(step, -size - 1, size + 1);
  JsonValue::Array picked;
  for (std::int64_t at = from; stride > 0 ? at < to : at > to; at += stride) {
    picked.push_back((*list)[static_cast<std::size_t>(at)]);
  }
  return JsonValue(std::move(picked));
}

JsonValue flat(const JsonValue& value) {
  const auto* list = value.array();
  if (list == nullptr) return {};
  JsonValue::Array merged;
  for (const JsonValue& element : *list) {
    if (const auto* inner = element.array()) {
      merged.insert(merged.end(), inner->begin(), inner->end());
    } else {
      merged.push_back(element);
    }
  }
  return JsonValue(std::move(merged));
}

// `rhs` of each element that `condition` (if any) holds for; nulls are left out.
Result<JsonValue> projection(const JsonValue::Array& list, const Node& rhs, const Node* condition) {
  JsonValue::Array collected;
  for (const JsonValue& element : list) {
    if (condition != nullptr) {
      TM_TRY(const JsonValue holds, evaluate(*condition, element));
      if (!is_true(holds)) continue;
    }
    TM_TRY(JsonValue value, evaluate(rhs, element));
    if (!value.is_null()) collected.push_back(std::move(value));
  }
  return JsonValue(std::move(collected));
}

Result<JsonValue> projected(const Node& node, const JsonValue& current) {
  TM_TRY(const JsonValue left, evaluate(node.children[0], current));
  if (node.kind == NodeKind::kValueProjection) {
    if (left.object() == nullptr) return JsonValue{};
    JsonValue::Array values;
    for (const auto& [name, value] : *left.object()) values.push_back(value);
    return projection(values, node.children[1], nullptr);
  }
  if (left.array() == nullptr) return JsonValue{};
  const bool filters = node.kind == NodeKind::kFilterProjection;
  return projection(*left.array(), node.children[1], filters ? &node.children[2] : nullptr);
}

Result<JsonValue> list_of(const Node& node, const JsonValue& current) {
  if (current.is_null()) return JsonValue{};
  JsonValue::Array list;
  for (const Node& child : node.children) {
    TM_TRY(JsonValue value, evaluate(child, current));
    list.push_back(std::move(value));
  }
  return JsonValue(std::move(list));
}

Result<JsonValue> hash_of(const Node& node, const JsonValue& current) {
  if (current.is_null()) return JsonValue{};
  JsonValue::Members members;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    TM_TRY(JsonValue value, evaluate(node.children[i], current));
    const auto same =
        std::ranges::find(members, node.names[i], &JsonValue::Members::value_type::first);
    if (same != members.end()) {
      same->second = std::move(value);
    } else {
      members.emplace_back(node.names[i], std::move(value));
    }
  }
  return JsonValue(std::move(members));
}

JsonValue compared(const std::string& sign, const JsonValue& a, const JsonValue& b) {
  if (sign == "==") return JsonValue(equal(a, b));
  if (sign == "!=") return JsonValue(!equal(a, b));
  const auto ordered = [&](const auto& x, const auto& y) {
    if (sign == "<") return JsonValue(x < y);
    if (sign == "<=") return JsonValue(x <= y);
    return JsonValue(sign == ">" ? x > y : x >= y);
  };
  // The specification orders numbers only; the AWS CLI's implementation strings, too, and filters
  // by dates are written that way.
  if (a.string() != nullptr && b.string() != nullptr) return ordered(*a.string(), *b.string());
  if (!a.is_number() || !b.is_number()) return {};
  return ordered(a.as_double(), b.as_double());
}

Result<JsonValue> called(const Node& node, const JsonValue& current) {
  std::vector<Argument> arguments;
  for (const Node& child : node.children) {
    Argument& argument = arguments.emplace_back();
    if (child.kind == NodeKind::kReference) {
      argument.expression = &child.children[0];
    } else {
      TM_TRY(argument.value, evaluate(child, current));
    }
  }
  return call_function(node.name, arguments);
}

// The logical ones answer the value that decided, not a truth value.
Result<JsonValue> joined(const Node& node, const JsonValue& current) {
  TM_TRY(JsonValue left, evaluate(node.children[0], current));
  if (node.kind == NodeKind::kChain) return evaluate(node.children[1], left);
  if (is_true(left) == (node.kind == NodeKind::kOr)) return left;
  return evaluate(node.children[1], current);
}

bool same_members(const JsonValue::Members& a, const JsonValue& b) {
  return a.size() == b.object()->size() && std::ranges::all_of(a, [&](const auto& member) {
           const JsonValue* other = b.find(member.first);
           return other != nullptr && equal(member.second, *other);
         });
}

}  // namespace

bool is_true(const JsonValue& value) {
  if (value.is_null()) return false;
  if (const bool* truth = value.boolean()) return *truth;
  if (const auto* text = value.string()) return !text->empty();
  if (const auto* list = value.array()) return !list->empty();
  if (const auto* members = value.object()) return !members->empty();
  return true;
}

bool equal(const JsonValue& a, const JsonValue& b) {
  if (a.is_number() || b.is_number()) {
    if (a.integer() != nullptr && b.integer() != nullptr) return *a.integer() == *b.integer();
    return a.is_number() && b.is_number() && a.as_double() == b.as_double();
  }
  if (a.string() != nullptr || b.string() != nullptr) {
    return a.string() != nullptr && b.string() != nullptr && *a.string() == *b.string();
  }
  if (a.boolean() != nullptr || b.boolean() != nullptr) {
    return a.boolean() != nullptr && b.boolean() != nullptr && *a.boolean() == *b.boolean();
  }
  if (a.array() != nullptr || b.array() != nullptr) {
    return a.array() != nullptr && b.array() != nullptr &&
           std::ranges::equal(*a.array(), *b.array(), equal);
  }
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  return same_members(*a.object(), b);
}

Result<JsonValue> evaluate(const Node& node, const JsonValue& current) {
  switch (node.kind) {
    case NodeKind::kCurrent: return current;
    case NodeKind::kField: {
      const JsonValue* member = current.find(node.name);
      return member != nullptr ? *member : JsonValue{};
    }
    case NodeKind::kLiteral: return node.literal;
    case NodeKind::kIndex: return index_of(current, node.index);
    case NodeKind::kSlice: return slice_of(current, node);
    case NodeKind::kProjection:
    case NodeKind::kValueProjection:
    case NodeKind::kFilterProjection: return projected(node, current);
    case NodeKind::kFlatten: {
      TM_TRY(const JsonValue inner, evaluate(node.children[0], current));
      return flat(inner);
    }
    case NodeKind::kList: return list_of(node, current);
    case NodeKind::kHash: return hash_of(node, current);
    case NodeKind::kChain:
    case NodeKind::kOr:
    case NodeKind::kAnd: return joined(node, current);
    case NodeKind::kNot: {
      TM_TRY(const JsonValue inner, evaluate(node.children[0], current));
      return JsonValue(!is_true(inner));
    }
    case NodeKind::kCompare: {
      TM_TRY(const JsonValue left, evaluate(node.children[0], current));
      TM_TRY(const JsonValue right, evaluate(node.children[1], current));
      return compared(node.name, left, right);
    }
    case NodeKind::kCall: return called(node, current);
    case NodeKind::kReference:
      return fail(Code::kInvalid, "\"&\" stands only before what a function is given");
  }
  return JsonValue{};
}

Result<JsonValue> Expression::search(const JsonValue& document) const {
  return evaluate(root_, document);
}

}  // namespace tidemark::cli::jmespath
