#include "client/identity.h"

#include "client/testing/desk.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

using testing::Desk;

constexpr const char* kAssumed =
    "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>"
    "<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>hush</SecretAccessKey>"
    "<SessionToken>token</SessionToken><Expiration>2026-11-21T05:05:06Z</Expiration></Credentials>"
    "<AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn></AssumedRoleUser>"
    "</AssumeRoleResult></AssumeRoleResponse>";

TEST(Sts, KeepsTheZerosOfAnAccount) {
  Desk desk;
  desk.transport.answer(
      200,
      "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>012345678901</Account>"
      "<Arn>arn:aws:iam::012345678901:user/ada</Arn><UserId>AIDA</UserId>"
      "</GetCallerIdentityResult></GetCallerIdentityResponse>");

  const auto caller = accepted("Get", Sts(desk.session.of(Service::kSts)).caller());

  ASSERT_TRUE(caller);
  EXPECT_EQ(caller.value().account, "012345678901");
  EXPECT_EQ(caller.value().arn, "arn:aws:iam::012345678901:user/ada");
}

TEST(Sts, AssumesARole) {
  Desk desk;
  desk.transport.answer(200, kAssumed);

  const auto role = accepted("AssumeRole", Sts(desk.session.of(Service::kSts))
                                               .assume_role({.role_arn = "arn:aws:iam::1:role/r",
                                                             .session_name = "s",
                                                             .duration = std::chrono::seconds(900),
                                                             .external_id = "x"}));

  ASSERT_TRUE(role);
  EXPECT_EQ(role.value().credentials.key_id, "ASIA1");
  EXPECT_EQ(role.value().credentials.secret, "hush");
  EXPECT_EQ(role.value().credentials.session_token, "token");
  EXPECT_EQ(role.value().expires, Timestamp::from_seconds(1795233906 + 3600));
  EXPECT_EQ(desk.body(0),
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
            "&RoleSessionName=s&DurationSeconds=900&ExternalId=x");
}

TEST(Sts, SendsAWebIdentityUnsignedWithoutCredentials) {
  Desk desk;
  std::string answer = kAssumed;
  for (auto at = answer.find("AssumeRoleRes"); at != answer.npos;
       at = answer.find("AssumeRoleRes", at + 20)) {
    answer.replace(at, 10, "AssumeRoleWithWebIdentity");
  }
  desk.transport.answer(200, answer);
  AwsClient anonymous({.endpoint = "http://127.0.0.1:8000",
                       .region = "eu-west-1",
                       .service = Service::kSts,
                       .credentials = nullptr,
                       .retry = {}},
                      desk.transport, desk.clock, desk.random, desk.pause());

  const auto role = accepted("Assume", Sts(anonymous).assume_role_with_web_identity(
                                           {.role_arn = "r", .session_name = "s"}, "jwt"));

  ASSERT_TRUE(role) << role.error().message;
  EXPECT_EQ(desk.header(0, "Authorization"), "");
  EXPECT_TRUE(desk.body(0).ends_with("&WebIdentityToken=jwt"));
}

TEST(Iam, DescribesARoleWithItsPathAndPolicy) {
  Desk desk;
  desk.transport.answer(200,
                        "<GetRoleResponse><GetRoleResult><Role><Path>/service-role/</Path>"
                        "<RoleName>AWSBackupDefaultServiceRole</RoleName>"
                        "<Arn>arn:aws:iam::1:role/service-role/AWSBackupDefaultServiceRole</Arn>"
                        "<AssumeRolePolicyDocument>%7B%22a%22%3A1%7D</AssumeRolePolicyDocument>"
                        "</Role></GetRoleResult></GetRoleResponse>");

  const auto role =
      accepted("GetRole", Iam(desk.session.of(Service::kIam)).role("AWSBackupDefaultServiceRole"));

  ASSERT_TRUE(role);
  EXPECT_EQ(role.value().arn, "arn:aws:iam::1:role/service-role/AWSBackupDefaultServiceRole");
  EXPECT_EQ(role.value().trust_policy, R"({"a":1})");
}

TEST(Iam, ListsPoliciesThroughAllPages) {
  Desk desk;
  const auto page = [](const char* name, const char* rest) {
    return fmt::format(
        "<ListAttachedRolePoliciesResponse><ListAttachedRolePoliciesResult><AttachedPolicies>"
        "<member><PolicyName>{0}</PolicyName><PolicyArn>arn:{0}</PolicyArn></member>"
        "</AttachedPolicies>{1}</ListAttachedRolePoliciesResult>"
        "</ListAttachedRolePoliciesResponse>",
        name, rest);
  };
  desk.transport.answer(200, page("a", "<IsTruncated>true</IsTruncated><Marker>m</Marker>"));
  desk.transport.answer(200, page("b", "<IsTruncated>false</IsTruncated><Marker>x</Marker>"));

  const auto policies =
      accepted("List", Iam(desk.session.of(Service::kIam)).attached_policies("r"));

  ASSERT_TRUE(policies);
  ASSERT_EQ(policies.value().size(), 2u);
  EXPECT_EQ(policies.value()[1].arn, "arn:b");
  EXPECT_TRUE(desk.body(1).ends_with("&RoleName=r&Marker=m"));
}

TEST(Iam, SaysWhenThereIsNoSuchRole) {
  Desk desk;
  desk.transport.answer(404,
                        "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>The role with "
                        "name r cannot be found.</Message></Error></ErrorResponse>");

  const auto role = Iam(desk.session.of(Service::kIam)).role("r");

  ASSERT_TRUE(role);
  EXPECT_EQ(std::get<ServiceError>(role.value()).name, "NoSuchEntity");
}

// Whoever listens to calls writes them down.
struct Listener final : CallWatch {
  Status before(const SentCall& call) override {
    heard.emplace_back(call.operation);
    return Ok{};
  }

  void after(const SentCall&, const Result<Answer<Reply>>&) override {}

  std::vector<std::string> heard;
};

TEST(Sts, TellsNobodyOfCallsThatAnswerWithCredentials) {
  Desk desk;
  Listener listener;
  desk.session.watch(&listener);
  desk.transport.answer(200, kAssumed);
  desk.transport.answer(
      200, "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>");
  Sts sts(desk.session.of(Service::kSts));

  ASSERT_TRUE(sts.assume_role({.role_arn = "r", .session_name = "s"}));
  (void)sts.caller();

  EXPECT_EQ(listener.heard, std::vector<std::string>{"GetCallerIdentity"});
}

}  // namespace
}  // namespace tidemark::client
