// Items as people write JSON, beside DynamoDB-JSON, which names every type.
//
//   plain_item(parse_json(R"({"id":{"S":"a"},"n":{"N":"1"}})"))      // {"id":"a","n":1}
//   typed_item(parse_json(R"({"id":"a","n":1})"))                    // {"id":{"S":"a"},…}
//
// Plain is for reading: sets become lists, binaries base64, and a number that no JSON reader keeps
// to the last digit a string. Only DynamoDB-JSON goes both ways.
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "codec/json.h"

namespace tidemark::cli {

codec::JsonValue plain_item(const codec::JsonValue& item);

// Takes DynamoDB-JSON as it is, member by member.
// Errors: kInvalid  no object, or a value that no key can have; names the member
Result<codec::JsonValue> typed_item(const codec::JsonValue& item);

}  // namespace tidemark::cli
