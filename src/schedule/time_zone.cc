#include "schedule/time_zone.h"

#include <date/tz.h>

namespace tidemark::schedule {

namespace {

// Files beside the zones that are not zones of the IANA list: another leap-second count, this
// machine's own choice.
bool is_reserved(std::string_view name) {
  return name.starts_with("posix/") || name.starts_with("right/") || name == "localtime" ||
         name == "posixrules" || name == "Factory";
}

}  // namespace

Result<TimeZone> TimeZone::named(std::string_view name) {
  try {
    if (is_reserved(name)) throw std::runtime_error("reserved");
    return TimeZone(std::string(name), date::locate_zone(std::string(name)));
  } catch (const std::runtime_error&) {
    // date tells an unknown zone and unreadable files apart by text only; UTC is in every set.
    try {
      static_cast<void>(date::locate_zone("Etc/UTC"));
    } catch (const std::runtime_error& error) {
      return fail(Code::kInvalid, fmt::format("time zone '{}' cannot be read: {}; install tzdata",
                                              name, error.what()));
    }
    return fail(Code::kInvalid,
                fmt::format("'{}' is no IANA time zone such as Etc/UTC or Europe/Berlin", name));
  }
}

std::chrono::local_seconds TimeZone::local(Timestamp at) const {
  const date::sys_seconds second{std::chrono::seconds(at.floor_to_second().micros / 1'000'000)};
  return std::chrono::local_seconds{zone_->to_local(second).time_since_epoch()};
}

std::optional<Timestamp> TimeZone::first_instant_of(LocalMinute minute) const {
  const date::local_seconds shown{std::chrono::seconds(minute.time_since_epoch())};
  const date::local_info info = zone_->get_info(shown);
  if (info.result == date::local_info::nonexistent) return std::nullopt;
  // Of two, `first` is the offset before the change: the earlier instant.
  return Timestamp::from_seconds((shown.time_since_epoch() - info.first.offset).count());
}

TimeZone::Meaning TimeZone::meaning_of(std::chrono::local_seconds shown) const {
  const date::local_seconds second{shown.time_since_epoch()};
  const date::local_info info = zone_->get_info(second);
  const auto by = [&](const date::sys_info& side) {
    return Timestamp::from_seconds((second.time_since_epoch() - side.offset).count());
  };
  if (info.result == date::local_info::unique) {
    return {.kind = Meaning::Kind::kOnce, .first = by(info.first), .second = by(info.first)};
  }
  const auto kind =
      info.result == date::local_info::ambiguous ? Meaning::Kind::kTwice : Meaning::Kind::kNever;
  return {.kind = kind, .first = by(info.first), .second = by(info.second)};
}

std::string TimeZone::abbreviation(Timestamp at) const {
  const date::sys_seconds second{std::chrono::seconds(at.floor_to_second().micros / 1'000'000)};
  return zone_->get_info(second).abbrev;
}

}  // namespace tidemark::schedule
