// A stored item read where it lies, without copies: for filters and conditions, which look at
// many items and keep few.
//
//   TM_TRY(const ItemView item, ItemView::open(stored_bytes));   // one walk: whole and sound
//   if (const auto price = item.find("Price")) … price->scalar() …
//
// A value has one encoding, so two values are equal when their bytes are.
//
// Threads   Pure. The bytes outlive the views.
#pragma once

#include "base/result.h"
#include "values/attribute_value.h"

#include <optional>
#include <string_view>

namespace tidemark::values {

class ValueView {
 public:
  // A whole value as to_bytes() writes it, or a part of what ItemView::open() took.
  explicit ValueView(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] std::string_view bytes() const { return bytes_; }

  // "S", "N", …
  [[nodiscard]] std::string_view type_name() const;

  [[nodiscard]] bool is(char tag) const { return !bytes_.empty() && bytes_.front() == tag; }

  // Of S, N and B: the text, the canonical digits, the bytes. Empty for other types.
  [[nodiscard]] std::string_view scalar() const;

  // Of lists, maps and sets: how many members. 0 for other types.
  [[nodiscard]] std::size_t count() const;

  // Of a map and of a list; unset when it is another type, too.
  [[nodiscard]] std::optional<ValueView> member(std::string_view name) const;
  [[nodiscard]] std::optional<ValueView> element(std::size_t index) const;

  // Whether a list has an equal element, a set a member with that scalar().
  [[nodiscard]] bool has_element(const ValueView& value) const;
  [[nodiscard]] bool has_member(std::string_view scalar) const;

  friend bool operator==(const ValueView& a, const ValueView& b) { return a.bytes_ == b.bytes_; }

 private:
  std::string_view bytes_;
};

class ItemView {
 public:
  // An item without attributes: what a condition sees where there is none.
  ItemView() = default;

  // Errors: kCorrupt  not the bytes of an item
  static Result<ItemView> open(std::string_view bytes);

  [[nodiscard]] std::optional<ValueView> find(std::string_view name) const;

  // As AWS counts them.
  [[nodiscard]] std::size_t bytes() const { return counted_; }

 private:
  std::string_view map_;  // from its count on
  std::size_t counted_ = 0;
};

}  // namespace tidemark::values
