#include "vault/points/block.h"

#include "codec/varint.h"

#include <fmt/format.h>

namespace tidemark::vault {

void append_row(std::string& raw, std::string_view key, std::optional<std::string_view> value) {
  codec::append_sized(raw, key);
  codec::append_varint(raw, value ? value->size() + 1 : 0);
  if (value) raw.append(*value);
}

bool RowsIn::take(std::string_view& left, RowView& row) const {
  const auto key = codec::take_sized(left);
  if (!key) return false;
  const auto mark = codec::take_varint(left);
  if (!mark || mark.value() > left.size() + 1) return false;
  row = {.part = part_, .key = key.value(), .value = std::nullopt};
  if (mark.value() == 0) return true;
  row.value = left.substr(0, mark.value() - 1);
  left.remove_prefix(mark.value() - 1);
  return true;
}

Result<std::string_view> RowsIn::check(std::uint32_t rows, std::string_view first_key) {
  std::string_view left = raw_;
  RowView row;
  std::string_view before;
  for (std::uint32_t number = 0; number < rows; ++number) {
    if (!take(left, row)) {
      return fail(Code::kCorrupt, fmt::format("its row {} cannot be read", number));
    }
    const bool in_order = number == 0 ? row.key == first_key : before < row.key;
    if (!in_order) return fail(Code::kCorrupt, fmt::format("its row {} is out of order", number));
    before = row.key;
  }
  if (!left.empty() || rows == 0) return fail(Code::kCorrupt, "its rows are not as many as told");
  left_ = raw_;
  next();
  return before;
}

void RowsIn::next() {
  valid_ = !left_.empty() && take(left_, row_);
}

}  // namespace tidemark::vault
