#include "operator/engine_extras.h"

#include "client/testing/scripted_transport.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

struct Desk {
  client::testing::ScriptedTransport transport;
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  SeededRandom random{1};
  client::AwsClient aws{
      {.endpoint = "http://127.0.0.1:8000",
       .region = "us-east-1",
       .credentials = client::fixed_credentials({.key_id = "AKIDEXAMPLE", .secret = "secret"}),
       .retry = {}},
      transport,
      clock,
      random,
      [](std::chrono::milliseconds) {}};
  EngineExtras extras{aws};
};

TEST(EngineExtras, AsksForATally) {
  Desk desk;
  desk.transport.answer(200, R"({"items":3,"bytes":90,"digest":"00ff"})");

  const auto tally = desk.extras.tally("T", Timestamp::from_seconds(1795233906));

  ASSERT_TRUE(tally);
  ASSERT_TRUE(tally.value());
  EXPECT_EQ(tally.value()->items, 3u);
  EXPECT_EQ(tally.value()->aws_bytes, 90u);
  EXPECT_EQ(tally.value()->digest, "00ff");
  EXPECT_EQ(desk.transport.sent().at(0).url,
            "http://127.0.0.1:8000/_tidemark/tables/T/tally?at=2026-11-21T04%3A05%3A06.000000Z");
}

TEST(EngineExtras, AsksWhetherARestoreStandsAlone) {
  Desk desk;
  desk.transport.answer(200, R"({"table":"T","state":"copying","pieces":3})");
  desk.transport.answer(200, R"({"table":"T","state":"standing alone"})");

  EXPECT_EQ(desk.extras.stands_alone("T").value(), false);
  EXPECT_EQ(desk.extras.stands_alone("T").value(), true);
  EXPECT_EQ(desk.transport.sent().at(0).url, "http://127.0.0.1:8000/_tidemark/tables/T/restore");
}

TEST(EngineExtras, DoesNotGuessWhatAnAnswerLacks) {
  Desk desk;
  desk.transport.answer(200, R"({"items":3,"digest":"00ff"})");

  const auto tally = desk.extras.tally("T", Timestamp::from_seconds(1795233906));

  ASSERT_FALSE(tally);
  EXPECT_EQ(tally.error().message, "the answer lacks bytes");
}

TEST(EngineExtras, IsContentWithAnEndpointThatHasNone) {
  Desk desk;
  desk.transport.answer(404, "<UnknownOperationException/>\n");

  const auto tally = desk.extras.tally("T", Timestamp::from_seconds(1795233906));

  ASSERT_TRUE(tally);
  EXPECT_FALSE(tally.value());
}

TEST(EngineExtras, ReportsARefusal) {
  Desk desk;
  desk.transport.answer(400, R"({"message":"outside the window"})");

  EXPECT_FALSE(desk.extras.tally("T", Timestamp::from_seconds(1795233906)));
}

TEST(EngineExtras, NamesThePastInTheEndpoint) {
  EXPECT_EQ(endpoint_as_of("http://h:1", Timestamp::from_seconds(1700000000)),
            "http://h:1/%4020231114T221320Z");
  EXPECT_EQ(endpoint_as_of("http://h:1", Timestamp{1700000000000042}),
            "http://h:1/%4020231114T221320.000042Z");
}

}  // namespace
}  // namespace tidemark::runbooks
