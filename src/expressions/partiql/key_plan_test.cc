#include "expressions/partiql/key_plan.h"

#include "expressions/partiql/named_item.h"

#include <gtest/gtest.h>

namespace tidemark::expressions::partiql {
namespace {

using values::text_value;

const values::KeySchema kSchema{{"pk", values::KeyType::kString},
                                values::KeyAttribute{"sk", values::KeyType::kString}};

SelectStatement select(const std::string& where) {
  auto parsed = parse_statement("SELECT * FROM t WHERE " + where, {});
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  EXPECT_EQ(problem, nullptr) << where << ": " << problem->message;
  if (problem != nullptr) return {};
  return std::get<SelectStatement>(std::get<Statement>(std::move(parsed)));
}

KeyPlan plan_of(const std::string& where) {
  const SelectStatement statement = select(where);
  return KeyPlan(statement.where ? &*statement.where : nullptr, kSchema);
}

std::string problem_of(const std::string& where) {
  const KeyPlan plan = plan_of(where);
  return plan.problem() ? plan.problem()->message : "none";
}

values::KeyRange range(const char* hash) {
  return values::partition_range(text_value(hash));
}

values::KeyRange range(const char* hash, values::RangeOperator op, const char* low) {
  return values::sort_range(text_value(hash), op, text_value(low), nullptr);
}

void expect_reads(const std::string& where, const std::vector<values::KeyRange>& wanted) {
  const KeyPlan plan = plan_of(where);
  EXPECT_TRUE(plan.keyed()) << where;
  EXPECT_FALSE(plan.problem()) << where;
  ASSERT_EQ(plan.reads().size(), wanted.size()) << where;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(plan.reads()[i].from, wanted[i].from) << where;
    EXPECT_EQ(plan.reads()[i].until, wanted[i].until) << where;
  }
}

using enum values::RangeOperator;

TEST(KeyPlan, FindsTheKeys) {
  expect_reads("pk = 'a'", {range("a")});
  expect_reads("'a' = pk AND sk = '1'", {range("a", kEqual, "1")});
  expect_reads("(sk > '1') AND x = 5 AND (pk = 'a')", {range("a", kGreater, "1")});
  expect_reads("pk = 'a' AND begins_with(sk, '1')", {range("a", kBeginsWith, "1")});
  expect_reads("pk IN ['b', 'a'] AND sk = '1'", {range("b", kEqual, "1"), range("a", kEqual, "1")});
  expect_reads("pk = 'a' AND sk IN ['2', '1']", {range("a", kEqual, "1"), range("a", kEqual, "2")});
  expect_reads("pk = 'a' AND (sk < '1' OR sk > '1')",
               {range("a", kLess, "1"), range("a", kGreater, "1")});
  expect_reads("pk = 'a' AND sk = '1' AND sk > '0'", {range("a", kEqual, "1")});
  expect_reads("pk = 'a' AND sk = '1' AND sk > '2'", {});
  expect_reads("pk = 'a' OR pk = 'b' AND sk = '1'", {range("a"), range("b", kEqual, "1")});
}

TEST(KeyPlan, ReadsAllWithoutThem) {
  for (const char* where :
       {"x = 1", "pk > 'a'", "NOT pk = 'a'", "pk = 'a' OR x = 1", "pk = 'a' OR sk = '1'",
        "pk = 'a' AND pk = 'b'", "pk = x", "pk <> 'a'"}) {
    EXPECT_FALSE(plan_of(where).keyed()) << where;
    EXPECT_FALSE(plan_of(where).problem()) << where;
  }
}

TEST(KeyPlan, KnowsWhenKeysSayItAll) {
  EXPECT_TRUE(plan_of("pk = 'a' AND sk = '1'").exact());
  EXPECT_TRUE(plan_of("pk IN ['a', 'b']").exact());
  EXPECT_FALSE(plan_of("pk = 'a' AND x = 1").exact());
  EXPECT_FALSE(plan_of("pk = 'a' AND sk <> '1'").exact());
}

TEST(KeyPlan, RefusesOverlaps) {
  const char* const overlap =
      "Overlapping conditions with range keys are not supported in where clause";
  for (const char* where :
       {"pk IN ['a', 'a']", "pk = 'a' OR pk = 'a'", "pk = 'a' AND (sk > '0' OR sk < '5')",
        "pk = 'a' AND (sk = '1' OR x = 'y')", "(pk = 'a' AND x = 1) OR (pk = 'a' AND x = 2)",
        "pk = 'a' AND x <> '1' OR pk = 'a' AND sk = '2'"}) {
    EXPECT_EQ(problem_of(where), overlap) << where;
  }
}

TEST(KeyPlan, MergesWhatANegatedSortKeyLeaves) {
  expect_reads("pk = 'a' AND NOT sk = '1' OR pk = 'a' AND sk = '2'", {range("a")});
  expect_reads("pk = 'a' AND sk <> '1' OR pk = 'a' AND sk = '2' OR pk = 'a' AND sk = '3'",
               {range("a")});
  expect_reads("pk = 'a' OR pk = 'a' AND NOT sk = '1'", {range("a")});
}

TEST(KeyPlan, RefusesOtherTypes) {
  const std::string text =
      "Key attribute's data type should match its data type in table's schema: Key ";
  EXPECT_EQ(problem_of("pk = 1 OR pk = 'a'"), text + "pk");
  EXPECT_EQ(problem_of("pk = 'a' AND sk IN ['1', 2]"), text + "sk");
  EXPECT_EQ(problem_of("pk = true"),
            "Key value must be of type S, N, or B. Key name: pk, Key type: BOOL");
  EXPECT_EQ(problem_of("pk > 1"), "none");
}

TEST(KeyPlan, BoundsReads) {
  const auto list = [](int count) {
    std::string text = "'0'";
    for (int i = 1; i < count; ++i) text += fmt::format(",'{}'", i);
    return text;
  };
  const char* const many = "Too many decomposed read operations for a given query.";

  EXPECT_EQ(problem_of("pk IN [" + list(50) + "]"), "none");
  EXPECT_EQ(problem_of("pk IN [" + list(51) + "]"), many);
  EXPECT_EQ(problem_of("pk = 'a' AND sk IN [" + list(51) + "]"), many);
  EXPECT_EQ(problem_of("pk IN [" + list(26) + "] AND sk IN ['1', '2']"), many);
  EXPECT_EQ(problem_of("pk IN [" + list(51) + "] OR x = 1"), "none");
}

TEST(KeyPlan, NamesAttributesThatAnIndexDoesNotHold) {
  const std::set<std::string> held = {"pk", "sk", "held"};
  const auto missing = [&](const char* where) {
    const SelectStatement statement = select(where);
    return KeyPlan(&*statement.where, kSchema).unprojected(held);
  };
  using Names = std::vector<std::string>;

  EXPECT_EQ(missing("pk = 'y' AND NOT (np = 'np1' OR held = 'x')"), (Names{"np"}));
  EXPECT_EQ(missing("pk = 'y' AND b = '1' AND (a = '2' OR held = '3')"), (Names{"a", "b"}));
  EXPECT_EQ(missing("pk = 'y' AND (zz = '1' OR aa = '2' OR mm = '3')"), (Names{"zz", "aa", "mm"}));
  EXPECT_EQ(missing("(pk = 'b' AND u1 = '1') OR (pk = 'q' AND u2 = '1')"), (Names{"u2"}));
  EXPECT_EQ(missing("(pk = 'q' AND u1 = '1') OR (pk = 'b' AND u2 = '1')"), (Names{"u1"}));
  EXPECT_EQ(missing("(pk = 'y' AND held = '1') OR (pk = 'z' AND a = '1')"), Names{});
  EXPECT_EQ(missing("pk > 'a' AND zz = '1'"), Names{});
}

TEST(OrderBy, OrdersPartitionsAndKeys) {
  const auto ordered = [](const std::string& text) {
    const SelectStatement statement = select(text);
    const KeyPlan plan(&*statement.where, kSchema);
    return ordered_reads(statement, plan, kSchema);
  };
  const auto order = [&](const std::string& text) { return std::get<Order>(ordered(text)); };
  const auto problem = [&](const std::string& text) {
    return std::get<ExpressionProblem>(ordered(text)).message;
  };

  EXPECT_TRUE(order("pk = 'a'").forward);
  EXPECT_FALSE(order("pk = 'a' ORDER BY sk DESC").forward);
  EXPECT_FALSE(order("pk = 'a' ORDER BY pk").forward);
  EXPECT_EQ(order("pk IN ['a', 'b'] ORDER BY pk DESC, sk").reads.front().from, range("b").from);
  EXPECT_EQ(order("pk = 'a' AND sk IN ['1', '2'] ORDER BY sk DESC").reads.front().from,
            range("a", kEqual, "2").from);
  EXPECT_EQ(problem("pk = 'a' ORDER BY x"),
            "Attribute x in ORDER BY clause must be part of the primary key");
  EXPECT_EQ(problem("pk > 'a' ORDER BY sk"),
            "Must have at least one non-optional hash key condition in WHERE clause when using "
            "ORDER BY clause.");
  EXPECT_EQ(problem("pk IN ['a', 'b'] ORDER BY sk"),
            "Must have hash key in ORDER BY clause when more than one hash key condition specified "
            "in WHERE clause.");
}

TEST(NamedItem, TakesTheKeyOutOfWhere) {
  const auto named = [](const char* where, bool in_of_one = false) {
    const SelectStatement statement = select(where);
    return item_named_by(&*statement.where, kSchema, in_of_one);
  };

  const NamedItem whole = named("(sk = '1' AND x = 5) AND pk = 'a' AND pk = 'a'");
  EXPECT_TRUE(whole.whole);
  EXPECT_EQ(*whole.key.find("pk"), text_value("a"));
  ASSERT_TRUE(whole.rest);
  EXPECT_EQ(whole.rest->kind, Condition::Kind::kCompare);
  EXPECT_EQ(named("pk = 'a' AND sk = '1' AND pk = 'b'").twice, "pk");
  EXPECT_FALSE(named("pk = 'a'").whole);
  EXPECT_FALSE(named("pk = 'a' OR sk = '1'").whole);
  EXPECT_FALSE(named("pk IN ['a'] AND sk = '1'").whole);
  EXPECT_TRUE(named("pk IN ['a'] AND sk = '1'", true).whole);
  EXPECT_FALSE(named("pk IN ['a', 'b'] AND sk = '1'", true).whole);
}

}  // namespace
}  // namespace tidemark::expressions::partiql
