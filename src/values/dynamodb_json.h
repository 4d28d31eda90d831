// DynamoDB-JSON ({"S": "x"}, {"N": "1"}, …) to attribute values and back.
//
// A shape that cannot be deserialised, wherever it is in the document, is told before any value
// that is not allowed. The same holds across a request: so read all of its documents, answer the
// first kSerialization among them, and keep the kValidation ones for their turn.
#pragma once

#include "codec/json.h"
#include "values/attribute_value.h"

#include <string>
#include <string_view>
#include <variant>

namespace tidemark::values {

// The deepest that lists and maps may nest. Source: developer guide, "Constraints".
inline constexpr int kMaxNesting = 32;
inline constexpr std::string_view kTooDeep =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
    "beyond supported limit";

// Why a JSON value is no attribute value. The texts are DynamoDB's own, as collected by the
// dynalite test suite against the service.
struct ValueProblem {
  enum class Kind {
    kSerialization,  // the JSON has not the shape of the type
    kValidation,     // the shape is right, the value is not allowed
  };

  Kind kind = Kind::kValidation;
  std::string message;
  // The service checks values in one of two generations of code, by operation. What the older one
  // says (batch writes, transactions, Scan); empty: the same.
  std::string older = {};
  // A number or a repeated member: the newer one says so without a word about where the value is.
  bool bare = false;
};

// The problem in the words of the older generation.
std::string older_text(const ValueProblem& problem);

template <class T>
using Read = std::variant<T, ValueProblem>;

Read<AttributeValue> read_value(const codec::JsonValue& json);

// An object of attribute values: an item, a key, ExpressionAttributeValues.
Read<Item> read_item(const codec::JsonValue& json);

void write_value(codec::JsonWriter& out, const AttributeValue& value);
void write_item(codec::JsonWriter& out, const Item& item);
std::string to_json(const Item& item);

}  // namespace tidemark::values
