#include "client/ini_file.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

TEST(IniFile, ReadsSectionsNamesAndValues) {
  const auto file = parse_ini(
      "# a comment\n; another\n[default]\nRegion = eu-west-1 # no comment\noutput:json\n\n"
      "[profile prod]\r\nregion=us-east-1\r\n",
      "config");

  ASSERT_TRUE(file);
  ASSERT_EQ(file.value().sections.size(), 2u);
  EXPECT_EQ(file.value().sections[0].values.at("region"), "eu-west-1 # no comment");
  EXPECT_EQ(file.value().sections[0].values.at("output"), "json");
  EXPECT_EQ(file.value().sections[1].name, "profile prod");
  EXPECT_EQ(file.value().sections[1].values.at("region"), "us-east-1");
}

TEST(IniFile, ReadsSettingsUnderASetting) {
  const auto file = parse_ini(
      "[services local]\ndynamodb =\n  endpoint_url = http://127.0.0.1:8000\n  # no\n"
      "backup =\n  endpoint_url = http://127.0.0.1:8001\n",
      "config");

  ASSERT_TRUE(file);
  const IniSection& section = file.value().sections.at(0);
  EXPECT_EQ(section.nested.at("dynamodb").at("endpoint_url"), "http://127.0.0.1:8000");
  EXPECT_EQ(section.nested.at("backup").at("endpoint_url"), "http://127.0.0.1:8001");
}

TEST(IniFile, NamesFileAndLineOfAMistakeAndNotItsText) {
  for (const char* text : {"[a]\nhush hush\n", "[a]\nhush\n", "\nhush = hush\n", "[a]\n[a]\n",
                           "[a]\nx = hush\nx = hush\n"}) {
    const auto file = parse_ini(text, "/home/ada/.aws/credentials");

    ASSERT_FALSE(file) << text;
    EXPECT_TRUE(file.error().message.starts_with("/home/ada/.aws/credentials:"))
        << file.error().message;
    EXPECT_EQ(file.error().message.find("hush"), std::string::npos) << file.error().message;
  }
}

TEST(ShellWords, PartAsAShellDoes) {
  const auto words = shell_words(R"(program "two words" 'a "b" \c' d\ e "x\"y\n" '')");

  ASSERT_TRUE(words);
  EXPECT_EQ(words.value(), (std::vector<std::string>{"program", "two words", R"(a "b" \c)", "d e",
                                                     R"(x"y\n)", ""}));
}

TEST(ShellWords, RefuseAQuotationWithoutEnd) {
  EXPECT_FALSE(shell_words("program 'x"));
}

}  // namespace
}  // namespace tidemark::client
