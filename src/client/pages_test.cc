#include "client/pages.h"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark::client {
namespace {

TEST(Pages, AreReadToTheEnd) {
  std::vector<std::string> asked;

  const auto read = each_page("ListX", [&](const std::string& token) {
    asked.push_back(token);
    return Result<Answer<std::string>>(std::string(token.empty() ? "b" : token == "b" ? "c" : ""));
  });

  ASSERT_TRUE(read);
  EXPECT_TRUE(std::holds_alternative<Ok>(read.value()));
  EXPECT_EQ(asked, (std::vector<std::string>{"", "b", "c"}));
}

TEST(Pages, EndWithARefusal) {
  const auto read = each_page("ListX", [](const std::string&) {
    return Result<Answer<std::string>>(ServiceError{.name = "AccessDeniedException"});
  });

  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<ServiceError>(read.value()).name, "AccessDeniedException");
}

TEST(Pages, EndWithAnError) {
  const auto read = each_page("ListX", [](const std::string&) -> Result<Answer<std::string>> {
    return fail(Code::kUnknown, "the connection broke");
  });

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kUnknown);
}

TEST(Pages, DoNotGoInCircles) {
  const auto read = each_page(
      "ListX", [](const std::string&) { return Result<Answer<std::string>>(std::string("same")); });

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "ListX: the token of the next page does not move");
}

TEST(Pages, EndWhenThereAreMoreThanThereCanBe) {
  int count = 0;

  const auto read = each_page(
      "ListX",
      [&](const std::string&) { return Result<Answer<std::string>>(std::to_string(++count)); }, 5);

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kCorrupt);
  EXPECT_EQ(count, 5);
}

}  // namespace
}  // namespace tidemark::client
