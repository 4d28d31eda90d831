#include "blobs/chunk_sums.h"

#include "codec/base64.h"
#include "codec/crc32c.h"

#include <bit>
#include <charconv>
#include <variant>

namespace tidemark::blobs {
namespace {

constexpr std::string_view kFormat = "1:";

std::uint64_t chunks_of(std::uint64_t bytes, std::uint64_t chunk_bytes) {
  return (bytes + chunk_bytes - 1) / chunk_bytes;
}

Error unreadable(std::string_view text) {
  return fail(Code::kCorrupt, fmt::format("'{}' is no list of checksums", text));
}

}  // namespace

ChunkSums chunk_sums_of(std::string_view bytes) {
  ChunkSums sums;
  while (chunks_of(bytes.size(), sums.chunk_bytes) > kMostChunks) sums.chunk_bytes *= 2;
  for (std::size_t at = 0; at < bytes.size(); at += sums.chunk_bytes) {
    sums.sums.push_back(codec::crc32c(0, bytes.substr(at, sums.chunk_bytes)));
  }
  return sums;
}

std::string ChunkSums::text() const {
  std::string bytes;
  for (const std::uint32_t sum : sums) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(sum >> shift & 0xff);
  }
  return fmt::format("{}{}:{}", kFormat, chunk_bytes, codec::to_base64(bytes));
}

bool ChunkSums::fit(std::string_view piece, std::uint64_t offset, std::uint64_t blob_bytes) const {
  if (chunks_of(blob_bytes, chunk_bytes) != sums.size() || offset % chunk_bytes != 0) return false;
  const std::uint64_t end = offset + piece.size();
  if (end > blob_bytes || (end != blob_bytes && end % chunk_bytes != 0)) return false;
  for (std::uint64_t at = 0; at < piece.size(); at += chunk_bytes) {
    const std::uint32_t sum = codec::crc32c(0, piece.substr(at, chunk_bytes));
    if (sum != sums[(offset + at) / chunk_bytes]) return false;
  }
  return true;
}

Result<ChunkSums> read_chunk_sums(std::string_view text) {
  if (!text.starts_with(kFormat)) return unreadable(text);
  const std::string_view rest = text.substr(kFormat.size());
  ChunkSums sums;
  const auto [end, error] =
      std::from_chars(rest.data(), rest.data() + rest.size(), sums.chunk_bytes);
  const bool sized = error == std::errc() && std::has_single_bit(sums.chunk_bytes);
  if (!sized || end == rest.data() + rest.size() || *end != ':') return unreadable(text);
  const auto decoded =
      codec::from_base64(rest.substr(static_cast<std::size_t>(end - rest.data()) + 1));
  const auto* const bytes = std::get_if<std::string>(&decoded);
  if (bytes == nullptr || bytes->size() % 4 != 0) return unreadable(text);
  for (std::size_t at = 0; at < bytes->size(); at += 4) {
    std::uint32_t sum = 0;
    for (const char byte : bytes->substr(at, 4)) {
      sum = sum << 8 | static_cast<unsigned char>(byte);
    }
    sums.sums.push_back(sum);
  }
  return sums;
}

}  // namespace tidemark::blobs
