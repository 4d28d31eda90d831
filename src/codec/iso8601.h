// Instants as text, always UTC when written.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <string>
#include <string_view>

namespace tidemark::codec {

// Reads "2026-11-20T14:05:00Z", "…00.123456Z", "…00+02:00" and the basic form "20261120T140500Z"
// with the same fractions and offsets. Fractions beyond microseconds are cut off.
// Errors: kInvalid  the message names the text; no zone is an error, too
Result<Timestamp> parse_iso8601(std::string_view text);

enum class Fraction { kNone, kMillis, kMicros };

// "2026-11-20T14:05:00Z", or with ".123" or ".123456"; what is finer is cut off.
std::string to_iso8601(Timestamp at, Fraction fraction = Fraction::kNone);

// "20261120T140500Z": SigV4's form.
std::string to_basic_iso8601(Timestamp at);

}  // namespace tidemark::codec
