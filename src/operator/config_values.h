// What the values of a configuration may be, wherever they come from: a file, another program's
// file, a prompt.
//
// Threads   Pure functions.
// Errors    kInvalid  the message names the value and says what would work
#pragma once

#include "base/result.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

// "012345678901". Fewer digits are taken for a number that lost its zeros.
Status check_account(std::string_view text);

// "eu-west-1", "us-gov-west-1".
Status check_region(std::string_view text);

// 2 to 50 letters, digits, "-" and "_".
Status check_vault(std::string_view text);

// "Backup", "service-role/Backup", "arn:aws:iam::012345678901:role/service-role/Backup".
Status check_role(std::string_view text);

// The name alone, which IAM asks for: "Backup" of each of the three.
[[nodiscard]] std::string role_name(std::string_view role);

Status check_profile(std::string_view text);

// "https://dynamodb.example.org", "http://127.0.0.1:8000": no path.
Status check_endpoint(std::string_view text);

// Seconds, a length of time such as "2h", or -1, which is nullopt: none.
Result<std::optional<std::chrono::seconds>> read_timeout(std::string_view text);

// As it may stand in YAML: with quotes where it could be taken for something else.
[[nodiscard]] std::string quoted_yaml(std::string_view value);

}  // namespace tidemark::runbooks
