// Times and lengths of time among a command's words.
//
//   TM_TRY(const Timestamp at, instant_of(words, "--at", context));
//
// Threads   One at a time.
#pragma once

#include "base/timestamp.h"
#include "cli/context.h"

#include <string>
#include <string_view>

namespace tidemark::cli {

// The forms that a time may be typed in, for notes.
inline constexpr const char* kTimeForms =
    "A TIME is 2026-11-21T14:05:00Z, \"2026-11-21 14:05:00\" (by your zone), \"Nov 21 2026 - "
    "14:05:00\",\n\"2h ago\" or \"yesterday 14:00\". A time that the clocks show twice, or never, "
    "is refused.";

// Errors: kInvalid  names the option, the value and what would work; "latest" is none here
Result<Timestamp> instant_of(const Words& words, std::string_view option, CommandContext& context);

// As instant_of, and "latest": the newest second that `table` can be restored to.
// Errors: as instant_of; kConflict  the table has no window
Result<Timestamp> restorable_of(const Words& words, std::string_view option,
                                const std::string& table, CommandContext& context);
Result<Timestamp> latest_of(const std::string& table, CommandContext& context);

// As an option's check: "90d", "36h", "2 weeks".
std::string check_duration(const std::string& text);

}  // namespace tidemark::cli
