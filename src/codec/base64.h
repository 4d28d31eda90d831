// Base64 (RFC 4648, with padding), as strict as AWS's deserialiser.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace tidemark::codec {

std::string to_base64(std::string_view bytes);

// Why a text is no base64; the first that applies, in this order.
struct Base64BadLength {
  std::size_t length = 0;  // no multiple of four
};

struct Base64BadCharacter {
  char character = 0;
};

struct Base64BadLastCharacter {};  // its unused bits are not zero

using Base64Answer =
    std::variant<std::string, Base64BadLength, Base64BadCharacter, Base64BadLastCharacter>;

Base64Answer from_base64(std::string_view text);

}  // namespace tidemark::codec
