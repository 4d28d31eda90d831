#include "schedule/cron.h"

#include "schedule/cron_field.h"

namespace tidemark::schedule {

namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::weekday;
using std::chrono::year_month_day;
using std::chrono::year_month_day_last;

constexpr std::string_view kWord = "cron(";

// The six fields between the brackets.
Result<std::vector<std::string_view>> fields_of(std::string_view text) {
  if (text.starts_with("rate(")) {
    return fail(Code::kInvalid,
                fmt::format("'{}' is a rate expression, which AWS Backup does not take: write it "
                            "as cron(...), such as cron(0 5 ? * * *)",
                            text));
  }
  if (!text.starts_with(kWord) || !text.ends_with(')')) {
    return fail(Code::kInvalid,
                fmt::format("'{}' is not of the form cron(Minutes Hours Day-of-month Month "
                            "Day-of-week Year)",
                            text));
  }
  std::string_view rest = text.substr(kWord.size(), text.size() - kWord.size() - 1);
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t blank = rest.find(' ');
    fields.push_back(rest.substr(0, blank));
    if (blank == std::string_view::npos) break;
    rest.remove_prefix(blank + 1);
  }
  if (fields.size() != 6) {
    return fail(Code::kInvalid,
                fmt::format("'{}' has {} fields parted by single blanks, where cron(Minutes Hours "
                            "Day-of-month Month Day-of-week Year) has 6",
                            text, fields.size()));
  }
  return fields;
}

bool is_letter(char c, char lower) {
  return c == lower || c == static_cast<char>(lower - 'a' + 'A');
}

// Cuts a trailing letter off; nullopt when it does not end so, or is nothing else.
std::optional<std::string_view> before_letter(std::string_view part, char lower) {
  if (part.size() < 2 || !is_letter(part.back(), lower)) return std::nullopt;
  return part.substr(0, part.size() - 1);
}

unsigned last_day_of(year_month_day date) {
  return static_cast<unsigned>(
      year_month_day_last(date.year(), date.month() / std::chrono::last).day());
}

weekday weekday_of(year_month_day date) {
  return weekday(local_days(date));
}

// The weekday nearest to a day of its month, without leaving the month.
unsigned nearest_weekday(year_month_day date) {
  const auto at = static_cast<unsigned>(date.day());
  const weekday name = weekday_of(date);
  if (name == std::chrono::Saturday) return at == 1 ? 3 : at - 1;
  if (name == std::chrono::Sunday) return at == last_day_of(date) ? at - 2 : at + 1;
  return at;
}

// The first set bit from `from` on.
std::optional<unsigned> bit_from(const std::bitset<256>& bits, unsigned from) {
  for (unsigned n = from; n < bits.size(); ++n) {
    if (bits.test(n)) return n;
  }
  return std::nullopt;
}

}  // namespace

Result<Cron> Cron::parse(std::string_view text) {
  TM_TRY(const auto fields, fields_of(text));
  Cron cron;
  cron.text_ = text;
  TM_TRY_STATUS(add_list(kMinutes, fields[0], cron.minutes_));
  TM_TRY_STATUS(add_list(kHours, fields[1], cron.hours_));
  TM_TRY_STATUS(read_days_of_month(fields[2], cron.of_month_));
  TM_TRY_STATUS(add_list(kMonth, fields[3], cron.months_));
  TM_TRY_STATUS(read_days_of_week(fields[4], cron.of_week_));
  TM_TRY_STATUS(add_list(kYear, fields[5], cron.years_));
  TM_TRY_STATUS(check_day_fields(cron.of_month_, cron.of_week_));
  if (!cron.day_from(local_days(std::chrono::year(1970) / 1 / 1))) {
    return fail(Code::kInvalid, fmt::format("'{}' names no day that the calendar has", text));
  }
  return cron;
}

Status Cron::read_days_of_month(std::string_view field, DaysOfMonth& days) {
  if (field == "?") {
    days.any = true;
    return Ok{};
  }
  for (const std::string_view part : listed(field)) {
    if (part.size() == 1 && is_letter(part.front(), 'l')) {
      days.last = true;
    } else if (part.size() == 2 && is_letter(part[0], 'l') && is_letter(part[1], 'w')) {
      days.last_weekday = true;
    } else if (const auto near = before_letter(part, 'w')) {
      TM_TRY(const unsigned number, number_of(kDayOfMonth, *near));
      days.nearest_weekday.set(number - kDayOfMonth.first);
    } else {
      TM_TRY_STATUS(add_part(kDayOfMonth, part, days.days));
    }
  }
  return Ok{};
}

Status Cron::read_days_of_week(std::string_view field, DaysOfWeek& days) {
  if (field == "?") {
    days.any = true;
    return Ok{};
  }
  if (const std::size_t hash = field.find('#'); hash != std::string_view::npos) {
    if (field.find(',') != std::string_view::npos) {
      return bad_field(kDayOfWeek, field,
                       "with '#' a single expression such as 3#2 is all it takes");
    }
    TM_TRY(days.nth_day, number_of(kDayOfWeek, field.substr(0, hash)));
    const std::string_view count = field.substr(hash + 1);
    if (count.size() != 1 || count.front() < '1' || count.front() > '5') {
      return bad_field(kDayOfWeek, field, "after '#' comes a number from 1 to 5");
    }
    days.nth = static_cast<unsigned>(count.front() - '0');
    return Ok{};
  }
  for (const std::string_view part : listed(field)) {
    if (part.size() == 1 && is_letter(part.front(), 'l')) {
      days.days.set(kDayOfWeek.last - kDayOfWeek.first);
    } else if (const auto name = before_letter(part, 'l')) {
      TM_TRY(const unsigned number, number_of(kDayOfWeek, *name));
      days.last.set(number - kDayOfWeek.first);
    } else {
      TM_TRY_STATUS(add_part(kDayOfWeek, part, days.days));
    }
  }
  return Ok{};
}

Status Cron::check_day_fields(const DaysOfMonth& of_month, const DaysOfWeek& of_week) {
  if (of_month.any == of_week.any) {
    return fail(Code::kInvalid,
                fmt::format("the day-of-month and day-of-week fields are {} '?': exactly one of "
                            "them is to be '?'",
                            of_month.any ? "both" : "neither"));
  }
  return Ok{};
}

bool Cron::on_day_of_month(year_month_day date) const {
  const auto number = static_cast<unsigned>(date.day());
  if (of_month_.days.test(number - 1)) return true;
  const unsigned last = last_day_of(date);
  if (of_month_.last && number == last) return true;
  const year_month_day last_date{date.year(), date.month(), day(last)};
  if (of_month_.last_weekday && nearest_weekday(last_date) == number) return true;
  // A weekday is nearest to at most three days: itself and the two of a weekend beside it.
  for (unsigned near = number < 3 ? 1 : number - 2; near <= std::min(number + 2, last); ++near) {
    if (of_month_.nearest_weekday.test(near - 1) &&
        nearest_weekday({date.year(), date.month(), day(near)}) == number) {
      return true;
    }
  }
  return false;
}

bool Cron::on_day_of_week(year_month_day date) const {
  const auto number = static_cast<unsigned>(date.day());
  const unsigned name = weekday_of(date).c_encoding();  // Sunday 0: AWS's number less one
  if (of_week_.days.test(name)) return true;
  if (of_week_.last.test(name) && number + 7 > last_day_of(date)) return true;
  return of_week_.nth_day == name + 1 && (number - 1) / 7 + 1 == of_week_.nth;
}

bool Cron::on_day(local_days at) const {
  const year_month_day date{at};
  return of_month_.any ? on_day_of_week(date) : on_day_of_month(date);
}

bool Cron::matches(LocalMinute minute) const {
  const local_days at = std::chrono::floor<days>(minute);
  const auto of_day = static_cast<unsigned>((minute - at).count());
  const year_month_day date{at};
  const int year = static_cast<int>(date.year());
  if (year < static_cast<int>(kYear.first) || year > static_cast<int>(kYear.last)) return false;
  return years_.test(static_cast<unsigned>(year) - kYear.first) &&
         months_.test(static_cast<unsigned>(date.month()) - 1) && on_day(at) &&
         hours_.test(of_day / 60) && minutes_.test(of_day % 60);
}

std::optional<local_days> Cron::day_from(local_days at) const {
  year_month_day date{at};
  if (static_cast<int>(date.year()) < static_cast<int>(kYear.first)) {
    date = std::chrono::year(static_cast<int>(kYear.first)) / 1 / 1;
  }
  while (static_cast<int>(date.year()) <= static_cast<int>(kYear.last)) {
    if (!years_.test(static_cast<unsigned>(static_cast<int>(date.year())) - kYear.first)) {
      date = (date.year() + std::chrono::years(1)) / 1 / 1;
      continue;
    }
    if (months_.test(static_cast<unsigned>(date.month()) - 1)) {
      const unsigned last = last_day_of(date);
      for (auto n = static_cast<unsigned>(date.day()); n <= last; ++n) {
        const local_days candidate{date.year() / date.month() / day(n)};
        if (on_day(candidate)) return candidate;
      }
    }
    date = (date.year() / date.month() + std::chrono::months(1)) / 1;
  }
  return std::nullopt;
}

std::optional<minutes> Cron::minute_from(minutes of_day) const {
  const auto from = static_cast<unsigned>(of_day.count());
  for (std::optional<unsigned> hour = bit_from(hours_, from / 60); hour;
       hour = bit_from(hours_, *hour + 1)) {
    const auto minute = bit_from(minutes_, *hour == from / 60 ? from % 60 : 0);
    if (minute) return minutes(*hour * 60 + *minute);
  }
  return std::nullopt;
}

std::optional<LocalMinute> Cron::next_after(LocalMinute minute) const {
  const LocalMinute from = minute + minutes(1);
  const local_days today = std::chrono::floor<days>(from);
  if (matches(from)) return from;
  auto at = day_from(today);
  if (at == today) {
    if (const auto of_day = minute_from(from - today)) return today + *of_day;
    at = day_from(today + days(1));
  }
  if (!at) return std::nullopt;
  return *at + *minute_from(minutes(0));  // every field names at least one number
}

}  // namespace tidemark::schedule
