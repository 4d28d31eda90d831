#include "services/events/event_log.h"

#include "storage/testing/world.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tidemark::services {
namespace {

using storage::testing::World;

constexpr std::string_view kAccount = "123456789012";

class EventLogTest : public ::testing::Test {
 protected:
  EventLog log() {
    auto log = EventLog::of(world_.store());
    EXPECT_TRUE(log);
    return log.value();
  }

  void append(const std::vector<std::string>& ids, std::string_view account = kAccount) {
    const EventLog log = this->log();
    world_.commit([&](storage::View& view) -> storage::Decision {
      storage::Changes changes;
      for (const std::string& id : ids) {
        log.append(view, {.id = id, .account = std::string(account), .at = view.now()}, changes);
      }
      return changes;
    });
  }

  // "a b c" behind a position, with "+" when there are more.
  std::string read(std::string_view after = "", std::size_t limit = 100,
                   std::string_view account = kAccount) {
    const auto page = log().read(world_.store(), account, after, limit);
    if (!page) return to_text(page.error());
    std::string ids;
    for (const LoggedEvent& one : page.value().events) ids += one.event.id + " ";
    if (!page.value().events.empty()) last_ = page.value().events.back().position;
    return ids + (page.value().more ? "+" : "");
  }

  World world_;
  std::string last_;
};

TEST_F(EventLogTest, KeepsTheOrderOfCommitsAndWithinOne) {
  append({"a"});
  append({"b", "c"});
  append({"d"});

  EXPECT_EQ(read(), "a b c d ");
}

TEST_F(EventLogTest, IsReadPageByPage) {
  append({"a", "b", "c"});

  EXPECT_EQ(read("", 2), "a b +");
  EXPECT_EQ(read(last_, 2), "c ");
  EXPECT_EQ(read(last_, 2), "");
}

TEST_F(EventLogTest, ShowsAnAccountItsOwn) {
  append({"mine"});
  append({"theirs"}, "111122223333");

  EXPECT_EQ(read(), "mine ");
  EXPECT_EQ(read("", 100, "111122223333"), "theirs ");
  EXPECT_EQ(read("", 100, "999999999999"), "");
}

TEST_F(EventLogTest, RefusesAPositionThatIsNone) {
  EXPECT_EQ(read("zz"), "invalid: after: 'zz' is no position in the log");
  EXPECT_EQ(read("00"), "invalid: after: '00' is no position in the log");
}

TEST_F(EventLogTest, IsThereAfterACrash) {
  append({"a"});
  world_.crash(7);

  EXPECT_EQ(read(), "a ");
}

TEST_F(EventLogTest, ForgetsWhatIsNinetyDaysOldAndNothingElse) {
  SeededRandom random(1);
  storage::JobRunner runner(world_.clock(), random);
  add_event_kinds(runner, world_.clock());
  runner.add_store(world_.store());
  append({"old", "as old"});
  world_.clock().advance(std::chrono::hours(24));
  append({"younger"});

  world_.clock().advance(kEventsKeptFor - std::chrono::hours(24));
  while (runner.turn()) {
  }

  EXPECT_EQ(read(), "younger ");
  world_.clock().advance(std::chrono::hours(24));
  while (runner.turn()) {
  }
  EXPECT_EQ(read(), "");
  runner.remove_store(world_.store());
}

TEST(Event, IsWrittenInTheEnvelopeOfEventBridge) {
  codec::JsonWriter out;

  write_json(out, {.id = "one",
                   .source = "aws.backup",
                   .detail_type = "Backup Job State Change",
                   .account = "123456789012",
                   .region = "eu-west-1",
                   .at = Timestamp::from_seconds(1'594'849'277),
                   .resources = {"arn:x"},
                   .detail = R"({"state":"CREATED"})"});

  EXPECT_EQ(out.text(),
            R"({"version":"0","id":"one","detail-type":"Backup Job State Change",)"
            R"("source":"aws.backup","account":"123456789012","time":"2020-07-15T21:41:17Z",)"
            R"("region":"eu-west-1","resources":["arn:x"],"detail":{"state":"CREATED"}})");
}

TEST(Event, ReadsBackAsItWasWritten) {
  const Event event{.id = "one",
                    .detail_type = "Backup Vault State Change",
                    .account = "1",
                    .region = "r",
                    .at = {5},
                    .resources = {"a", "b"},
                    .detail = "{}"};

  const auto again = decode_event(encode(event));

  ASSERT_TRUE(again);
  EXPECT_EQ(again.value(), event);
  EXPECT_FALSE(decode_event("\x02"));
  EXPECT_FALSE(decode_event(encode(event) + "x"));
}

}  // namespace
}  // namespace tidemark::services
