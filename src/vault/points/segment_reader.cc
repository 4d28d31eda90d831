#include "vault/points/segment_reader.h"

#include "vault/points/segment_blob.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::vault {
namespace {

constexpr std::uint64_t kTailBytes = 64u << 10;
constexpr std::uint64_t kAheadBytes = 1u << 20;

Error damage(std::string_view what) {
  return fail(Code::kCorrupt, std::string(what));
}

}  // namespace

Result<SegmentReader> SegmentReader::open(blobs::BlobStore& store, SegmentPlace place) {
  SegmentReader reader(&store, std::move(place));
  TM_TRY_STATUS(reader.begin());
  return reader;
}

Result<SegmentReader> SegmentReader::open(std::string whole, SegmentPlace place) {
  SegmentReader reader(nullptr, std::move(place));
  reader.fetched_ = std::move(whole);
  if (reader.fetched_.size() != reader.place_.info.stored_bytes) {
    return reader.named(
        damage(fmt::format("it has {} bytes, the manifest says {}", reader.fetched_.size(),
                           reader.place_.info.stored_bytes)),
        {});
  }
  TM_TRY_STATUS(reader.begin());
  return reader;
}

Error SegmentReader::named(const Error& error, std::optional<std::size_t> block) const {
  if (error.code != Code::kCorrupt) return error;
  const std::string where = block ? fmt::format(" block {}", *block) : std::string();
  return {error.code, fmt::format("{}{}: {}", place_.blob, where, error.message), error.file,
          error.line};
}

Result<std::string_view> SegmentReader::piece(std::uint64_t offset, std::uint64_t bytes,
                                              std::uint64_t until) {
  const bool here = offset >= fetched_at_ && offset + bytes <= fetched_at_ + fetched_.size();
  if (!here) {
    if (store_ == nullptr) return damage("it ends early");
    const std::uint64_t more = std::max(bytes, until - offset);
    TM_TRY(fetched_, get_segment(*store_, place_.blob, {.offset = offset, .length = more}));
    fetched_at_ = offset;
    if (fetched_.size() != more) return damage("it ends early");
  }
  return std::string_view(fetched_).substr(offset - fetched_at_, bytes);
}

// What the footer says, against what the manifest says.
Status SegmentReader::check_footer(const SegmentFooter& footer) {
  place_.header.salt = footer.salt;
  header_crc_ = crc_of(encode(place_.header));
  if (footer.header_crc != header_crc_) {
    return damage(
        fmt::format("it is not segment {} of run {}", place_.header.number, place_.header.writer));
  }
  const std::uint64_t end = place_.info.stored_bytes - kFooterBytes;
  if (footer.index_offset > end || footer.index_bytes != end - footer.index_offset) {
    return damage("its index does not meet its footer");
  }
  if (footer.rows != place_.info.rows) return damage("it has other rows than the manifest says");
  index_offset_ = footer.index_offset;
  if (place_.seal != nullptr) cipher_ = place_.seal->cipher(footer.salt, "segment");
  return Ok{};
}

Status SegmentReader::begin() {
  const auto checked = [&]() -> Status {
    const std::uint64_t size = place_.info.stored_bytes;
    if (size < kFooterBytes) return damage("it has no footer");
    // Fetches the tail, index and all.
    const std::uint64_t tail = std::min(size, kTailBytes);
    TM_TRY(std::string_view end, piece(size - tail, tail, size));
    TM_TRY(const SegmentFooter footer, decode_footer(end.substr(end.size() - kFooterBytes)));
    TM_TRY_STATUS(check_footer(footer));
    TM_TRY(end, piece(index_offset_, footer.index_bytes, size));
    FrameHead head;
    std::string raw;
    TM_TRY_STATUS(unpack(end, footer.blocks, head, raw));
    TM_TRY(index_, decode_index(raw, footer.blocks, index_offset_));
    const IndexEntry& first = index_.blocks.front();
    const RowKey last{index_.blocks.back().first.part, index_.last_key};
    if (first.offset != encode(place_.header).size() || !(first.first == place_.info.first) ||
        !(last == place_.info.last)) {
      return damage("its index is not what the manifest says");
    }
    return Ok{};
  }();
  return checked ? checked : Status(named(checked.error(), {}));
}

std::size_t SegmentReader::block_of(const RowKey& key) const {
  const auto after = std::upper_bound(
      index_.blocks.begin(), index_.blocks.end(), key,
      [](const RowKey& wanted, const IndexEntry& entry) { return wanted < entry.first; });
  return after == index_.blocks.begin()
             ? 0
             : static_cast<std::size_t>(after - index_.blocks.begin()) - 1;
}

Status SegmentReader::unpack(std::string_view frame, std::uint32_t ordinal, FrameHead& head,
                             std::string& raw) {
  TM_TRY(head, checked_head(frame, header_crc_, ordinal));
  std::string_view stored = frame.substr(kFrameHeadBytes, head.stored);
  if (!cipher_) return decompressor_.unpack(stored, head.raw, raw);
  if (stored.size() < codec::kAeadTagBytes) return damage("it has no seal");
  std::string text(stored.substr(0, stored.size() - codec::kAeadTagBytes));
  stored.remove_prefix(text.size());
  if (!cipher_->open(nonce_of(place_.header.number, ordinal), additional_of(place_.header, head),
                     text, stored)) {
    return damage("its seal is broken");
  }
  return decompressor_.unpack(text, head.raw, raw);
}

// Against the index.
Status SegmentReader::check_rows(std::size_t block, const FrameHead& head) {
  const RowKey& first = index_.blocks[block].first;
  if (head.part != first.part) return damage("it is of another part than the index says");
  rows_ = RowsIn(raw_, head.part);
  TM_TRY(const std::string_view last, rows_.check(head.rows, first.key));
  const bool is_last = block + 1 == index_.blocks.size();
  const bool meets = is_last
                         ? last == index_.last_key
                         : RowKey{head.part, std::string(last)} < index_.blocks[block + 1].first;
  if (!meets) return damage("its last row is not where the index says");
  rows_in_block_ = head.rows;
  return Ok{};
}

// Where the blocks end that are fetched together with this one.
std::uint64_t SegmentReader::end_of_fetch(std::size_t block) const {
  const std::uint64_t begin = index_.blocks[block].offset;
  std::uint64_t end = begin;
  for (; block < index_.blocks.size(); ++block) {
    const IndexEntry& entry = index_.blocks[block];
    if (end > begin && entry.offset + entry.bytes - begin > kAheadBytes) break;
    end = entry.offset + entry.bytes;
  }
  return end;
}

// The header is read with the first block; its salt and crc are known from the footer.
Status SegmentReader::check_header() {
  const std::string expected = encode(place_.header);
  TM_TRY(const std::string_view found, piece(0, expected.size(), end_of_fetch(0)));
  return found == expected ? Status(Ok{}) : Status(damage("its header is damaged"));
}

Status SegmentReader::read(std::size_t block) {
  const auto checked = [&]() -> Status {
    if (block == 0) TM_TRY_STATUS(check_header());
    const IndexEntry& entry = index_.blocks[block];
    TM_TRY(const std::string_view frame, piece(entry.offset, entry.bytes, end_of_fetch(block)));
    FrameHead head;
    TM_TRY_STATUS(unpack(frame, static_cast<std::uint32_t>(block), head, raw_));
    return check_rows(block, head);
  }();
  return checked ? checked : Status(named(checked.error(), block));
}

}  // namespace tidemark::vault
