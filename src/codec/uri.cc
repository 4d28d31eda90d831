#include "codec/uri.h"

#include "codec/hex.h"

namespace tidemark::codec {

namespace {

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

}  // namespace

std::string percent_encode(std::string_view bytes, bool keep_slash) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size());
  for (const char byte : bytes) {
    if (is_unreserved(byte) || (keep_slash && byte == '/')) {
      text.push_back(byte);
      continue;
    }
    const auto value = static_cast<unsigned char>(byte);
    text.push_back('%');
    text.push_back(kDigits[value >> 4]);
    text.push_back(kDigits[value & 15]);
  }
  return text;
}

Result<std::string> percent_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      bytes.push_back(text[i]);
      continue;
    }
    const Result<std::string> byte = from_hex(text.substr(i + 1, 2));
    if (!byte || byte.value().size() != 1) {
      return fail(Code::kInvalid, fmt::format("'{}' is no percent escape", text.substr(i, 3)));
    }
    bytes += byte.value();
    i += 2;
  }
  return bytes;
}

}  // namespace tidemark::codec
