#include "codec/base64.h"

#include <array>
#include <cstdint>

namespace tidemark::codec {

namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> reverse_alphabet() {
  std::array<std::uint8_t, 256> table{};
  for (std::uint8_t& entry : table) entry = kNone;
  for (std::uint8_t i = 0; i < 64; ++i) table[static_cast<unsigned char>(kAlphabet[i])] = i;
  return table;
}

constexpr auto kReverse = reverse_alphabet();

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text.push_back(k <= count ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=');
    }
  }
  return text;
}

Base64Answer from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return Base64BadLength{text.size()};
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const std::string_view digits = text.substr(0, text.size() - padding);

  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : digits) {
    const std::uint8_t value = kReverse[static_cast<unsigned char>(c)];
    if (value == kNone) return Base64BadCharacter{c};
    bits = bits << 6 | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<char>(bits >> held & 0xff));
  }
  if ((bits & ((1u << held) - 1)) != 0) return Base64BadLastCharacter{};
  return bytes;
}

}  // namespace tidemark::codec
