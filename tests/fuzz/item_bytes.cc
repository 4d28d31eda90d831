// Stored bytes that are taken for an item are exactly those that the item is written as.
#include "values/item_bytes.h"

#include "property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark;
  const std::string_view bytes = text_of(data, size);
  if (const auto item = values::item_from_bytes(bytes)) {
    TM_CHECK(values::to_bytes(item.value()) == bytes);
  }
  return 0;
}
