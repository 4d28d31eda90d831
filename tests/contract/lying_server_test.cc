// The client over real sockets, against servers that throttle, drop, delay and lie.
#include "tests/contract/lying_server.h"

#include "base/clock.h"
#include "base/random.h"
#include "client/dynamodb.h"
#include "client/session.h"
#include "codec/crc32.h"
#include "http/transport.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tidemark::contract {
namespace {

using client::Answer;
using client::Repeat;
using client::Reply;
using client::Service;
using client::ServiceError;
using namespace std::chrono_literals;

const Act kThrottle{.status = 400, .body = R"({"__type":"x#ThrottlingException"})"};
const Act kGood{.body = R"({"TableNames":["orders"]})"};

struct Caller {
  explicit Caller(std::vector<Act> acts, std::chrono::milliseconds timeout = 60s)
      : server(std::move(acts)),
        session({.region = "eu-west-1",
                 .endpoint = server.url(),
                 .credentials = client::fixed_credentials(
                     {.key_id = "AKIDEXAMPLE", .secret = "hush-hush", .session_token = {}}),
                 .retry = {.attempts = 4, .base = 1ms, .cap = 2ms, .throttle_base = 1ms},
                 .timeout = timeout},
                transport, clock, random, [this](std::chrono::milliseconds) { ++pauses; }) {}

  Result<Answer<Reply>> list(Repeat repeat = Repeat::kAlways) {
    return session.of(Service::kDynamoDb).call("ListTables", "{}", repeat);
  }

  LyingServer server;
  http::SocketTransport transport{{}};
  SystemClock clock;
  SeededRandom random{1};
  int pauses = 0;
  client::Session session;
};

bool is_good(const Result<Answer<Reply>>& answer) {
  return answer && std::holds_alternative<Reply>(answer.value());
}

std::string refusal_in(const Result<Answer<Reply>>& answer) {
  if (!answer) return to_text(answer.error());
  const auto* error = std::get_if<ServiceError>(&answer.value());
  return error != nullptr ? error->name : "no refusal";
}

TEST(LyingServer, ThrottlesAndIsAskedAgain) {
  Caller caller({kThrottle, {.status = 503, .body = "slow down"}, kThrottle, kGood});

  EXPECT_TRUE(is_good(caller.list(Repeat::kOnlyIfNotDone)));

  EXPECT_EQ(caller.server.requests().size(), 4u);
  EXPECT_EQ(caller.pauses, 3);
}

TEST(LyingServer, ThrottlesWithoutEndAndIsLeft) {
  Caller caller({kThrottle});

  EXPECT_EQ(refusal_in(caller.list()), "ThrottlingException");

  EXPECT_EQ(caller.server.requests().size(), 4u);
}

TEST(LyingServer, DropsConnectionsAndIsAskedAgainForWhatMayBeRepeated) {
  Caller caller({{.end = End::kBeforeTheRequest},
                 {.end = End::kBeforeTheAnswer},
                 {.body = kGood.body, .end = End::kInTheAnswer},
                 kGood});

  EXPECT_TRUE(is_good(caller.list()));

  EXPECT_EQ(caller.server.connections(), 4u);
}

TEST(LyingServer, DropsAConnectionAndIsNotAskedTwiceForWhatMustHappenOnce) {
  Caller caller({{.end = End::kBeforeTheAnswer}, kGood});

  const auto answer = caller.list(Repeat::kOnlyIfNotDone);

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kUnknown);
  EXPECT_EQ(caller.server.requests().size(), 1u);
}

TEST(LyingServer, NeverAnswersAndIsNotWaitedForLongerThanTheTimeout) {
  Caller caller({{.end = End::kNever}, kGood}, 300ms);

  EXPECT_TRUE(is_good(caller.list()));

  EXPECT_EQ(caller.server.connections(), 2u);
}

TEST(LyingServer, IsNotThere) {
  std::string url;
  {
    const LyingServer gone({kGood});
    url = gone.url();
  }
  http::SocketTransport transport({});
  const SystemClock clock;
  SeededRandom random(1);
  client::AwsClient aws({.endpoint = url,
                         .region = "eu-west-1",
                         .credentials = client::fixed_credentials({.key_id = "A", .secret = "s"}),
                         .retry = {.attempts = 3}},
                        transport, clock, random, [](std::chrono::milliseconds) {});

  const auto answer = aws.call("CreateBackup", "{}", Repeat::kOnlyIfNotDone);

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kBusy);  // nothing was done
}

TEST(LyingServer, DamagesAnAnswerAndIsAskedAgain) {
  const std::string sum = fmt::format("x-amz-crc32: {}\r\n", codec::crc32(kGood.body));
  Caller caller({{.headers = sum, .body = R"({"TableNames":["0rders"]})"},
                 {.headers = sum, .body = kGood.body}});

  const auto answer = caller.list();

  ASSERT_TRUE(is_good(answer));
  EXPECT_EQ(*std::get<Reply>(answer.value()).body.find("TableNames")->array()->at(0).string(),
            "orders");
}

TEST(LyingServer, AnswersForSomebodyElse) {
  Caller html({{.body = "<html>Welcome</html>"}});
  Caller gateway({{.status = 502, .body = "<html>Bad Gateway</html>"}});
  Caller missing({{.status = 404, .body = "not here"}});

  const std::string no_json = refusal_in(html.list());
  EXPECT_NE(no_json.find("ListTables: the answer is no JSON"), std::string::npos) << no_json;
  EXPECT_EQ(refusal_in(gateway.list()), "Http502");
  EXPECT_EQ(gateway.server.requests().size(), 4u);
  EXPECT_EQ(refusal_in(missing.list()), "Http404");
  EXPECT_EQ(missing.server.requests().size(), 1u);
}

TEST(LyingServer, LivesAnHourAhead) {
  Caller caller({{.status = 400,
                  .headers = "Date: Fri, 01 Jan 2100 00:00:00 GMT\r\n",
                  .body = R"({"__type":"x#InvalidSignatureException"})"},
                 kGood});

  EXPECT_TRUE(is_good(caller.list(Repeat::kOnlyIfNotDone)));

  EXPECT_NE(caller.server.heads().at(1).find("X-Amz-Date: 21000101T00"), std::string::npos);
}

TEST(LyingServer, GivesTheSamePageWithoutEnd) {
  Caller caller({{.body = R"({"Items":[],"LastEvaluatedKey":{"Id":{"S":"a"}}})"}});
  client::DynamoDb dynamodb(caller.session.of(Service::kDynamoDb));

  const Status status = dynamodb.scan("orders", {}, [](values::Item&&) { return Status(Ok{}); });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kCorrupt);
}

TEST(LyingServer, AnswersXmlThatEndsInTheMidst) {
  Caller caller({{.body = "<GetCallerIdentityResponse><GetCallerIdentityResult>"},
                 {.status = 403,
                  .body = "<ErrorResponse><Error><Code>AccessDenied</Code>"
                          "<Message>no</Message></Error></ErrorResponse>"}});

  const auto answer = caller.session.of(Service::kSts).query("GetCallerIdentity", {});

  EXPECT_EQ(refusal_in(answer), "AccessDenied");
  EXPECT_EQ(caller.server.requests().size(), 2u);
}

TEST(LyingServer, IsShownNoSecretAndShowsNone) {
  Caller caller({{.end = End::kBeforeTheAnswer}});

  const auto answer = caller.list();

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message.find("hush"), std::string::npos);
  for (const std::string& head : caller.server.heads()) {
    EXPECT_EQ(head.find("hush"), std::string::npos);
  }
}

}  // namespace
}  // namespace tidemark::contract
