// Rows that a caller read ahead of its decision, and how the committer knows whether they are
// still the newest.
//
//   Foreseen foreseen{.groups_done = committer.groups_done()};   // before the rows are read
//   foreseen.rows.push_back({key, row});
//   …
//   if (recent.still_newest(key, foreseen.groups_done)) use(row);   // on the committer's thread
//
// Every group that writes a row leaves its number in the row's slot of RecentWrites. A row read
// after group n was done is the newest if no group later than n left its number there. Rows share
// slots, so the answer may be a needless "no", which costs a read.
//
// Threads   Foreseen: handed over. RecentWrites: the committer's.
#pragma once

#include "storage/faults.h"
#include "storage/layout.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::storage {

struct ForeseenRow {
  std::string key;               // whole key in `cur`
  std::optional<StoredRow> row;  // nullopt: there was none
};

struct Foreseen {
  std::uint64_t groups_done = 0;  // whose writes every row shows
  std::vector<ForeseenRow> rows;
};

class RecentWrites {
 public:
  // `group` counts from 0.
  void wrote(std::string_view key, std::uint64_t group) { slot_of(key) = group + 1; }

  [[nodiscard]] bool still_newest(std::string_view key, std::uint64_t groups_done) {
    return slot_of(key) <= groups_done || TM_FAULT(kForeseenIsTrusted);
  }

 private:
  static constexpr std::size_t kSlots = 1u << 15;

  std::uint64_t& slot_of(std::string_view key) {
    return groups_[std::hash<std::string_view>()(key) % kSlots];
  }

  std::vector<std::uint64_t> groups_ = std::vector<std::uint64_t>(kSlots);
};

}  // namespace tidemark::storage
