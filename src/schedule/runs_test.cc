#include "schedule/runs.h"

#include "base/random.h"
#include "codec/iso8601.h"
#include "schedule/testing/every_minute.h"
#include "schedule/windows.h"

#include <gtest/gtest.h>

namespace tidemark::schedule {
namespace {

Timestamp instant(std::string_view text) {
  return codec::parse_iso8601(text).value();
}

std::vector<std::string> preview(std::string_view expression, std::string_view zone,
                                 std::string_view after, std::size_t count) {
  std::vector<std::string> runs;
  const Schedule schedule = Schedule::parse(expression, zone).value();
  for (const Timestamp run : schedule.upcoming(instant(after), count)) {
    runs.push_back(codec::to_iso8601(run));
  }
  return runs;
}

using Runs = std::vector<std::string>;

TEST(Schedule, RunsOnTheClocksOfItsZone) {
  EXPECT_EQ(preview("cron(0 5 ? * * *)", "Europe/Berlin", "2026-03-27T12:00:00Z", 3),
            (Runs{"2026-03-28T04:00:00Z", "2026-03-29T03:00:00Z", "2026-03-30T03:00:00Z"}));
  EXPECT_EQ(preview("cron(30 9 ? * * *)", "Asia/Kolkata", "2026-01-01T00:00:00Z", 1),
            (Runs{"2026-01-01T04:00:00Z"}));
  EXPECT_EQ(preview("cron(0 5 ? * * *)", "Etc/UTC", "2026-03-28T05:00:00Z", 1),
            (Runs{"2026-03-29T05:00:00Z"}));
}

TEST(Schedule, DropsARunInTheHourThatIsSkipped) {
  EXPECT_EQ(preview("cron(30 2 ? * * *)", "America/New_York", "2026-03-07T00:00:00Z", 3),
            (Runs{"2026-03-07T07:30:00Z", "2026-03-09T06:30:00Z", "2026-03-10T06:30:00Z"}));
  // Samoa had no 30 December 2011.
  EXPECT_EQ(preview("cron(0 12 29-31 12 ? 2011)", "Pacific/Apia", "2011-12-01T00:00:00Z", 3),
            (Runs{"2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z"}));
}

TEST(Schedule, RunsOnceInTheHourThatIsRepeated) {
  EXPECT_EQ(preview("cron(0/30 1 ? 11 * 2026)", "America/New_York", "2026-11-01T00:00:00Z", 3),
            (Runs{"2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:00:00Z"}));
}

TEST(Schedule, AskedInTheSecondPassOfTheRepeatedHourGoesOn) {
  EXPECT_EQ(preview("cron(0/30 * ? * * *)", "America/New_York", "2026-11-01T06:10:00Z", 2),
            (Runs{"2026-11-01T07:00:00Z", "2026-11-01T07:30:00Z"}));
}

TEST(Schedule, PreviewsWhatThereIs) {
  EXPECT_EQ(preview("cron(0 0 31 12 ? 2198-2199)", "Etc/UTC", "2026-01-01T00:00:00Z", 10).size(),
            2u);
}

TEST(TimeZone, RefusesWhatIsNoZone) {
  for (const std::string_view name : {"Mars/Olympus", "", "europe/berlin", "right/Europe/Berlin",
                                      "localtime", "../../etc/passwd", "Europe", "zone.tab"}) {
    const auto zone = TimeZone::named(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().message,
              fmt::format("'{}' is no IANA time zone such as Etc/UTC or Europe/Berlin", name));
  }
}

TEST(TimeZone, TakesLinksToZones) {
  EXPECT_TRUE(TimeZone::named("UTC"));
  EXPECT_TRUE(TimeZone::named("US/Eastern"));
  EXPECT_TRUE(TimeZone::named("America/Argentina/Buenos_Aires"));
}

// 8 days around a change of clocks, beside the walk over every minute.
TEST(Schedule, AgreesWithAWalkOverEveryMinute) {
  struct Place {
    const char* zone;
    const char* around;
  };

  const Place places[] = {
      {"Etc/UTC", "2026-03-01T00:00:00Z"},
      {"America/New_York", "2026-03-02T13:20:07Z"},
      {"America/New_York", "2026-10-25T00:00:00Z"},
      {"Europe/Berlin", "2027-03-22T00:00:00Z"},
      {"Europe/Berlin", "2027-10-25T00:00:00Z"},
      {"Australia/Lord_Howe", "2026-03-29T00:00:00Z"},  // half an hour
      {"Australia/Lord_Howe", "2026-09-28T00:00:00Z"},
      {"America/Havana", "2026-10-25T00:00:00Z"},  // midnight comes twice
      {"Africa/Cairo", "2026-04-20T00:00:00Z"},    // midnight is skipped
      {"Pacific/Apia", "2011-12-22T00:00:00Z"},    // a day is skipped
      {"Asia/Kathmandu", "2026-05-01T00:00:00Z"},  // 5 h 45 min
  };
  const char* const schedules[] = {"0 0 ? * * *",    "30 2 ? * * *",        "0/15 0-3 * * ? *",
                                   "*/20 * ? * * *", "15 1 L * ? *",        "0 2 ? * 1#1 *",
                                   "45 1 ? * SUN *", "30 0-4/2 31,1 * ? *", "59 23 ? * 1L,FRI *"};
  for (const Place& place : places) {
    for (const char* fields : schedules) {
      const Timestamp after = instant(place.around);
      const Timestamp until = after + std::chrono::hours(24 * 8);
      const auto slow = testing::runs_between(fields, place.zone, after, until);
      const auto schedule = Schedule::parse(fmt::format("cron({})", fields), place.zone);
      std::vector<Timestamp> quick;
      for (auto next = schedule.value().next_after(after); next && *next <= until;
           next = schedule.value().next_after(*next)) {
        quick.push_back(*next);
      }
      ASSERT_EQ(quick.size(), slow.size()) << place.zone << " " << fields;
      EXPECT_TRUE(quick == slow) << place.zone << " " << fields;
    }
  }
}

TEST(Windows, CountFromTheScheduledInstant) {
  const Windows windows{.start = std::chrono::minutes(60), .completion = std::chrono::minutes(120)};
  const Timestamp scheduled = instant("2026-11-21T05:00:00Z");

  EXPECT_EQ(windows.start_by(scheduled), instant("2026-11-21T06:00:00Z"));
  EXPECT_TRUE(windows.start_is_open(scheduled, instant("2026-11-21T05:59:59Z")));
  EXPECT_FALSE(windows.start_is_open(scheduled, instant("2026-11-21T06:00:00Z")));
  EXPECT_EQ(windows.complete_by(scheduled), instant("2026-11-21T07:00:00Z"));
}

}  // namespace
}  // namespace tidemark::schedule
