#include "wire/http_date.h"

#include "codec/iso8601.h"

#include <algorithm>
#include <array>

namespace tidemark::wire {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::size_t kBytes = 29;

}  // namespace

namespace {

std::string written(Timestamp whole_second) {
  using namespace std::chrono;
  const sys_seconds second{seconds{whole_second.micros / 1'000'000}};
  const sys_days day = floor<days>(second);
  const year_month_day date(day);
  const hh_mm_ss time(second - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace

std::string to_http_date(Timestamp at) {
  // Every response of a second says the same.
  thread_local std::pair<Timestamp, std::string> last{Timestamp::max(), ""};
  const Timestamp second = at.floor_to_second();
  if (last.first != second) last = {second, written(second)};
  return last.second;
}

std::optional<Timestamp> parse_http_date(std::string_view text) {
  std::string normal(text);
  for (const std::string_view zone : {"-0000", "+0000"}) {
    if (text.ends_with(zone)) normal = std::string(text.substr(0, text.size() - 5)) + "GMT";
  }
  if (normal.size() != kBytes) return std::nullopt;
  const std::string_view all = normal;
  const auto month = std::ranges::find(kMonths, all.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  const auto number = static_cast<int>(month - kMonths.begin()) + 1;
  const auto at = codec::parse_iso8601(fmt::format("{}-{:02}-{}T{}Z", all.substr(12, 4), number,
                                                   all.substr(5, 2), all.substr(17, 8)));
  // Written back it must be the same text: that checks the day of the week and every separator.
  if (!at || to_http_date(at.value()) != normal) return std::nullopt;
  return at.value();
}

}  // namespace tidemark::wire
