#include "codec/varint.h"

namespace tidemark::codec {

void append_varint(std::string& bytes, std::uint64_t number) {
  while (number >= 0x80) {
    bytes.push_back(static_cast<char>(number | 0x80));
    number >>= 7;
  }
  bytes.push_back(static_cast<char>(number));
}

Result<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 10; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    number |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if ((byte & 0x80) == 0) {
      // One number, one text: no zero on top, and no bits above the 64th.
      if ((byte == 0 && i > 0) || (byte > 1 && i == 9)) break;
      bytes.remove_prefix(i + 1);
      return number;
    }
  }
  return fail(Code::kCorrupt, "bytes are no varint");
}

void append_sized(std::string& bytes, std::string_view piece) {
  append_varint(bytes, piece.size());
  bytes.append(piece);
}

Result<std::string_view> take_sized(std::string_view& bytes) {
  TM_TRY(const std::uint64_t size, take_varint(bytes));
  if (size > bytes.size()) return fail(Code::kCorrupt, "bytes end inside a sized piece");
  const std::string_view piece = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return piece;
}

}  // namespace tidemark::codec
