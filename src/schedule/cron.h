// AWS's cron expression: six fields of wall-clock time, read once, asked often.
//
//   TM_TRY(const Cron nightly, Cron::parse("cron(0 5 ? * * *)"));
//   nightly.matches(local_minute);             // does it run in this minute?
//   nightly.next_after(local_minute);          // the next minute in which it does, if any
//
// It knows nothing of zones: a minute here is what a clock on the wall shows. schedule/runs.h turns
// such minutes into instants.
//
//   cron(Minutes Hours Day-of-month Month Day-of-week Year)
//
//   Minutes       0-59                , - * /
//   Hours         0-23                , - * /
//   Day-of-month  1-31                , - * / ? L W    L last day, 3W the weekday nearest the 3rd
//                                                      (of the same month), LW the last weekday
//   Month         1-12 or JAN-DEC     , - * /
//   Day-of-week   1-7 or SUN-SAT      , - * / ? L #    L Saturday, 6L last Friday, 3#2 second
//   Tuesday Year          1970-2199           , - * /
//
// Names in any case. Exactly one of the two day fields is "?". A '#' stands alone in its field.
// "5/10" counts from 5 to the field's end, "5-30/10" to 30. A range does not wrap: "FRI-MON" is an
// error that says to write "FRI-SAT,SUN-MON". A day the month does not have (31, 31W in June) is no
// day of it.
//
// Threads   A Cron does not change after parse.
// Source    EventBridge user guide, "Cron expressions", as AWS Backup refers to it; AWS Backup
// takes
//           no rate(...) (hashicorp/terraform-provider-aws#8269).
#pragma once

#include "base/result.h"

#include <bitset>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::schedule {

// What a clock on the wall shows, to the minute.
using LocalMinute = std::chrono::local_time<std::chrono::minutes>;

class Cron {
 public:
  // Errors: kInvalid  the message names the field and the value, and what would work
  static Result<Cron> parse(std::string_view text);

  [[nodiscard]] bool matches(LocalMinute minute) const;

  // The first matching minute after this one; nullopt when there is none before the year 2200.
  [[nodiscard]] std::optional<LocalMinute> next_after(LocalMinute minute) const;

  // As it was written.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  // Numbers of a field; bit n stands for the field's first number plus n.
  using Numbers = std::bitset<256>;

  struct DaysOfMonth {
    bool any = false;  // "?"
    Numbers days;
    Numbers nearest_weekday;  // 3W
    bool last = false;
    bool last_weekday = false;  // LW
  };

  struct DaysOfWeek {
    bool any = false;  // "?"
    Numbers days;
    Numbers last;          // 6L
    unsigned nth = 0;      // 3#2: the second …
    unsigned nth_day = 0;  // … Tuesday
  };

  static Status read_days_of_month(std::string_view field, DaysOfMonth& days);
  static Status read_days_of_week(std::string_view field, DaysOfWeek& days);
  static Status check_day_fields(const DaysOfMonth& of_month, const DaysOfWeek& of_week);

  [[nodiscard]] bool on_day(std::chrono::local_days day) const;
  [[nodiscard]] bool on_day_of_month(std::chrono::year_month_day date) const;
  [[nodiscard]] bool on_day_of_week(std::chrono::year_month_day date) const;
  // The first matching day from this one on.
  [[nodiscard]] std::optional<std::chrono::local_days> day_from(std::chrono::local_days day) const;
  // The first matching minute of a day from this one on.
  [[nodiscard]] std::optional<std::chrono::minutes> minute_from(std::chrono::minutes of_day) const;

  std::string text_;
  Numbers minutes_;
  Numbers hours_;
  DaysOfMonth of_month_;
  Numbers months_;
  DaysOfWeek of_week_;
  Numbers years_;
};

}  // namespace tidemark::schedule
