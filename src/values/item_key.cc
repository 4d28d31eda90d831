#include "values/item_key.h"

#include "codec/ordered_bytes.h"

#include <algorithm>

namespace tidemark::values {

namespace {

using Component = std::variant<std::string, KeyMissing, KeyWrongType, KeyEmpty, KeyTooLong>;

Component checked_component(const KeyAttribute& attribute, const Item& item, bool hash) {
  const AttributeValue* value = item.find(attribute.name);
  if (value == nullptr) return KeyMissing{attribute.name};
  const std::string_view actual = value->type_name();
  if (actual != std::string_view(reinterpret_cast<const char*>(&attribute.type), 1)) {
    return KeyWrongType{attribute, std::string(actual)};
  }
  std::string component = component_of(*value);
  if (component.empty()) return KeyEmpty{attribute};
  if (component.size() > (hash ? kMaxHashKeyBytes : kMaxRangeKeyBytes)) return KeyTooLong{hash};
  return component;
}

KeyAnswer refusal_of(Component component) {
  return std::visit([](auto&& reason) -> KeyAnswer { return std::move(reason); },
                    std::move(component));
}

Result<AttributeValue> value_from(const KeyAttribute& attribute, std::string component) {
  switch (attribute.type) {
    case KeyType::kString: return AttributeValue(std::move(component));
    case KeyType::kBinary: return AttributeValue(Binary{std::move(component)});
    case KeyType::kNumber: break;
  }
  TM_TRY(Number number, Number::from_ordered_bytes(component));
  return AttributeValue(std::move(number));
}

// The bytes of `hash · component` up to, but not including, the component's end mark: every key
// whose component begins so has these bytes in front.
std::string open_key(const std::string& partition, const std::string& component) {
  std::string key = partition + codec::ordered(component);
  key.resize(key.size() - 2);
  return key;
}

}  // namespace

std::string component_of(const AttributeValue& value) {
  if (const auto* text = value.get_if<std::string>()) return *text;
  if (const auto* number = value.get_if<Number>()) return number->ordered_bytes();
  if (const auto* binary = value.get_if<Binary>()) return binary->bytes;
  return {};
}

KeyAnswer key_of_item(const KeySchema& schema, const Item& item) {
  Component hash = checked_component(schema.hash, item, true);
  if (!std::holds_alternative<std::string>(hash)) return refusal_of(std::move(hash));
  std::string key = codec::ordered(std::get<std::string>(hash));
  if (!schema.range) return key;
  Component range = checked_component(*schema.range, item, false);
  if (!std::holds_alternative<std::string>(range)) return refusal_of(std::move(range));
  codec::append_ordered(key, std::get<std::string>(range));
  return key;
}

KeyAnswer key_of(const KeySchema& schema, const Item& given) {
  if (given.size() > (schema.range ? 2u : 1u)) return KeyHasExtra{};
  return key_of_item(schema, given);
}

Item key_attributes(const KeySchema& schema, const Item& item) {
  Item key;
  if (const auto* hash = item.find(schema.hash.name)) key.set(schema.hash.name, *hash);
  if (!schema.range) return key;
  if (const auto* range = item.find(schema.range->name)) key.set(schema.range->name, *range);
  return key;
}

Result<Item> take_key_attributes(const std::vector<KeyAttribute>& attributes,
                                 std::string_view& key) {
  Item taken;
  for (const KeyAttribute& attribute : attributes) {
    TM_TRY(std::string component, codec::take_ordered(key));
    TM_TRY(AttributeValue value, value_from(attribute, std::move(component)));
    taken.set(attribute.name, std::move(value));
  }
  return taken;
}

Result<Item> key_from_bytes(const KeySchema& schema, std::string_view key) {
  std::vector<KeyAttribute> attributes{schema.hash};
  if (schema.range) attributes.push_back(*schema.range);
  TM_TRY(Item taken, take_key_attributes(attributes, key));
  if (!key.empty()) return fail(Code::kCorrupt, "a stored key has bytes behind its last attribute");
  return taken;
}

std::string after_prefix(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (!prefix.empty())
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

KeyRange prefix_range(std::string prefix) {
  std::string until = after_prefix(prefix);
  return {std::move(prefix), std::move(until)};
}

KeyRange partition_range(const AttributeValue& hash) {
  return prefix_range(codec::ordered(component_of(hash)));
}

KeyRange sort_range(std::string prefix, RangeOperator op, const AttributeValue& low,
                    const AttributeValue* high) {
  const KeyRange partition = prefix_range(std::move(prefix));
  const std::string component = component_of(low);
  const std::string at = partition.from + codec::ordered(component);
  const std::string behind = after_prefix(at);
  switch (op) {
    case RangeOperator::kEqual: return {at, behind};
    case RangeOperator::kLess: return {partition.from, at};
    case RangeOperator::kLessOrEqual: return {partition.from, behind};
    case RangeOperator::kGreater: return {behind, partition.until};
    case RangeOperator::kGreaterOrEqual: return {at, partition.until};
    case RangeOperator::kBetween:
      return {at, after_prefix(partition.from + codec::ordered(component_of(*high)))};
    case RangeOperator::kBeginsWith: break;
  }
  const std::string open = open_key(partition.from, component);
  return {open, after_prefix(open)};
}

KeyRange sort_range(const AttributeValue& hash, RangeOperator op, const AttributeValue& low,
                    const AttributeValue* high) {
  return sort_range(partition_range(hash).from, op, low, high);
}

}  // namespace tidemark::values
