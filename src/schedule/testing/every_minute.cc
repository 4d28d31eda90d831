#include "schedule/testing/every_minute.h"

#include <cstdlib>
#include <ctime>

namespace tidemark::schedule::testing {

namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

int number(const std::string& text) {
  static const std::string names = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  static const std::string days = "SUNMONTUEWEDTHUFRISAT";
  std::string word;
  for (const char c : text) word += static_cast<char>(std::toupper(c));
  if (word.size() == 3 && std::isalpha(word[0]) != 0) {
    const auto at = names.find(word);
    if (at != std::string::npos && at % 3 == 0) return static_cast<int>(at / 3) + 1;
    return static_cast<int>(days.find(word) / 3) + 1;
  }
  return std::stoi(word);
}

// One of "*", "n", "a-b", with or without "/s", for a value of a field that begins at `first`.
bool plain(const std::string& part, int value, int first) {
  const auto slashed = split(part, '/');
  int from = first;
  int to = 1'000'000;
  if (slashed[0] != "*") {
    const auto range = split(slashed[0], '-');
    from = number(range[0]);
    if (range.size() == 2) to = number(range[1]);
    if (range.size() == 1 && slashed.size() == 1) to = from;
  }
  const int step = slashed.size() == 2 ? std::stoi(slashed[1]) : 1;
  return value >= from && value <= to && (value - from) % step == 0;
}

bool any_plain(const std::string& field, int value, int first) {
  for (const auto& part : split(field, ',')) {
    if (plain(part, value, first)) return true;
  }
  return false;
}

// The C library's weekday, Sunday 0; 0 for a day the month does not have is told by `exists`.
struct Day {
  bool exists;
  int weekday;
};

Day day_of(int year, int month, int day) {
  std::tm broken{};
  broken.tm_year = year - 1900;
  broken.tm_mon = month - 1;
  broken.tm_mday = day;
  broken.tm_hour = 12;
  const std::time_t at = timegm(&broken);
  std::tm back{};
  gmtime_r(&at, &back);
  return {back.tm_mday == day && back.tm_mon == month - 1, back.tm_wday};
}

// The working day of the month that is fewest days away; the earlier of two never ties, for a
// Saturday is nearer to Friday and a Sunday to Monday.
int nearest_working_day(int year, int month, int wanted) {
  if (!day_of(year, month, wanted).exists) return 0;
  int best = 0;
  for (int day = 1; day <= 31; ++day) {
    const Day at = day_of(year, month, day);
    if (!at.exists || at.weekday == 0 || at.weekday == 6) continue;
    if (best == 0 || std::abs(day - wanted) < std::abs(best - wanted)) best = day;
  }
  return best;
}

int last_day(int year, int month) {
  int day = 31;
  while (!day_of(year, month, day).exists) --day;
  return day;
}

bool day_of_month(const std::string& field, Shown s) {
  for (const auto& part : split(field, ',')) {
    if (part == "L") {
      if (s.day == last_day(s.year, s.month)) return true;
    } else if (part == "LW") {
      if (s.day == nearest_working_day(s.year, s.month, last_day(s.year, s.month))) return true;
    } else if (part.back() == 'W') {
      if (s.day == nearest_working_day(s.year, s.month, std::stoi(part))) return true;
    } else if (plain(part, s.day, 1)) {
      return true;
    }
  }
  return false;
}

bool day_of_week(const std::string& field, Shown s) {
  const int weekday = day_of(s.year, s.month, s.day).weekday + 1;
  for (const auto& part : split(field, ',')) {
    const auto hash = part.find('#');
    if (hash != std::string::npos) {
      int seen = 0;
      for (int day = 1; day <= s.day; ++day) {
        seen += day_of(s.year, s.month, day).weekday + 1 == weekday ? 1 : 0;
      }
      if (weekday == number(part.substr(0, hash)) && seen == part[hash + 1] - '0') return true;
    } else if (part == "L") {
      if (weekday == 7) return true;
    } else if (part.back() == 'L' && part.size() > 1) {
      if (weekday == number(part.substr(0, part.size() - 1)) &&
          !day_of(s.year, s.month, s.day + 7).exists) {
        return true;
      }
    } else if (plain(part, weekday, 1)) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool has(const std::string& fields, Shown s) {
  const auto six = split(fields, ' ');
  return any_plain(six[0], s.minute, 0) && any_plain(six[1], s.hour, 0) &&
         any_plain(six[3], s.month, 1) && any_plain(six[5], s.year, 1970) &&
         (six[2] == "?" || day_of_month(six[2], s)) && (six[4] == "?" || day_of_week(six[4], s));
}

std::vector<Timestamp> runs_between(const std::string& fields, const std::string& zone,
                                    Timestamp after, Timestamp until) {
  setenv("TZ", zone.c_str(), 1);
  tzset();
  std::vector<Timestamp> runs;
  std::int64_t latest = 0;  // the latest minute a clock on the wall has shown so far
  // Begins a day early: a minute shown then and again later has had its turn.
  const std::int64_t begin = after.micros / 60'000'000 * 60 - 86'400;
  for (std::int64_t second = begin; second <= until.micros / 1'000'000; second += 60) {
    std::tm shown{};
    const std::time_t at = second;
    localtime_r(&at, &shown);
    const std::int64_t minute = (second + shown.tm_gmtoff) / 60;
    const bool first_time = minute > latest;
    latest = std::max(latest, minute);
    if (!first_time || Timestamp::from_seconds(second) <= after) continue;
    if (has(fields,
            {shown.tm_year + 1900, shown.tm_mon + 1, shown.tm_mday, shown.tm_hour, shown.tm_min})) {
      runs.push_back(Timestamp::from_seconds(second));
    }
  }
  unsetenv("TZ");
  tzset();
  return runs;
}

}  // namespace tidemark::schedule::testing
