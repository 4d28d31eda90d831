#include "services/identity/glob.h"

#include <algorithm>

namespace tidemark::services {
namespace {

using Tokens = std::span<const std::uint16_t>;

constexpr std::uint16_t kAny = 256;
constexpr std::uint16_t kOne = 257;
constexpr int kArnParts = 6;

std::uint16_t lower(std::uint16_t token) {
  return token >= 'A' && token <= 'Z' ? static_cast<std::uint16_t>(token + 32) : token;
}

bool same(std::uint16_t token, char c, bool ignore_case) {
  if (token == kOne) return true;
  const std::uint16_t byte = static_cast<unsigned char>(c);
  return ignore_case ? lower(token) == lower(byte) : token == byte;
}

// Goes back only to the last '*': what came before it need not be tried again.
bool match(Tokens pattern, std::string_view text, bool ignore_case) {
  std::size_t at = 0;
  std::size_t in = 0;
  std::size_t star = pattern.size();
  std::size_t star_in = 0;
  while (in < text.size()) {
    if (at < pattern.size() && pattern[at] == kAny) {
      star = at++;
      star_in = in;
    } else if (at < pattern.size() && same(pattern[at], text[in], ignore_case)) {
      ++at;
      ++in;
    } else if (star < pattern.size()) {
      at = star + 1;
      in = ++star_in;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == kAny) ++at;
  return at == pattern.size();
}

}  // namespace

void Glob::add_pattern(std::string_view pattern) {
  for (const char c : pattern) {
    const std::uint16_t byte = static_cast<unsigned char>(c);
    tokens_.push_back(c == '*' ? kAny : c == '?' ? kOne : byte);
  }
}

void Glob::add_literal(std::string_view text) {
  for (const char c : text) tokens_.push_back(static_cast<unsigned char>(c));
}

bool Glob::matches(std::string_view text) const {
  return match(tokens_, text, false);
}

bool Glob::matches_ignoring_case(std::string_view text) const {
  return match(tokens_, text, true);
}

bool Glob::matches_arn(std::string_view arn) const {
  Tokens pattern(tokens_);
  if (pattern.size() == 1 && pattern[0] == kAny) return true;
  for (int part = 1; part < kArnParts; ++part) {
    const auto colon = std::ranges::find(pattern, static_cast<std::uint16_t>(':'));
    if (colon == pattern.end()) break;
    const auto size = static_cast<std::size_t>(colon - pattern.begin());
    const std::size_t end = arn.find(':');
    if (end == arn.npos || !match(pattern.first(size), arn.substr(0, end), false)) return false;
    pattern = pattern.subspan(size + 1);
    arn.remove_prefix(end + 1);
  }
  return match(pattern, arn, false);
}

}  // namespace tidemark::services
