// An item as the bytes that the store keeps: docs/formats/item.md.
#pragma once

#include "base/result.h"
#include "values/attribute_value.h"

#include <string>
#include <string_view>

namespace tidemark::values {

std::string to_bytes(const Item& item);
// One value as it is within an item: what a ValueView reads.
std::string to_bytes(const AttributeValue& value);

// Errors: kCorrupt  not written by to_bytes; nothing is guessed
Result<Item> item_from_bytes(std::string_view bytes);

}  // namespace tidemark::values
