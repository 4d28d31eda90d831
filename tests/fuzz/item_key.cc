// Keys sort as the components they are made of. Key bytes that are taken are exactly those that
// their attributes give.
#include "values/item_key.h"

#include "codec/ordered_bytes.h"
#include "property.h"

namespace {

using namespace tidemark;

void check_order(std::string_view bytes) {
  const std::size_t middle = bytes.size() / 2;
  const std::string one(bytes.substr(0, middle));
  const std::string two(bytes.substr(middle));
  TM_CHECK((one < two) == (codec::ordered(one) < codec::ordered(two)));
  TM_CHECK((one == two) == codec::ordered(one).starts_with(codec::ordered(two)));
}

void check_taken(const values::KeySchema& schema, std::string_view bytes) {
  const auto key = values::key_from_bytes(schema, bytes);
  if (!key) return;
  const auto again = values::key_of(schema, key.value());
  // Empty and overlong components are no keys, but do decode.
  if (const auto* given = std::get_if<std::string>(&again)) TM_CHECK(*given == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using values::KeyType;
  const std::string_view bytes = text_of(data, size);
  check_order(bytes);
  check_taken({{"h", KeyType::kString}, std::nullopt}, bytes);
  check_taken({{"h", KeyType::kBinary}, values::KeyAttribute{"r", KeyType::kNumber}}, bytes);
  return 0;
}
