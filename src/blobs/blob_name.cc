#include "blobs/blob_name.h"

#include "blobs/blob_store.h"

#include <algorithm>

namespace tidemark::blobs {
namespace {

bool may_stand_in_a_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

Error wrong(std::string_view name, std::string_view why) {
  return fail(Code::kInvalid, fmt::format("'{}' is no blob name: {}", name, why));
}

Status check_characters(std::string_view text) {
  if (text.size() > kMostNameBytes) {
    return wrong(text, fmt::format("it has {} bytes, {} are allowed", text.size(), kMostNameBytes));
  }
  const bool good =
      std::ranges::all_of(text, [](char c) { return c == '/' || may_stand_in_a_part(c); });
  if (!good) return wrong(text, "only A-Z a-z 0-9 . _ - and / may stand in it");
  return Ok{};
}

}  // namespace

Status check_name(std::string_view name) {
  TM_TRY_STATUS(check_characters(name));
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    if (part.empty()) return wrong(name, "a part of it is empty");
    if (part == "." || part == "..") return wrong(name, fmt::format("a part of it is '{}'", part));
    begin = end + 1;
  }
  return Ok{};
}

Status check_prefix(std::string_view prefix) {
  return check_characters(prefix);
}

Status check_blob(std::string_view name, std::string_view bytes) {
  TM_TRY_STATUS(check_name(name));
  if (bytes.size() <= kMostBlobBytes) return Ok{};
  return fail(Code::kInvalid, fmt::format("blob {} would have {} bytes, {} are allowed", name,
                                          bytes.size(), kMostBlobBytes));
}

}  // namespace tidemark::blobs
