// Bytes as AWS counts them: names and values, UTF-8, raw binaries.
// Source: DynamoDB developer guide, "Item sizes and formats", with the measured number rule.
#pragma once

#include "values/attribute_value.h"

namespace tidemark::values {

// Largest item, names and values together. Source: developer guide, "Constraints".
inline constexpr std::size_t kMaxItemBytes = 400 * 1024;

std::size_t bytes_of(const AttributeValue& value);
std::size_t bytes_of(const Item& item);

}  // namespace tidemark::values
