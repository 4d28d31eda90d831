#include "client/settings.h"

#include "client/testing/desk.h"
#include "client/testing/home.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

using testing::Home;

struct Desk : testing::Desk {
  Home home;

  Result<SessionOptions> options(const Home::Variables& variables, const SessionWords& words) {
    return session_options(home.environment(variables), words, {transport, clock, random, pause()});
  }

  std::string region(const Home::Variables& variables, const SessionWords& words) {
    const auto made = options(variables, words);
    return made ? made.value().region : to_text(made.error());
  }
};

TEST(SessionOptions, FindTheRegionFromWordToProfile) {
  Desk desk;
  desk.home.write(".aws/config", "[default]\nregion = eu-north-1\n");

  EXPECT_EQ(desk.region({}, {}), "eu-north-1");
  EXPECT_EQ(desk.region({{"AWS_DEFAULT_REGION", "eu-west-2"}}, {}), "eu-west-2");
  EXPECT_EQ(desk.region({{"AWS_DEFAULT_REGION", "eu-west-2"}, {"AWS_REGION", "eu-west-1"}}, {}),
            "eu-west-1");
  EXPECT_EQ(desk.region({{"AWS_REGION", "eu-west-1"}}, {.region = "us-east-1"}), "us-east-1");
}

TEST(SessionOptions, SayHowToGiveARegion) {
  Desk desk;

  EXPECT_EQ(desk.region({}, {}),
            "not found: no region: give --region, set AWS_REGION, or set region for profile "
            "default in " +
                desk.home.path(".aws/config"));
}

TEST(SessionOptions, PutEveryServiceWhereTheWordSays) {
  Desk desk;
  const auto options =
      desk.options({{"AWS_REGION", "cn-north-1"}}, {.endpoint_url = "http://127.0.0.1:8000/"});
  ASSERT_TRUE(options);

  const Session session(options.value(), desk.transport, desk.clock, desk.random, desk.pause());

  for (const ServiceFacts& facts : all_services()) {
    EXPECT_EQ(session.endpoint(facts.service), "http://127.0.0.1:8000") << facts.name;
  }
}

TEST(SessionOptions, SignForThePartitionsRegionOfIam) {
  Desk desk;
  Session session(desk.options({{"AWS_REGION", "cn-northwest-1"},
                                {"AWS_ACCESS_KEY_ID", "AKID"},
                                {"AWS_SECRET_ACCESS_KEY", "s"}},
                               {})
                      .value(),
                  desk.transport, desk.clock, desk.random, desk.pause());
  desk.transport.answer(200, "<GetRoleResponse/>");

  ASSERT_TRUE(session.of(Service::kIam).query("GetRole", {}));

  EXPECT_EQ(desk.transport.sent().at(0).url, "https://iam.cn-north-1.amazonaws.com.cn/");
  EXPECT_NE(desk.header(0, "Authorization").find("/cn-north-1/iam/"), std::string::npos);
}

TEST(SessionOptions, RefuseAProfileThatIsNotThere) {
  Desk desk;

  const auto options = desk.options({{"AWS_PROFILE", "prod"}, {"AWS_REGION", "eu-west-1"}}, {});

  ASSERT_FALSE(options);
  EXPECT_NE(options.error().message.find("profile prod (AWS_PROFILE)"), std::string::npos);
}

TEST(SessionOptions, LookForCredentialsAtTheFirstCall) {
  Desk desk;
  const auto options = desk.options({{"AWS_REGION", "eu-west-1"}}, {});
  ASSERT_TRUE(options);
  Session session(options.value(), desk.transport, desk.clock, desk.random, desk.pause());

  const auto answer = session.of(Service::kDynamoDb).call("ListTables", "{}");

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::kDenied);
  EXPECT_TRUE(desk.transport.sent().empty());
}

TEST(SessionOptions, KnowHowToTryAgain) {
  Desk desk;
  desk.home.write(".aws/config",
                  "[default]\nregion = eu-west-1\nretry_mode = adaptive\n"
                  "max_attempts = 4\n");

  const auto of_profile = desk.options({}, {});
  const auto of_variables =
      desk.options({{"AWS_RETRY_MODE", "legacy"}, {"AWS_MAX_ATTEMPTS", "1"}}, {});

  ASSERT_TRUE(of_profile);
  EXPECT_EQ(of_profile.value().retry.mode, RetryMode::kAdaptive);
  EXPECT_EQ(of_profile.value().retry.attempts, 4);
  ASSERT_TRUE(of_variables);
  EXPECT_EQ(of_variables.value().retry.mode, RetryMode::kStandard);
  EXPECT_EQ(of_variables.value().retry.attempts, 1);
  EXPECT_FALSE(desk.options({{"AWS_RETRY_MODE", "often"}}, {}));
  for (const char* attempts : {"0", "-1", "x", "3x"}) {
    EXPECT_FALSE(desk.options({{"AWS_MAX_ATTEMPTS", attempts}}, {})) << attempts;
  }
}

TEST(SessionOptions, RefuseHostsByAccountIdWhenTheyAreRequired) {
  Desk desk;
  const auto options = [&](const char* mode) {
    return desk.options({{"AWS_REGION", "eu-west-1"}, {"AWS_ACCOUNT_ID_ENDPOINT_MODE", mode}}, {});
  };

  EXPECT_TRUE(options("preferred"));
  EXPECT_TRUE(options("disabled"));
  EXPECT_FALSE(options("required"));
}

TEST(TransportOptions, KnowCertificatesAndProxies) {
  Desk desk;
  desk.home.write(".aws/config", "[default]\nca_bundle = ~/profile.pem\n");

  const auto of_profile = transport_options(desk.home.environment(), {});
  const auto of_variables =
      transport_options(desk.home.environment({{"AWS_CA_BUNDLE", "/etc/ca.pem"},
                                               {"HTTPS_PROXY", "http://proxy:3128"},
                                               {"https_proxy", "http://small:3128"},
                                               {"HTTP_PROXY", "http://plain:3128"},
                                               {"NO_PROXY", "localhost,.internal"}}),
                        {});

  ASSERT_TRUE(of_profile);
  EXPECT_EQ(of_profile.value().ca_file, desk.home.path("profile.pem"));
  EXPECT_EQ(of_profile.value().https_proxy, "");
  ASSERT_TRUE(of_variables);
  EXPECT_EQ(of_variables.value().ca_file, "/etc/ca.pem");
  EXPECT_EQ(of_variables.value().https_proxy, "http://small:3128");
  EXPECT_EQ(of_variables.value().proxy, "http://plain:3128");
  EXPECT_EQ(of_variables.value().no_proxy, "localhost,.internal");
}

}  // namespace
}  // namespace tidemark::client
