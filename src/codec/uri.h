// Percent encoding after RFC 3986: everything but A-Z a-z 0-9 - _ . ~ becomes %XX.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace tidemark::codec {

std::string percent_encode(std::string_view bytes, bool keep_slash = false);

// Errors: kInvalid  a % without two hexadecimal digits behind it
Result<std::string> percent_decode(std::string_view text);

}  // namespace tidemark::codec
