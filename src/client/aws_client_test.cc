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

TEST(AwsClient, TakesAnAnswerWithoutABody) {
  Desk desk;
  desk.transport.answer(200, "");  // as AWS answers TagResource

  const auto answer = accepted("TagResource", desk.aws.call("TagResource", "{}"));

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_NE(answer.value().body.object(), nullptr);
}

TEST(AwsClient, TellsHowOftenItWasThrottled) {
  Desk desk;
  desk.transport.answer(400, R"({"__type":"x#ThrottlingException"})");
  desk.transport.answer(500, "{}");
  desk.transport.answer(400, R"({"__type":"x#ProvisionedThroughputExceededException"})");
  desk.transport.answer(200, "{}");

  const auto answer = desk.aws.call("Scan", "{}");

  ASSERT_TRUE(answer);
  EXPECT_EQ(std::get<Reply>(answer.value()).throttled, 2);
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

http::Response throttle() {
  return {.status = 400, .headers = {}, .body = R"({"__type":"a#ThrottlingException"})"};
}

TEST(AwsClient, WaitsAsLongAsTheServiceAsks) {
  Desk desk;
  desk.transport.play([](const http::Outgoing&) -> Result<http::Response> {
    http::Response response = throttle();
    response.headers.add("x-amz-retry-after", "3000");
    return response;
  });
  desk.transport.answer(200, "{}");
  const Timestamp before = desk.clock.now();

  ASSERT_TRUE(desk.aws.call("ListTables", "{}"));

  EXPECT_EQ(desk.clock.now() - before, std::chrono::seconds(3));
}

TEST(AwsClient, StopsTryingAgainWhenEverybodyDid) {
  Desk desk;
  desk.transport.otherwise(
      [](const http::Outgoing&) -> Result<http::Response> { return throttle(); });
  std::size_t calls = 0;

  // 500 in the bucket, 5 a retry, 3 retries a call.
  for (; calls < 40; ++calls) ASSERT_TRUE(refused(desk.aws.call("ListTables", "{}")));

  EXPECT_EQ(desk.transport.sent().size(), calls + 100);
}

TEST(AwsClient, MayTryAgainAfterSuccesses) {
  Desk desk;
  desk.transport.otherwise(
      [](const http::Outgoing&) -> Result<http::Response> { return throttle(); });
  for (int call = 0; call < 40; ++call) ASSERT_TRUE(refused(desk.aws.call("ListTables", "{}")));
  for (int call = 0; call < 5; ++call) desk.transport.answer(200, "{}");
  for (int call = 0; call < 5; ++call) ASSERT_TRUE(desk.aws.call("ListTables", "{}"));
  const std::size_t before = desk.transport.sent().size();

  ASSERT_TRUE(refused(desk.aws.call("ListTables", "{}")));

  EXPECT_EQ(desk.transport.sent().size(), before + 2);  // five successes give back one retry
}

http::Response too_late(std::string_view date) {
  http::Response response{.status = 400,
                          .headers = {},
                          .body = R"({"__type":"a#InvalidSignatureException",)"
                                  R"("message":"Signature expired"})"};
  response.headers.add("Date", date);
  return response;
}

TEST(AwsClient, CorrectsAClockThatIsOffByTheServersDate) {
  Desk desk;  // at 04:05:06
  desk.transport.play([](const http::Outgoing&) -> Result<http::Response> {
    return too_late("Sat, 21 Nov 2026 05:05:06 GMT");
  });
  desk.transport.answer(200, "{}");
  desk.transport.answer(200, "{}");

  ASSERT_FALSE(refused(desk.aws.call("CreateBackup", "{}", Repeat::kOnlyIfNotDone)));
  ASSERT_TRUE(desk.aws.call("ListTables", "{}"));

  const auto sent = desk.transport.sent();
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent.at(0).headers.find("X-Amz-Date"), "20261121T040506Z");
  EXPECT_EQ(sent.at(1).headers.find("X-Amz-Date"), "20261121T050506Z");
  EXPECT_EQ(sent.at(2).headers.find("X-Amz-Date"), "20261121T050506Z");
  EXPECT_EQ(desk.aws.clock_offset(), std::chrono::hours(1));
}

TEST(AwsClient, TakesARefusedSignatureForOneWhenTheClockIsRight) {
  Desk desk;
  desk.transport.play([](const http::Outgoing&) -> Result<http::Response> {
    return too_late("Sat, 21 Nov 2026 04:06:06 GMT");
  });

  ASSERT_TRUE(refused(desk.aws.call("ListTables", "{}")));

  EXPECT_EQ(desk.transport.sent().size(), 1u);
}

TEST(AwsClient, DoesNotFollowAClockThatRuns) {
  Desk desk;
  int hour = 5;
  desk.transport.otherwise([&](const http::Outgoing&) -> Result<http::Response> {
    return too_late(fmt::format("Sat, 21 Nov 2026 {:02}:05:06 GMT", hour++));
  });

  ASSERT_TRUE(refused(desk.aws.call("ListTables", "{}")));

  EXPECT_EQ(desk.transport.sent().size(), 2u);
}

// Two keys, the second once the first is refused.
struct TwoKeys final : CredentialProvider {
  Result<wire::Credentials> now() override {
    return wire::Credentials{.key_id = others ? "SECOND" : "FIRST", .secret = "secret"};
  }

  bool refused(const wire::Credentials&) override {
    others = true;
    return true;
  }

  [[nodiscard]] std::string origin() const override { return "two keys"; }

  bool others = false;
};

TEST(AwsClient, FetchesOtherCredentialsOnceWhenTheseHaveExpired) {
  testing::ScriptedTransport transport;
  SimulatedClock clock(Timestamp::from_seconds(1795233906));
  SeededRandom random(1);
  AwsClient aws({.endpoint = "http://127.0.0.1:8000",
                 .region = "eu-west-1",
                 .credentials = std::make_shared<TwoKeys>(),
                 .retry = {.attempts = 4}},
                transport, clock, random, [](std::chrono::milliseconds) {});
  transport.otherwise([](const http::Outgoing&) -> Result<http::Response> {
    return http::Response{
        .status = 400, .headers = {}, .body = R"({"__type":"a#ExpiredTokenException"})"};
  });

  ASSERT_TRUE(refused(aws.call("ListTables", "{}")));

  const auto sent = transport.sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_NE(sent.at(0).headers.find("Authorization")->find("FIRST"), std::string_view::npos);
  EXPECT_NE(sent.at(1).headers.find("Authorization")->find("SECOND"), std::string_view::npos);
}

TEST(AwsClient, SpacesRequestsInAdaptiveMode) {
  testing::ScriptedTransport transport;
  SimulatedClock clock(Timestamp::from_seconds(1795233906));
  SeededRandom random(1);
  AwsClient aws({.endpoint = "http://127.0.0.1:8000",
                 .region = "eu-west-1",
                 .credentials = fixed_credentials({.key_id = "A", .secret = "s"}),
                 .retry = {.attempts = 2, .mode = RetryMode::kAdaptive}},
                transport, clock, random,
                [&](std::chrono::milliseconds wait) { clock.advance(wait); });
  int sent = 0;
  transport.otherwise([&](const http::Outgoing&) -> Result<http::Response> {
    clock.advance(std::chrono::milliseconds(10));  // a hundred a second, if nobody waits
    if (++sent == 200) return throttle();
    return http::Response{.status = 200, .headers = {}, .body = "{}"};
  });
  for (int call = 0; call < 200; ++call) ASSERT_TRUE(aws.call("ListTables", "{}"));
  const Timestamp before = clock.now();

  for (int call = 0; call < 100; ++call) ASSERT_TRUE(aws.call("ListTables", "{}"));

  // Seven tenths of the hundred a second at first.
  EXPECT_GT(clock.now() - before, std::chrono::milliseconds(1200));
  EXPECT_LT(clock.now() - before, std::chrono::milliseconds(4000));
}

// AWS answers TagResource with nothing at all.
TEST(AwsClient, TakesAnEmptyAnswerForAnEmptyObject) {
  Desk desk;
  desk.transport.answer(200, "");

  const auto reply = accepted("TagResource", desk.aws.call("TagResource", "{}"));

  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_NE(reply.value().body.object(), nullptr);
}

}  // namespace
}  // namespace tidemark::client
