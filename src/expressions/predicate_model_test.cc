// Predicates against a second evaluator that knows nothing of stored bytes: it walks the parsed
// condition and the decoded item, slowly and literally, over seeded expressions and items.
#include "base/random.h"
#include "expressions/condition.h"
#include "expressions/predicate.h"
#include "values/item_bytes.h"
#include "values/testing/drawn_item.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tidemark::expressions {
namespace {

using values::AttributeValue;
using values::Item;
using values::List;
using values::Number;
using Maybe = std::optional<AttributeValue>;

Maybe look_up(const Item& item, const DocumentPath& path) {
  Maybe value = AttributeValue(item);
  for (const PathStep& step : path) {
    Maybe next;
    if (const auto* name = std::get_if<std::string>(&step)) {
      const auto* map = value->get_if<Item>();
      if (map == nullptr) return std::nullopt;
      for (const auto& [key, member] : *map) {
        if (key == *name) next = member;
      }
    } else {
      const auto* list = value->get_if<List>();
      const std::size_t index = std::get<std::size_t>(step);
      if (list == nullptr || index >= list->size()) return std::nullopt;
      next = (*list)[index];
    }
    if (!next) return std::nullopt;
    value = next;
  }
  return value;
}

// Code units as a converter to UTF-16 would write them.
std::size_t units(const std::string& text) {
  std::size_t units = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    units += bytes == 4 ? 2 : 1;
    i += bytes;
  }
  return units;
}

Maybe measure(const AttributeValue& value) {
  const std::optional<std::size_t> size = values::match(
      value, [](const std::string& text) { return std::optional(units(text)); },
      [](const values::Binary& binary) { return std::optional(binary.bytes.size()); },
      [](const List& list) { return std::optional(list.size()); },
      [](const Item& map) { return std::optional(map.size()); },
      [](const values::StringSet& set) { return std::optional(set.size()); },
      [](const values::NumberSet& set) { return std::optional(set.size()); },
      [](const values::BinarySet& set) { return std::optional(set.size()); },
      [](const auto&) { return std::optional<std::size_t>(); });
  if (!size) return std::nullopt;
  return AttributeValue(std::get<Number>(Number::parse(std::to_string(*size))));
}

Maybe read(const Operand& operand, const Item& item) {
  if (operand.path() != nullptr) return look_up(item, *operand.path());
  if (operand.value() != nullptr) return *operand.value();
  const Maybe measured = read(operand.call()->arguments[0], item);
  return measured ? measure(*measured) : std::nullopt;
}

// -1, 0, 1; numbers by their key bytes, where the predicate compares texts.
std::optional<int> order(const Maybe& a, const Maybe& b) {
  if (!a || !b || a->type_name() != b->type_name()) return std::nullopt;
  const auto sign = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (const auto* text = a->get_if<std::string>()) return sign(*text, *b->get_if<std::string>());
  if (const auto* x = a->get_if<values::Binary>()) return sign(*x, *b->get_if<values::Binary>());
  const auto* number = a->get_if<Number>();
  if (number == nullptr) return std::nullopt;
  return sign(number->ordered_bytes(), b->get_if<Number>()->ordered_bytes());
}

bool same(const Maybe& a, const Maybe& b) {
  return a && b && *a == *b;
}

template <class Set, class Member>
bool has(const AttributeValue& set, const AttributeValue& member) {
  const auto* members = set.get_if<Set>();
  const auto* one = member.get_if<Member>();
  return members != nullptr && one != nullptr &&
         std::count(members->begin(), members->end(), *one) > 0;
}

bool within(const AttributeValue& whole, const AttributeValue& part) {
  const auto *text = whole.get_if<std::string>(), *piece = part.get_if<std::string>();
  if (text != nullptr && piece != nullptr) return text->find(*piece) != std::string::npos;
  const auto *bytes = whole.get_if<values::Binary>(), *some = part.get_if<values::Binary>();
  if (bytes != nullptr && some != nullptr) {
    return bytes->bytes.find(some->bytes) != std::string::npos;
  }
  return has<values::StringSet, std::string>(whole, part) ||
         has<values::NumberSet, Number>(whole, part) ||
         has<values::BinarySet, values::Binary>(whole, part) ||
         (whole.get_if<List>() != nullptr &&
          std::count(whole.get_if<List>()->begin(), whole.get_if<List>()->end(), part) > 0);
}

bool leads(const AttributeValue& whole, const AttributeValue& part) {
  const auto *text = whole.get_if<std::string>(), *piece = part.get_if<std::string>();
  if (text != nullptr && piece != nullptr) return text->substr(0, piece->size()) == *piece;
  const auto *bytes = whole.get_if<values::Binary>(), *some = part.get_if<values::Binary>();
  return bytes != nullptr && some != nullptr &&
         bytes->bytes.substr(0, some->bytes.size()) == some->bytes;
}

bool model_holds(const Condition& condition, const Item& item) {
  const std::string& op = condition.op;
  const auto& parts = condition.parts;
  if (op == "OR") return model_holds(parts[0], item) || model_holds(parts[1], item);
  if (op == "AND") return model_holds(parts[0], item) && model_holds(parts[1], item);
  if (op == "NOT") return !model_holds(parts[0], item);
  std::vector<Maybe> operands;
  for (const Operand& operand : condition.operands) operands.push_back(read(operand, item));
  const Maybe& first = operands[0];
  if (op == "attribute_exists") return first.has_value();
  if (op == "attribute_not_exists") return !first;
  if (op == "=") return same(first, operands[1]);
  if (op == "<>") return !same(first, operands[1]);
  if (op == "IN") {
    return std::any_of(operands.begin() + 1, operands.end(),
                       [&](const Maybe& one) { return same(first, one); });
  }
  if (op == "attribute_type") {
    return first && first->type_name() == *operands[1]->get_if<std::string>();
  }
  if (op == "begins_with") return first && operands[1] && leads(*first, *operands[1]);
  if (op == "contains") return first && operands[1] && within(*first, *operands[1]);
  const auto order1 = order(first, operands[1]);
  if (op == "<") return order1 && *order1 < 0;
  if (op == "<=") return order1 && *order1 <= 0;
  if (op == ">") return order1 && *order1 > 0;
  if (op == ">=") return order1 && *order1 >= 0;
  const auto order2 = order(first, operands[2]);
  return order1 && order2 && *order1 >= 0 && *order2 <= 0;
}

// Texts of conditions, most of them valid.
class DrawnConditions {
 public:
  DrawnConditions(Random& random, values::DrawnItems& items) : random_(random), items_(items) {}

  std::string condition(int deepest = 3) {
    switch (deepest > 0 ? random_.below(8) : 7) {
      case 0: return condition(deepest - 1) + " OR " + condition(deepest - 1);
      case 1: return condition(deepest - 1) + " AND " + condition(deepest - 1);
      case 2: return "NOT " + condition(deepest - 1);
      default: return test();
    }
  }

 private:
  std::string test() {
    static constexpr const char* kComparisons[] = {"=", "<>", "<", "<=", ">", ">="};
    switch (random_.below(10)) {
      case 9: return "size(" + items_.name() + ") = :n" + std::to_string(random_.below(6));
      case 0: return "attribute_exists(" + path() + ")";
      case 1: return "attribute_not_exists(" + path() + ")";
      case 2:
        return "attribute_type(" + path() + ", :type" + std::to_string(random_.below(3)) + ")";
      case 3: return "begins_with(" + path() + ", " + operand() + ")";
      case 4: return "contains(" + path() + ", " + operand() + ")";
      case 5: return operand() + " BETWEEN " + operand() + " AND " + operand();
      case 6: return operand() + " IN (" + operand() + ", " + operand() + ")";
      default: return operand() + " " + kComparisons[random_.below(6)] + " " + operand();
    }
  }

  std::string operand() {
    switch (random_.below(5)) {
      case 0: return "size(" + path() + ")";
      case 1:
      case 2: return ":v" + std::to_string(random_.below(8));
      default: return path();
    }
  }

  std::string path() {
    std::string path = items_.name();
    while (random_.below(3) == 0) {
      path += random_.below(2) == 0 ? "." + items_.name()
                                    : "[" + std::to_string(random_.below(3)) + "]";
    }
    return path;
  }

  Random& random_;
  values::DrawnItems& items_;
};

TEST(PredicateModel, AgreesOnSeededExpressions) {
  SeededRandom random(20);
  values::DrawnItems items(random);
  DrawnConditions texts(random, items);
  int accepted = 0;
  int held = 0;
  for (int run = 0; run < 6000; ++run) {
    Item constants;
    for (int i = 0; i < 8; ++i) constants.set(":v" + std::to_string(i), items.value());
    for (int i = 0; i < 6; ++i) {
      const auto size = std::get<Number>(Number::parse(std::to_string(i)));
      constants.set(":n" + std::to_string(i), AttributeValue(size));
    }
    constants.set(":type0", values::text_value("S"));
    constants.set(":type1", values::text_value("N"));
    constants.set(":type2", values::text_value("L"));
    Placeholders placeholders(std::nullopt, std::move(constants));
    const std::string text = texts.condition();
    const auto parsed = parse_condition("FilterExpression", text, placeholders);
    const auto* condition = std::get_if<Condition>(&parsed);
    if (condition == nullptr) continue;
    ++accepted;
    const Predicate predicate(*condition);
    for (int i = 0; i < 5; ++i) {
      const Item item = items.item();
      const std::string bytes = values::to_bytes(item);
      const bool holds = predicate.holds(values::ItemView::open(bytes).value());
      ASSERT_EQ(holds, model_holds(*condition, item)) << text;
      held += holds ? 1 : 0;
    }
  }
  EXPECT_GT(accepted, 2000);
  EXPECT_GT(held, accepted);
  EXPECT_LT(held, accepted * 4);
}

}  // namespace
}  // namespace tidemark::expressions
