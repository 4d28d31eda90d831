// An item that is read is the same after it was written as JSON, and after it was stored.
#include "values/dynamodb_json.h"

#include "property.h"
#include "values/digest.h"
#include "values/item_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark;
  const auto json = codec::parse_json(text_of(data, size));
  if (!json) return 0;
  const auto read = values::read_item(json.value());
  if (const auto* problem = std::get_if<values::ValueProblem>(&read)) {
    TM_CHECK(!problem->message.empty());
    return 0;
  }
  const auto& item = std::get<values::Item>(read);
  const auto again = values::read_item(codec::parse_json(values::to_json(item)).value());
  TM_CHECK(std::get<values::Item>(again) == item);
  TM_CHECK(values::item_from_bytes(values::to_bytes(item)).value() == item);
  TM_CHECK(values::digest_of(std::get<values::Item>(again)) == values::digest_of(item));
  return 0;
}
