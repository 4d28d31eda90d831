// A row of a recovery point: what a table's part says of one key, or that it is gone.
// Format: docs/formats/recovery_point.md.
#pragma once

#include "storage/types.h"

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

// A place in the order of rows: by part, then by key bytewise.
struct RowKey {
  storage::Part part = storage::kItems;
  std::string key;
  friend auto operator<=>(const RowKey&, const RowKey&) = default;
};

// Valid until whoever handed it out moves on.
struct RowView {
  storage::Part part = storage::kItems;
  std::string_view key;
  std::optional<std::string_view> value;  // nothing: deleted
};

// A row, key and value together, is at most this long, and its key.
inline constexpr std::size_t kMostRowBytes = 16u << 20;
inline constexpr std::size_t kMostKeyBytes = 16u << 10;

}  // namespace tidemark::vault
