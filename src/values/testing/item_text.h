// Items written in tests as clients send them: {"Id": {"S": "a"}, "Price": {"N": "7"}}.
#pragma once

#include "base/check.h"
#include "codec/json.h"
#include "values/dynamodb_json.h"

#include <string_view>

namespace tidemark::values {

inline Item item_in(std::string_view json) {
  const auto parsed = codec::parse_json(json);
  TM_CHECK(parsed);
  auto read = read_item(parsed.value());
  TM_CHECK(std::holds_alternative<Item>(read));
  return std::get<Item>(std::move(read));
}

}  // namespace tidemark::values
