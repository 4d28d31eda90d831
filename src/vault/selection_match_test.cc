#include "vault/selection_match.h"

#include "base/random.h"

#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

constexpr char kOrders[] = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";

using Tags = std::map<std::string, std::string>;

bool takes(const SelectionDocument& selection, const Tags& tags, bool opted_in = true) {
  const SelectionMatcher matcher(selection, [=](std::string_view) { return opted_in; });
  return matcher.takes({kOrders, "DynamoDB", tags});
}

SelectionDocument of(std::vector<std::string> resources) {
  SelectionDocument selection;
  selection.resources = std::move(resources);
  return selection;
}

TEST(SelectionMatcher, TakesByArnAndByPattern) {
  EXPECT_TRUE(takes(of({kOrders}), {}));
  EXPECT_TRUE(takes(of({"*"}), {}));
  EXPECT_TRUE(takes(of({"arn:aws:dynamodb:*:*:table/ord*"}), {}));
  EXPECT_TRUE(takes(of({"arn:aws:s3:::b", kOrders}), {}));
  EXPECT_FALSE(takes(of({"arn:aws:dynamodb:*:*:table/order"}), {}));
  EXPECT_FALSE(takes(of({}), {{"backup", "daily"}}));
}

TEST(SelectionMatcher, TakesByArnOrTagButNeverWhatIsTakenOff) {
  SelectionDocument selection = of({"arn:aws:dynamodb:*:*:table/other"});
  selection.tags = {{"backup", "daily"}, {"team", "a"}};

  EXPECT_TRUE(takes(selection, {{"team", "a"}}));
  EXPECT_FALSE(takes(selection, {{"team", "b"}, {"backup", "weekly"}}));
  selection.not_resources = {"arn:aws:dynamodb:*:*:table/o*"};
  EXPECT_FALSE(takes(selection, {{"team", "a"}}));
}

TEST(SelectionMatcher, AsksForEveryCondition) {
  SelectionDocument selection = of({"*"});
  selection.conditions.equals = {{"aws:ResourceTag/stage", "prod"}};
  selection.conditions.like = {{"aws:ResourceTag/app", "*hop*"}};
  selection.conditions.not_equals = {{"aws:ResourceTag/backup", "no"}};
  selection.conditions.not_like = {{"aws:ResourceTag/owner", "test*"}};

  const Tags good = {{"stage", "prod"}, {"app", "webshop"}, {"backup", "yes"}, {"owner", "ops"}};
  EXPECT_TRUE(takes(selection, good));
  EXPECT_TRUE(
      takes(selection, {{"stage", "prod"}, {"app", "hop"}}));  // what is missing is not "no"
  for (const auto& [key, value] :
       Tags{{"stage", "Prod"}, {"app", "wehsop"}, {"backup", "no"}, {"owner", "tester"}}) {
    Tags tags = good;
    tags[key] = value;
    EXPECT_FALSE(takes(selection, tags)) << key;
  }
  EXPECT_FALSE(takes(selection, {{"stage", "prod"}}));
}

TEST(SelectionMatcher, TakesAKindThatIsNotOptedInOnlyByItsWholeArn) {
  SelectionDocument tagged = of({});
  tagged.tags = {{"backup", "daily"}};

  EXPECT_FALSE(takes(tagged, {{"backup", "daily"}}, false));
  EXPECT_FALSE(takes(of({"*"}), {}, false));
  EXPECT_TRUE(takes(of({kOrders}), {}, false));
}

TEST(SelectionMatcher, ListsWhatIsWrittenOut) {
  SelectionDocument selection =
      of({"arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::c*", kOrders});
  selection.not_resources = {"arn:aws:s3:::b*"};
  const SelectionMatcher matcher(selection, [](std::string_view) { return true; });

  EXPECT_EQ(matcher.written_out(), (std::vector<std::string>{"arn:aws:s3:::a", kOrders}));
}

// Every way to give the first '*' a piece of the text.
bool slowly_like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() != '*') {
    return !text.empty() && text.front() == pattern.front() &&
           slowly_like(text.substr(1), pattern.substr(1));
  }
  for (std::size_t taken = 0; taken <= text.size(); ++taken) {
    if (slowly_like(text.substr(taken), pattern.substr(1))) return true;
  }
  return false;
}

TEST(IsLike, AgreesWithTryingEverything) {
  SeededRandom random(11);
  int matches = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    std::string pattern;
    for (std::uint64_t left = random.below(9); left > 0; --left) text += "ab"[random.below(2)];
    for (std::uint64_t left = random.below(7); left > 0; --left) pattern += "ab**"[random.below(4)];
    const bool expected = slowly_like(text, pattern);
    matches += expected ? 1 : 0;
    ASSERT_EQ(is_like(text, pattern), expected) << text << " like " << pattern;
  }
  EXPECT_GT(matches, 1'000);
}

}  // namespace
}  // namespace tidemark::vault
