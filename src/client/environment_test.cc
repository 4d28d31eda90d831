#include "client/environment.h"

#include <gtest/gtest.h>

#include <array>

namespace tidemark::client {
namespace {

TEST(Environment, IsReadFromEntries) {
  const std::array<const char*, 4> entries{"A=1", "B=x=y", "A=2", nullptr};

  const Environment environment = environment_of(entries.data());

  EXPECT_EQ(environment.find("A"), "1");
  EXPECT_EQ(environment.find("B"), "x=y");
  EXPECT_EQ(environment.find("C"), std::nullopt);
}

TEST(Environment, TakesAnEmptyVariableForNone) {
  const Environment environment{.variables = {{"AWS_PROFILE", ""}}};

  EXPECT_EQ(environment.find("AWS_PROFILE"), std::nullopt);
  EXPECT_EQ(environment.get("AWS_PROFILE", "default"), "default");
}

TEST(Environment, ReadsSwitchesInAnyLetters) {
  const Environment environment{.variables = {{"A", "TRUE"}, {"B", "1"}}};

  EXPECT_TRUE(environment.is_true("A"));
  EXPECT_FALSE(environment.is_true("B"));
  EXPECT_FALSE(environment.is_true("C"));
}

TEST(Environment, FindsHome) {
  const Environment environment{.variables = {{"HOME", "/home/ada"}}};

  EXPECT_EQ(environment.path("~/.aws/config"), "/home/ada/.aws/config");
  EXPECT_EQ(environment.path("/etc/aws"), "/etc/aws");
  EXPECT_EQ(environment.path("~other/x"), "~other/x");
}

}  // namespace
}  // namespace tidemark::client
