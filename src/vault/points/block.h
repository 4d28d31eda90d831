// A block's rows as raw bytes, before they are compressed and after.
//
//   RowsIn rows(raw, part);
//   TM_TRY(last_key, rows.check(head.rows, first_key));    // all of it, before any row is used
//   for (; rows.valid(); rows.next()) use(rows.row());
//
// Threads   One at a time.
// Format    docs/formats/recovery_point.md, "Segment".
#pragma once

#include "base/result.h"
#include "vault/points/row.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::vault {

void append_row(std::string& raw, std::string_view key, std::optional<std::string_view> value);

class RowsIn {
 public:
  // Nothing.
  RowsIn() = default;

  // `raw` outlives it.
  RowsIn(std::string_view raw, storage::Part part) : raw_(raw), part_(part) {}

  // Whether these are `rows` rows that rise and begin with `first_key`; then stands on the first.
  // Answers the last key. Errors: kCorrupt
  Result<std::string_view> check(std::uint32_t rows, std::string_view first_key);

  [[nodiscard]] bool valid() const { return valid_; }

  [[nodiscard]] const RowView& row() const { return row_; }

  // Only after check().
  void next();

 private:
  // Reads the row at the front of `left`; false when it is damaged.
  bool take(std::string_view& left, RowView& row) const;

  std::string_view raw_;
  std::string_view left_;
  storage::Part part_ = storage::kItems;
  RowView row_;
  bool valid_ = false;
};

}  // namespace tidemark::vault
