// Pieces of recovery points, as they are once their checksums hold: read or refused, and what is
// read is written back as the same bytes. The first byte says which piece.
#include "property.h"
#include "vault/points/block.h"
#include "vault/points/manifest_bytes.h"
#include "vault/points/segment_format.h"

#include <string>

namespace {

using namespace tidemark;
using namespace tidemark::vault;

void check_error(const Error& error) {
  TM_CHECK(error.code == Code::kCorrupt && !error.message.empty());
}

void check_open_part(std::string_view bytes) {
  Manifest manifest;
  const Status read = decode_open_part(bytes, manifest);
  if (!read) return check_error(read.error());
  TM_CHECK(encode_open_part(manifest) == bytes);
}

void check_private_part(std::string_view bytes) {
  Manifest manifest;
  manifest.runs.resize(1);
  manifest.runs[0].segments.resize(1);
  const Status read = decode_private_part(bytes, manifest);
  if (!read) return check_error(read.error());
  TM_CHECK(encode_private_part(manifest) == bytes);
}

// The first two bytes say how many blocks, and where they end.
void check_index(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const auto blocks = static_cast<std::uint32_t>(bytes[0] & 7);
  const auto end = static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[1]));
  bytes.remove_prefix(2);
  const auto index = decode_index(bytes, blocks, end);
  if (!index) return check_error(index.error());
  TM_CHECK(encode(index.value()) == bytes);
  const IndexEntry& last = index.value().blocks.back();
  TM_CHECK(last.offset + last.bytes == end);
}

// The first byte says how many rows, the second how long the first key is.
void check_rows(std::string_view bytes) {
  if (bytes.size() < 3) return;
  const auto count = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[0]));
  const auto key = static_cast<std::size_t>(static_cast<unsigned char>(bytes[1]));
  bytes.remove_prefix(2);
  RowsIn rows(bytes, 0);
  const auto last = rows.check(count, bytes.substr(1, key));
  if (!last) return check_error(last.error());
  std::string again;
  std::uint32_t seen = 0;
  for (; rows.valid(); rows.next(), ++seen) append_row(again, rows.row().key, rows.row().value);
  TM_CHECK(seen == count && again == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = text_of(data, size);
  if (bytes.empty()) return 0;
  const std::string_view piece = bytes.substr(1);
  if (bytes[0] == 'o') check_open_part(piece);
  if (bytes[0] == 'p') check_private_part(piece);
  if (bytes[0] == 'i') check_index(piece);
  if (bytes[0] == 'r') check_rows(piece);
  return 0;
}
