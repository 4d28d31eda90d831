// A number that parses prints to text that parses back to the same, and so do its key bytes;
// key bytes that are taken are the only ones for their number.
#include "values/number.h"

#include "property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tidemark::values::Number;
  const std::string_view text = tidemark::text_of(data, size);
  const auto parsed = Number::parse(text);
  if (const auto* number = std::get_if<Number>(&parsed)) {
    TM_CHECK(std::get<Number>(Number::parse(number->text())) == *number);
    TM_CHECK(Number::from_canonical(number->text()).value() == *number);
    TM_CHECK(Number::from_ordered_bytes(number->ordered_bytes()).value() == *number);
    TM_CHECK(number->bytes() >= 1 && number->bytes() <= 22);
  }
  if (const auto number = Number::from_ordered_bytes(text)) {
    TM_CHECK(number.value().ordered_bytes() == text);
  }
  return 0;
}
