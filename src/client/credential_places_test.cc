#include "client/credential_places.h"

#include "client/testing/desk.h"
#include "client/testing/home.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tidemark::client {
namespace {

using testing::Home;

// One home, one scripted world; `look` answers with the key found, or with the error.
struct Search : testing::Desk {
  Home home;
  Home::Variables variables;
  std::string profile = "default";
  bool profile_given = false;
  RunProgram run;
  std::shared_ptr<CredentialProvider> chain;

  std::string look() {
    Environment environment = home.environment(variables);
    environment.run = run;
    auto profiles = read_profiles(environment);
    if (!profiles) return to_text(profiles.error());
    chain = default_chain(
        std::make_shared<const Surroundings>(Surroundings{.environment = environment,
                                                          .profiles = profiles.value(),
                                                          .profile = profile,
                                                          .region = "eu-west-1",
                                                          .means = means()}),
        profile_given);
    const auto key = chain->now();
    if (!key) return to_text(key.error());
    return fmt::format("{}/{}/{}", key.value().key_id, key.value().secret,
                       key.value().session_token);
  }

  Means means() { return {transport, clock, random, pause()}; }
};

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

std::string assumed(std::string_view key, std::string_view operation = "AssumeRole") {
  return fmt::format(
      "<{0}Response><{0}Result><Credentials><AccessKeyId>{1}</AccessKeyId><SecretAccessKey>s"
      "</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-11-21T05:05:06Z"
      "</Expiration></Credentials></{0}Result></{0}Response>",
      operation, key);
}

TEST(DefaultChain, FindsTheEnvironmentFirst) {
  Search search;
  search.variables = {
      {"AWS_ACCESS_KEY_ID", "env"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_SESSION_TOKEN", "t"}};
  search.home.write(".aws/credentials",
                    "[default]\naws_access_key_id = file\naws_secret_access_key = s\n");

  EXPECT_EQ(search.look(), "env/s/t");
  search.profile_given = true;
  EXPECT_EQ(search.look(), "file/s/");
}

TEST(DefaultChain, PrefersTheCredentialsFileToAProcessToTheConfigFile) {
  Search search;
  search.run = [](const std::vector<std::string>&) -> Result<std::string> {
    return std::string(R"({"Version":1,"AccessKeyId":"process","SecretAccessKey":"s"})");
  };
  search.home.write(".aws/config",
                    "[default]\naws_access_key_id = config\naws_secret_access_key = s\n");
  EXPECT_EQ(search.look(), "config/s/");

  search.home.write(".aws/config",
                    "[default]\naws_access_key_id = config\n"
                    "aws_secret_access_key = s\ncredential_process = p\n");
  EXPECT_EQ(search.look(), "process/s/");

  search.home.write(".aws/credentials",
                    "[default]\naws_access_key_id = file\naws_secret_access_key = s\n");
  EXPECT_EQ(search.look(), "file/s/");
}

TEST(DefaultChain, NamesEveryPlaceWhenThereIsNothing) {
  Search search;

  const std::string error = search.look();

  for (const char* place :
       {"environment variables: AWS_ACCESS_KEY_ID is not set", "role of profile default",
        "web identity", "SSO", ".aws/credentials", "credential_process", ".aws/config",
        "container credentials: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set",
        "EC2 instance metadata: AWS_EC2_METADATA_DISABLED is true"}) {
    EXPECT_TRUE(holds(error, place)) << place << " in " << error;
  }
  EXPECT_TRUE(search.transport.sent().empty());
}

TEST(DefaultChain, RefusesAKeyWithoutItsSecret) {
  Search search;
  search.variables = {{"AWS_ACCESS_KEY_ID", "env"}};

  EXPECT_EQ(search.look(),
            "invalid: environment variables: an access key id without its secret access key");
}

TEST(RoleCredentials, AreTakenOnWithTheSourceProfilesKeys) {
  Search search;
  search.profile = "prod";
  search.home.write(".aws/config",
                    "[profile prod]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n"
                    "external_id = x\nrole_session_name = ada\nduration_seconds = 1800\n");
  search.home.write(".aws/credentials",
                    "[base]\naws_access_key_id = basekey\naws_secret_access_key = s\n");
  search.transport.answer(200, assumed("ASIA"));

  EXPECT_EQ(search.look(), "ASIA/s/t");

  EXPECT_EQ(search.chain->origin(), "role of profile prod");
  EXPECT_EQ(search.transport.sent().at(0).url, "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_TRUE(holds(search.header(0, "Authorization"), "Credential=basekey/"));
  EXPECT_TRUE(
      search.body(0).ends_with("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
                               "&RoleSessionName=ada&DurationSeconds=1800&ExternalId=x"))
      << search.body(0);
}

TEST(RoleCredentials, AreTakenOnThroughAChainOfRoles) {
  Search search;
  search.profile = "c";
  search.home.write(".aws/config",
                    "[profile c]\nrole_arn = rc\nsource_profile = b\n"
                    "[profile b]\nrole_arn = rb\nsource_profile = a\n"
                    "[profile a]\naws_access_key_id = akey\naws_secret_access_key = s\n");
  search.transport.answer(200, assumed("BKEY"));
  search.transport.answer(200, assumed("CKEY"));

  EXPECT_EQ(search.look(), "CKEY/s/t");

  EXPECT_TRUE(holds(search.header(0, "Authorization"), "Credential=akey/"));
  EXPECT_TRUE(holds(search.body(0), "RoleArn=rb&"));
  EXPECT_TRUE(holds(search.header(1, "Authorization"), "Credential=BKEY/"));
  EXPECT_TRUE(holds(search.body(1), "RoleArn=rc&"));
}

TEST(RoleCredentials, MayComeFromTheEnvironment) {
  Search search;
  search.profile_given = true;
  search.variables = {{"AWS_ACCESS_KEY_ID", "env"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
  search.home.write(".aws/config", "[default]\nrole_arn = r\ncredential_source = Environment\n");
  search.transport.answer(200, assumed("ASIA"));

  EXPECT_EQ(search.look(), "ASIA/s/t");
  EXPECT_TRUE(holds(search.header(0, "Authorization"), "Credential=env/"));
}

TEST(RoleCredentials, SayWhatIsSetUpWrongly) {
  const auto error = [](std::string_view config) {
    Search search;
    search.home.write(".aws/config", config);
    return search.look();
  };

  EXPECT_TRUE(holds(error("[default]\nrole_arn = r\n"), "neither source_profile nor"));
  EXPECT_TRUE(holds(error("[default]\nrole_arn = r\nsource_profile = a\n"), "in neither file"));
  EXPECT_TRUE(holds(error("[default]\nrole_arn = r\nsource_profile = a\n"
                          "[profile a]\nrole_arn = r\nsource_profile = default\n"),
                    "leads back to itself"));
  EXPECT_TRUE(holds(error("[default]\nrole_arn = r\nsource_profile = a\ncredential_source = b\n"),
                    "contradict"));
  EXPECT_TRUE(holds(error("[default]\nrole_arn = r\ncredential_source = Moon\n"),
                    "credential_source = Moon"));
  EXPECT_TRUE(holds(error("[default]\nrole_arn = r\nmfa_serial = m\nsource_profile = default\n"),
                    "mfa_serial = m"));
  EXPECT_TRUE(holds(error("[default]\nrole_arn = r\nsource_profile = default\n"
                          "aws_access_key_id = a\naws_secret_access_key = s\n"
                          "duration_seconds = 60\n"),
                    "duration_seconds = 60"));
}

TEST(DefaultChain, SaysHowToUseWhatAwsLoginLeft) {
  Search search;
  search.home.write(".aws/config", "[default]\nlogin_session = arn:aws:iam::1:user/ada\n");

  EXPECT_TRUE(holds(search.look(), "aws configure export-credentials --profile default"));
}

TEST(RoleCredentials, AreTakenOnWithAWebIdentity) {
  Search search;
  const std::string token = search.home.write("token", "jwt\n");
  search.variables = {{"AWS_WEB_IDENTITY_TOKEN_FILE", token},
                      {"AWS_ROLE_ARN", "r"},
                      {"AWS_ROLE_SESSION_NAME", "pod"}};
  search.transport.answer(200, assumed("ASIA", "AssumeRoleWithWebIdentity"));

  EXPECT_EQ(search.look(), "ASIA/s/t");
  EXPECT_EQ(search.header(0, "Authorization"), "");
  EXPECT_TRUE(search.body(0).ends_with("RoleSessionName=pod&WebIdentityToken=jwt"));
}

// sha1("corp"), where `aws sso login --sso-session corp` leaves its token.
constexpr const char* kCache = ".aws/sso/cache/";

struct SsoSearch : Search {
  SsoSearch() {
    home.write(".aws/config",
               "[default]\nsso_session = corp\nsso_account_id = 012345678901\n"
               "sso_role_name = Admin\n[sso-session corp]\nsso_region = us-east-1\n"
               "sso_start_url = https://corp.awsapps.com/start\n");
  }

  void cache(std::string_view expires) {
    home.write(std::string(kCache) + "ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
               fmt::format(R"({{"accessToken":"bearer","expiresAt":"{}"}})", expires));
  }
};

TEST(SsoCredentials, AreExchangedForTheCachedToken) {
  SsoSearch search;
  search.cache("2026-11-21T12:00:00Z");
  search.transport.answer(200, R"({"roleCredentials":{"accessKeyId":"ASIA",)"
                               R"("secretAccessKey":"s","sessionToken":"t",)"
                               R"("expiration":1795240000000}})");

  EXPECT_EQ(search.look(), "ASIA/s/t");
  EXPECT_EQ(search.transport.sent().at(0).url,
            "https://portal.sso.us-east-1.amazonaws.com/federation/credentials"
            "?role_name=Admin&account_id=012345678901");
  EXPECT_EQ(search.header(0, "x-amz-sso_bearer_token"), "bearer");
}

TEST(SsoCredentials, SayHowToLogIn) {
  SsoSearch search;
  EXPECT_TRUE(holds(search.look(), "aws sso login --sso-session corp"));

  search.cache("2026-11-21T04:00:00Z");
  const std::string expired = search.look();
  EXPECT_TRUE(holds(expired, "the token has expired")) << expired;

  search.cache("2026-11-21T12:00:00Z");
  search.transport.answer(401, R"({"message":"Session token not found or invalid"})");
  const std::string refused = search.look();
  EXPECT_TRUE(holds(refused, "status 401; try aws sso login --sso-session corp")) << refused;
}

TEST(SsoCredentials, RenewTheirTokenBeforeItEnds) {
  SsoSearch search;
  const std::string path = std::string(kCache) + "ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
  search.home.write(path,
                    R"({"startUrl":"u","accessToken":"old","expiresAt":"2026-11-21T04:15:00Z",)"
                    R"("clientId":"id","clientSecret":"hush","refreshToken":"once"})");
  search.transport.answer(
      200, R"({"accessToken":"new","expiresIn":3600,"refreshToken":"twice","tokenType":"Bearer"})");
  search.transport.answer(200, R"({"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s",)"
                               R"("sessionToken":"t","expiration":1795240000000}})");

  EXPECT_EQ(search.look(), "ASIA/s/t");

  EXPECT_EQ(search.transport.sent().at(0).url, "https://oidc.us-east-1.amazonaws.com/token");
  EXPECT_EQ(search.body(0), R"({"grantType":"refresh_token","clientId":"id",)"
                            R"("clientSecret":"hush","refreshToken":"once"})");
  EXPECT_EQ(search.header(1, "x-amz-sso_bearer_token"), "new");
  std::ifstream file(search.home.path(path));
  const std::string kept{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(kept, R"({"startUrl":"u","accessToken":"new","expiresAt":"2026-11-21T05:05:06Z",)"
                  R"("clientId":"id","clientSecret":"hush","refreshToken":"twice"})");
  EXPECT_EQ(std::filesystem::status(search.home.path(path)).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(SsoCredentials, UseATokenToItsEndWhenItCannotBeRenewed) {
  SsoSearch search;
  search.cache("2026-11-21T04:15:00Z");
  search.transport.answer(200, R"({"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s",)"
                               R"("sessionToken":"t","expiration":1795240000000}})");

  EXPECT_EQ(search.look(), "ASIA/s/t");
  EXPECT_EQ(search.header(0, "x-amz-sso_bearer_token"), "bearer");
}

TEST(ProcessCredentials, AreWhatTheProgramPrints) {
  Search search;
  std::vector<std::string> ran;
  search.run = [&](const std::vector<std::string>& words) -> Result<std::string> {
    ran = words;
    return std::string(R"({"Version":1,"AccessKeyId":"p","SecretAccessKey":"s",)"
                       R"("SessionToken":"t","Expiration":"2026-11-21T05:05:06+00:00"})");
  };
  search.home.write(".aws/config", "[default]\ncredential_process = /bin/vend \"two words\"\n");

  EXPECT_EQ(search.look(), "p/s/t");
  EXPECT_EQ(ran, (std::vector<std::string>{"/bin/vend", "two words"}));
}

TEST(ProcessCredentials, SayWhatIsWrongWithoutShowingIt) {
  const auto error = [](std::string output) {
    Search search;
    search.run = [output](const std::vector<std::string>&) -> Result<std::string> {
      return output;
    };
    search.home.write(".aws/config", "[default]\ncredential_process = /bin/vend hush\n");
    return search.look();
  };

  for (const char* output :
       {"hush", R"({"Version":2,"AccessKeyId":"hush","SecretAccessKey":"hush"})",
        R"({"Version":1,"AccessKeyId":"hush"})",
        R"({"Version":1,"AccessKeyId":"a","SecretAccessKey":"hush","Expiration":"hush"})"}) {
    const std::string text = error(output);
    EXPECT_TRUE(holds(text, "credential_process of profile default")) << text;
    EXPECT_FALSE(holds(text, "hush")) << text;
  }
}

TEST(ContainerCredentials, AreAskedForWithTheToken) {
  Search search;
  const std::string token = search.home.write("token", "bearer\n");
  search.variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1"},
                      {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token}};
  search.transport.answer(500, "");
  search.transport.answer(200, R"({"AccessKeyId":"c","SecretAccessKey":"s","Token":"t",)"
                               R"("Expiration":"2026-11-21T05:05:06Z"})");

  EXPECT_EQ(search.look(), "c/s/t");
  EXPECT_EQ(search.transport.sent().at(1).url, "http://169.254.170.23/v1");
  EXPECT_EQ(search.header(1, "Authorization"), "bearer");
}

TEST(ContainerCredentials, SendNoTokenOverPlainHttpElsewhere) {
  for (const char* url : {"http://10.0.0.1/x", "http://localhost.evil/x", "ftp://localhost/x"}) {
    Search search;
    search.variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", url}};

    EXPECT_TRUE(holds(search.look(), "must be https")) << url;
    EXPECT_TRUE(search.transport.sent().empty());
  }
}

TEST(InstanceCredentials, AreAskedForInThreeSteps) {
  Search search;
  search.variables = {{"AWS_EC2_METADATA_DISABLED", "false"}};
  search.transport.answer(200, "token");
  search.transport.answer(200, "role\n");
  search.transport.answer(200, R"({"Code":"Success","AccessKeyId":"i","SecretAccessKey":"s",)"
                               R"("Token":"t","Expiration":"2026-11-21T05:05:06Z"})");

  EXPECT_EQ(search.look(), "i/s/t");
  const auto sent = search.transport.sent();
  EXPECT_EQ(sent.at(0).method, "PUT");
  EXPECT_EQ(sent.at(0).url, "http://169.254.169.254/latest/api/token");
  EXPECT_EQ(search.header(0, "X-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(sent.at(2).url,
            "http://169.254.169.254/latest/meta-data/iam/security-credentials/role");
  EXPECT_EQ(search.header(2, "X-aws-ec2-metadata-token"), "token");
}

TEST(InstanceCredentials, AreNoneAwayFromEc2) {
  Search search;
  search.variables = {{"AWS_EC2_METADATA_DISABLED", "false"},
                      {"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}};
  search.transport.refuse_connection();

  EXPECT_TRUE(holds(search.look(), "EC2 instance metadata: no answer"));
  EXPECT_EQ(search.transport.sent().at(0).url, "http://[fd00:ec2::254]/latest/api/token");
}

// Every kind of failure that has a secret at hand.
TEST(Credentials, AreInNoError) {
  constexpr const char* kSecret = "hush-hush";
  const auto text = [&](const Home::Variables& variables, std::string_view config, int status) {
    Search search;
    search.variables = variables;
    search.home.write(".aws/config", config);
    search.transport.otherwise([status](const http::Outgoing& request) -> Result<http::Response> {
      if (status == 0) return fail(Code::kUnknown, request.url + ": the connection broke");
      return http::Response{.status = status, .headers = {}, .body = "hush-hush"};
    });
    return search.look();
  };
  const std::string role =
      "[default]\nrole_arn = r\nsource_profile = base\n[profile base]\n"
      "aws_access_key_id = a\naws_secret_access_key = hush-hush\n"
      "aws_session_token = hush-hush\n";
  for (const int status : {0, 200, 403, 500}) {
    for (const std::string& error :
         {text({}, role, status),
          text({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/hush-hush"},
                {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "hush-hush"}},
               "", status),
          text({{"AWS_EC2_METADATA_DISABLED", "false"}}, "", status),
          text({{"AWS_SECRET_ACCESS_KEY", "hush-hush"}, {"AWS_ACCESS_KEY_ID", ""}}, "", status)}) {
      EXPECT_FALSE(holds(error, kSecret)) << error;
      EXPECT_TRUE(holds(error, ":")) << error;
    }
  }
  EXPECT_FALSE(holds(text({}, "[default]\nhush-hush\n", 200), kSecret));
}

}  // namespace
}  // namespace tidemark::client
