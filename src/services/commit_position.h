// A place among everything that is ever committed to a store: rows keyed by it lie in the order of
// their commits. Twenty bytes: the commit's time (8) and ordinal (4), which row of its Changes this
// is (4), and a check sum of the row's own id (4), so that two Changes made apart and joined later
// do not write over each other.
#pragma once

#include "codec/crc32c.h"
#include "codec/varint.h"
#include "storage/changes.h"
#include "storage/view.h"

#include <string>
#include <string_view>

namespace tidemark::services {

inline constexpr std::size_t kCommitPositionBytes = 20;

inline std::string commit_position(const storage::View& view, const storage::Changes& changes,
                                   std::string_view id) {
  std::string position;
  codec::append_big_endian(position, static_cast<std::uint64_t>(view.now().micros));
  codec::append_big_endian(position, view.ordinal());
  codec::append_big_endian(position, static_cast<std::uint32_t>(changes.writes.size()));
  codec::append_big_endian(position, codec::crc32c(0, id));
  return position;
}

}  // namespace tidemark::services
