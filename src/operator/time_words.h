// Times as people type them, and as they are shown to people.
//
//   TM_TRY(const TypedTime typed, read_time("yesterday 14:00", zone, clock.now()));
//   TM_TRY_STATUS(check_within(typed.at, choosable(earliest, latest), zone));
//   shown(typed.at, zone);   // "Nov 20 2026 - 14:00:00 CET (2026-11-20T13:00:00Z)"
//
// What may be typed, upper and lower case alike:
//   Nov 21 2026 - 00:04:15        the form of the lists; seconds are required
//   2026-11-21T00:04:15Z          ISO-8601, also with an offset; a blank may stand for the T
//   2026-11-21 00:04:15           without zone or offset: by the zone given
//   2h ago, 90 minutes ago, 1d 6h ago     a day is 24 hours
//   today 09:30, yesterday 14:00:30       by the zone given
//   now, latest
// A form without zone or offset may end in "UTC".
//
// A time that the zone's clocks show twice, or never, is refused with both instants that it could
// mean: which one was meant decides what is lost.
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "schedule/time_zone.h"

#include <chrono>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

struct TypedTime {
  Timestamp at;         // not for `latest`
  bool latest = false;  // the newest instant that can be restored, whichever that is
};

// Errors: kInvalid  the message names the text and says what would work
Result<TypedTime> read_time(std::string_view typed, const schedule::TimeZone& zone, Timestamp now);

// Whole seconds, both ends included. Empty when earliest > latest.
struct RestorableSeconds {
  Timestamp earliest;
  Timestamp latest;
};

// The seconds inside a window of any precision: earliest rounded up, latest down. The first second
// shown would otherwise lie before the window.
[[nodiscard]] RestorableSeconds choosable(Timestamp earliest, Timestamp latest);

// Errors: kInvalid  outside, or between two seconds; the message tells the window
Status check_within(Timestamp at, const RestorableSeconds& window, const schedule::TimeZone& zone);

// "Nov 21 2026 - 00:04:15": what is finer than a second is cut off.
[[nodiscard]] std::string console_time(Timestamp at, const schedule::TimeZone& zone);

// "Nov 21 2026 - 00:04:15 CET (2026-11-20T23:04:15Z)"; "Nov 20 2026 - 23:04:15 UTC" where the zone
// is UTC.
[[nodiscard]] std::string shown(Timestamp at, const schedule::TimeZone& zone);

// "3 minutes ago", "2 hours ago", "5 days ago", "in 4 minutes", "now".
[[nodiscard]] std::string how_long_ago(Timestamp at, Timestamp now);

// "0:42", "12:05", "1:02:03": time that passes on a screen.
[[nodiscard]] std::string elapsed_text(std::chrono::microseconds elapsed);

// "90d", "36h", "1h30m", "2 weeks"; at least a second, at most 100 years.
// Errors: kInvalid  the message names the text and says what would work
Result<std::chrono::seconds> read_duration(std::string_view typed);

// The zone that a person on this machine lives by: the one that `variable` names (of TZ), else the
// machine's own, else UTC.
[[nodiscard]] schedule::TimeZone local_zone(std::string_view variable);

}  // namespace tidemark::runbooks
