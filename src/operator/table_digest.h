// What a table holds, in a few kilobytes: how many items, how large, their digest, and the digests
// of 4,096 shares of them, by which two tables' different items are found again.
//
//   TableDigest digest(keys);
//   … digest.add(item) for every item, from as many threads as scan …
//   if (!(a.sums() == b.sums())) … shares_that_differ(a, b) …
//
// The digest is docs/formats/digest.md's, the same as the engine's tally.
//
// Threads   `add` may be called from any thread at once; the rest when all have ended.
#pragma once

#include "values/digest.h"
#include "values/item_key.h"

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

struct TableSums {
  std::uint64_t items = 0;
  std::uint64_t aws_bytes = 0;
  values::Digest digest = 0;
  friend bool operator==(const TableSums&, const TableSums&) = default;
};

class TableDigest {
 public:
  static constexpr std::size_t kShares = 4'096;

  explicit TableDigest(values::KeySchema keys) : keys_(std::move(keys)) {}

  // Errors: kCorrupt  the item has not the table's key
  Status add(const values::Item& item);

  [[nodiscard]] TableSums sums() const;

  // In which share an item with these key bytes is.
  [[nodiscard]] static std::size_t share_of(std::string_view key);

  friend std::vector<std::size_t> shares_that_differ(const TableDigest& a, const TableDigest& b);

 private:
  // Threads that add at once mostly meet at different locks.
  struct alignas(64) Part {
    std::mutex mutex;
    TableSums sums;
    std::array<values::Digest, kShares / 64> shares{};
  };

  values::KeySchema keys_;
  std::array<Part, 64> parts_;
};

// Ascending.
[[nodiscard]] std::vector<std::size_t> shares_that_differ(const TableDigest& a,
                                                          const TableDigest& b);

}  // namespace tidemark::runbooks
