// The checksums that travel with a blob in a bucket, as metadata of the object: CRC-32C of every
// piece of 256 KiB, so that a read of any part can be checked, whatever the service's ETag is.
//
//   const std::string text = chunk_sums_of(bytes).text();      // "1:262144:<base64>"
//   TM_TRY(const ChunkSums sums, read_chunk_sums(text));
//   sums.fit(piece, offset, blob_bytes)
//
// Threads   Pure functions.
// Format    docs/formats/blob_store.md
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::blobs {

inline constexpr std::uint64_t kChunkBytes = 256u << 10;
inline constexpr std::size_t kMostChunks = 256;  // metadata of an object is 2 KB at most

struct ChunkSums {
  std::uint64_t chunk_bytes = kChunkBytes;
  std::vector<std::uint32_t> sums{};

  [[nodiscard]] std::string text() const;

  // Whether `piece`, which begins at `offset`, a multiple of chunk_bytes, and ends at another or at
  // the blob's end, is what was summed.
  [[nodiscard]] bool fit(std::string_view piece, std::uint64_t offset,
                         std::uint64_t blob_bytes) const;
};

// Of 256 KiB each, or a power of two more where that would make over kMostChunks.
ChunkSums chunk_sums_of(std::string_view bytes);

// Errors: kCorrupt  the text is none of ours
Result<ChunkSums> read_chunk_sums(std::string_view text);

}  // namespace tidemark::blobs
