// The pieces of a segment as bytes: header, frames (blocks and the index), footer.
//
// Threads   Pure functions.
// Format    docs/formats/recovery_point.md, "Segment".
#pragma once

#include "base/result.h"
#include "vault/points/run.h"
#include "vault/points/seal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

inline constexpr std::size_t kFrameHeadBytes = 18;
inline constexpr std::size_t kCrcBytes = 4;
inline constexpr std::size_t kFooterBytes = 48;
inline constexpr storage::Part kIndexPart = 0xffff;
// Greater lengths are damage: a row and what a block has before it.
inline constexpr std::size_t kMostBlockBytes = 32u << 20;

// What a segment says it is, and what it must be.
struct SegmentHeader {
  std::string writer;
  RunKind kind = RunKind::kBase;
  std::uint64_t number = 0;
  bool sealed = false;
  std::string salt = std::string(kSaltBytes, '\0');
  friend bool operator==(const SegmentHeader&, const SegmentHeader&) = default;
};

// With its crc, the last four bytes.
std::string encode(const SegmentHeader& header);

struct FrameHead {
  std::uint32_t stored = 0;  // of the payload, its tag included
  std::uint32_t raw = 0;
  std::uint32_t rows = 0;
  std::uint32_t ordinal = 0;
  storage::Part part = 0;
};

std::string encode(const FrameHead& head);

// `frame` has kFrameHeadBytes at least.
FrameHead decode_head(std::string_view frame);

// The head of a whole frame whose crc is right. Errors: kCorrupt
Result<FrameHead> checked_head(std::string_view frame, std::uint32_t header_crc,
                               std::uint32_t ordinal);

// What is sealed with a frame.
std::string additional_of(const SegmentHeader& header, const FrameHead& head);

struct SegmentFooter {
  std::uint64_t index_offset = 0;
  std::uint32_t index_bytes = 0;  // of its frame
  std::uint32_t blocks = 0;
  std::uint64_t rows = 0;
  std::uint32_t header_crc = 0;
  std::string salt = std::string(kSaltBytes, '\0');
};

std::string encode(const SegmentFooter& footer);
// Errors: kCorrupt
Result<SegmentFooter> decode_footer(std::string_view bytes);

// The last four bytes, as a number.
std::uint32_t crc_of(std::string_view piece);

struct IndexEntry {
  std::uint64_t offset = 0;  // of the block's frame
  std::uint64_t bytes = 0;
  RowKey first;
};

struct SegmentIndex {
  std::vector<IndexEntry> blocks;
  std::string last_key;  // of the segment; its part is the last block's
};

std::string encode(const SegmentIndex& index);
// Also checks that blocks lie one behind the other up to `end`, and rise. Errors: kCorrupt
Result<SegmentIndex> decode_index(std::string_view bytes, std::uint32_t blocks, std::uint64_t end);

}  // namespace tidemark::vault
