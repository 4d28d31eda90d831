#include "client/aws_client.h"

#include "client/testing/scripted_transport.h"
#include "codec/crc32.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

using testing::ScriptedTransport;

// A client whose waiting is counted and moves its clock.
struct Desk {
  ScriptedTransport transport;
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  SeededRandom random{1};
  int pauses = 0;
  AwsClient aws{{.endpoint = "http://127.0.0.1:8000",
                 .region = "eu-west-1",
                 .credentials = fixed_credentials({.key_id = "AKIDEXAMPLE", .secret = "secret"}),
                 .retry = {.attempts = 4}},
                transport,
                clock,
                random,
                [this](std::chrono::milliseconds wait) {
                  ++pauses;
                  clock.advance(wait);
                }};
};

const ServiceError* refused(const Result<Answer<Reply>>& answer) {
  return answer ? std::get_if<ServiceError>(&answer.value()) : nullptr;
}

TEST(AwsClient, SignsForRegionAndService) {
  Desk desk;
  desk.transport.answer(200, "{}");

  ASSERT_TRUE(desk.aws.call("ListTables", "{}"));

  const http::Outgoing sent = desk.transport.sent().at(0);
  const std::string authorization(sent.headers.find("Authorization").value_or(""));
  EXPECT_EQ(sent.url, "http://127.0.0.1:8000/");
  EXPECT_EQ(sent.headers.find("X-Amz-Target"), "DynamoDB_20120810.ListTables");
  EXPECT_NE(authorization.find("AKIDEXAMPLE/20261121/eu-west-1/dynamodb/aws4_request"),
            std::string::npos)
      << authorization;
}

TEST(AwsClient, TriesAgainThroughThrottlesAndDrops) {
  Desk desk;
  desk.transport.answer(400, R"({"__type":"a#ThrottlingException","message":"Rate exceeded"})");
  desk.transport.drop();
  desk.transport.refuse_connection();
  desk.transport.answer(200, R"({"TableNames":[]})");

  const auto answer = desk.aws.call("ListTables", "{}");

  ASSERT_TRUE(answer);
  EXPECT_TRUE(std::holds_alternative<Reply>(answer.value()));
  EXPECT_EQ(desk.pauses, 3);
}

TEST(AwsClient, GivesUpAfterItsAttemptsAndSaysWhy) {
  Desk desk;
  desk.transport.otherwise([](const http::Outgoing&) -> Result<http::Response> {
    return http::Response{
        .status = 400, .headers = {}, .body = R"({"__type":"a#ThrottlingException"})"};
  });

  const auto answer = desk.aws.call("ListTables", "{}");

  ASSERT_TRUE(refused(answer));
  EXPECT_EQ(refused(answer)->name, "ThrottlingException");
  EXPECT_EQ(desk.transport.sent().size(), 4u);
}

TEST(AwsClient, DoesNotRepeatWhatMayHaveHappenedOnce) {
  Desk desk;
  desk.transport.drop();

  const auto answer = desk.aws.call("CreateBackup", "{}", Repeat::kOnlyIfNotDone);

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kUnknown);
  EXPECT_EQ(desk.transport.sent().size(), 1u);
}

TEST(AwsClient, DoesNotRepeatARefusal) {
  Desk desk;
  desk.transport.answer(400, R"({"__type":"a#ValidationException","message":"no"})");

  ASSERT_TRUE(refused(desk.aws.call("PutItem", "{}")));

  EXPECT_EQ(desk.transport.sent().size(), 1u);
}

TEST(AwsClient, DistrustsAnAnswerWithAWrongChecksum) {
  Desk desk;
  desk.transport.play([](const http::Outgoing&) -> Result<http::Response> {
    http::Response lie{.status = 200, .headers = {}, .body = R"({"Count":1})"};
    lie.headers.add("x-amz-crc32", std::to_string(codec::crc32(R"({"Count":2})")));
    return lie;
  });
  desk.transport.answer(200, R"({"Count":2})");

  const auto answer = desk.aws.call("Scan", "{}");

  ASSERT_TRUE(answer);
  EXPECT_EQ(*std::get<Reply>(answer.value()).body.find("Count")->integer(), 2);
}

TEST(AwsClient, TrustsAnAnswerWithItsChecksum) {
  Desk desk;
  desk.transport.play([](const http::Outgoing&) -> Result<http::Response> {
    http::Response honest{.status = 200, .headers = {}, .body = R"({"Count":1})"};
    honest.headers.add("x-amz-crc32", std::to_string(codec::crc32(honest.body)));
    honest.headers.add("Date", "Sat, 21 Nov 2026 04:05:06 GMT");
    return honest;
  });

  const auto answer = desk.aws.call("Scan", "{}");

  ASSERT_TRUE(answer);
  EXPECT_EQ(std::get<Reply>(answer.value()).server_time, Timestamp::from_seconds(1795233906));
  EXPECT_EQ(desk.transport.sent().size(), 1u);
}

TEST(AwsClient, SignsEachAttemptAnew) {
  Desk desk;
  desk.transport.play([&desk](const http::Outgoing&) -> Result<http::Response> {
    desk.clock.advance(std::chrono::minutes(20));  // the first signature is too old by now
    return fail(Code::kUnknown, "the connection broke");
  });
  desk.transport.answer(200, "{}");

  ASSERT_TRUE(desk.aws.call("ListTables", "{}"));

  const auto sent = desk.transport.sent();
  EXPECT_NE(sent.at(0).headers.find("X-Amz-Date"), sent.at(1).headers.find("X-Amz-Date"));
}

}  // namespace
}  // namespace tidemark::client
