#include "expressions/partiql/statement.h"

#include "expressions/partiql/token.h"
#include "expressions/predicate.h"
#include "values/item_bytes.h"

#include <gtest/gtest.h>

namespace tidemark::expressions::partiql {
namespace {

using values::AttributeValue;
using Values = std::vector<AttributeValue>;

Statement understood(std::string_view text, const Values& parameters = {}) {
  const auto parsed = parse_statement(text, parameters);
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  EXPECT_EQ(problem, nullptr) << text << ": " << problem->message;
  if (problem != nullptr) return SelectStatement{};
  return std::get<Statement>(parsed);
}

template <class Kind>
Kind of_kind(std::string_view text, const Values& parameters = {}) {
  Statement statement = understood(text, parameters);
  EXPECT_TRUE(std::holds_alternative<Kind>(statement)) << text;
  if (!std::holds_alternative<Kind>(statement)) return {};
  return std::get<Kind>(std::move(statement));
}

std::string refusal(std::string_view text, const Values& parameters = {}) {
  const auto parsed = parse_statement(text, parameters);
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  return problem != nullptr ? problem->message : "understood";
}

std::string ill(std::string_view detail) {
  return not_well_formed(detail).message;
}

AttributeValue number(std::string_view text) {
  return AttributeValue(std::get<values::Number>(values::Number::parse(text)));
}

bool takes(std::string_view where, const values::Item& item, const Values& parameters = {}) {
  const auto select =
      of_kind<SelectStatement>(fmt::format("SELECT * FROM t WHERE {}", where), parameters);
  const std::string bytes = values::to_bytes(item);
  return select.where && Predicate(*select.where).holds(values::ItemView::open(bytes).value());
}

values::Item sample() {
  values::Item map;
  map.set("sub", values::text_value("x"));
  values::Item item;
  item.set("n", number("1"));
  item.set("s", values::text_value("str"));
  item.set("yes", AttributeValue(true));
  item.set("nul", AttributeValue(values::Null{}));
  item.set("m", AttributeValue(std::move(map)));
  item.set("l", AttributeValue(values::List{number("5")}));
  return item;
}

TEST(PartiQl, ReadsASelect) {
  const auto select = of_kind<SelectStatement>(
      "select pk, m.\"Odd name\", l[1], m.k[0] from \"My-Table\".idx where pk = 'a' "
      "order by sk desc, pk;");

  EXPECT_EQ(select.from.table, "My-Table");
  EXPECT_EQ(select.from.index, "idx");
  ASSERT_EQ(select.columns.size(), 4U);
  EXPECT_EQ(select.columns[1].name, "Odd name");
  EXPECT_EQ(select.columns[2].name, "l[1]");
  EXPECT_EQ(select.columns[3].name, "k[0]");
  ASSERT_EQ(select.order.size(), 2U);
  EXPECT_TRUE(select.order[0].descending);
  EXPECT_FALSE(select.order[1].descending);
}

TEST(PartiQl, ReadsAnInstant) {
  const auto text =
      of_kind<SelectStatement>("SELECT * FROM t AS OF '2026-01-01T00:00:00Z' WHERE a = 1");
  const auto given =
      of_kind<SelectStatement>("SELECT * FROM t AS OF ?", {values::text_value("then")});

  EXPECT_EQ(text.as_of, "2026-01-01T00:00:00Z");
  EXPECT_TRUE(text.where);
  EXPECT_EQ(given.as_of, "then");
  EXPECT_EQ(refusal("SELECT * FROM t AS OF 5"),
            "AS OF takes an instant in a string: AS OF '2026-11-20T14:03:26Z'");
}

TEST(PartiQl, ReadsAnItem) {
  const auto insert = of_kind<InsertStatement>(
      "INSERT INTO t VALUE {'pk': ?, 'n': - - 1.50e1, 'l': [1, 'it''s', true, null], "
      "'ss': <<'b', 'a'>>, 'ns': <<2, 10>>, 'm': {'k': false}}",
      {values::text_value("p")});

  EXPECT_EQ(*insert.item.find("pk"), values::text_value("p"));
  EXPECT_EQ(*insert.item.find("n"), number("15"));
  EXPECT_EQ(insert.item.find("l")->get_if<values::List>()->at(1), values::text_value("it's"));
  EXPECT_EQ(*insert.item.find("ss")->get_if<values::StringSet>(), (values::StringSet{"a", "b"}));
  EXPECT_EQ(insert.item.find("ns")->get_if<values::NumberSet>()->at(0).text(), "2");
  EXPECT_EQ(insert.item.find("m")->type_name(), "M");
}

TEST(PartiQl, ReadsAnUpdate) {
  const auto update = of_kind<UpdateStatement>(
      "UPDATE t SET a = b + 1, c = list_append(c, [1]) REMOVE d.e[0] SET s = set_add(s, <<'x'>>), "
      "r = SET_DELETE(r, ?) WHERE pk = 'a' RETURNING MODIFIED NEW *",
      {AttributeValue(values::StringSet{"y"})});

  using Kind = UpdateAction::Kind;
  ASSERT_EQ(update.update.actions.size(), 5U);
  EXPECT_EQ(update.update.actions[0].value.sum, SetValue::Sum::kPlus);
  EXPECT_EQ(update.update.actions[2].kind, Kind::kRemove);
  EXPECT_EQ(update.update.actions[3].kind, Kind::kAdd);
  EXPECT_EQ(update.update.actions[4].kind, Kind::kDelete);
  EXPECT_EQ(update.returning, Returning::kModifiedNew);
}

TEST(PartiQl, ReadsAnUpdateThatBeginsWithFrom) {
  const auto update = of_kind<UpdateStatement>("from t where pk = 'a' set c = 1 remove d");

  EXPECT_EQ(update.update.actions.size(), 2U);
  EXPECT_TRUE(update.where);
}

TEST(PartiQl, ReadsExists) {
  const auto exists =
      of_kind<ExistsStatement>("EXISTS(SELECT * FROM t WHERE a = 1 AND b IS MISSING)");

  EXPECT_EQ(exists.select.from.table, "t");
}

TEST(PartiQl, SkipsComments) {
  const auto select = of_kind<SelectStatement>(
      "-- first\nSELECT/**/* FROM t -- the table\n WHERE a/* b */= 'a--b /*c*/' --");

  EXPECT_TRUE(select.where);
}

TEST(PartiQl, TakesWhatHolds) {
  for (const char* where :
       {"n = 1",
        "1 = n",
        "2 > n",
        "n BETWEEN - 2 AND +5",
        "n IN [- 1, 1]",
        "n IN (1, 2)",
        "NOT n = 2",
        "n != 2",
        "n <> 2",
        "size(s) = 3",
        "SIZE(s) > 2",
        "attribute_type(s, 'S')",
        "begins_with(s, 'st')",
        "contains(s, 'tr')",
        "attribute_exists(m.sub) AND ATTRIBUTE_NOT_EXISTS (nope) AND attribute_exists(l[0])",
        "nul IS NULL",
        "s IS NOT NULL",
        "nope IS NOT NULL",
        "nope IS MISSING",
        "s IS NOT MISSING",
        "yes IS BOOL",
        "s IS STRING",
        "n NOT IN [2]",
        "n NOT BETWEEN 2 AND 3",
        "attribute_exists(nope) = false",
        "true = attribute_exists(n)",
        "attribute_exists(n) <> 1",
        "contains(nope, 'z') = false",
        "(n BETWEEN 0 AND 5) = true",
        "(n = 5 OR s = 'x') = false",
        "attribute_exists(nope) IN [true, false]",
        "attribute_exists(n) = attribute_exists(s)",
        "attribute_exists(n) = yes",
        "n = 1 OR n = 2 AND n = 3",
        "m.sub = 'x'",
        "m['sub'] = 'x'",
        "m.\"sub\" = 'x'",
        "m = {'sub': 'x'}",
        "l = [5]",
        "n = 1.0e0"}) {
    EXPECT_TRUE(takes(where, sample())) << where;
  }
}

TEST(PartiQl, LeavesWhatDoesNot) {
  for (const char* where :
       {"n = 2", "n = '1'", "attribute_exists(nope)", "absent IS NULL", "s IS NULL", "s IS BOOL",
        "attribute_exists(n) = 1", "NOT attribute_exists(n) = true",
        "(attribute_exists(n) = true) = false", "attribute_exists(n) = s", "n > - -1",
        "NOT (n = 1 OR n = 2)", "nul IS NOT NULL"}) {
    EXPECT_FALSE(takes(where, sample())) << where;
  }
}

struct Refused {
  const char* text;
  std::string message;
};

void expect_refused(const std::vector<Refused>& cases) {
  for (const Refused& one : cases) EXPECT_EQ(refusal(one.text), one.message) << one.text;
}

TEST(PartiQl, SaysWhereAStatementIsNotWellFormed) {
  const std::string leftover = ill("Unexpected token after expression");
  expect_refused({
      {"SELECT * FROM t WHERE pk = 1 foo", leftover},
      {"SELECT * FROM t WHERE pk = 1 e5", leftover},
      {"INSERT INTO t VALUE {'pk': 1} foo", leftover},
      {"UPDATE t SET a = 9 WHERE pk = 1 foo", leftover},
      {"DELETE FROM t WHERE pk = 1 ORDER BY pk", leftover},
      {"SELECT * FROM t ORDER BY pk WHERE pk = 1", leftover},
      {"SELECT * FROM t WHERE pk = 1)", leftover},
      {"INSERT INTO t u VALUE {'pk': 'x'}", leftover},
      {"FROM t SET c = 1 WHERE pk = 'a'", leftover},
      {"SELECTT * FROMM \"t\"", leftover},
      {"NOT A STATEMENT", leftover},
      {"SLECT * FROM t WHERE pk = 1", ill("Expected data manipulation")},
      {"SELECT * FROM t WHERE", ill("Unexpected term")},
      {"SELECT * FROM t WHERE;", ill("Unexpected term")},
      {"UPDATE t SET a = 1 WHERE", ill("Unexpected term")},
      {"DELETE FROM t WHERE", ill("Unexpected term")},
      {"SELECT * FROM t WHERE NOT", ill("Unexpected term")},
      {"SELECT * FROM t WHERE (", ill("Unexpected term")},
      {"SELECT * FROM", ill("Unexpected term")},
      {"SELECT * FROM t WHERE pk = 'a' AND",
       ill("Missing right-hand side expression of infix operator")},
      {"SELECT * FROM t WHERE pk = 'a' OR",
       ill("Missing right-hand side expression of infix operator")},
      {"SELECT * FROM t WHERE ORDER BY pk", ill("Unexpected keyword")},
      {"SELECT * FROM t WHERE IS NULL", ill("Unexpected operator")},
      {"SELECT * FROM t WHERE pk = LIKE", ill("Unexpected operator")},
      {"SELECT * FROM t WHERE x IS FOO", ill("Expected type name")},
      {"DELETE FROM", ill("Expected identifier for simple path")},
      {"DELETE FROM;", ill("Expected identifier for simple path")},
      {"DELETE FROM WHERE pk = 'a'", ill("Expected identifier for simple path")},
      {"SELECT * FROM t WHERE attribute_exists(m.inner)", ill("Invalid path dot component")},
      {"SELECT * FROM t; SELECT * FROM t",
       ill("Unexpected token after semicolon. (Only one query is allowed.)")},
      {"SELECT * FROM t WHERE pk = 1e2147483648", ill("")},
      {"SELECT * FROM t WHERE pk = 1.5e-2147483647", ill("")},
      {"SELECT * FROM t WHERE pk = 1 # note", ill("")},
      {"SELECT * FROM t WHERE pk = 1 /* note", ill("")},
      {"SELECT * FROM \"t", ill("")},
      {"SELECT * FROM t WHERE pk = 'open", ill("")},
  });
}

TEST(PartiQl, RefusesWhatTheServiceDoesNotDoByName) {
  expect_refused({
      {"x IS INT4", "Unsupported operation: IsType"},
      {"x IS DOUBLE PRECISION", "Unsupported operation: IsType"},
      {"x IS CHARACTER VARYING", "Unsupported operation: IsType"},
      {"CREATE TABLE t", "Unsupported operation: CreateTable"},
      {"SELECT * FROM t u WHERE pk = 'x'", "Aliasing is not supported"},
      {"SELECT * FROM t AS u", "Aliasing is not supported"},
      {"UPDATE t u SET a = 3 WHERE pk = 'x'", "Aliasing is not supported"},
      {"DELETE FROM t u WHERE pk = 'x'", "Aliasing is not supported"},
      {"SELECT a AS b FROM t", "Aliasing is not supported"},
      {"SELECT * FROM t LIMIT 1", "Unsupported clause: LIMIT at 1:23:1"},
      {"SELECT * FROM t GROUP BY a", "Unsupported clause: GROUP BY at 1:26:1"},
      {"SELECT DISTINCT a FROM t", "Unsupported clause: DISTINCT at 1:8:8"},
      {"SELECT * FROM a, b", "Only select from a single table or index is supported."},
      {"SELECT * FROM a JOIN b ON a = b", "Only select from a single table or index is supported."},
      {"SELECT * FROM t WHERE a LIKE 'x'", "Unsupported operation: Like"},
      {"SELECT * FROM t WHERE a IN (SELECT b FROM c)", "Unsupported operation: Select"},
      {"SELECT * FROM t WHERE a", "Unsupported operation: Id"},
      {"SELECT * FROM t WHERE a + 1 = 2",
       "Unsupported operator in Condition Expression. Operator: +"},
      {"SELECT * FROM t WHERE n > -n", "Unsupported operator in Condition Expression. Operator: -"},
      {"SELECT * FROM t WHERE EXISTS(ss)", "Unrecognized function: exists at 1:23:6"},
      {"SELECT * FROM t WHERE set_add(ss, <<'x'>>) = ss",
       "Unrecognized function: set_add at 1:23:7"},
      {"SELECT * FROM \"\"", "Path component cannot be an empty string"},
      {"SELECT * FROM a.b.c", "A path may contain at most 2 components in the FROM clause"},
      {"INSERT INTO a.b VALUE {'pk': 1}", "FROM clause may only contain a single table name"},
      {"DELETE FROM t WHERE pk = 'x' RETURNING ALL NEW *",
       "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in "
       "DELETE statements."},
  });
}

TEST(PartiQl, SaysWhatIsWrongWithValues) {
  const std::string overflow =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  expect_refused({
      {"SELECT * FROM t WHERE pk = 1e126", overflow + " under root"},
      {"INSERT INTO t VALUE {'pk': 1, 'm': {'x': 1e126}}", overflow + " under root.x"},
      {"INSERT INTO t VALUE {'pk': 1, 'l': [1, 1e126]}", overflow + " under root[1]"},
      {"SELECT * FROM t WHERE pk = 123456789012345678901234567890123456789",
       "Attempting to store more than 38 significant digits in a Number under root"},
      {"INSERT INTO t VALUE {'s': <<>>}", "Empty bags are not supported"},
      {"INSERT INTO t VALUE {'s': <<1, 'a'>>}",
       "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags"},
      {"INSERT INTO t VALUE {'s': <<'a', 'a'>>}",
       "One or more parameter values were invalid: Input collection [a, a] contains duplicates."},
      {"INSERT INTO t VALUE {'s': <<2, 2.0>>}",
       "One or more parameter values were invalid: Input collection [2, 2.0] contains duplicates! "
       "under root"},
      {"INSERT INTO t VALUE {'s': set_add(<<'a'>>, <<'b'>>)}",
       "Unsupported data type: set_add under key root at 1:27:7"},
      {"INSERT INTO t VALUE {'a': 1, 'a': 2}", "The attribute a is there twice at 1:30:3"},
      {"SELECT l[-1] FROM t",
       "List index is not within the allowable range; index: [-1] at 1:11:1"},
      {"SELECT l[2147483648] FROM t",
       "List index is not within the allowable range; index: [2147483648] at 1:10:10"},
  });
  EXPECT_EQ(refusal("UPDATE t SET x = [?] WHERE pk = 'a'", {values::text_value("v")}),
            "Unsupported data type: Parameter under key root[0] at 1:19:1");
  EXPECT_EQ(refusal("SELECT * FROM t WHERE a = ? AND b = ?", {values::text_value("v")}),
            "Number of parameters in request and statement don't match.");
}

TEST(PartiQl, BoundsTheDepthOfValues) {
  const auto nested = [](int depth) {
    std::string text = "INSERT INTO t VALUE {'d': ";
    for (int i = 0; i < depth; ++i) text += "{'a':";
    text += "1";
    return text + std::string(static_cast<std::size_t>(depth), '}') + "}";
  };
  std::string path = "root";
  for (int i = 0; i < 32; ++i) path += ".a";

  EXPECT_EQ(refusal(nested(31)), "understood");
  EXPECT_EQ(refusal(nested(32)), "Nesting Levels have exceeded supported limits under " + path);
}

TEST(PartiQl, SaysWhatIsWrongWithConditions) {
  expect_refused({
      {"SELECT * FROM t WHERE a < true",
       "Incorrect operand type for operator or function; operator or function: <, operand type: "
       "BOOL"},
      {"SELECT * FROM t WHERE attribute_exists(n) > false",
       "Incorrect operand type for operator or function; operator or function: >, operand type: "
       "BOOL"},
      {"SELECT * FROM t WHERE attribute_exists('ss')",
       "Operator or function requires a document path; operator or function: attribute_exists"},
      {"SELECT * FROM t WHERE attribute_exists()",
       "Incorrect number of operands for operator or function; operator or function: "
       "attribute_exists, number of operands: 0"},
      {"SELECT * FROM t WHERE attribute_type(l, 1)",
       "Incorrect operand type for operator or function; operator or function: attribute_type, "
       "operand type: N"},
      {"SELECT * FROM t WHERE attribute_type(l, 'X')",
       "Invalid attribute type name found; type: X, valid types: "
       "{N,BS,L,B,NULL,M,S,SS,NS,BOOL}"},
      {"UPDATE t SET n = 'a' + 1 WHERE pk = 'a'",
       "Incorrect operand type for operator or function; operator or function: +, operand type: S"},
      {"UPDATE t SET t = set_add(ss, <<'x'>>) WHERE pk = 'a'",
       "The first argument to SET_ADD must equal the assignment value at 1:18:7"},
      {"UPDATE t SET ss = set_add(ss) WHERE pk = 'a'",
       "SET_ADD must have exactly two arguments at 1:19:7"},
      {"UPDATE t\nSET \"ss\" = set_add(\"ss\", 'x') WHERE pk = 'a'",
       "The second argument to SET_ADD must be a value with type SET at 2:20:4"},
      {"UPDATE t SET a = 1, a.b = 2 WHERE pk = 'a'",
       "Two document paths overlap with each other; must remove or rewrite one of these paths; "
       "path one: [a], path two: [a, b]"},
  });
}

TEST(PartiQl, BoundsLists) {
  std::string values = "1";
  for (int i = 2; i <= 101; ++i) values += fmt::format(",{}", i);

  EXPECT_EQ(refusal(fmt::format("SELECT * FROM t WHERE a IN [{}]", values)),
            "The IN operator is provided with too many operands; number of operands: 101");
}

TEST(PartiQl, BoundsConditions) {
  std::string chain = "a = 1";
  for (int i = 0; i < 150; ++i) chain += " OR a = 1";
  std::string doubled = "attribute_exists(a)";
  for (int i = 0; i < 40; ++i) doubled = "(" + doubled + ") = attribute_exists(a)";
  const std::string open(4000, '(');
  std::string compared = "a = 1";
  for (int i = 0; i < 1000; ++i) compared += " = true";

  EXPECT_EQ(refusal("SELECT * FROM t WHERE " + chain),
            "The expression contains too many operators; operator count: 301");
  EXPECT_NE(refusal("SELECT * FROM t WHERE " + doubled), "understood");
  EXPECT_EQ(refusal("SELECT * FROM t WHERE " + open), ill("Expressions nest too deeply"));
  EXPECT_EQ(refusal("SELECT * FROM t WHERE " + compared), ill("Expressions nest too deeply"));
}

}  // namespace
}  // namespace tidemark::expressions::partiql
