// Numbers as bytes: LEB128 varints, and fixed-width big-endian whose byte order is number order.
// The take functions consume from the front of `bytes`; Errors: kCorrupt when it is too short,
// or for a varint that append_varint does not write.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::codec {

void append_varint(std::string& bytes, std::uint64_t number);
Result<std::uint64_t> take_varint(std::string_view& bytes);

// `length varint · bytes`
void append_sized(std::string& bytes, std::string_view piece);
// A view into `bytes`.
Result<std::string_view> take_sized(std::string_view& bytes);

template <class Unsigned>
void append_big_endian(std::string& bytes, Unsigned number) {
  for (int shift = static_cast<int>(sizeof(Unsigned)) * 8 - 8; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(number >> shift & 0xff));
  }
}

template <class Unsigned>
Result<Unsigned> take_big_endian(std::string_view& bytes) {
  if (bytes.size() < sizeof(Unsigned)) {
    return fail(Code::kCorrupt, "bytes end inside a fixed-width number");
  }
  Unsigned number = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    number = static_cast<Unsigned>(static_cast<std::uint64_t>(number) << 8 |
                                   static_cast<unsigned char>(bytes[i]));
  }
  bytes.remove_prefix(sizeof(Unsigned));
  return number;
}

}  // namespace tidemark::codec
