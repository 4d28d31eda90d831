// One segment in the making, in memory.
//
//   SegmentWriter segment(header, 256u << 10, seal, compressor);
//   segment.append(part, key, value);           // in order
//   const FinishedSegment done = segment.finish();
//
// Threads   One at a time.
// Format    docs/formats/recovery_point.md, "Segment".
#pragma once

#include "vault/points/compression.h"
#include "vault/points/segment_format.h"

#include <string>
#include <string_view>

namespace tidemark::vault {

struct FinishedSegment {
  std::string blob;
  SegmentInfo info;
};

class SegmentWriter {
 public:
  // `seal` is null where it is not sealed; it and `compressor` outlive the writer.
  SegmentWriter(SegmentHeader header, std::size_t block_bytes, const PointSeal* seal,
                Compressor& compressor);

  void append(storage::Part part, std::string_view key, std::optional<std::string_view> value);

  [[nodiscard]] bool empty() const { return info_.rows == 0; }

  // What its blocks take so far; what waits for its block counts as it is.
  [[nodiscard]] std::size_t stored_bytes() const { return blob_.size() + raw_.size(); }

  [[nodiscard]] std::uint64_t raw_bytes() const { return info_.raw_bytes; }

  // At least one row was appended; append nothing after it.
  FinishedSegment finish();

 private:
  void end_block();
  // Compresses `raw` into a frame that close_frames() completes.
  void append_frame(FrameHead head, std::string_view raw);
  void close_frames();

  SegmentHeader header_;
  std::size_t block_bytes_;
  const PointSeal* seal_;
  Compressor* compressor_;
  std::string blob_;
  std::string raw_;  // of the block in the making
  std::uint32_t rows_ = 0;
  RowKey first_;  // of that block
  SegmentIndex index_;
  SegmentInfo info_;
};

}  // namespace tidemark::vault
