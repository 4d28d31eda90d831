#include "vault/points/segment_format.h"

#include "codec/crc32c.h"
#include "codec/varint.h"
#include "vault/points/run_bytes.h"

#include <fmt/format.h>

namespace tidemark::vault {

using codec::append_big_endian;
using codec::take_big_endian;

namespace {

constexpr std::string_view kMagic{"TIDESEG\x01", 8};
constexpr std::uint8_t kSealed = 1;

Error damage(std::string_view what) {
  return fail(Code::kCorrupt, std::string(what));
}

// Whether the last four bytes are the crc of what is before them.
bool crc_holds(std::string_view piece, std::uint32_t begun_with) {
  return crc_of(piece) == codec::crc32c(begun_with, piece.substr(0, piece.size() - kCrcBytes));
}

}  // namespace

std::uint32_t crc_of(std::string_view piece) {
  std::string_view last = piece.substr(piece.size() - kCrcBytes);
  return take_big_endian<std::uint32_t>(last).value();
}

std::string encode(const SegmentHeader& header) {
  std::string bytes(kMagic);
  bytes.push_back(static_cast<char>(header.sealed ? kSealed : 0));
  bytes.push_back(static_cast<char>(header.kind));
  append_big_endian(bytes, header.number);
  bytes += header.salt;
  codec::append_sized(bytes, header.writer);
  append_big_endian(bytes, codec::crc32c(0, bytes));
  return bytes;
}

std::string encode(const FrameHead& head) {
  std::string bytes;
  append_big_endian(bytes, head.stored);
  append_big_endian(bytes, head.raw);
  append_big_endian(bytes, head.rows);
  append_big_endian(bytes, head.ordinal);
  append_big_endian(bytes, head.part);
  return bytes;
}

FrameHead decode_head(std::string_view frame) {
  FrameHead head;
  head.stored = take_big_endian<std::uint32_t>(frame).value();
  head.raw = take_big_endian<std::uint32_t>(frame).value();
  head.rows = take_big_endian<std::uint32_t>(frame).value();
  head.ordinal = take_big_endian<std::uint32_t>(frame).value();
  head.part = take_big_endian<storage::Part>(frame).value();
  return head;
}

Result<FrameHead> checked_head(std::string_view frame, std::uint32_t header_crc,
                               std::uint32_t ordinal) {
  if (frame.size() < kFrameHeadBytes + kCrcBytes) return damage("it ends early");
  if (!crc_holds(frame, header_crc)) return damage("its checksum is wrong");
  const FrameHead head = decode_head(frame);
  if (head.stored != frame.size() - kFrameHeadBytes - kCrcBytes)
    return damage("its length is wrong");
  if (head.raw > kMostBlockBytes) return damage("it is longer than a block can be");
  if (head.ordinal != ordinal) {
    return damage(fmt::format("it is number {} of its segment", head.ordinal));
  }
  return head;
}

std::string additional_of(const SegmentHeader& header, const FrameHead& head) {
  std::string bytes = "tidemark block 1";
  codec::append_sized(bytes, header.writer);
  bytes.push_back(static_cast<char>(header.kind));
  append_big_endian(bytes, header.number);
  return bytes + encode(head).substr(sizeof(head.stored));
}

std::string encode(const SegmentFooter& footer) {
  std::string bytes;
  append_big_endian(bytes, footer.index_offset);
  append_big_endian(bytes, footer.index_bytes);
  append_big_endian(bytes, footer.blocks);
  append_big_endian(bytes, footer.rows);
  append_big_endian(bytes, footer.header_crc);
  bytes += footer.salt;
  append_big_endian(bytes, codec::crc32c(footer.header_crc, bytes));
  return bytes;
}

Result<SegmentFooter> decode_footer(std::string_view bytes) {
  if (bytes.size() != kFooterBytes) return damage("the segment ends early");
  const std::string_view whole = bytes;
  SegmentFooter footer;
  TM_TRY(footer.index_offset, take_big_endian<std::uint64_t>(bytes));
  TM_TRY(footer.index_bytes, take_big_endian<std::uint32_t>(bytes));
  TM_TRY(footer.blocks, take_big_endian<std::uint32_t>(bytes));
  TM_TRY(footer.rows, take_big_endian<std::uint64_t>(bytes));
  TM_TRY(footer.header_crc, take_big_endian<std::uint32_t>(bytes));
  footer.salt = bytes.substr(0, kSaltBytes);
  if (!crc_holds(whole, footer.header_crc)) return damage("the footer's checksum is wrong");
  return footer;
}

std::string encode(const SegmentIndex& index) {
  codec::RowWriter out;
  for (const IndexEntry& block : index.blocks) {
    out.varint(block.offset);
    out.varint(block.bytes);
    put_key(out, block.first);
  }
  out.text(index.last_key);
  return out.take();
}

Result<SegmentIndex> decode_index(std::string_view bytes, std::uint32_t blocks, std::uint64_t end) {
  codec::RowReader in(bytes, "the index");
  SegmentIndex index;
  for (std::uint32_t i = 0; i < blocks && !in.damaged(); ++i) {
    IndexEntry entry;
    entry.offset = in.varint();
    entry.bytes = in.varint();
    entry.first = take_key(in);
    if (i > 0) {
      const IndexEntry& before = index.blocks.back();
      const bool meet =
          entry.offset > before.offset && entry.offset - before.offset == before.bytes;
      if (!meet) in.fail_with("has blocks that do not meet");
      if (!(before.first < entry.first)) in.fail_with("has first keys that do not rise");
    }
    index.blocks.push_back(std::move(entry));
  }
  index.last_key = in.text();
  TM_TRY_STATUS(in.status());
  if (blocks == 0) return damage("the index has no block");
  const IndexEntry& last = index.blocks.back();
  if (last.offset > end || last.bytes != end - last.offset) {
    return damage("the last block does not meet the index");
  }
  return index;
}

}  // namespace tidemark::vault
