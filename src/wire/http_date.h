// HTTP's own form of an instant: "Sun, 06 Nov 1994 08:49:37 GMT".
// Threads   Pure functions.
#pragma once

#include "base/timestamp.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::wire {

[[nodiscard]] std::string to_http_date(Timestamp at);

// Also with "-0000" or "+0000" for GMT, as Python writes it; nullopt for every other form.
[[nodiscard]] std::optional<Timestamp> parse_http_date(std::string_view text);

}  // namespace tidemark::wire
