// The item digest: docs/formats/digest.md. The same function serves the engine's tallies and the
// operator's comparison.
#pragma once

#include "values/attribute_value.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::values {

// Added mod 2^128 over a table's items.
__extension__ using Digest = unsigned __int128;

Digest digest_of(const Item& item);

// 32 lower-case hexadecimal digits, most significant first.
std::string digest_text(Digest digest);

}  // namespace tidemark::values
