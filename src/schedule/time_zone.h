// A time zone by its IANA name, read from the system's zoneinfo files (package tzdata); no network.
//
//   TM_TRY(const TimeZone berlin, TimeZone::named("Europe/Berlin"));
//   berlin.local(instant);              // what the clock on the wall shows
//   berlin.first_instant_of(minute);    // when it first shows this minute; nullopt: it never does
//
// Clocks that are put forward leave out some minutes: those have no instant. Clocks that are put
// back show some minutes twice: the first time counts.
//
// The zoneinfo files name their changes up to 2037; after that a zone keeps its last offset.
//
// Threads   A TimeZone does not change. Zones are read once per process and kept.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "schedule/cron.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace tidemark::schedule {

class TimeZone {
 public:
  // "Etc/UTC", "Europe/Berlin"; upper and lower case matter.
  // Errors: kInvalid  no such zone, or this machine has no zoneinfo files; the message says which
  static Result<TimeZone> named(std::string_view name);

  [[nodiscard]] std::chrono::local_seconds local(Timestamp at) const;
  [[nodiscard]] std::optional<Timestamp> first_instant_of(LocalMinute minute) const;

  // What a second that a clock on the wall shows means.
  struct Meaning {
    enum class Kind { kOnce, kNever, kTwice } kind = Kind::kOnce;
    // kTwice: both, the earlier first. kNever: by the offset before the change, and by the one
    // after it. kOnce: the same one twice.
    Timestamp first;
    Timestamp second;
  };

  [[nodiscard]] Meaning meaning_of(std::chrono::local_seconds shown) const;

  // "CET", "EDT", "+03": what the zone is called at that instant.
  [[nodiscard]] std::string abbreviation(Timestamp at) const;

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  TimeZone(std::string name, const date::time_zone* zone) : name_(std::move(name)), zone_(zone) {}

  std::string name_;
  const date::time_zone* zone_;  // of the process-wide list, which is never freed
};

}  // namespace tidemark::schedule
