#include "expressions/update_use.h"

#include "values/testing/item_text.h"

#include <gtest/gtest.h>

namespace tidemark::expressions {
namespace {

Update parsed(std::string_view text) {
  Placeholders placeholders(
      std::nullopt,
      values::item_in(R"({":s": {"S": "0123456789"}, ":n": {"N": "1"}, ":l": {"L": [{"S": "x"}]},
                          ":set": {"SS": ["abc", "de"]}})"));
  auto parsed = parse_update(text, placeholders);
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  EXPECT_EQ(problem, nullptr) << text;
  return problem == nullptr ? std::get<Update>(std::move(parsed)) : Update{};
}

// Without the three bytes of the update itself.
std::size_t charge(std::string_view text) {
  return charge_of(parsed(text)) - 3;
}

TEST(ChargeOfUpdate, CountsClausesNamesAndValues) {
  EXPECT_EQ(charge("SET b = :s"), 19u + 1 + 10);
  EXPECT_EQ(charge("SET b = :s, cc = :n"), 19u + 1 + 10 + 19 + 2 + 2);
  EXPECT_EQ(charge("ADD abcdefghij :n"), 19u + 10 + 2);
  EXPECT_EQ(charge("ADD ss :set"), 19u + 2 + 5);
}

TEST(ChargeOfUpdate, CountsRemovalsByTheirPathsAlone) {
  EXPECT_EQ(charge("REMOVE r"), 1u + 1);
  EXPECT_EQ(charge("REMOVE m.yyy"), 1u + 1 + 4 + 3);
  EXPECT_EQ(charge("REMOVE l[10]"), 1u + 1 + 4 + 2);
  EXPECT_EQ(charge("DELETE abcdefghij :set"), 1u + 10);
}

TEST(ChargeOfUpdate, CountsOperandsNotWhatTheyRead) {
  EXPECT_EQ(charge("SET c = big"), 19u + 1 + 1 + 14 + 3);
  EXPECT_EQ(charge("SET c = m.a.z"), 19u + 1 + 1 + 3 * 15);
  EXPECT_EQ(charge("SET d[0] = :s"), 19u + 1 + 4 + 1 + 10);
  EXPECT_EQ(charge("SET n = n + :n"), 19u + 1 + 34 + 15 + 1 + 2);
  EXPECT_EQ(charge("SET n = n - :n"), 19u + 1 + 37 + 15 + 1 + 2);
  EXPECT_EQ(charge("SET c = if_not_exists(c, :s)"), 19u + 1 + 39 + 15 + 1 + 10);
  EXPECT_EQ(charge("SET l = list_append(l, :l)"), 19u + 1 + 37 + 15 + 1 + 5);
}

TEST(PathsOfUpdate, AreThoseWrittenAndThoseRead) {
  const auto paths = paths_of(
      parsed("SET a = list_append(if_not_exists(b.c, :l), d[1]), e = f + :n REMOVE g ADD h :n"));
  std::string texts;
  for (const DocumentPath& path : paths) texts += to_text(path);
  EXPECT_EQ(texts, "[a][b, c][d, [1]][e][f][g][h]");
}

}  // namespace
}  // namespace tidemark::expressions
