#include "api/long_date.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string_view>

namespace tidemark::api {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

}  // namespace

std::string long_date(Timestamp at) {
  using namespace std::chrono;
  const sys_seconds second{seconds{at.floor_to_second().micros / 1'000'000}};
  const sys_days day = floor<days>(second);
  const year_month_day date{day};
  const hh_mm_ss time{second - day};
  const auto hour = time.hours().count();
  return fmt::format("{}, {} {}, {} at {}:{:02}:{:02} {} Coordinated Universal Time",
                     kDays[weekday{day}.c_encoding()],
                     kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<unsigned>(date.day()), static_cast<int>(date.year()),
                     hour % 12 == 0 ? 12 : hour % 12, time.minutes().count(),
                     time.seconds().count(), hour < 12 ? "AM" : "PM");
}

}  // namespace tidemark::api
