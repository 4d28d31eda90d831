#include "vault/points/segment_writer.h"

#include "base/check.h"
#include "codec/crc32c.h"
#include "codec/varint.h"
#include "vault/points/block.h"

#include <algorithm>
#include <limits>

namespace tidemark::vault {
namespace {

constexpr std::size_t kRowsPerBlock = 1u << 24;

std::uint32_t u32(std::size_t number) {
  TM_CHECK(number <= std::numeric_limits<std::uint32_t>::max());
  return static_cast<std::uint32_t>(number);
}

void overwrite(std::string& bytes, std::size_t at, std::string_view with) {
  std::copy(with.begin(), with.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  codec::append_big_endian(bytes, number);
  return bytes;
}

}  // namespace

SegmentWriter::SegmentWriter(SegmentHeader header, std::size_t block_bytes, const PointSeal* seal,
                             Compressor& compressor)
    : header_(std::move(header)),
      block_bytes_(block_bytes),
      seal_(seal),
      compressor_(&compressor),
      blob_(encode(header_)) {
  TM_CHECK(header_.sealed == (seal_ != nullptr));
  info_.number = header_.number;
  // While it is made the header's crc is zeros, as what the salt is made of has it.
  overwrite(blob_, blob_.size() - kCrcBytes, std::string(kCrcBytes, '\0'));
}

void SegmentWriter::append(storage::Part part, std::string_view key,
                           std::optional<std::string_view> value) {
  const std::size_t bytes = key.size() + (value ? value->size() : 0);
  const bool full = raw_.size() + bytes > block_bytes_ || rows_ == kRowsPerBlock;
  if (rows_ > 0 && (part != first_.part || full)) end_block();
  if (rows_ == 0) first_ = {part, std::string(key)};
  if (info_.rows == 0) info_.first = first_;
  append_row(raw_, key, value);
  ++rows_;
  ++info_.rows;
  info_.raw_bytes += bytes;
  info_.last.part = part;
  info_.last.key = key;
}

void SegmentWriter::append_frame(FrameHead head, std::string_view raw) {
  const std::size_t begin = blob_.size();
  blob_.append(kFrameHeadBytes, '\0');
  compressor_->append(raw, blob_);
  if (header_.sealed) blob_.append(codec::kAeadTagBytes, '\0');
  head.stored = u32(blob_.size() - begin - kFrameHeadBytes);
  overwrite(blob_, begin, encode(head));
  blob_.append(kCrcBytes, '\0');
}

void SegmentWriter::end_block() {
  const std::size_t begin = blob_.size();
  append_frame({.raw = u32(raw_.size()),
                .rows = rows_,
                .ordinal = u32(index_.blocks.size()),
                .part = first_.part},
               raw_);
  index_.blocks.push_back({begin, blob_.size() - begin, std::move(first_)});
  raw_.clear();
  rows_ = 0;
}

// Now that everything is there: the salt that follows from it, seals, checksums.
void SegmentWriter::close_frames() {
  std::optional<codec::Aes256Gcm> cipher;
  if (seal_ != nullptr) {
    header_.salt = seal_->salt_of(blob_);
    cipher = seal_->cipher(header_.salt, "segment");
  }
  const std::string header = encode(header_);
  overwrite(blob_, 0, header);
  std::size_t at = header.size();
  for (std::uint32_t ordinal = 0; at < blob_.size(); ++ordinal) {
    const FrameHead head = decode_head(std::string_view(blob_).substr(at));
    const std::size_t frame = kFrameHeadBytes + head.stored;
    if (cipher) {
      const std::size_t text = head.stored - codec::kAeadTagBytes;
      const std::string tag =
          cipher->seal(nonce_of(header_.number, ordinal), additional_of(header_, head),
                       std::span(blob_).subspan(at + kFrameHeadBytes, text));
      overwrite(blob_, at + kFrameHeadBytes + text, tag);
    }
    overwrite(blob_, at + frame,
              big_endian(codec::crc32c(crc_of(header), std::string_view(blob_).substr(at, frame))));
    at += frame + kCrcBytes;
  }
}

FinishedSegment SegmentWriter::finish() {
  TM_CHECK(!empty());
  end_block();
  index_.last_key = info_.last.key;
  const std::size_t index_at = blob_.size();
  const std::string index = encode(index_);
  const std::uint32_t blocks = u32(index_.blocks.size());
  append_frame({.raw = u32(index.size()), .rows = blocks, .ordinal = blocks, .part = kIndexPart},
               index);
  const std::size_t index_bytes = blob_.size() - index_at;
  close_frames();
  blob_ += encode(SegmentFooter{.index_offset = index_at,
                                .index_bytes = u32(index_bytes),
                                .blocks = blocks,
                                .rows = info_.rows,
                                .header_crc = crc_of(encode(header_)),
                                .salt = header_.salt});
  info_.stored_bytes = blob_.size();
  info_.sha256 = codec::sha256(blob_);
  return {std::move(blob_), std::move(info_)};
}

}  // namespace tidemark::vault
