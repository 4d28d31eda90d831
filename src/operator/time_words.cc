#include "operator/time_words.h"

#include "codec/iso8601.h"
#include "operator/text.h"

#include <algorithm>
#include <array>
#include <date/tz.h>

namespace tidemark::runbooks {
namespace {

using schedule::TimeZone;
using std::chrono::local_seconds;
using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view kForms =
    "type a time such as \"Nov 21 2026 - 00:04:15\", \"2026-11-21T00:04:15Z\", \"2h ago\", "
    "\"yesterday 14:00\" or \"latest\"";
// Longer is no time and would only be printed back.
constexpr std::size_t kLongestTime = 100;
constexpr std::int64_t kLongestSeconds = 100ll * 365 * 86'400;

struct TimeOfDay {
  int hour = 0;
  int minute = 0;
  int second = 0;
  bool with_seconds = false;
};

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  });
  return lower;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads what stands at the front of a text, piece by piece; a piece that is not there leaves it.
class Front {
 public:
  explicit Front(std::string_view text) : rest_(text) {}

  bool takes(std::string_view piece) {
    if (!rest_.starts_with(piece)) return false;
    rest_.remove_prefix(piece.size());
    return true;
  }

  bool takes_blanks() {
    const auto end = std::min(rest_.find_first_not_of(" \t"), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }

  std::optional<int> number(std::size_t fewest, std::size_t most) {
    std::size_t digits = 0;
    int value = 0;
    while (digits < rest_.size() && digits <= most && is_digit(rest_[digits])) {
      value = value * 10 + (rest_[digits++] - '0');
    }
    if (digits < fewest || digits > most) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

Error no_time(std::string_view typed, std::string_view why) {
  return fail(Code::kInvalid, fmt::format("\"{}\" {}: {}", typed, why, kForms));
}

// "09:30", "09:30:15". Hours may have one digit.
std::optional<TimeOfDay> time_of_day(Front& front) {
  TimeOfDay time;
  const auto hour = front.number(1, 2);
  if (!hour || !front.takes(":")) return std::nullopt;
  const auto minute = front.number(2, 2);
  if (!minute) return std::nullopt;
  time.hour = *hour;
  time.minute = *minute;
  if (front.takes(":")) {
    const auto second = front.number(2, 2);
    if (!second) return std::nullopt;
    time.second = *second;
    time.with_seconds = true;
  }
  return time;
}

bool exists(const TimeOfDay& time) {
  return time.hour < 24 && time.minute < 60 && time.second < 60;
}

local_seconds on(std::chrono::year_month_day day, const TimeOfDay& time) {
  return std::chrono::local_days(day) + std::chrono::hours(time.hour) +
         std::chrono::minutes(time.minute) + seconds(time.second);
}

// The one instant at which the zone's clocks show it.
Result<TypedTime> in_zone(std::string_view typed, local_seconds shown_as, const TimeZone& zone) {
  const TimeZone::Meaning meaning = zone.meaning_of(shown_as);
  const std::string first = codec::to_iso8601(meaning.first);
  const std::string second = codec::to_iso8601(meaning.second);
  switch (meaning.kind) {
    case TimeZone::Meaning::Kind::kOnce: return TypedTime{.at = meaning.first};
    case TimeZone::Meaning::Kind::kTwice:
      return fail(Code::kInvalid,
                  fmt::format("\"{}\" happens twice in {}, where the clocks were put back: it is "
                              "{} and, again, {}; type the one that you mean",
                              typed, zone.name(), first, second));
    case TimeZone::Meaning::Kind::kNever: break;
  }
  return fail(Code::kInvalid,
              fmt::format("\"{}\" does not exist in {}, where the clocks were put forward: by the "
                          "time before that it is {}, by the time after it {}; type the one that "
                          "you mean",
                          typed, zone.name(), first, second));
}

Result<TypedTime> on_day(std::string_view typed, int year, unsigned month, unsigned day,
                         const TimeOfDay& time, const TimeZone& zone) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok()) return no_time(typed, "names a day that is in no calendar");
  if (!exists(time)) return no_time(typed, "names a time that no clock shows");
  if (!time.with_seconds) return no_time(typed, "has no seconds");
  return in_zone(typed, on(date, time), zone);
}

// "nov 21 2026 - 00:04:15". nullopt: it is another form.
std::optional<Result<TypedTime>> console_form(std::string_view typed, std::string_view lower,
                                              const TimeZone& zone) {
  const auto month = std::ranges::find(kMonths, lower.substr(0, 3));
  if (month == kMonths.end()) return std::nullopt;
  Front front(lower.substr(3));
  const bool parted = front.takes_blanks();
  const auto day = front.number(1, 2);
  if (!parted || !day) return std::nullopt;
  front.takes(",");
  if (!front.takes_blanks()) return no_time(typed, "has no year");
  const auto year = front.number(4, 4);
  if (!year) return no_time(typed, "has no year of four digits");
  front.takes_blanks();
  front.takes("-");
  front.takes_blanks();
  const auto time = time_of_day(front);
  if (!time) return no_time(typed, "has no time of day such as 00:04:15");
  if (!front.at_end()) {
    return no_time(typed, fmt::format("goes on after the time with \"{}\"", front.rest()));
  }
  return on_day(typed, *year, static_cast<unsigned>(month - kMonths.begin()) + 1,
                static_cast<unsigned>(*day), *time, zone);
}

// "2026-11-21 00:04:15", with or without zone. nullopt: it is another form.
std::optional<Result<TypedTime>> iso_form(std::string_view typed, std::string_view lower,
                                          const TimeZone& zone) {
  Front front(lower);
  const auto year = front.number(4, 4);
  if (!year || !front.takes("-")) return std::nullopt;
  const auto month = front.number(2, 2);
  if (!month || !front.takes("-")) return std::nullopt;
  const auto day = front.number(2, 2);
  if (!day) return std::nullopt;
  if (!front.takes("t") && !front.takes_blanks()) return no_time(typed, "has no time of day");
  const auto time = time_of_day(front);
  if (!time) return no_time(typed, "has no time of day such as 00:04:15");
  if (!front.at_end()) {
    // A fraction, a zone or both: the codec's own form, with the T that it wants.
    std::string text(lower);
    std::ranges::transform(text, text.begin(), [](char c) {
      return c == 't' || c == ' ' ? 'T' : c == 'z' ? 'Z' : c;
    });
    if (const auto at = codec::parse_iso8601(text)) return TypedTime{.at = at.value()};
    return no_time(typed, fmt::format("goes on after the time with \"{}\"", front.rest()));
  }
  return on_day(typed, *year, static_cast<unsigned>(*month), static_cast<unsigned>(*day), *time,
                zone);
}

std::chrono::year_month_day day_of(Timestamp at, const TimeZone& zone) {
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(zone.local(at)));
}

// "today 09:30", "yesterday 14:00". nullopt: it is another form.
std::optional<Result<TypedTime>> day_form(std::string_view typed, std::string_view lower,
                                          const TimeZone& zone, Timestamp now) {
  Front front(lower);
  const bool yesterday = front.takes("yesterday");
  if (!yesterday && !front.takes("today")) return std::nullopt;
  front.takes_blanks();
  front.takes("at ");
  const auto time = time_of_day(front);
  if (!time || !front.at_end()) return no_time(typed, "has no time of day such as 14:00");
  if (!exists(*time)) return no_time(typed, "names a time that no clock shows");
  std::chrono::local_days day(day_of(now, zone));
  if (yesterday) day -= std::chrono::days(1);
  return in_zone(typed, on(std::chrono::year_month_day(day), *time), zone);
}

std::optional<std::int64_t> seconds_of_unit(std::string_view unit) {
  static constexpr std::array<std::pair<std::string_view, std::int64_t>, 22> kUnits{
      {{"s", 1},
       {"sec", 1},
       {"secs", 1},
       {"second", 1},
       {"seconds", 1},
       {"m", 60},
       {"min", 60},
       {"mins", 60},
       {"minute", 60},
       {"minutes", 60},
       {"h", 3'600},
       {"hr", 3'600},
       {"hrs", 3'600},
       {"hour", 3'600},
       {"hours", 3'600},
       {"d", 86'400},
       {"day", 86'400},
       {"days", 86'400},
       {"w", 7 * 86'400},
       {"wk", 7 * 86'400},
       {"week", 7 * 86'400},
       {"weeks", 7 * 86'400}}};
  const auto found = std::ranges::find(kUnits, unit, [](const auto& row) { return row.first; });
  return found == kUnits.end() ? std::nullopt : std::optional(found->second);
}

// "1h30m", "90 minutes", "1d 6h" in seconds. nullopt: it is none, or longer than 100 years.
std::optional<seconds> amount(std::string_view lower) {
  std::int64_t total = 0;
  std::size_t at = 0;
  const auto skip_blanks = [&] {
    while (at < lower.size() && (lower[at] == ' ' || lower[at] == '\t')) ++at;
  };
  skip_blanks();
  if (at == lower.size()) return std::nullopt;
  while (at < lower.size()) {
    std::int64_t number = 0;
    const std::size_t begin = at;
    while (at < lower.size() && is_digit(lower[at])) {
      number = number * 10 + (lower[at++] - '0');
      if (number > kLongestSeconds) return std::nullopt;
    }
    if (at == begin) return std::nullopt;
    skip_blanks();
    const std::size_t word = at;
    while (at < lower.size() && lower[at] >= 'a' && lower[at] <= 'z') ++at;
    const auto unit = seconds_of_unit(lower.substr(word, at - word));
    if (!unit || number > kLongestSeconds / *unit) return std::nullopt;
    total += number * *unit;
    if (total > kLongestSeconds) return std::nullopt;
    skip_blanks();
  }
  return seconds(total);
}

// "2h ago". nullopt: it is another form.
std::optional<Result<TypedTime>> ago_form(std::string_view typed, std::string_view lower,
                                          Timestamp now) {
  if (!lower.ends_with("ago")) return std::nullopt;
  const auto back = amount(lower.substr(0, lower.size() - 3));
  if (!back) return no_time(typed, "names no length of time such as \"2h\" or \"90 minutes\"");
  return TypedTime{.at = now.floor_to_second() - *back};
}

const TimeZone& utc() {
  static const TimeZone zone = TimeZone::named("Etc/UTC").value();
  return zone;
}

bool is_utc(const TimeZone& zone) {
  static constexpr std::array<std::string_view, 8> kNames{
      "UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"};
  return std::ranges::find(kNames, zone.name()) != kNames.end();
}

std::string counted(std::int64_t number, std::string_view unit) {
  return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
}

}  // namespace

Result<TypedTime> read_time(std::string_view typed, const TimeZone& zone, Timestamp now) {
  typed = trimmed(typed);
  if (typed.empty()) return fail(Code::kInvalid, fmt::format("no time was typed: {}", kForms));
  if (typed.size() > kLongestTime) {
    return no_time(shortened(typed, 40), "is longer than any time");
  }
  const std::string lower = lowered(typed);
  if (lower == "latest") return TypedTime{.at = {}, .latest = true};
  if (lower == "now") return TypedTime{.at = now.floor_to_second()};

  std::string_view rest = lower;
  const TimeZone* by = &zone;
  if (rest.ends_with(" utc")) {
    rest = trimmed(rest.substr(0, rest.size() - 4));
    by = &utc();
  }
  if (auto at = console_form(typed, rest, *by)) return std::move(*at);
  if (auto at = iso_form(typed, rest, *by)) return std::move(*at);
  if (auto at = day_form(typed, rest, *by, now)) return std::move(*at);
  if (auto at = ago_form(typed, rest, now)) return std::move(*at);
  return no_time(typed, "is no time");
}

RestorableSeconds choosable(Timestamp earliest, Timestamp latest) {
  const Timestamp whole = earliest.floor_to_second();
  return {.earliest = whole == earliest ? whole : whole + seconds(1),
          .latest = latest.floor_to_second()};
}

Status check_within(Timestamp at, const RestorableSeconds& window, const TimeZone& zone) {
  if (window.earliest > window.latest) {
    return fail(Code::kInvalid,
                fmt::format("no second can be restored yet: the window begins at {}",
                            shown(window.earliest, zone)));
  }
  if (at != at.floor_to_second()) {
    return fail(Code::kInvalid, fmt::format("{} lies between two seconds: only whole seconds can "
                                            "be restored",
                                            codec::to_iso8601(at, codec::Fraction::kMicros)));
  }
  if (at >= window.earliest && at <= window.latest) return Ok{};
  return fail(Code::kInvalid,
              fmt::format("{} is {} the window, which goes from {} to {}", shown(at, zone),
                          at < window.earliest ? "before" : "after", shown(window.earliest, zone),
                          shown(window.latest, zone)));
}

std::string console_time(Timestamp at, const TimeZone& zone) {
  const local_seconds second = zone.local(at);
  const auto days = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day day(days);
  const std::chrono::hh_mm_ss time(second - days);
  std::string month(kMonths.at(static_cast<unsigned>(day.month()) - 1));
  month[0] = static_cast<char>(month[0] - ('a' - 'A'));
  return fmt::format("{} {:02} {:04} - {:02}:{:02}:{:02}", month, static_cast<unsigned>(day.day()),
                     static_cast<int>(day.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::string shown(Timestamp at, const TimeZone& zone) {
  if (is_utc(zone)) return fmt::format("{} UTC", console_time(at, zone));
  return fmt::format("{} {} ({})", console_time(at, zone), zone.abbreviation(at),
                     codec::to_iso8601(at));
}

std::string how_long_ago(Timestamp at, Timestamp now) {
  const bool ahead = at > now;
  const auto span = std::chrono::duration_cast<seconds>(ahead ? at - now : now - at).count();
  if (span < 1) return "now";
  const std::string text = span < 60        ? counted(span, "second")
                           : span < 3'600   ? counted(span / 60, "minute")
                           : span < 172'800 ? counted(span / 3'600, "hour")
                                            : counted(span / 86'400, "day");
  return ahead ? fmt::format("in {}", text) : fmt::format("{} ago", text);
}

std::string elapsed_text(microseconds elapsed) {
  const auto whole =
      std::max<std::int64_t>(0, std::chrono::duration_cast<seconds>(elapsed).count());
  if (whole < 3'600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3'600, whole / 60 % 60, whole % 60);
}

Result<seconds> read_duration(std::string_view typed) {
  const auto read = typed.size() > kLongestTime ? std::nullopt : amount(lowered(typed));
  if (!read || read->count() < 1) {
    return fail(Code::kInvalid,
                fmt::format("\"{}\" is no length of time: type one such as 90d, 36h or 1h30m",
                            shortened(typed, 40)));
  }
  return *read;
}

TimeZone local_zone(std::string_view variable) {
  if (variable.starts_with(":")) variable.remove_prefix(1);
  if (!variable.empty()) {
    if (auto named = TimeZone::named(variable)) return std::move(named).value();
  }
  try {
    if (auto own = TimeZone::named(date::current_zone()->name())) return std::move(own).value();
  } catch (const std::runtime_error&) {  // no /etc/localtime, as in a container
  }
  return utc();
}

}  // namespace tidemark::runbooks
