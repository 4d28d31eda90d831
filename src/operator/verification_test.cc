#include "operator/verification.h"

#include "operator/testing/items_server.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

using testing::items_numbered;
using testing::ItemsServer;

struct Desk {
  ItemsServer server;
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  SeededRandom random{1};
  client::Session session{
      {.region = "eu-west-1",
       .endpoint = "http://127.0.0.1:8000",
       .credentials = client::fixed_credentials({.key_id = "AKIDEXAMPLE", .secret = "secret"}),
       .retry = {.attempts = 1}},
      server,
      clock,
      random,
      [this](std::chrono::milliseconds wait) { clock.advance(wait); }};
  EngineExtras extras{session.of(client::Service::kDynamoDb)};

  Verification verified(const VerifyRequest& request, bool with_extras = false) {
    auto answer = verify(
        {.session = session, .extras = with_extras ? &extras : nullptr, .clock = clock}, request);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? std::move(answer).value() : Verification{};
  }
};

TEST(Verification, ComparesTwoTablesByReadingThem) {
  Desk desk;
  desk.server.tables["A"] = items_numbered(500);
  desk.server.tables["B"] = items_numbered(500);

  const Verification answer = desk.verified({.wanted = {"A"}, .found = {"B"}});

  EXPECT_TRUE(answer.same());
  EXPECT_FALSE(answer.complete()) << "there is no passport";
  EXPECT_EQ(answer.wanted_content->sums.items, 500u);
  EXPECT_EQ(answer.wanted_content->sums.digest, answer.found_content->sums.digest);
  EXPECT_DOUBLE_EQ(answer.read_units, 500);
  EXPECT_EQ(answer.compared,
            (std::vector<std::string>{
                "key and 0 indexes of A with B",
                "500 items of A, by reading all items, with 500 of B, by reading all items"}));
  EXPECT_FALSE(answer.items);
}

TEST(Verification, NamesTheItemsThatDiffer) {
  Desk desk;
  desk.server.tables["A"] = items_numbered(5'000);
  desk.server.tables["B"] = items_numbered(5'000);
  desk.server.tables["B"].erase("item-00007");
  desk.server.tables["B"]["item-00009"] = R"({"id":{"S":"item-00009"},"n":{"N":"0"}})";
  desk.server.tables["B"]["new"] = R"({"id":{"S":"new"}})";

  const Verification answer = desk.verified({.wanted = {"A"}, .found = {"B"}});

  EXPECT_FALSE(answer.same());
  ASSERT_TRUE(answer.items);
  EXPECT_EQ(answer.items->missing, 1u);
  EXPECT_EQ(answer.items->different, 1u);
  EXPECT_EQ(answer.items->extra, 1u);
  EXPECT_TRUE(answer.items->all);
  EXPECT_EQ(answer.items->examples,
            (std::vector<std::string>{R"(missing {"id":{"S":"item-00007"}})",
                                      R"(different {"id":{"S":"item-00009"}})",
                                      R"(extra {"id":{"S":"new"}})"}));
  EXPECT_TRUE(verification_text(answer).starts_with("B is different\n"));
}

TEST(Verification, SeesSameCountsWithOtherContent) {
  Desk desk;
  desk.server.tables["A"] = items_numbered(100);
  desk.server.tables["B"] = items_numbered(100);
  desk.server.tables["B"]["item-00050"] = R"({"id":{"S":"item-00050"},"n":{"N":"51"}})";

  EXPECT_FALSE(desk.verified({.wanted = {"A"}, .found = {"B"}}).same());
}

TEST(Verification, SaysThatAPastCannotBeRead) {
  Desk desk;
  desk.server.tables["A"] = items_numbered(10);
  desk.server.tables["B"] = items_numbered(10);
  const VerifyRequest request{.wanted = {"A", Timestamp::from_seconds(1795230000)}, .found = {"B"}};

  for (const bool with_extras : {false, true}) {
    const Verification answer = desk.verified(request, with_extras);

    EXPECT_FALSE(answer.same());
    EXPECT_FALSE(answer.same_content());
    EXPECT_EQ(answer.found_content->sums.items, 10u) << "but it is counted";
    EXPECT_EQ(answer.not_compared.at(0).what, "items");
    EXPECT_EQ(answer.not_compared.at(0).why,
              "what A held at 2026-11-21T03:00:00Z cannot be read here: only the engine's own "
              "extras tell a table's past");
    EXPECT_TRUE(verification_text(answer).starts_with("B is not shown to be the same\n"));
  }
}

TEST(Verification, TakesACountMadeBefore) {
  Desk desk;
  desk.server.tables["A"] = items_numbered(10);
  desk.server.tables["B"] = items_numbered(10);
  const Verification before = desk.verified({.wanted = {"A"}, .found = {"B"}});
  desk.server.tables.erase("A");

  VerifyRequest request{.wanted = {"A"}, .found = {"B"}};
  request.wanted_content = before.found_content->sums;
  const Verification answer = desk.verified(request);

  EXPECT_EQ(answer.same_content(), true);
  EXPECT_EQ(answer.not_compared.at(0).what, "key and indexes");
}

TEST(Verification, ReadsNoItemsWhenItMayNot) {
  Desk desk;
  desk.server.tables["A"] = items_numbered(10);
  desk.server.tables["B"] = items_numbered(10);
  VerifyRequest request{.wanted = {"A"}, .found = {"B"}};
  request.read_items = false;

  const Verification answer = desk.verified(request);

  EXPECT_EQ(desk.server.scans, 0);
  EXPECT_FALSE(answer.same()) << "nobody looked at the items";
  EXPECT_EQ(answer.not_compared.at(0).why, "items were not to be read");
}

TEST(Verification, ComparesWithThePassportOfATableThatIsGone) {
  Desk desk;
  desk.server.tables["B"] = items_numbered(10);
  VerifyRequest request{.wanted = {"A"}, .found = {"B"}};
  Passport passport;
  passport.table = "A";
  passport.arn = "arn:aws:dynamodb:r:1:table/A";
  passport.shape.keys = {{"other", "S", "HASH"}};
  request.passport = passport;

  const Verification answer = desk.verified(request);

  EXPECT_EQ(
      answer.shape,
      (std::vector<std::string>{"key: id (S, partition key) instead of other (S, partition key)"}));
  EXPECT_FALSE(answer.same());
}

TEST(Verification, NeedsATableToLookAt) {
  Desk desk;
  desk.server.tables["A"] = items_numbered(1);

  const auto answer = verify({.session = desk.session, .extras = nullptr, .clock = desk.clock},
                             {.wanted = {"A"}, .found = {"B"}});

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kNotFound);
}

}  // namespace
}  // namespace tidemark::runbooks
