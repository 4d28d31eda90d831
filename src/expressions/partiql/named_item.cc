#include "expressions/partiql/named_item.h"

#include <vector>

namespace tidemark::expressions::partiql {

namespace {

void flatten(const Condition& condition, std::vector<const Condition*>& parts) {
  if (condition.kind != Condition::Kind::kAnd) return parts.push_back(&condition);
  for (const Condition& part : condition.parts) flatten(part, parts);
}

// The key attribute that must have `value`; null for other conditions.
const std::string* key_of(const Condition& condition, const values::KeySchema& schema,
                          bool in_of_one) {
  const bool equality = condition.kind == Condition::Kind::kCompare && condition.op == "=";
  const bool in = in_of_one && condition.kind == Condition::Kind::kIn;
  if ((!equality && !in) || condition.operands.size() != 2) return nullptr;
  const DocumentPath* path = condition.operands[0].path();
  if (path == nullptr || path->size() != 1 || condition.operands[1].value() == nullptr) {
    return nullptr;
  }
  const std::string& name = attribute_of(*path);
  const bool is_key = name == schema.hash.name || (schema.range && name == schema.range->name);
  return is_key ? &name : nullptr;
}

}  // namespace

NamedItem item_named_by(const Condition* where, const values::KeySchema& schema, bool in_of_one) {
  NamedItem named;
  if (where == nullptr) return named;
  std::vector<const Condition*> parts;
  flatten(*where, parts);
  Condition rest{Condition::Kind::kAnd, "AND", {}, {}};
  for (const Condition* part : parts) {
    const std::string* name = key_of(*part, schema, in_of_one);
    const values::AttributeValue* value = name != nullptr ? part->operands[1].value() : nullptr;
    const values::AttributeValue* before = name != nullptr ? named.key.find(*name) : nullptr;
    if (name != nullptr && before == nullptr) {
      named.key.set(*name, *value);
    } else if (name == nullptr || !(*before == *value)) {
      if (name != nullptr && !named.twice) named.twice = *name;
      rest.parts.push_back(*part);
    }
  }
  named.whole = named.key.size() == (schema.range ? 2U : 1U);
  if (rest.parts.size() == 1) {
    named.rest = std::move(rest.parts.front());
  } else if (!rest.parts.empty()) {
    named.rest = std::move(rest);
  }
  return named;
}

}  // namespace tidemark::expressions::partiql
