#include "schedule/cron.h"

#include "base/random.h"
#include "schedule/testing/every_minute.h"

#include <gtest/gtest.h>

namespace tidemark::schedule {
namespace {

using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::year;

LocalMinute at(int y, unsigned m, unsigned d, int hour = 0, int minute = 0) {
  return local_days(year(y) / std::chrono::month(m) / std::chrono::day(d)) +
         std::chrono::hours(hour) + minutes(minute);
}

std::string shown(LocalMinute minute) {
  const auto day = std::chrono::floor<std::chrono::days>(minute);
  const std::chrono::year_month_day date{day};
  const auto of_day = (minute - day).count();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     of_day / 60, of_day % 60);
}

struct Said {
  std::string_view expression;
  std::string_view error;
};

TEST(Cron, SaysWhichFieldAndWhichValueIsWrong) {
  const Said table[] = {
      {"rate(1 day)",
       "'rate(1 day)' is a rate expression, which AWS Backup does not take: write it as "
       "cron(...), such as cron(0 5 ? * * *)"},
      {"0 5 ? * * *",
       "'0 5 ? * * *' is not of the form cron(Minutes Hours Day-of-month Month Day-of-week Year)"},
      {"cron(0 5 * * *)",
       "'cron(0 5 * * *)' has 5 fields parted by single blanks, where cron(Minutes Hours "
       "Day-of-month Month Day-of-week Year) has 6"},
      {"cron(60 5 ? * * *)", "the minutes field has '60': it takes 0 to 59"},
      {"cron( 5 ? * * *)", "the minutes field has '': it takes 0 to 59"},
      {"cron(? 5 ? * * *)", "the minutes field has '?': it takes 0 to 59"},
      {"cron(0 24 ? * * *)", "the hours field has '24': it takes 0 to 23"},
      {"cron(0 5, ? * * *)", "the hours field has '': it takes 0 to 23"},
      {"cron(0 5 0 * ? *)", "the day-of-month field has '0': it takes 1 to 31"},
      {"cron(0 5 32W * ? *)", "the day-of-month field has '32': it takes 1 to 31"},
      {"cron(0 5 L-3 * ? *)", "the day-of-month field has 'L': it takes 1 to 31"},
      {"cron(0 5 1 13 ? *)", "the month field has '13': it takes 1 to 12 or JAN to DEC"},
      {"cron(0 5 1 JUNE ? *)", "the month field has 'JUNE': it takes 1 to 12 or JAN to DEC"},
      {"cron(0 5 ? * 0 *)", "the day-of-week field has '0': it takes 1 to 7 or SUN to SAT"},
      {"cron(0 5 ? * 8L *)", "the day-of-week field has '8': it takes 1 to 7 or SUN to SAT"},
      {"cron(0 5 ? * 3#6 *)",
       "the day-of-week field has '3#6': after '#' comes a number from 1 to 5"},
      {"cron(0 5 ? * 3#1,6#3 *)",
       "the day-of-week field has '3#1,6#3': with '#' a single expression such as 3#2 is all it "
       "takes"},
      {"cron(0 5 ? * FRI-MON *)",
       "the day-of-week field has 'FRI-MON': a range goes up; write one that wraps as two, such "
       "as FRI-SAT,SUN-MON"},
      {"cron(0 5 ? * * 1969)", "the year field has '1969': it takes 1970 to 2199"},
      {"cron(0 5 ? * * 2200)", "the year field has '2200': it takes 1970 to 2199"},
      {"cron(0/0 5 ? * * *)", "the minutes field has '0/0': a step is a number from 1 to 59"},
      {"cron(*/60 * ? * * *)", "the minutes field has '*/60': a step is a number from 1 to 59"},
      {"cron(0/ 5 ? * * *)", "the minutes field has '0/': a step is a number from 1 to 59"},
      {"cron(0 5 * * * *)",
       "the day-of-month and day-of-week fields are neither '?': exactly one of them is to be "
       "'?'"},
      {"cron(0 5 1 * MON *)",
       "the day-of-month and day-of-week fields are neither '?': exactly one of them is to be "
       "'?'"},
      {"cron(0 5 ? * ? *)",
       "the day-of-month and day-of-week fields are both '?': exactly one of them is to be '?'"},
      {"cron(0 5 30 2 ? *)", "'cron(0 5 30 2 ? *)' names no day that the calendar has"},
      {"cron(0 5 29 2 ? 2023)", "'cron(0 5 29 2 ? 2023)' names no day that the calendar has"},
  };
  for (const auto& [expression, error] : table) {
    const auto parsed = Cron::parse(expression);
    ASSERT_FALSE(parsed) << expression;
    EXPECT_EQ(parsed.error().message, error) << expression;
  }
}

struct Next {
  std::string_view expression;
  LocalMinute after;
  std::string_view next;
};

TEST(Cron, KnowsTheNextMinute) {
  const Next table[] = {
      {"cron(0 5 ? * * *)", at(2026, 11, 21, 4, 59), "2026-11-21 05:00"},
      {"cron(0 5 ? * * *)", at(2026, 11, 21, 5, 0), "2026-11-22 05:00"},
      {"cron(0/15 * ? * * *)", at(2026, 12, 31, 23, 45), "2027-01-01 00:00"},
      {"cron(5/10 0-1 1 * ? *)", at(2026, 11, 1, 1, 55), "2026-12-01 00:05"},
      {"cron(0 0 L * ? *)", at(2024, 2, 1), "2024-02-29 00:00"},
      {"cron(0 0 L 2 ? *)", at(2024, 3, 1), "2025-02-28 00:00"},
      {"cron(0 0 LW * ? *)", at(2026, 5, 1), "2026-05-29 00:00"},       // the 31st is a Sunday
      {"cron(0 0 1W * ? *)", at(2026, 7, 31, 12), "2026-08-03 00:00"},  // the 1st is a Saturday
      {"cron(0 0 15W * ? *)", at(2026, 8, 1), "2026-08-14 00:00"},      // the 15th is a Saturday
      {"cron(0 0 15W * ? *)", at(2026, 11, 1), "2026-11-16 00:00"},     // the 15th is a Sunday
      {"cron(0 0 31W * ? *)", at(2026, 6, 1), "2026-07-31 00:00"},      // June has no 31st
      {"cron(0 0 ? * 6L *)", at(2026, 11, 1), "2026-11-27 00:00"},
      {"cron(0 0 ? * FRIL *)", at(2026, 11, 27), "2026-12-25 00:00"},
      {"cron(0 0 ? * L *)", at(2026, 11, 21), "2026-11-28 00:00"},
      {"cron(0 0 ? * 3#2 *)", at(2026, 11, 1), "2026-11-10 00:00"},
      {"cron(0 0 ? * tue#5 *)", at(2026, 7, 1), "2026-09-29 00:00"},
      {"cron(0 12 ? jan-mar,DEC mon-fri 2027-2028)", at(2026, 1, 1), "2027-01-01 12:00"},
      {"cron(0 0 29 2 ? *)", at(2096, 3, 1), "2104-02-29 00:00"},  // 2100 is no leap year
      {"cron(0 0 1 1 ? 1970/50)", at(1990, 1, 1), "2020-01-01 00:00"},
      {"cron(30 23 31 12 ? 2199)", at(1900, 1, 1), "2199-12-31 23:30"},
  };
  for (const auto& [expression, after, next] : table) {
    const auto cron = Cron::parse(expression);
    ASSERT_TRUE(cron) << expression << ": " << cron.error().message;
    const auto found = cron.value().next_after(after);
    ASSERT_TRUE(found) << expression;
    EXPECT_EQ(shown(*found), next) << expression;
    EXPECT_TRUE(cron.value().matches(*found)) << expression;
  }
}

TEST(Cron, EndsWithItsYears) {
  const auto past = Cron::parse("cron(0 5 ? * * 2020)");
  const auto last = Cron::parse("cron(59 23 ? * * *)");

  EXPECT_FALSE(past.value().next_after(at(2020, 12, 31, 5)));
  EXPECT_FALSE(last.value().next_after(at(2199, 12, 31, 23, 59)));
}

// Texts put together from pieces of the grammar, every minute of a few days beside the oracle.
TEST(Cron, AgreesWithTheSixFieldsMinuteByMinute) {
  const std::vector<std::string> minute = {"*", "0", "5/10", "*/7", "10-20", "0-50/25", "1,2,59"};
  const std::vector<std::string> hour = {"*", "0", "3,4,22-23", "8-18/3", "5/6"};
  const std::vector<std::string> of_month = {"*",      "1",   "L",     "LW",  "31",
                                             "15W,1W", "31W", "28-30", "2/5", "7,L"};
  const std::vector<std::string> month = {"*", "2", "JAN-jun", "1/3", "FEB,12", "*/5"};
  const std::vector<std::string> of_week = {"*",   "1",     "MON-FRI", "L",   "6L",
                                            "3#2", "SUN#5", "fri,7",   "2/2", "MONL,THU"};
  const std::vector<std::string> years = {"*", "2024", "2020-2023", "1970/2"};
  SeededRandom random(5);
  const auto one_of = [&](const std::vector<std::string>& pieces) {
    return pieces[random.below(pieces.size())];
  };
  for (int round = 0; round < 150; ++round) {
    const bool by_month = random.below(2) == 0;
    const std::string fields = fmt::format("{} {} {} {} {} {}", one_of(minute), one_of(hour),
                                           by_month ? one_of(of_month) : "?", one_of(month),
                                           by_month ? "?" : one_of(of_week), one_of(years));
    const auto cron = Cron::parse("cron(" + fields + ")");
    if (!cron && cron.error().message.find("names no day") != std::string::npos) continue;
    ASSERT_TRUE(cron) << fields << ": " << cron.error().message;
    const LocalMinute begin = at(2022, 1, 1) + std::chrono::days(random.below(1500));
    LocalMinute next = begin - minutes(1);
    for (LocalMinute now = begin; now < begin + std::chrono::days(5); now += minutes(1)) {
      const auto day = std::chrono::floor<std::chrono::days>(now);
      const std::chrono::year_month_day date{day};
      const auto of_day = static_cast<int>((now - day).count());
      const bool runs = testing::has(
          fields,
          {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
           static_cast<int>(static_cast<unsigned>(date.day())), of_day / 60, of_day % 60});
      ASSERT_EQ(cron.value().matches(now), runs) << fields << " at " << shown(now);
      if (!runs) continue;
      const auto found = cron.value().next_after(next);
      ASSERT_TRUE(found && *found == now) << fields << " after " << shown(next);
      next = now;
    }
  }
}

}  // namespace
}  // namespace tidemark::schedule
