#include "client/profiles.h"

#include "client/testing/home.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

using testing::Home;

TEST(Profiles, AreReadFromBothFilesAndTheCredentialsFileWins) {
  Home home;
  home.write(".aws/config",
             "[default]\nregion = a\n[profile prod]\nregion = b\naws_access_key_id = config\n"
             "[profile \"two words\"]\nregion = c\n[prod2]\nregion = d\n");
  home.write(".aws/credentials", "[prod]\naws_access_key_id = credentials\n");

  const auto profiles = read_profiles(home.environment());

  ASSERT_TRUE(profiles);
  EXPECT_EQ(profiles.value().find("default")->get("region"), "a");
  EXPECT_EQ(profiles.value().find("prod")->get("region"), "b");
  EXPECT_EQ(profiles.value().find("prod")->get("aws_access_key_id"), "credentials");
  EXPECT_EQ(profiles.value().find("two words")->get("region"), "c");
  EXPECT_EQ(profiles.value().find("prod2"), nullptr);  // needs the word profile
}

TEST(Profiles, MayLieElsewhereOrNowhere) {
  Home home;
  const std::string config = home.write("elsewhere", "[default]\nregion = x\n");

  const auto profiles = read_profiles(home.environment(
      {{"AWS_CONFIG_FILE", config}, {"AWS_SHARED_CREDENTIALS_FILE", "~/nowhere"}}));

  ASSERT_TRUE(profiles);
  EXPECT_EQ(profiles.value().find("default")->get("region"), "x");
  EXPECT_EQ(profiles.value().credentials_path, home.path("nowhere"));
}

TEST(Profiles, AreChosenByWordThenVariable) {
  Home home;
  const auto chosen = [&](const Home::Variables& variables, std::string_view word) {
    return chosen_profile(home.environment(variables), word).name;
  };

  EXPECT_EQ(chosen({{"AWS_PROFILE", "a"}, {"AWS_DEFAULT_PROFILE", "b"}}, "c"), "c");
  EXPECT_EQ(chosen({{"AWS_PROFILE", "a"}, {"AWS_DEFAULT_PROFILE", "b"}}, ""), "a");
  EXPECT_EQ(chosen({{"AWS_DEFAULT_PROFILE", "b"}}, ""), "b");
  EXPECT_EQ(chosen({}, ""), "default");
}

TEST(Profiles, ThatSomebodyChoseMustBeThere) {
  Home home;
  home.write(".aws/config", "[profile prod]\nregion = b\n[profile test]\nregion = b\n");
  const auto profiles = read_profiles(home.environment());
  ASSERT_TRUE(profiles);

  const auto missing = profile_to_use(profiles.value(), {.name = "prd", .chosen_by = "--profile"});
  const auto nobodys = profile_to_use(profiles.value(), {.name = "default", .chosen_by = ""});

  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  EXPECT_NE(missing.error().message.find("there: prod, test"), std::string::npos)
      << missing.error().message;
  EXPECT_TRUE(nobodys);
}

}  // namespace
}  // namespace tidemark::client
