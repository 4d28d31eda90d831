#include "expressions/comparison.h"

#include "values/item_tag.h"
#include "values/number.h"

#include <algorithm>
#include <cstring>

namespace tidemark::expressions {

namespace {

using values::ValueView;

bool both(const ValueView& a, const ValueView& b, char tag) {
  return a.is(tag) && b.is(tag);
}

std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) ++units;  // begins a character
    if (byte >= 0xf0) ++units;           // one of four bytes: two units
  }
  return units;
}

}  // namespace

std::optional<std::strong_ordering> order_of(const ValueView& a, const ValueView& b) {
  if (both(a, b, values::kNumberTag)) return values::compare_canonical(a.scalar(), b.scalar());
  if (both(a, b, values::kTextTag) || both(a, b, values::kBinaryTag)) {
    return a.scalar().compare(b.scalar()) <=> 0;
  }
  return std::nullopt;
}

bool begins_with(const ValueView& whole, const ValueView& part) {
  if (!both(whole, part, values::kTextTag) && !both(whole, part, values::kBinaryTag)) return false;
  return whole.scalar().starts_with(part.scalar());
}

bool contains(const ValueView& whole, const ValueView& part) {
  if (both(whole, part, values::kTextTag) || both(whole, part, values::kBinaryTag)) {
    // Linear however alike the two are; string_view::find takes the product of their lengths.
    const std::string_view text = whole.scalar();
    const std::string_view wanted = part.scalar();
    return wanted.empty() ||
           memmem(text.data(), text.size(), wanted.data(), wanted.size()) != nullptr;
  }
  if ((whole.is(values::kTextSetTag) && part.is(values::kTextTag)) ||
      (whole.is(values::kNumberSetTag) && part.is(values::kNumberTag)) ||
      (whole.is(values::kBinarySetTag) && part.is(values::kBinaryTag))) {
    return whole.has_member(part.scalar());
  }
  return whole.has_element(part);
}

std::optional<std::size_t> size_of(const ValueView& value) {
  if (value.is(values::kTextTag)) return utf16_units(value.scalar());
  if (value.is(values::kBinaryTag)) return value.scalar().size();
  const std::string_view type = value.type_name();
  if (type == "N" || type == "BOOL" || type == "NULL") return std::nullopt;
  return value.count();
}

}  // namespace tidemark::expressions
