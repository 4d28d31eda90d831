#include "expressions/key_condition.h"
#include "expressions/parser.h"
#include "expressions/projection.h"
#include "expressions/reserved_words.h"
#include "expressions/update.h"

#include <gtest/gtest.h>

namespace tidemark::expressions {
namespace {

using values::AttributeValue;
using values::Item;
using values::KeyType;
using values::Number;
using values::RangeOperator;
using values::text_value;

AttributeValue number(std::string_view text) {
  return AttributeValue(std::get<Number>(Number::parse(text)));
}

Item sample_values() {
  Item item;
  item.set(":a", text_value("a"));
  item.set(":b", text_value("b"));
  item.set(":n", number("7"));
  item.set(":t", AttributeValue(true));
  item.set(":e", text_value(""));
  item.set(":S", text_value("S"));
  return item;
}

Placeholders sample_placeholders() {
  return Placeholders(Placeholders::Names{{"#p", "pk"}, {"#dot", "a.b"}}, sample_values());
}

std::string key_problem(std::string_view text) {
  Placeholders placeholders = sample_placeholders();
  auto parsed = parse_key_condition(text, placeholders);
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  return problem != nullptr ? problem->message : "accepted";
}

KeyConditions key_conditions(std::string_view text) {
  Placeholders placeholders = sample_placeholders();
  auto parsed = parse_key_condition(text, placeholders);
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  EXPECT_EQ(problem, nullptr) << problem->message;
  return problem == nullptr ? std::get<KeyConditions>(parsed) : KeyConditions{};
}

const values::KeySchema kSchema{{"pk", KeyType::kString},
                                values::KeyAttribute{"sk", KeyType::kString}};
const values::KeySchema kHashOnly{{"pk", KeyType::kString}, std::nullopt};

std::string bind_problem(std::string_view text, const values::KeySchema& schema = kSchema) {
  auto bound = bind_key_condition(key_conditions(text), key_attributes_of(schema));
  const auto* problem = std::get_if<ExpressionProblem>(&bound);
  return problem != nullptr ? problem->message : "accepted";
}

TEST(KeyCondition, ReadsEveryOperator) {
  const std::pair<const char*, RangeOperator> cases[] = {
      {"sk = :b", RangeOperator::kEqual},
      {"sk < :b", RangeOperator::kLess},
      {"sk <= :b", RangeOperator::kLessOrEqual},
      {"sk > :b", RangeOperator::kGreater},
      {"sk >= :b", RangeOperator::kGreaterOrEqual},
      {"sk BETWEEN :a AND :b", RangeOperator::kBetween},
      {"begins_with(sk, :b)", RangeOperator::kBeginsWith}};
  for (const auto& [text, op] : cases) {
    const auto conditions = key_conditions(fmt::format("pk = :a and {}", text));
    ASSERT_EQ(conditions.size(), 2u);
    EXPECT_EQ(conditions[0].attribute, "pk");
    EXPECT_EQ(conditions[0].low, text_value("a"));
    EXPECT_EQ(conditions[1].op, op) << text;
  }
}

TEST(KeyCondition, KeepsBothBoundsOfBetween) {
  const auto conditions = key_conditions("sk between :a and :b And #p = :n");
  EXPECT_EQ(conditions[0].low, text_value("a"));
  EXPECT_EQ(conditions[0].high, text_value("b"));
  EXPECT_EQ(conditions[1].attribute, "pk");
}

TEST(KeyCondition, TurnsAnExchangedComparisonRound) {
  EXPECT_EQ(key_conditions(":a < sk")[0].op, RangeOperator::kGreater);
  EXPECT_EQ(key_conditions(":a >= sk")[0].op, RangeOperator::kLessOrEqual);
  EXPECT_EQ(key_conditions(":a = sk")[0].op, RangeOperator::kEqual);
}

TEST(KeyCondition, TakesParenthesesOnce) {
  EXPECT_EQ(key_conditions("(pk = :a) AND (sk > :b)").size(), 2u);
  EXPECT_EQ(key_conditions("(pk = :a AND sk > :b)").size(), 2u);
  EXPECT_EQ(key_conditions("(pk) = (:a)").size(), 1u);
  EXPECT_EQ(key_conditions("((pk = :a) AND sk > :b)").size(), 2u);
  for (const char* text :
       {"((pk = :a))", "( (pk = :a) )", "((pk)) = :a", "(((pk = :a)) AND sk > :b)"}) {
    EXPECT_EQ(key_problem(text),
              "Invalid KeyConditionExpression: The expression has redundant parentheses;")
        << text;
  }
}

// Texts and cases of the dynalite test suite (query, KeyConditionExpression).
TEST(KeyCondition, RefusesInDynamoDbsWords) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "Invalid KeyConditionExpression: The expression can not be empty;"},
      {"  ", "Invalid KeyConditionExpression: The expression can not be empty;"},
      {"a = :a OR b = :b", "Invalid operator used in KeyConditionExpression: OR"},
      {"a IN (:a, :b)", "Invalid operator used in KeyConditionExpression: IN"},
      {"attribute_exists(a)", "Invalid operator used in KeyConditionExpression: attribute_exists"},
      {"contains(a.d, :b)", "Invalid operator used in KeyConditionExpression: contains"},
      {"attribute_type(a, :S)", "Invalid operator used in KeyConditionExpression: attribute_type"},
      {"not a > :b", "Invalid operator used in KeyConditionExpression: NOT"},
      {"a <> b", "Invalid operator used in KeyConditionExpression: <>"},
      {":a between size(b) and size(a) and b > :b",
       "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute "
       "as its first operand"},
      {"begins_with(:a, b) and a > :b",
       "Invalid condition in KeyConditionExpression: begins_with operator must have the key "
       "attribute as its first operand"},
      {"size(b) > a AND a.b > b AND b > c",
       "KeyConditionExpressions cannot contain nested operations"},
      {"a > size(b.d)", "KeyConditionExpressions cannot contain nested operations"},
      {"a between size(b) and size(a)", "KeyConditionExpressions cannot contain nested operations"},
      {"b > a.b",
       "Invalid condition in KeyConditionExpression: Multiple attribute names used in one "
       "condition"},
      {"a between b and size(a)",
       "Invalid condition in KeyConditionExpression: Multiple attribute names used in one "
       "condition"},
      {"begins_with(a, b)",
       "Invalid condition in KeyConditionExpression: Multiple attribute names used in one "
       "condition"},
      {"b.d > a AND c.d > e.f",
       "KeyConditionExpressions cannot have conditions on nested attributes"},
      {"b[0] > a", "KeyConditionExpressions cannot have conditions on nested attributes"},
      {":b > :a AND a < :b",
       "Invalid condition in KeyConditionExpression: No key attribute specified"},
      {"b > :a AND b < :a and c = :a and d = :a",
       "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition "
       "per key"},
      {"(a > :a and b > :a) and (b > :a and c > :a)",
       "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition "
       "per key"},
      {"a between :b and :n",
       "Invalid KeyConditionExpression: The BETWEEN operator requires same data type for lower and "
       "upper bounds; lower bound operand: AttributeValue: {S:b}, upper bound operand: "
       "AttributeValue: {N:7}"},
      {"a between :b and :a",
       "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater "
       "than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound "
       "operand: AttributeValue: {S:a}"},
      {"begins_with(a, :n)",
       "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator "
       "or function: begins_with, operand type: N"},
      {"a < :t",
       "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator "
       "or function: <, operand type: BOOL"},
      {"begins_with(a)",
       "Invalid KeyConditionExpression: Incorrect number of operands for operator or function; "
       "operator or function: begins_with, number of operands: 1"},
      {"begin_with(a, :a)",
       "Invalid KeyConditionExpression: Invalid function name; function: begin_with"},
      {"Begins_With(a, :a)",
       "Invalid KeyConditionExpression: Invalid function name; function: Begins_With"},
      {"size(a)",
       "Invalid KeyConditionExpression: The function is not allowed to be used this way in an "
       "expression; function: size"},
      {"a = contains(a, :a)",
       "Invalid KeyConditionExpression: The function is not allowed to be used this way in an "
       "expression; function: contains"},
      {"attribute_exists(:a)",
       "Invalid KeyConditionExpression: Operator or function requires a document path; operator or "
       "function: attribute_exists"},
      {"attribute_type(a, b)",
       "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator "
       "or function: attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"},
      {"attribute_type(a, :a)",
       "Invalid KeyConditionExpression: Invalid attribute type name found; type: a, valid types: "
       "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
      {"a = a",
       "Invalid KeyConditionExpression: The first operand must be distinct from the remaining "
       "operands for this operator or function; operator: =, first operand: [a]"},
      {"a.b[3] = a.b[3]",
       "Invalid KeyConditionExpression: The first operand must be distinct from the remaining "
       "operands for this operator or function; operator: =, first operand: [a, b, [3]]"},
      {"#x = :a",
       "Invalid KeyConditionExpression: An expression attribute name used in the document path is "
       "not defined; attribute name: #x"},
      {"a = :x",
       "Invalid KeyConditionExpression: An expression attribute value used in expression is not "
       "defined; attribute value: :x"},
      {"Name = :a",
       "Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: "
       "Name"}};
  for (const auto& [text, message] : cases) EXPECT_EQ(key_problem(text), message) << text;
}

TEST(KeyCondition, TellsTheWorstFirst) {
  EXPECT_EQ(key_problem("((Name = :x)) AND foo(#y)"),
            "Invalid KeyConditionExpression: The expression has redundant parentheses;");
  EXPECT_EQ(key_problem("Name = :x AND foo(#y)"),
            "Invalid KeyConditionExpression: Invalid function name; function: foo");
  EXPECT_EQ(key_problem("#y = :x AND Name = :a"),
            "Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved "
            "keyword: Name");
}

TEST(KeyCondition, ShowsWhereTheSyntaxBreaks) {
  const std::pair<const char*, const char*> cases[] = {
      {"a > 4", "token: \"4\", near: \"> 4\""},
      {"things are not", "token: \"are\", near: \"things are not\""},
      {"a =", "token: \"<EOF>\", near: \"=\""},
      {"= :a", "token: \"=\", near: \"= :a\""},
      {"a = :a)", "token: \")\", near: \":a)\""},
      {"(a = :a", "token: \"<EOF>\", near: \":a\""},
      {"a ! :a", "token: \"!\", near: \"a ! :a\""},
      {"user-id = :a", "token: \"-\", near: \"user-id\""},
      {"a between :a :b", "token: \":b\", near: \":a :b\""},
      {"AND = :a", "token: \"AND\", near: \"AND =\""},
      {"a[b] = :a", "token: \"b\", near: \"[b]\""},
      {"é = :a", "token: \"é\", near: \"é =\""},
      {"a = #", "token: \"#\", near: \"= #\""}};
  for (const auto& [text, place] : cases) {
    EXPECT_EQ(key_problem(text),
              fmt::format("Invalid KeyConditionExpression: Syntax error; {}", place));
  }
}

TEST(KeyCondition, IsAtMost4096BytesAnd300OperatorsLong) {
  const std::string start = "a = :a";
  EXPECT_EQ(key_problem(start + std::string(4096 - start.size(), ' ')), "accepted");
  EXPECT_EQ(key_problem(start + std::string(4097 - start.size(), ' ')),
            "Invalid KeyConditionExpression: Expression size has exceeded the maximum allowed "
            "size; expression size: 4097");

  const auto negated = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "NOT ";
    return text + "a=:a";
  };
  EXPECT_EQ(key_problem(negated(299)), "Invalid operator used in KeyConditionExpression: NOT");
  EXPECT_EQ(key_problem(negated(300)),
            "Invalid KeyConditionExpression: The expression contains too many operators; operator "
            "count: 301");
}

TEST(KeyCondition, SurvivesDeepNesting) {
  EXPECT_NE(key_problem(std::string(4000, '(')), "accepted");
  EXPECT_NE(key_problem(std::string(1000, '(') + "a = :a" + std::string(1000, ')')), "accepted");
  std::string calls;
  for (int i = 0; i < 800; ++i) calls += "size(";
  EXPECT_NE(key_problem(calls), "accepted");
  std::string mixed;
  for (int i = 0; i < 500; ++i) mixed += "(a=:a OR";
  EXPECT_NE(key_problem(mixed), "accepted");
}

TEST(BindKeyCondition, GivesHashAndRangeInEitherOrder) {
  for (const char* text : {"pk = :a AND sk < :b", ":b > sk AND pk = :a"}) {
    auto bound = bind_key_condition(key_conditions(text), key_attributes_of(kSchema));
    const auto& condition = std::get<KeyCondition>(bound);
    EXPECT_EQ(condition.equal, std::vector{text_value("a")});
    ASSERT_TRUE(condition.range);
    EXPECT_EQ(condition.range->op, RangeOperator::kLess);
    EXPECT_EQ(condition.range->low, text_value("b"));
  }
  auto bound = bind_key_condition(key_conditions("pk = :a"), key_attributes_of(kSchema));
  EXPECT_FALSE(std::get<KeyCondition>(bound).range);
}

TEST(BindKeyCondition, RefusesInDynamoDbsWords) {
  EXPECT_EQ(bind_problem("sk = :a"), "Query condition missed key schema element: pk");
  EXPECT_EQ(bind_problem("pk = :a AND x = :a"), "Query condition missed key schema element: sk");
  EXPECT_EQ(bind_problem("pk = :a AND x = :a", kHashOnly), "Query key condition not supported");
  EXPECT_EQ(bind_problem("pk > :a"), "Query key condition not supported");
  EXPECT_EQ(bind_problem("begins_with(pk, :a)"), "Query key condition not supported");
  const std::string type =
      "One or more parameter values were invalid: Condition parameter type does not match schema "
      "type";
  EXPECT_EQ(bind_problem("pk = :n"), type);
  EXPECT_EQ(bind_problem("pk = :a AND sk > :n"), type);
  EXPECT_EQ(bind_problem("pk = :e"),
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty string value. Key: pk");
}

// Two hash and three range attributes, all strings: h1 h2, r1 r2 r3.
KeyAttributes many_attributes() {
  const auto text = [](const char* name) { return values::KeyAttribute{name, KeyType::kString}; };
  return {.hash = {text("h1"), text("h2")}, .range = {text("r1"), text("r2"), text("r3")}};
}

std::string many_problem(std::string_view text) {
  const KeyAttributes keys = many_attributes();
  auto bound = bind_key_condition(key_conditions(text), keys);
  const auto* problem = std::get_if<ExpressionProblem>(&bound);
  if (problem != nullptr) return problem->message;
  const auto& condition = std::get<KeyCondition>(bound);
  return fmt::format("{} equal, {}", condition.equal.size(),
                     condition.range ? condition.range->attribute : "no range");
}

TEST(BindKeyCondition, TakesLeadingRangeAttributesOfAnIndex) {
  EXPECT_EQ(many_problem("h1 = :a AND h2 = :b"), "2 equal, no range");
  EXPECT_EQ(many_problem("h2 = :a AND r1 = :a AND h1 = :a"), "2 equal, r1");
  EXPECT_EQ(many_problem("h1 = :a AND h2 = :a AND r1 = :a AND begins_with(r2, :b)"), "3 equal, r2");
  EXPECT_EQ(many_problem("h1 = :a AND h2 = :a AND r1 = :a AND r2 = :a AND r3 < :b"), "4 equal, r3");
  EXPECT_EQ(many_problem("h1 = :a"), "Query condition missed key schema element: h2");
  EXPECT_EQ(many_problem("h1 = :a AND h2 > :a"), "Query key condition not supported");
  EXPECT_EQ(many_problem("h1 = :a AND h2 = :a AND x = :a"),
            "Query condition missed key schema element: r1");
  EXPECT_EQ(many_problem("h1 = :a AND h2 = :a AND r1 > :a AND r2 = :a"),
            "RANGE key attributes r1 must have equality conditions specified in the query because "
            "a condition is present on key attribute r2");
  EXPECT_EQ(many_problem("h1 = :a AND h2 = :a AND r3 = :a"),
            "RANGE key attributes r1, r2 must have equality conditions specified in the query "
            "because a condition is present on key attribute r3");
}

TEST(BindKeyCondition, CountsConditionsAgainstTheSchema) {
  EXPECT_EQ(bind_problem("pk = :a AND sk > :a AND x = :b"),
            "The number of query conditions (3) exceeds the number of key attributes defined in "
            "the schema (2)");
}

TEST(BindKeyCondition, AsksTheCheckBeforeEachAttribute) {
  std::string asked;
  const auto note = [&](const values::KeyAttribute& attribute) {
    asked += attribute.name + " ";
    return std::optional<ExpressionProblem>{};
  };
  const KeyAttributes keys = key_attributes_of(kSchema);
  EXPECT_EQ(
      std::get<ExpressionProblem>(bind_key_condition(key_conditions("x = :a"), keys, note)).message,
      "Query condition missed key schema element: pk");
  EXPECT_EQ(asked, "pk ");
  asked.clear();
  const auto bound = bind_key_condition(key_conditions("pk = :a"), keys, note);
  ASSERT_TRUE(std::holds_alternative<KeyCondition>(bound));
  EXPECT_EQ(asked, "pk sk ");
}

std::string long_hash_problem(std::size_t bytes) {
  Item items;
  items.set(":v", text_value(std::string(bytes, 'x')));
  Placeholders placeholders(std::nullopt, items);
  auto parsed = parse_key_condition("pk = :v", placeholders);
  auto bound = bind_key_condition(std::get<KeyConditions>(parsed), key_attributes_of(kSchema));
  const auto* problem = std::get_if<ExpressionProblem>(&bound);
  return problem != nullptr ? problem->message : "accepted";
}

TEST(BindKeyCondition, KeepsTheSizeLimitsOfKeys) {
  EXPECT_EQ(long_hash_problem(2048), "accepted");
  EXPECT_EQ(long_hash_problem(2049),
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum "
            "size limit of2048 bytes");
}

TEST(Placeholders, AreCheckedBeforeAnyExpression) {
  const auto problem = [](std::optional<Placeholders::Names> names, std::optional<Item> items) {
    const auto found = Placeholders(std::move(names), std::move(items)).check_syntax();
    return found ? found->message : "accepted";
  };
  using Names = Placeholders::Names;
  Item bad;
  bad.set("a", text_value("x"));
  EXPECT_EQ(problem(Names{}, std::nullopt), "ExpressionAttributeNames must not be empty");
  EXPECT_EQ(problem(Names{{"a", "a"}}, Item()),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"");
  EXPECT_EQ(problem(Names{{"#", "a"}}, std::nullopt),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"#\"");
  EXPECT_EQ(problem(Names{{"#a", ""}}, std::nullopt),
            "ExpressionAttributeNames contains invalid value: Empty attribute name; key: #a");
  EXPECT_EQ(problem(std::nullopt, Item()), "ExpressionAttributeValues must not be empty");
  EXPECT_EQ(problem(std::nullopt, bad),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"a\"");
  EXPECT_EQ(problem(Names{{"#1_a", "a"}}, sample_values()), "accepted");
  EXPECT_EQ(problem(Names{{"#" + std::string(254, 'n'), "a"}}, std::nullopt), "accepted");
  EXPECT_NE(problem(Names{{"#" + std::string(255, 'n'), "a"}}, std::nullopt), "accepted");
}

TEST(Placeholders, MustAllBeUsed) {
  Item items;
  items.set(":a", text_value("a"));
  items.set(":b", text_value("b"));
  Placeholders placeholders(Placeholders::Names{{"#a", "x"}, {"#b", "y"}}, items);
  EXPECT_EQ(placeholders.find_unused()->message,
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}");

  ASSERT_TRUE(std::holds_alternative<Projection>(parse_projection("#a, #b", placeholders)));
  EXPECT_EQ(placeholders.find_unused()->message,
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a, :b}");

  ASSERT_TRUE(std::holds_alternative<Update>(parse_update("SET q = :a, r = :b", placeholders)));
  EXPECT_FALSE(placeholders.find_unused());
}

TEST(ReservedWords, AreFoundInAnyCase) {
  for (const char* word : {"ABORT", "zone", "Name", "statuS", "TTL", "abs"}) {
    EXPECT_EQ(is_reserved(word), std::string_view(word) != "abs") << word;
  }
}

}  // namespace
}  // namespace tidemark::expressions
