#include "storage/copy_lanes.h"

#include "codec/varint.h"

#include <algorithm>

namespace tidemark::storage {

namespace {

constexpr std::size_t kCompared = 8;  // bytes after the common head

std::uint64_t number_at(std::string_view bytes, std::size_t from) {
  std::uint64_t number = 0;
  for (std::size_t i = from; i < from + kCompared; ++i) {
    number = number << 8 | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
  }
  return number;
}

}  // namespace

std::string encode_lanes(const std::vector<CopyLane>& lanes) {
  std::string cursor;
  for (const CopyLane& lane : lanes) {
    codec::append_sized(cursor, lane.from);
    codec::append_sized(cursor, lane.until);
  }
  return cursor;
}

Result<std::vector<CopyLane>> decode_lanes(std::string_view cursor) {
  std::vector<CopyLane> lanes;
  while (!cursor.empty()) {
    TM_TRY(const std::string_view from, codec::take_sized(cursor));
    TM_TRY(const std::string_view until, codec::take_sized(cursor));
    lanes.push_back({std::string(from), std::string(until)});
  }
  return lanes;
}

std::optional<std::string> half_way(std::string_view first, std::string_view last) {
  if (first >= last) return std::nullopt;
  const auto head =
      static_cast<std::size_t>(std::ranges::mismatch(first, last).in1 - first.begin());
  const std::uint64_t low = number_at(first, head);
  const std::uint64_t high = number_at(last, head);
  std::string middle(first.substr(0, head));
  codec::append_big_endian(middle, low + (high - low) / 2 + 1);
  return middle > first && middle <= last ? middle : std::string(last);
}

}  // namespace tidemark::storage
