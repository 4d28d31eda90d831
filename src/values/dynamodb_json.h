// DynamoDB-JSON ({"S": "x"}, {"N": "1"}, …) to attribute values and back.
#pragma once

#include "codec/json.h"
#include "values/attribute_value.h"

#include <string>
#include <variant>

namespace tidemark::values {

// Why a JSON value is no attribute value. The texts are DynamoDB's own, as collected by the
// dynalite test suite against the service.
struct ValueProblem {
  enum class Kind {
    kSerialization,  // the JSON has not the shape of the type
    kValidation,     // the shape is right, the value is not allowed
  };

  Kind kind = Kind::kValidation;
  std::string message;
};

template <class T>
using Read = std::variant<T, ValueProblem>;

Read<AttributeValue> read_value(const codec::JsonValue& json);

// An object of attribute values: an item, a key, ExpressionAttributeValues.
Read<Item> read_item(const codec::JsonValue& json);

void write_value(codec::JsonWriter& out, const AttributeValue& value);
void write_item(codec::JsonWriter& out, const Item& item);
std::string to_json(const Item& item);

}  // namespace tidemark::values
