// Stored bytes that are taken for an item are exactly those that the item is written as. Reading
// them in place takes these too and finds the same attributes; it looks less closely (at numbers
// and the order of sets, say), but whatever it takes it can walk to the end.
#include "values/item_bytes.h"

#include "property.h"
#include "values/item_size.h"
#include "values/item_view.h"

namespace {

using namespace tidemark;

// Everything within, by its place.
void walk(const values::ValueView& value) {
  TM_CHECK(!value.type_name().empty());
  if (value.is('L')) {
    for (std::size_t i = 0; i < value.count(); ++i) walk(value.element(i).value());
    TM_CHECK(!value.element(value.count()));
  }
  TM_CHECK(!value.has_element(values::ValueView("?")) && !value.has_member("no such member"));
  TM_CHECK(!value.member("no such name"));
  TM_CHECK(value.scalar().size() <= value.bytes().size());
}

void check_view(const values::ItemView& view, const values::Item& item) {
  TM_CHECK(view.bytes() == values::bytes_of(item));
  for (const auto& [name, value] : item) {
    const auto found = view.find(name);
    TM_CHECK(found && found->bytes() == values::to_bytes(value));
    walk(*found);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = text_of(data, size);
  const auto item = values::item_from_bytes(bytes);
  const auto view = values::ItemView::open(bytes);
  if (item) {
    TM_CHECK(values::to_bytes(item.value()) == bytes);
    TM_CHECK(static_cast<bool>(view));
    check_view(view.value(), item.value());
  } else if (view) {
    for (const char* name : {"", "a", "b", "l", "no such name"}) {
      if (const auto found = view.value().find(name)) walk(*found);
    }
  }
  return 0;
}
