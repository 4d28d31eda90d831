// Lower-case hexadecimal text of bytes.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace tidemark::codec {

std::string to_hex(std::string_view bytes);

// Errors: kInvalid  odd length, or a character that is no hexadecimal digit (either case is read)
Result<std::string> from_hex(std::string_view text);

}  // namespace tidemark::codec
