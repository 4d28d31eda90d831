// One segment, read block by block.
//
//   TM_TRY(SegmentReader segment, SegmentReader::open(store, place));
//   TM_TRY_STATUS(segment.read(block));        // checked as a whole
//   for (; segment.rows().valid(); segment.rows().next()) …
//
// Threads   One at a time.
// Errors    of the store; kCorrupt  naming blob and block
// Format    docs/formats/recovery_point.md, "Segment".
#pragma once

#include "blobs/blob_store.h"
#include "vault/points/block.h"
#include "vault/points/compression.h"
#include "vault/points/segment_format.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tidemark::vault {

// What a manifest says of it.
struct SegmentPlace {
  std::string blob;
  SegmentHeader header;  // but for the salt
  SegmentInfo info;
  const PointSeal* seal = nullptr;  // outlives the reader; null: not sealed
};

class SegmentReader {
 public:
  // Fetches footer and index.
  static Result<SegmentReader> open(blobs::BlobStore& store, SegmentPlace place);
  // Of the whole blob.
  static Result<SegmentReader> open(std::string whole, SegmentPlace place);

  [[nodiscard]] const SegmentIndex& index() const { return index_; }

  // The block that holds `key`, or would.
  [[nodiscard]] std::size_t block_of(const RowKey& key) const;

  // Replaces rows().
  Status read(std::size_t block);

  // Of the block that was read; they live until the next read().
  [[nodiscard]] RowsIn& rows() { return rows_; }

  [[nodiscard]] std::uint32_t rows_in_block() const { return rows_in_block_; }

 private:
  SegmentReader(blobs::BlobStore* store, SegmentPlace place)
      : store_(store), place_(std::move(place)) {}

  Status begin();
  Status check_footer(const SegmentFooter& footer);
  [[nodiscard]] std::uint64_t end_of_fetch(std::size_t block) const;
  // Of the blob; fetched if it is not here, with what follows up to `until`.
  Result<std::string_view> piece(std::uint64_t offset, std::uint64_t bytes, std::uint64_t until);
  Status check_header();
  Status unpack(std::string_view frame, std::uint32_t ordinal, FrameHead& head, std::string& raw);
  Status check_rows(std::size_t block, const FrameHead& head);
  [[nodiscard]] Error named(const Error& error, std::optional<std::size_t> block) const;

  blobs::BlobStore* store_;
  SegmentPlace place_;
  std::uint64_t index_offset_ = 0;
  std::uint32_t header_crc_ = 0;
  SegmentIndex index_;
  std::optional<codec::Aes256Gcm> cipher_;
  std::string fetched_;
  std::uint64_t fetched_at_ = 0;
  Decompressor decompressor_;
  std::string raw_;
  RowsIn rows_;
  std::uint32_t rows_in_block_ = 0;
};

}  // namespace tidemark::vault
