#include "client/session.h"

#include "client/testing/desk.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

using testing::Desk;

// Keeps what it was told; refuses when it was told to.
struct Notebook final : CallWatch {
  Status before(const SentCall& call) override {
    lines.push_back(fmt::format("before {} {} {} {}", facts_of(call.service).name, call.operation,
                                call.target, call.body));
    if (refuses) return fail(Code::kConflict, "the disk is full");
    return Ok{};
  }

  void after(const SentCall& call, const Result<Answer<Reply>>& outcome) override {
    lines.push_back(fmt::format("after {} {}", call.operation, outcome ? "answered" : "failed"));
  }

  std::vector<std::string> lines;
  bool refuses = false;
};

TEST(Session, SpeaksRestToAwsBackup) {
  Desk desk;
  desk.transport.answer(200, R"({"RecoveryPointArn":"arn:x"})");

  const auto reply = accepted(
      "DescribeRecoveryPoint",
      desk.session.of(Service::kBackup)
          .rest({.operation = "DescribeRecoveryPoint",
                 .method = "GET",
                 .path = rest_path({"backup-vaults", "v", "recovery-points", "arn:aws:x/y"}),
                 .query = {{"nextToken", "a b/="}, {"maxResults", "5"}}}));

  ASSERT_TRUE(reply);
  EXPECT_EQ(*reply.value().body.find("RecoveryPointArn")->string(), "arn:x");
  EXPECT_EQ(desk.transport.sent().at(0).url,
            "http://127.0.0.1:8000/backup-vaults/v/recovery-points/arn%3Aaws%3Ax%2Fy"
            "?nextToken=a%20b%2F%3D&maxResults=5");
  EXPECT_EQ(desk.transport.sent().at(0).method, "GET");
  EXPECT_NE(desk.header(0, "Authorization").find("/eu-west-1/backup/aws4_request"),
            std::string::npos);
}

TEST(Session, TakesAnEmptyRestAnswerForAnEmptyObject) {
  Desk desk;
  desk.transport.answer(204, "");

  const auto reply = accepted(
      "Delete", desk.session.of(Service::kBackup)
                    .rest({.operation = "Delete", .method = "DELETE", .path = "/backup-vaults/v"}));

  ASSERT_TRUE(reply);
  EXPECT_NE(reply.value().body.object(), nullptr);
}

TEST(Session, ReadsTheNameOfARestErrorFromItsHeader) {
  Desk desk;
  desk.transport.play([](const http::Outgoing&) -> Result<http::Response> {
    http::Response refusal{.status = 400,
                           .headers = {},
                           .body = R"({"Code":"ERROR_9","Message":"no such vault","Type":"x"})"};
    refusal.headers.add("x-amzn-ErrorType", "ResourceNotFoundException:http://internal/");
    refusal.headers.add("x-amzn-RequestId", "r-1");
    return refusal;
  });

  const auto answer = desk.session.of(Service::kBackup)
                          .rest({.operation = "X", .method = "GET", .path = "/backup-vaults/v"});

  ASSERT_TRUE(answer);
  const auto& error = std::get<ServiceError>(answer.value());
  EXPECT_EQ(error.name, "ResourceNotFoundException");
  EXPECT_EQ(error.message, "no such vault");
  EXPECT_EQ(error.request_id, "r-1");
}

TEST(Session, SpeaksFormsToSts) {
  Desk desk;
  desk.transport.answer(200,
                        "<AssumeRoleResponse><AssumeRoleResult><PackedPolicySize>6"
                        "</PackedPolicySize></AssumeRoleResult></AssumeRoleResponse>");

  const auto reply = accepted(
      "AssumeRole",
      desk.session.of(Service::kSts).query("AssumeRole", {{"RoleArn", "arn:aws:iam::1:role/r"}}));

  ASSERT_TRUE(reply);
  EXPECT_EQ(*reply.value().body.find("PackedPolicySize")->string(), "6");
  EXPECT_EQ(desk.body(0),
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr");
}

TEST(Session, KnowsWhichServicesHaveEndpointsOfTheirOwn) {
  testing::ScriptedTransport transport;
  const SimulatedClock clock(Timestamp::from_seconds(1795233906));
  SeededRandom random(1);
  Session session(
      {.region = "cn-north-1",
       .endpoint = "http://127.0.0.1:8000",
       .endpoints = {{Service::kIam, {.url = "https://iam.test", .signing_region = "cn-north-1"}}},
       .credentials = fixed_credentials({.key_id = "AKIDEXAMPLE", .secret = "secret"})},
      transport, clock, random, [](std::chrono::milliseconds) {});
  transport.answer(200, "<GetRoleResponse><GetRoleResult/></GetRoleResponse>");

  ASSERT_TRUE(session.of(Service::kIam).query("GetRole", {}));

  EXPECT_EQ(session.endpoint(Service::kDynamoDb), "http://127.0.0.1:8000");
  EXPECT_EQ(transport.sent().at(0).url, "https://iam.test/");
  EXPECT_NE(transport.sent().at(0).headers.find("Authorization")->find("/cn-north-1/iam/"),
            std::string_view::npos);
}

TEST(Session, SignsGlobalServicesForTheirOneRegion) {
  Desk desk;
  desk.transport.answer(200, "<GetRoleResponse><GetRoleResult/></GetRoleResponse>");

  ASSERT_TRUE(desk.session.of(Service::kIam).query("GetRole", {{"RoleName", "r"}}));

  EXPECT_NE(desk.header(0, "Authorization").find("/us-east-1/iam/aws4_request"), std::string::npos);
}

TEST(Session, TellsTheWatchOfACallOnceHoweverOftenItIsSent) {
  Desk desk;
  Notebook notebook;
  desk.session.watch(&notebook);
  desk.transport.answer(400, R"({"__type":"a#ThrottlingException"})");
  desk.transport.answer(200, "{}");

  ASSERT_TRUE(desk.session.of(Service::kDynamoDb).call("ListTables", R"({"Limit":1})"));

  EXPECT_EQ(notebook.lines, (std::vector<std::string>{R"(before DynamoDB ListTables  {"Limit":1})",
                                                      "after ListTables answered"}));
  EXPECT_EQ(desk.transport.sent().size(), 2u);
}

TEST(Session, SendsNothingThatTheWatchRefuses) {
  Desk desk;
  Notebook notebook;
  notebook.refuses = true;
  desk.session.watch(&notebook);

  const auto answer = desk.session.of(Service::kDynamoDb).call("DeleteTable", "{}");

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kConflict);
  EXPECT_TRUE(desk.transport.sent().empty());
}

TEST(Session, ForgetsAWatchThatWasTakenAway) {
  Desk desk;
  Notebook notebook;
  desk.session.watch(&notebook);
  desk.session.watch(nullptr);
  desk.transport.answer(200, "{}");

  ASSERT_TRUE(desk.session.of(Service::kDynamoDb).call("ListTables", "{}"));

  EXPECT_TRUE(notebook.lines.empty());
}

}  // namespace
}  // namespace tidemark::client
