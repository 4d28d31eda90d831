// How far copying beneath a table has come: ranges not copied yet, worked on side by side. A piece
// that begins with fewer than kCopyLanes halves one, so that a thread that is done early takes over
// half of what the other has left.
//
// Threads   Plain values and pure functions.
// Format    docs/formats/store.md, "Copying".
#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::storage {

inline constexpr std::size_t kCopyLanes = 2;

// Suffixes in [from, until).
struct CopyLane {
  std::string from;
  std::string until;
  friend bool operator==(const CopyLane&, const CopyLane&) = default;
};

// A cursor of materialise_piece; empty: nothing is copied yet.
std::string encode_lanes(const std::vector<CopyLane>& lanes);
// Errors: kCorrupt
Result<std::vector<CopyLane>> decode_lanes(std::string_view cursor);

// A suffix about half way between two, greater than `first` and at most `last`, by their bytes
// alone, so that the same range is always halved at the same place; nullopt when `first` is not
// below `last`.
std::optional<std::string> half_way(std::string_view first, std::string_view last);

}  // namespace tidemark::storage
