// Byte strings as parts of a key: escaped and terminated, so that keys compare as their
// components do and no key is a prefix of another with the same number of components.
// 00 becomes 00 ff, the end is 00 00.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace tidemark::codec {

void append_ordered(std::string& key, std::string_view component);

// One component, as a key of its own.
std::string ordered(std::string_view component);

// Takes the first component off `key`. Errors: kCorrupt on an unterminated or ill-escaped one.
Result<std::string> take_ordered(std::string_view& key);

}  // namespace tidemark::codec
