// Keys sort as the components they are made of. Key bytes that are taken are exactly those that
// their attributes give. A partition's range holds its keys and no other.
#include "values/item_key.h"

#include "codec/ordered_bytes.h"
#include "property.h"

#include <algorithm>
#include <utility>

namespace {

using namespace tidemark;

void check_order(std::string_view bytes) {
  const std::size_t middle = bytes.size() / 2;
  const std::string one(bytes.substr(0, middle));
  const std::string two(bytes.substr(middle));
  TM_CHECK((one < two) == (codec::ordered(one) < codec::ordered(two)));
  TM_CHECK((one == two) == codec::ordered(one).starts_with(codec::ordered(two)));
}

// A hash and a range value from each half: keys order as (hash, range) do, whatever the bytes.
void check_typed_order(std::string_view bytes) {
  const std::size_t middle = bytes.size() / 2;
  using values::KeyType;
  const values::KeySchema schema{{"h", KeyType::kString},
                                 values::KeyAttribute{"r", KeyType::kBinary}};
  const auto pair_of = [](std::string_view half) {
    const auto cut = std::min(half.find('|'), half.size());
    return std::pair(std::string(half.substr(0, cut)),
                     std::string(half.substr(std::min(cut + 1, half.size()))));
  };
  const auto key_of_pair = [&](const std::pair<std::string, std::string>& pair) {
    values::Item item;
    item.set("h", values::AttributeValue(pair.first));
    item.set("r", values::AttributeValue(values::Binary{pair.second}));
    return values::key_of(schema, item);
  };
  const auto one = pair_of(bytes.substr(0, middle));
  const auto two = pair_of(bytes.substr(middle));
  const auto first = key_of_pair(one);
  const auto second = key_of_pair(two);
  const auto* a = std::get_if<std::string>(&first);
  const auto* b = std::get_if<std::string>(&second);
  TM_CHECK((a != nullptr) ==
           (!one.first.empty() && one.first.size() <= values::kMaxHashKeyBytes &&
            !one.second.empty() && one.second.size() <= values::kMaxRangeKeyBytes));
  if (a == nullptr || b == nullptr) return;
  TM_CHECK((*a < *b) == (one < two));
  TM_CHECK((*a == *b) == (one == two));
  const auto range = values::partition_range(values::AttributeValue(one.first));
  TM_CHECK((*b >= range.from && (range.until.empty() || *b < range.until)) ==
           (one.first == two.first));
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
  check_typed_order(bytes);
  check_taken({{"h", KeyType::kString}, std::nullopt}, bytes);
  check_taken({{"h", KeyType::kBinary}, values::KeyAttribute{"r", KeyType::kNumber}}, bytes);
  return 0;
}
