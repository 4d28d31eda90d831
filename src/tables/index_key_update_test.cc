#include "tables/index_key_update.h"

#include "values/testing/item_text.h"

#include <gtest/gtest.h>

namespace tidemark::tables {
namespace {

using Why = IndexKeyProblem::Why;
using Where = IndexKeyProblem::Where;

// Index "a" by n, a number; "b" by s, a string.
TableDescription example() {
  TableDescription table;
  table.keys.hash = {"k", KeyType::kString};
  Index by_text;
  by_text.name = "b";
  by_text.part = 1;
  by_text.keys.hash.push_back({"s", KeyType::kString});
  Index by_number;
  by_number.name = "a";
  by_number.part = 2;
  by_number.keys.hash.push_back({"n", KeyType::kNumber});
  table.indexes = {by_text, by_number};
  return table;
}

expressions::Update update(std::string_view text) {
  expressions::Placeholders placeholders(
      std::nullopt, values::item_in(R"({":s": {"S": "x"}, ":n": {"N": "1"}, ":e": {"S": ""},
                                        ":l": {"L": []}, ":ss": {"SS": ["x"]}})"));
  return std::get<expressions::Update>(expressions::parse_update(text, placeholders));
}

std::string told(std::string_view text) {
  const auto problem = find_index_key_problem(example(), update(text));
  if (!problem) return "fine";
  EXPECT_EQ(problem->where, Where::kUpdate);
  return problem->index + (problem->why == Why::kEmpty ? " empty" : " " + problem->actual);
}

TEST(IndexKeyUpdate, IsSeenInTheTextWhereItTells) {
  EXPECT_EQ(told("SET s = :n"), "b N");
  EXPECT_EQ(told("SET s = x + :n"), "b N");
  EXPECT_EQ(told("SET s = list_append(x, :l)"), "b L");
  EXPECT_EQ(told("SET s = :e"), "b empty");
  EXPECT_EQ(told("ADD s :n"), "b N");
  EXPECT_EQ(told("ADD n :ss"), "a SS");
  EXPECT_EQ(told("SET s = :n, n = :s"), "a S");  // by the names of the indexes
}

TEST(IndexKeyUpdate, IsNotGuessed) {
  for (const char* text : {"SET s = :s, n = :n", "SET s = x", "SET s = if_not_exists(s, :n)",
                           "REMOVE s, n", "ADD n :n", "SET thing = :l"}) {
    EXPECT_EQ(told(text), "fine") << text;
  }
}

TEST(IndexKeyUpdate, IsSeenInTheItemOfAttributesThatTheUpdateNames) {
  const values::Item item =
      values::item_in(R"({"k": {"S": "1"}, "s": {"N": "1"}, "n": {"N": "1"}})");

  const auto problem = find_index_key_problem(example(), update("SET s = n"), item);

  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->where, Where::kUpdatedItem);
  EXPECT_FALSE(find_index_key_problem(example(), update("SET n = :n"), item));
}

TEST(IndexKeyUpdate, PathsMayNotLeadIntoKeys) {
  EXPECT_TRUE(find_nested_index_key(example(), update("SET s.a = :n")));
  EXPECT_TRUE(find_nested_index_key(example(), update("SET x = n[1]")));
  EXPECT_FALSE(find_nested_index_key(example(), update("SET s = x.a")));
}

}  // namespace
}  // namespace tidemark::tables
