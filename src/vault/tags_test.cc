#include "vault/tags.h"

#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

TEST(Tags, RowsReadBack) {
  const TagRow row{"arn:aws:backup:eu-west-1:123456789012:backup-vault:nightly",
                   {{"team", "shop"}, {"empty", ""}, {"größe", "éléphant"}}};
  const auto read = TagRow::decode(row.encode());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read.value(), row);
  std::string damaged = row.encode();
  damaged.pop_back();
  EXPECT_FALSE(TagRow::decode(damaged));
  EXPECT_FALSE(TagRow::decode(row.encode() + "x"));
}

TEST(Tags, HaveAWSsRules) {
  const auto problem = [](const std::string& key, const std::string& value) {
    return tags_problem({{key, value}}).value_or("");
  };
  EXPECT_EQ(problem("a b_.:/=+-@9", "ü €"), "");
  EXPECT_EQ(problem(std::string(128, 'k'), std::string(256, 'v')), "");
  EXPECT_EQ(problem("", "v"), "A tag's key must have 1 to 128 characters, not 0");
  EXPECT_EQ(problem(std::string(129, 'k'), "v"),
            "A tag's key must have 1 to 128 characters, not 129");
  EXPECT_EQ(problem("k", std::string(257, 'v')),
            "The value of the tag k must have at most 256 characters, not 257");
  EXPECT_EQ(problem("aWs:kind", "v"), "The tag's key aWs:kind begins with aws:, which is reserved");
  EXPECT_NE(problem("k!", "v"), "");
  EXPECT_NE(problem("k", "v#"), "");
  std::string umlauts;
  for (int i = 0; i < 128; ++i) umlauts += "ü";
  EXPECT_EQ(problem(umlauts, ""), "") << "characters count, not bytes";
}

TEST(Tags, AreFiftyAtMost) {
  Tags tags;
  for (int i = 0; i < 50; ++i) tags.emplace("k" + std::to_string(i), "v");
  EXPECT_EQ(tags_problem(tags), std::nullopt);
  tags.emplace("one-more", "v");
  EXPECT_EQ(tags_problem(tags), "There may be at most 50 tags, not 51");
}

}  // namespace
}  // namespace tidemark::vault
