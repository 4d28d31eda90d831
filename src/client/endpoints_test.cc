#include "client/endpoints.h"

#include "codec/json.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace tidemark::client {
namespace {

// What botocore computed; its file names version and script.
codec::JsonValue botocores() {
  std::ifstream file(std::string(TIDEMARK_CLIENT_DATA) + "/endpoints.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto json = codec::parse_json(text);
  EXPECT_TRUE(json);
  return json ? std::move(json).value() : codec::JsonValue();
}

HostFacts facts_named(const std::string& key) {
  if (const auto service = service_named(key)) return host_facts(*service);
  return key == "sso" ? kSsoPortal : kSsoOidc;
}

TEST(AwsEndpoint, IsBotocores) {
  const codec::JsonValue table = botocores();
  ASSERT_NE(table.find("rows"), nullptr);
  const auto& rows = *table.find("rows")->array();
  ASSERT_GE(rows.size(), 400u);
  for (const codec::JsonValue& each : rows) {
    const auto& row = *each.array();
    const auto endpoint =
        aws_endpoint(facts_named(*row.at(0).string()), *row.at(1).string(),
                     {.fips = *row.at(2).boolean(), .dual_stack = *row.at(3).boolean()});
    ASSERT_TRUE(endpoint) << endpoint.error().message;
    EXPECT_EQ(endpoint.value().url, *row.at(4).string()) << *row.at(0).string();
    EXPECT_EQ(endpoint.value().signing_region, *row.at(5).string()) << endpoint.value().url;
  }
}

TEST(AwsEndpoint, KnowsNoVariantsOfSomePartitions) {
  const auto endpoint = aws_endpoint(host_facts(Service::kBackup), "us-iso-east-1", {.fips = true});

  ASSERT_FALSE(endpoint);
  EXPECT_NE(endpoint.error().message.find("AWS_ENDPOINT_URL_BACKUP"), std::string::npos);
}

TEST(AwsEndpoint, TakesNoRegionThatWouldLeadElsewhere) {
  for (const char* region : {"", "evil.example/", "eu-west-1@evil", "EU-WEST-1", "a b"}) {
    EXPECT_FALSE(aws_endpoint(host_facts(Service::kSts), region, {})) << region;
  }
}

struct Place {
  Environment environment{};
  Profiles profiles{};
  Profile profile{};

  [[nodiscard]] std::string of(Service service, std::string_view word = {}) const {
    const auto endpoint =
        Endpoints(environment, profiles, profile, word).of(host_facts(service), "eu-west-1");
    return endpoint ? endpoint.value().url : endpoint.error().message;
  }
};

TEST(Endpoints, AreConfiguredFromWordToProfile) {
  Place place;
  EXPECT_EQ(place.of(Service::kDynamoDb), "https://dynamodb.eu-west-1.amazonaws.com");

  place.profile.config["endpoint_url"] = "http://profile";
  EXPECT_EQ(place.of(Service::kDynamoDb), "http://profile");

  place.profile.config["services"] = "local";
  place.profiles.services["local"]["dynamodb"]["endpoint_url"] = "http://section";
  EXPECT_EQ(place.of(Service::kDynamoDb), "http://section");
  EXPECT_EQ(place.of(Service::kBackup), "http://profile");

  place.environment.variables["AWS_ENDPOINT_URL"] = "http://variable/";
  EXPECT_EQ(place.of(Service::kDynamoDb), "http://variable");

  place.environment.variables["AWS_ENDPOINT_URL_DYNAMODB"] = "http://its-variable";
  EXPECT_EQ(place.of(Service::kDynamoDb), "http://its-variable");
  EXPECT_EQ(place.of(Service::kBackup), "http://variable");

  EXPECT_EQ(place.of(Service::kBackup, "http://word:8000"), "http://word:8000");
}

TEST(Endpoints, MayBeIgnored) {
  Place place;
  place.environment.variables["AWS_ENDPOINT_URL"] = "http://variable";
  place.environment.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";

  EXPECT_EQ(place.of(Service::kSts), "https://sts.eu-west-1.amazonaws.com");
  EXPECT_EQ(place.of(Service::kSts, "http://word"), "http://word");
}

TEST(Endpoints, MayBeFipsOrDualStack) {
  Place place;
  place.environment.variables["AWS_USE_FIPS_ENDPOINT"] = "true";
  EXPECT_EQ(place.of(Service::kSts), "https://sts-fips.eu-west-1.amazonaws.com");

  place.profile.config["use_dualstack_endpoint"] = "true";
  EXPECT_EQ(place.of(Service::kSts), "https://sts-fips.eu-west-1.api.aws");

  place.environment.variables["AWS_USE_DUALSTACK_ENDPOINT"] = "false";
  EXPECT_EQ(place.of(Service::kSts), "https://sts-fips.eu-west-1.amazonaws.com");

  place.environment.variables["AWS_ENDPOINT_URL"] = "http://variable";
  EXPECT_NE(place.of(Service::kSts).find("contradict"), std::string::npos);
}

TEST(Endpoints, SayWhatIsWrongWithAUrl) {
  for (const char* url : {"127.0.0.1:8000", "ftp://x", "http://", "http://x?y", "http://x#y"}) {
    Place place;
    place.environment.variables["AWS_ENDPOINT_URL_BACKUP"] = url;
    EXPECT_TRUE(
        place.of(Service::kBackup)
            .starts_with(fmt::format("AWS_ENDPOINT_URL_BACKUP: {} cannot be an endpoint", url)))
        << place.of(Service::kBackup);
  }
}

TEST(Endpoints, ShowNoPasswordOfAUrl) {
  Place place;
  place.environment.variables["AWS_ENDPOINT_URL"] = "http://ada:hush@x";

  EXPECT_EQ(place.of(Service::kBackup).find("hush"), std::string::npos);
}

TEST(Endpoints, SayWhichSectionIsMissing) {
  Place place;
  place.profile.config["services"] = "local";

  EXPECT_NE(place.of(Service::kBackup).find("[services local]"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::client
