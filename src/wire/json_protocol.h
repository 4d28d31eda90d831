// AWS's JSON 1.0 protocol: the target header, the error envelope, the checksum header.
//
//   error_body("ResourceNotFoundException", "Requested resource not found")
//     {"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
//      "message":"Requested resource not found"}
//
// Threads   Pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::wire {

inline constexpr std::string_view kJson10 = "application/x-amz-json-1.0";

// "DynamoDB_20120810.PutItem" in its two parts; nullopt without exactly one dot between two words.
struct Target {
  std::string_view prefix;
  std::string_view operation;
};

[[nodiscard]] std::optional<Target> parse_target(std::string_view text);

// The envelope with the name space AWS gives to this name: coral.service for what the front end
// answers, coral.validate for ValidationException, coral.availability for throttling, the
// service's own for all others. Without a message the member is left out; SerializationException
// spells it "Message".
[[nodiscard]] std::string error_body(std::string_view name, std::string_view message);

// HTTP status of an error: 500 for InternalServerError, 400 for every other name.
[[nodiscard]] int status_of(std::string_view name);

// x-amz-crc32 for a body: unsigned decimal CRC-32.
[[nodiscard]] std::string checksum_text(std::string_view body);

// The texts that members of these names have at the top of a JSON object, in the order asked;
// empty where there is none, or no object. Reads the whole text: for logs.
[[nodiscard]] std::vector<std::string> text_members(std::string_view text,
                                                    std::span<const std::string_view> names);

// Whether the text is one whole JSON document.
[[nodiscard]] bool is_json(std::string_view text);

}  // namespace tidemark::wire
