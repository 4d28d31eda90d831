#include "api/query/members.h"
#include "api/query/operation.h"
#include "api/query/reply.h"
#include "api/testing/world.h"

#include <gtest/gtest.h>

#include <array>

namespace tidemark::api {
namespace {

// A service of two operations, for these tests alone.
Handling greet(const QueryRequest& request, Engine&) {
  QueryMembers members(request);
  const auto name = members.text("Name", {.required = true, .min = 2, .max = 4});
  const auto times = members.integer("Times", {.min = 1, .max = 3});
  const auto tone = members.text("Tone", {.one_of = {"loud", "soft"}});
  const auto others = members.texts("Others");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return query_reply(request, fmt::format("<Said>{} {} {}</Said>", *name, times.value_or(0),
                                          others ? others->size() : 99));
}

Handling leave(const QueryRequest& request, Engine&) {
  return query_reply(request);
}

constexpr QueryOperation kGreet{.name = "Greet",
                                .honoured = "Name Times Tone Others",
                                .refused = "Tags Language",
                                .handle = greet};
constexpr QueryOperation kLeave{.name = "Leave", .handle = leave};

std::span<const QueryOperation* const> operations() {
  static constexpr std::array<const QueryOperation*, 2> kAll{&kGreet, &kLeave};
  return kAll;
}

std::span<const std::string_view> others() {
  static constexpr std::array<std::string_view, 1> kAll{"Sing"};
  return kAll;
}

constexpr QueryService kService{.name = "party",
                                .version = "2026-01-01",
                                .name_space = "https://party/",
                                .operations = operations,
                                .others = others};

class QueryTest : public ::testing::Test {
 protected:
  Reply ask(std::string operation, std::string body) {
    Call call;
    call.account = "123456789012";
    call.region = "us-east-1";
    call.operation = std::move(operation);
    call.body = std::move(body);
    call.request_id = "R";
    return finish(dispatch_query(kService, std::move(call), *world_.engine));
  }

  World world_;
};

TEST_F(QueryTest, AnswersWithTheOperationsOwnElements) {
  const Reply reply = ask("Greet", "Action=Greet&Name=Ann&Times=2&Others.member.1=x");

  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "text/xml");
  EXPECT_EQ(
      reply.body,
      "<GreetResponse xmlns=\"https://party/\"><GreetResult><Said>Ann 2 1</Said></GreetResult>"
      "<ResponseMetadata><RequestId>R</RequestId></ResponseMetadata></GreetResponse>");
  EXPECT_EQ(ask("Leave", "").body.find("LeaveResult"), std::string::npos);
}

TEST_F(QueryTest, TellsAllProblemsAtOnce) {
  const Reply reply = ask("Greet", "Name=A&Times=4&Tone=shrill");

  EXPECT_EQ(reply.status, 400);
  EXPECT_NE(reply.body.find("<Code>ValidationError</Code><Message>3 validation errors detected: "
                            "Value 'A' at 'name' failed to satisfy constraint: Member must have "
                            "length greater than or equal to 2; Value '4' at 'times' failed to "
                            "satisfy constraint: Member must have value less than or equal to 3; "
                            "Value 'shrill' at 'tone' failed to satisfy constraint: Member must "
                            "satisfy enum value set: [loud, soft]</Message>"),
            std::string::npos)
      << reply.body;
  EXPECT_NE(ask("Greet", "")
                .body.find("1 validation error detected: Value null at 'name' failed to "
                           "satisfy constraint: Member must not be null"),
            std::string::npos);
}

TEST_F(QueryTest, RefusesByNameWhatItDoesNotHonour) {
  EXPECT_NE(ask("Greet", "Name=Ann&Tags.member.1.Key=a")
                .body.find("Tags in Greet is not supported by this version of Tidemark"),
            std::string::npos);
  EXPECT_NE(ask("Greet", "Name=Ann&Language=fr").body.find("Language in Greet is not supported"),
            std::string::npos);
  EXPECT_EQ(ask("Greet", "Name=Ann&Tags=").status, 200);  // an empty list
}

TEST_F(QueryTest, KnowsWhatIsNotHereFromWhatIsNotThere) {
  EXPECT_NE(ask("Sing", "")
                .body.find("<Code>InvalidAction</Code><Message>Sing is not supported by "
                           "this version of Tidemark"),
            std::string::npos);
  EXPECT_NE(ask("Jump", "").body.find("Could not find operation Jump for version 2026-01-01"),
            std::string::npos);
  EXPECT_NE(ask("Greet", "Name=%").body.find("MalformedQueryString"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::api
