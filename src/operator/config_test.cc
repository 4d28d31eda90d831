#include "operator/config.h"

#include "operator/config_values.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tidemark::runbooks {
namespace {

std::string problems_of(std::string_view text) {
  return problems_text(read_config(text).problems, "tidemark.yaml");
}

TEST(ReadConfig, TakesEveryKey) {
  const ConfigReading read = read_config(
      "# our account\n"
      "account: \"012345678901\"\n"
      "region: ca-central-1\n"
      "vault: nightly\n"
      "role: service-role/AWSBackup\n"
      "timeout: 2h\n"
      "time zone: America/Vancouver\n"
      "profile: production\n"
      "endpoint: http://127.0.0.1:8000\n");

  ASSERT_TRUE(read.problems.empty()) << problems_text(read.problems, "");
  EXPECT_EQ(read.config.account, "012345678901");
  EXPECT_EQ(read.config.region, "ca-central-1");
  EXPECT_EQ(read.config.vault, "nightly");
  EXPECT_EQ(read.config.role, "service-role/AWSBackup");
  EXPECT_EQ(read.config.timeout, std::chrono::hours(2));
  EXPECT_EQ(read.config.time_zone, "America/Vancouver");
  EXPECT_EQ(read.config.profile, "production");
  EXPECT_EQ(read.config.endpoint, "http://127.0.0.1:8000");
}

TEST(ReadConfig, ReadsWhatItWrites) {
  Config config{.account = "012345678901",
                .region = "us-east-1",
                .vault = "on",
                .role = "arn:aws:iam::012345678901:role/service-role/Backup",
                .timeout = std::chrono::seconds(90),
                .timeout_given = true,
                .time_zone = "Etc/UTC",
                .profile = "a \"b\"",
                .endpoint = "https://[::1]:8000"};
  config.profile = "a\"b\\c";

  const std::string text = config_text(config);
  const ConfigReading read = read_config(text);

  EXPECT_TRUE(read.problems.empty()) << text << problems_text(read.problems, "");
  EXPECT_EQ(config_text(read.config), text);
  EXPECT_EQ(read.config.profile, config.profile);
}

TEST(ReadConfig, TakesAnEmptyFile) {
  for (const char* text : {"", "\n", "# nothing\n", "---\n", "{}\n"}) {
    EXPECT_EQ(problems_of(text), "") << text;
  }
}

TEST(ReadConfig, RefusesKeysThatAreUnknownOrThereTwice) {
  EXPECT_EQ(problems_of("acount: \"012345678901\"\n"
                        "region: us-east-1\n"
                        "\n"
                        "region: us-east-1\n"
                        "time_zone: Etc/UTC\n"
                        "colour: blue\n"),
            "tidemark.yaml:1: unknown key \"acount\": did you mean \"account\"\n"
            "tidemark.yaml:4: region is there twice, first in line 2: keep one\n"
            "tidemark.yaml:5: unknown key \"time_zone\": did you mean \"time zone\"\n"
            "tidemark.yaml:6: unknown key \"colour\": the keys are account, region, vault, role, "
            "timeout, time zone, profile, endpoint\n");
}

TEST(ReadConfig, TellsEveryBadValueWithItsLine) {
  EXPECT_EQ(problems_of("account: 12345678901\n"
                        "region: frankfurt\n"
                        "vault: x\n"
                        "role: a b\n"
                        "timeout: -2\n"
                        "time zone: Middle/Earth\n"
                        "profile:\n"
                        "endpoint: http://127.0.0.1:8000/path\n"),
            "tidemark.yaml:1: account \"12345678901\" has 11 digits: an account has 12, and a "
            "number loses its zeros in front; write \"012345678901\", in quotes, if that is it\n"
            "tidemark.yaml:2: region \"frankfurt\" is no region's name such as eu-west-1\n"
            "tidemark.yaml:3: vault \"x\" is no vault's name: 2 to 50 letters, digits, \"-\" and "
            "\"_\"\n"
            "tidemark.yaml:4: role \"a b\" is no role's name, path and name, or ARN: a name has up "
            "to 64 letters, digits and \"_+=,.@-\"\n"
            "tidemark.yaml:5: timeout \"-2\" is no timeout: write seconds, a length of time such "
            "as 2h (at most 30 days), or -1 for none\n"
            "tidemark.yaml:6: 'Middle/Earth' is no IANA time zone such as Etc/UTC or "
            "Europe/Berlin\n"
            "tidemark.yaml:7: profile has no value: write one, or leave the key out\n"
            "tidemark.yaml:8: endpoint \"http://127.0.0.1:8000/path\" is no endpoint such as "
            "https://dynamodb.example.org or http://127.0.0.1:8000, without a path\n");
}

TEST(ReadConfig, RefusesWhatIsDeeperThanOneMap) {
  EXPECT_EQ(problems_of("region: [a, b]\nvault: nightly\n"),
            "tidemark.yaml:1: region is a list: every key has one plain value\n");
  EXPECT_EQ(problems_of("vault:\n  name: nightly\nregion: x\n"),
            "tidemark.yaml:2: vault is a map: every key has one plain value\n"
            "tidemark.yaml:3: region \"x\" is no region's name such as eu-west-1\n");
  EXPECT_EQ(problems_of("- region\n- vault\n"),
            "tidemark.yaml:1: the file is a list: write lines such as \"region: us-east-1\"\n");
  EXPECT_EQ(problems_of("region\n"),
            "tidemark.yaml:1: the file is a single value: write lines such as \"region: "
            "us-east-1\"\n");
  EXPECT_NE(problems_of("region: &r us-east-1\nvault: *r\n"), "");
  EXPECT_NE(problems_of("region: !!binary dXM=\n"), "");
  EXPECT_NE(problems_of("region: us-east-1\n---\nvault: nightly\n"), "");
  EXPECT_NE(problems_of("? [a, b]\n: c\n"), "");
}

TEST(ReadConfig, EndsOnWhatIsNoYaml) {
  EXPECT_NE(problems_of("region: us-east-1\n  vault: \"x\n").find("no YAML"), std::string::npos);
  EXPECT_NE(problems_of("region: \xff\n"), "");
  EXPECT_NE(problems_of(std::string(kLargestConfigBytes + 1, '#')), "");
  EXPECT_NE(problems_of(std::string(50'000, '[')), "");
  EXPECT_NE(problems_of(std::string(20'000, '{')), "");
}

TEST(ReadConfig, KnowsNoTimeoutFromNone) {
  const ConfigReading without = read_config("region: us-east-1\n");
  const ConfigReading none = read_config("timeout: -1\n");

  EXPECT_FALSE(without.config.timeout_given);
  EXPECT_TRUE(none.config.timeout_given);
  EXPECT_EQ(none.config.timeout, std::nullopt);
  EXPECT_EQ(read_config("timeout: 90\n").config.timeout, std::chrono::seconds(90));
  EXPECT_FALSE(read_config("timeout: 0\n").problems.empty());
  EXPECT_FALSE(read_config("timeout: 31d\n").problems.empty());
}

TEST(CheckAccount, WantsTwelveDigits) {
  EXPECT_TRUE(check_account("000000000000"));
  EXPECT_FALSE(check_account("00000000000"));
  EXPECT_FALSE(check_account("0000000000000"));
  EXPECT_FALSE(check_account("12345678901x"));
  EXPECT_FALSE(check_account("1.2345678e11"));
}

TEST(CheckRole, TakesNamesPathsAndArns) {
  EXPECT_TRUE(check_role("AWSBackupDefaultServiceRole"));
  EXPECT_TRUE(check_role("service-role/AWSBackupDefaultServiceRole"));
  EXPECT_TRUE(check_role("arn:aws-us-gov:iam::012345678901:role/a/b/Backup"));
  EXPECT_FALSE(check_role("arn:aws:iam::12345678901:role/Backup"));
  EXPECT_FALSE(check_role("arn:aws:iam::012345678901:user/Backup"));
  EXPECT_FALSE(check_role("service-role/"));
  EXPECT_FALSE(check_role(std::string(65, 'r')));
  EXPECT_EQ(role_name("arn:aws:iam::012345678901:role/service-role/Backup"), "Backup");
  EXPECT_EQ(role_name("service-role/Backup"), "Backup");
  EXPECT_EQ(role_name("Backup"), "Backup");
}

TEST(ConfigPath, FollowsTheXdgRules) {
  EXPECT_EQ(config_path("/x", "/home/op"), "/x/tidemark/tidemark.yaml");
  EXPECT_EQ(config_path("", "/home/op"), "/home/op/.config/tidemark/tidemark.yaml");
  EXPECT_EQ(config_path("relative", "/home/op"), "/home/op/.config/tidemark/tidemark.yaml");
  EXPECT_EQ(config_path("", ""), "");
}

TEST(LoadConfig, NamesTheFileInEveryProblem) {
  const auto path = std::filesystem::temp_directory_path() / "tidemark-config-test.yaml";
  std::ofstream(path) << "region: x\nvaults: nightly\n";

  const auto config = load_config(path);
  std::filesystem::remove(path);

  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, Code::kInvalid);
  EXPECT_EQ(config.error().message,
            fmt::format("the configuration has 2 problems:\n"
                        "{0}:1: region \"x\" is no region's name such as eu-west-1\n"
                        "{0}:2: unknown key \"vaults\": did you mean \"vault\"\n",
                        path.string()));
  EXPECT_EQ(load_config(path).error().code, Code::kNotFound);
  EXPECT_EQ(load_config("/").error().code, Code::kInvalid);
}

}  // namespace
}  // namespace tidemark::runbooks
