// A table's key schema, and items' keys as bytes that sort as DynamoDB sorts them.
//
//   const KeyAnswer key = key_of_item(schema, item);      // PutItem: the key inside an item
//   const KeyAnswer key = key_of(schema, given_key);      // GetItem: exactly the key attributes
#pragma once

#include "base/result.h"
#include "values/attribute_value.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::values {

enum class KeyType : char { kString = 'S', kNumber = 'N', kBinary = 'B' };

struct KeyAttribute {
  std::string name;
  KeyType type = KeyType::kString;
  friend bool operator==(const KeyAttribute&, const KeyAttribute&) = default;
};

struct KeySchema {
  KeyAttribute hash;
  std::optional<KeyAttribute> range;
  friend bool operator==(const KeySchema&, const KeySchema&) = default;
};

// Source: developer guide, "Constraints".
inline constexpr std::size_t kMaxHashKeyBytes = 2048;
inline constexpr std::size_t kMaxRangeKeyBytes = 1024;

// Why there is no key.
struct KeyMissing {
  std::string attribute;
};

struct KeyWrongType {
  KeyAttribute expected;
  std::string actual;  // "N"
};

struct KeyEmpty {
  KeyAttribute attribute;  // an empty string or binary
};

struct KeyTooLong {
  bool hash = true;
};

struct KeyHasExtra {};  // given keys only: more attributes than the schema has

using KeyAnswer =
    std::variant<std::string, KeyMissing, KeyWrongType, KeyEmpty, KeyTooLong, KeyHasExtra>;

KeyAnswer key_of_item(const KeySchema& schema, const Item& item);
KeyAnswer key_of(const KeySchema& schema, const Item& given);

// Only the key attributes of an item that has them all.
Item key_attributes(const KeySchema& schema, const Item& item);

// The key attributes from stored key bytes. Errors: kCorrupt.
Result<Item> key_from_bytes(const KeySchema& schema, std::string_view key);

// Of these attributes one after another, as an index's entries begin. They are taken off `key`;
// what stands behind them remains. Errors: kCorrupt.
Result<Item> take_key_attributes(const std::vector<KeyAttribute>& attributes,
                                 std::string_view& key);

// One key attribute's bytes before they are escaped: what begins_with compares.
std::string component_of(const AttributeValue& value);

// Keys in [from, until); an empty `until` has no end.
struct KeyRange {
  std::string from;
  std::string until;

  [[nodiscard]] bool empty() const { return !until.empty() && from >= until; }
};

// The least bytes greater than every string that begins with `prefix`; empty when there are none.
std::string after_prefix(std::string prefix);

// All keys that begin with these bytes.
KeyRange prefix_range(std::string prefix);
// All keys with this partition key.
KeyRange partition_range(const AttributeValue& hash);

enum class RangeOperator {
  kEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kBetween,
  kBeginsWith
};

// The keys of a partition whose sort key satisfies the operator; `high` for kBetween only.
KeyRange sort_range(const AttributeValue& hash, RangeOperator op, const AttributeValue& low,
                    const AttributeValue* high);
// The same behind `prefix`, the components that stand before the one in question.
KeyRange sort_range(std::string prefix, RangeOperator op, const AttributeValue& low,
                    const AttributeValue* high);

}  // namespace tidemark::values
