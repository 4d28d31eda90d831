#include "wire/content_coding.h"

#include "codec/gzip.h"

#include <algorithm>

namespace tidemark::wire {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// "q=0", "q=0.000"
bool is_none(std::string_view weight) {
  weight = trimmed(weight);
  if (!weight.starts_with("q=") && !weight.starts_with("Q=")) return false;
  return weight.find_first_not_of("0.", 2) == weight.npos;
}

}  // namespace

bool is_packed(const http::Headers& headers) {
  const std::string_view coding = headers.find("Content-Encoding").value_or("");
  return http::equal_ignoring_case(coding, "gzip") || http::equal_ignoring_case(coding, "deflate");
}

Result<std::string> unpacked(std::string_view body, std::size_t max_bytes) {
  return codec::unpack_gzip(body, max_bytes);
}

bool takes_gzip(const http::Headers& headers) {
  std::string_view codings = headers.find("Accept-Encoding").value_or("");
  while (!codings.empty()) {
    const std::size_t comma = std::min(codings.find(','), codings.size());
    const std::string_view coding = codings.substr(0, comma);
    codings.remove_prefix(std::min(comma + 1, codings.size()));
    const std::size_t semicolon = std::min(coding.find(';'), coding.size());
    if (!http::equal_ignoring_case(trimmed(coding.substr(0, semicolon)), "gzip")) continue;
    return semicolon == coding.size() || !is_none(coding.substr(semicolon + 1));
  }
  return false;
}

std::string packed(std::string_view body) {
  return codec::pack_gzip(body);
}

}  // namespace tidemark::wire
