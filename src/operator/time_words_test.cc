#include "operator/time_words.h"

#include "codec/iso8601.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

using schedule::TimeZone;
using std::chrono::seconds;

Timestamp at(std::string_view text) {
  return codec::parse_iso8601(text).value();
}

TimeZone zone(std::string_view name) {
  return TimeZone::named(name).value();
}

const Timestamp kNow = at("2026-11-21T09:30:15.75Z");

// What was read, as text; or the message.
std::string read(std::string_view typed, std::string_view zone_name = "Etc/UTC") {
  const auto time = read_time(typed, zone(zone_name), kNow);
  if (!time) return time.error().message;
  return time.value().latest ? "latest" : codec::to_iso8601(time.value().at);
}

TEST(ReadTime, TakesTheFormOfTheLists) {
  EXPECT_EQ(read("Nov 21 2026 - 00:04:15"), "2026-11-21T00:04:15Z");
  EXPECT_EQ(read("  nov 1 2026 - 00:04:15 "), "2026-11-01T00:04:15Z");
  EXPECT_EQ(read("NOV 21 2026 - 00:04:15", "America/New_York"), "2026-11-21T05:04:15Z");
  EXPECT_EQ(read("Feb 29 2028 - 23:59:59"), "2028-02-29T23:59:59Z");
}

TEST(ReadTime, WantsSecondsInADate) {
  EXPECT_TRUE(read("Nov 21 2026 - 00:04").starts_with("\"Nov 21 2026 - 00:04\" has no seconds"));
  EXPECT_TRUE(read("2026-11-21 00:04").starts_with("\"2026-11-21 00:04\" has no seconds"));
}

TEST(ReadTime, RefusesDaysAndTimesThatAreNone) {
  for (const char* typed : {"Feb 29 2026 - 00:00:00",
                            "Nov 31 2026 - 00:00:00",
                            "Nov 00 2026 - 00:00:00",
                            "Nov 21 2026 - 24:00:00",
                            "Nov 21 2026 - 00:60:00",
                            "Nov 21 2026 - 00:00:60",
                            "Nov 21 26 - 00:00:00",
                            "Nov 21 2026",
                            "Nov 21 2026 - 00:04:15 CET",
                            "Nov 21 2026 - 00:04:15 and more",
                            "2026-13-01T00:00:00Z",
                            "2026-11-21",
                            "14:00",
                            "tomorrow 14:00",
                            "yesterday",
                            "today 25:00",
                            "2 fortnights ago",
                            "ago",
                            "-2h ago",
                            "99999999999999999999 s ago",
                            "21.11.2026",
                            "help",
                            ""}) {
    EXPECT_FALSE(read_time(typed, zone("Etc/UTC"), kNow)) << typed;
  }
}

TEST(ReadTime, TakesIsoWithAndWithoutZone) {
  EXPECT_EQ(read("2026-11-21T00:04:15Z", "Europe/Berlin"), "2026-11-21T00:04:15Z");
  EXPECT_EQ(read("2026-11-21t00:04:15+01:00", "Etc/UTC"), "2026-11-20T23:04:15Z");
  EXPECT_EQ(read("2026-11-21T00:04:15", "Europe/Berlin"), "2026-11-20T23:04:15Z");
  EXPECT_EQ(read("2026-11-21 00:04:15", "Europe/Berlin"), "2026-11-20T23:04:15Z");
  EXPECT_EQ(read("2026-11-21 00:04:15 UTC", "Europe/Berlin"), "2026-11-21T00:04:15Z");
  EXPECT_EQ(read_time("2026-11-21T00:04:15.250Z", zone("Etc/UTC"), kNow).value().at,
            at("2026-11-21T00:04:15.25Z"));
}

TEST(ReadTime, TakesWhatItShows) {
  const TimeZone berlin = zone("Europe/Berlin");
  EXPECT_EQ(shown(kNow, berlin), "Nov 21 2026 - 10:30:15 CET (2026-11-21T09:30:15Z)");
  EXPECT_EQ(shown(kNow, zone("Etc/UTC")), "Nov 21 2026 - 09:30:15 UTC");
  EXPECT_EQ(read(shown(kNow, zone("Etc/UTC")), "Europe/Berlin"), "2026-11-21T09:30:15Z");
  EXPECT_EQ(read(console_time(kNow, berlin), "Europe/Berlin"), "2026-11-21T09:30:15Z");
}

TEST(ReadTime, CountsBackFromNow) {
  EXPECT_EQ(read("now"), "2026-11-21T09:30:15Z");
  EXPECT_EQ(read("2h ago"), "2026-11-21T07:30:15Z");
  EXPECT_EQ(read("90 minutes ago"), "2026-11-21T08:00:15Z");
  EXPECT_EQ(read("1d 6h ago"), "2026-11-20T03:30:15Z");
  EXPECT_EQ(read("1 Week Ago"), "2026-11-14T09:30:15Z");
  EXPECT_EQ(read("Latest"), "latest");
}

TEST(ReadTime, KnowsTodayAndYesterdayOfTheZone) {
  EXPECT_EQ(read("today 09:30"), "2026-11-21T09:30:00Z");
  EXPECT_EQ(read("yesterday 14:00", "Europe/Berlin"), "2026-11-20T13:00:00Z");
  EXPECT_EQ(read("yesterday at 14:00:30"), "2026-11-20T14:00:30Z");
  // In Auckland it is the 21st, 22:30 already.
  EXPECT_EQ(read("today 00:30", "Pacific/Auckland"), "2026-11-20T11:30:00Z");
}

TEST(ReadTime, TellsBothInstantsOfATimeThatHappensTwice) {
  EXPECT_EQ(read("Oct 25 2026 - 02:30:00", "Europe/Berlin"),
            "\"Oct 25 2026 - 02:30:00\" happens twice in Europe/Berlin, where the clocks were put "
            "back: it is 2026-10-25T00:30:00Z and, again, 2026-10-25T01:30:00Z; type the one that "
            "you mean");
  EXPECT_EQ(read("Oct 25 2026 - 01:59:59", "Europe/Berlin"), "2026-10-24T23:59:59Z");
  EXPECT_EQ(read("Oct 25 2026 - 03:00:00", "Europe/Berlin"), "2026-10-25T02:00:00Z");
}

TEST(ReadTime, TellsBothInstantsOfATimeThatDoesNotExist) {
  EXPECT_EQ(read("2026-03-08 02:30:00", "America/New_York"),
            "\"2026-03-08 02:30:00\" does not exist in America/New_York, where the clocks were put "
            "forward: by the time before that it is 2026-03-08T07:30:00Z, by the time after it "
            "2026-03-08T06:30:00Z; type the one that you mean");
  EXPECT_EQ(read("2026-03-08 03:00:00", "America/New_York"), "2026-03-08T07:00:00Z");
}

TEST(ReadTime, EndsQuicklyOnLongNonsense) {
  EXPECT_LT(read(std::string(1'000'000, '9')).size(), 400u);
}

TEST(Window, RoundsTheEarliestUpAndTheLatestDown) {
  const auto window = choosable(at("2026-11-20T00:00:00.000001Z"), at("2026-11-21T00:00:00.9Z"));

  EXPECT_EQ(window.earliest, at("2026-11-20T00:00:01Z"));
  EXPECT_EQ(window.latest, at("2026-11-21T00:00:00Z"));
  EXPECT_EQ(choosable(at("2026-11-20T00:00:00Z"), kNow).earliest, at("2026-11-20T00:00:00Z"));
}

// What a comparison of texts gets wrong: by the alphabet "Nov 25" follows "Dec 05", and "Jan 01
// 1999" lies between "Dec 21" and "Jan 23".
TEST(Window, ComparesInstants) {
  const TimeZone utc = zone("Etc/UTC");
  const RestorableSeconds autumn{at("2026-11-20T00:00:00Z"), at("2026-12-05T00:00:00Z")};
  const RestorableSeconds winter{at("2026-12-21T00:00:00Z"), at("2027-01-23T00:00:00Z")};

  EXPECT_TRUE(check_within(at("2026-11-25T12:00:00Z"), autumn, utc));
  EXPECT_FALSE(check_within(at("1999-01-01T00:00:00Z"), winter, utc));
}

TEST(Window, HasBothEndsAndNothingBeyond) {
  const TimeZone utc = zone("Etc/UTC");
  const RestorableSeconds window{at("2026-11-20T00:00:01Z"), at("2026-11-21T00:00:00Z")};

  EXPECT_TRUE(check_within(window.earliest, window, utc));
  EXPECT_TRUE(check_within(window.latest, window, utc));
  EXPECT_EQ(check_within(window.earliest - seconds(1), window, utc).error().message,
            "Nov 20 2026 - 00:00:00 UTC is before the window, which goes from Nov 20 2026 - "
            "00:00:01 UTC to Nov 21 2026 - 00:00:00 UTC");
  EXPECT_FALSE(check_within(window.latest + seconds(1), window, utc));
  EXPECT_FALSE(check_within(window.earliest + std::chrono::milliseconds(500), window, utc));
  EXPECT_FALSE(check_within(window.latest, {window.latest, window.earliest}, utc));
}

// Every day of a leap year, in the form of the lists, in a window of 35 days around it.
TEST(Window, TakesATimeOnEveryDayOfTheYear) {
  const TimeZone zone_of_parks = zone("America/Vancouver");
  for (Timestamp day = at("2028-01-01T20:00:00Z"); day < at("2029-01-01T00:00:00Z");
       day = day + seconds(86'400)) {
    const auto typed = read_time(console_time(day, zone_of_parks), zone_of_parks, kNow);
    ASSERT_TRUE(typed) << typed.error().message;
    EXPECT_EQ(typed.value().at, day);
    EXPECT_TRUE(
        check_within(day, {day - seconds(17 * 86'400), day + seconds(18 * 86'400)}, zone_of_parks));
  }
}

TEST(HowLongAgo, IsRoundedDown) {
  EXPECT_EQ(how_long_ago(kNow, kNow), "now");
  EXPECT_EQ(how_long_ago(kNow - seconds(1), kNow), "1 second ago");
  EXPECT_EQ(how_long_ago(kNow - seconds(119), kNow), "1 minute ago");
  EXPECT_EQ(how_long_ago(kNow - seconds(36 * 3600), kNow), "36 hours ago");
  EXPECT_EQ(how_long_ago(kNow - seconds(49 * 3600), kNow), "2 days ago");
  EXPECT_EQ(how_long_ago(kNow + seconds(240), kNow), "in 4 minutes");
}

TEST(ElapsedText, GrowsAnHour) {
  EXPECT_EQ(elapsed_text(seconds(42)), "0:42");
  EXPECT_EQ(elapsed_text(seconds(3'599)), "59:59");
  EXPECT_EQ(elapsed_text(seconds(3'723)), "1:02:03");
}

TEST(ReadDuration, TakesUnitsAndSums) {
  EXPECT_EQ(read_duration("90d").value(), seconds(90 * 86'400));
  EXPECT_EQ(read_duration("36h").value(), seconds(36 * 3'600));
  EXPECT_EQ(read_duration("1h30m").value(), seconds(5'400));
  EXPECT_EQ(read_duration("2 Weeks").value(), seconds(14 * 86'400));
}

TEST(ReadDuration, RefusesTheRest) {
  for (const char* typed : {"", "90", "0d", "-1d", "d", "1.5h", "90 d d", "101 years", "36500d 1d",
                            "9223372036854775807w"}) {
    EXPECT_FALSE(read_duration(typed)) << typed;
  }
  EXPECT_TRUE(read_duration("36500d"));
}

TEST(LocalZone, TakesTheVariableWhenItNamesAZone) {
  EXPECT_EQ(local_zone("Europe/Berlin").name(), "Europe/Berlin");
  EXPECT_EQ(local_zone(":Asia/Tokyo").name(), "Asia/Tokyo");
  EXPECT_FALSE(local_zone("CET-1CEST,M3.5.0").name().empty());
}

}  // namespace
}  // namespace tidemark::runbooks
