// What operations of the tagging API share: pages by ARN, and how things are refused.
#pragma once

#include "api/parsed.h"
#include "api/target/operation.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

Reply invalid_tagging(std::string_view message);
Reply tagging_failed(const Error& error);

// The problems that Members found, in this service's name for them.
Reply as_invalid_tagging(const Reply& refusal);

// What comes behind; empty: from the first.
Parsed<std::string> tagging_after(const std::optional<std::string>& token);
std::string tagging_token(std::string_view last);

}  // namespace tidemark::api
