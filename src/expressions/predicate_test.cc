#include "expressions/predicate.h"

#include "expressions/condition.h"
#include "values/item_bytes.h"
#include "values/testing/item_text.h"

#include <gtest/gtest.h>

namespace tidemark::expressions {
namespace {

using values::Item;
using values::item_in;
using values::ItemView;

constexpr char kItem[] = R"({
  "s": {"S": "hello"}, "t": {"S": "hell"}, "n": {"N": "1"}, "m": {"N": "2"}, "five": {"N": "5"},
  "b": {"B": "aGkgdGhlcmU="}, "yes": {"BOOL": true}, "nil": {"NULL": true}, "uni": {"S": "é𝄞"},
  "ss": {"SS": ["x", "y"]}, "ns": {"NS": ["2", "4", "7"]}, "bs": {"BS": ["aGk="]},
  "seq": {"L": [{"N": "2"}, {"S": "dog"}, {"NS": ["1", "2"]}, {"L": [{"N": "3"}]}]},
  "doc": {"M": {"x": {"N": "1"}, "y": {"L": [{"N": "-1"}, {"N": "2"}]}}},
  "big": {"N": "12345678901234567890123456789012345678"}})";

constexpr char kValues[] = R"({
  ":0": {"N": "0"}, ":1": {"N": "1"}, ":one0": {"N": "1.0"}, ":2": {"N": "2"}, ":3": {"N": "3"},
  ":4": {"N": "4"}, ":5": {"N": "5"}, ":8": {"N": "8"}, ":one": {"S": "1"}, ":ell": {"S": "ell"},
  ":hell": {"S": "hell"}, ":dog": {"S": "dog"}, ":x": {"S": "x"}, ":here": {"B": "aGVyZQ=="},
  ":hi": {"B": "aGk="}, ":12": {"NS": ["2", "1"]}, ":l3": {"L": [{"N": "3"}]}, ":S": {"S": "S"},
  ":N": {"S": "N"}, ":e": {"S": ""}, ":t": {"BOOL": true}, ":nil": {"NULL": true},
  ":doc": {"M": {"y": {"L": [{"N": "-1"}, {"N": "2"}]}, "x": {"N": "1"}}}, ":l": {"L": []},
  ":big": {"N": "12345678901234567890123456789012345679"}})";

Placeholders placeholders() {
  return Placeholders(Placeholders::Names{{"#s", "s"}, {"#gone", "gone"}}, item_in(kValues));
}

bool holds(std::string_view text, std::string_view json = kItem) {
  Placeholders given = placeholders();
  const auto parsed = parse_condition("FilterExpression", text, given);
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  EXPECT_EQ(problem, nullptr) << text << ": " << (problem != nullptr ? problem->message : "");
  if (problem != nullptr) return false;
  const std::string bytes = values::to_bytes(item_in(json));
  return Predicate(std::get<Condition>(parsed)).holds(ItemView::open(bytes).value());
}

// Facts of the Alternator suite, which was run against the service.
TEST(Predicate, ComparesWithinOneTypeOnly) {
  for (const char* text : {"n = :1",
                           "n = :one0",
                           "n <> m",
                           "n < m",
                           "n <= :1",
                           "m > n",
                           "m >= :2",
                           "s > t",
                           "s <> :1",
                           "yes = :t",
                           "nil = :nil",
                           "doc = :doc",
                           "big < :big",
                           "gone <> :1",
                           "gone <> lost",
                           "n <> :one",
                           "seq[2] = :12",
                           "b > :hi",
                           ":1 < m",
                           "#s <> #gone",
                           "n BETWEEN :0 AND :2",
                           "n BETWEEN :1 AND :1",
                           "m between n and five"}) {
    EXPECT_TRUE(holds(text)) << text;
  }
  for (const char* text : {"n = :2",
                           "n = :one",
                           "gone = :1",
                           "gone = lost",
                           "n < :one",
                           "gone < :1",
                           ":1 < gone",
                           "gone < lost",
                           "gone >= lost",
                           "seq < :1",
                           ":1 < seq",
                           "n BETWEEN :2 AND :3",
                           "n BETWEEN seq AND doc",
                           "n BETWEEN m AND :0",
                           "gone BETWEEN lost AND more",
                           "s BETWEEN :0 AND :1",
                           "n <> :1",
                           "big >= :big",
                           "yes = :1",
                           "ss = :12"}) {
    EXPECT_FALSE(holds(text)) << text;
  }
}

TEST(Predicate, FindsValuesAmongMany) {
  EXPECT_TRUE(holds("n IN (:3, :one, :1)"));
  EXPECT_TRUE(holds("n IN (m, doc.x)"));
  EXPECT_TRUE(holds("doc IN (:doc)"));
  EXPECT_FALSE(holds("n IN (:2, :one)"));
  EXPECT_FALSE(holds("gone IN (:2, lost)"));
}

TEST(Predicate, JoinsTests) {
  EXPECT_TRUE(holds("n < m OR m < n AND n = :3"));
  EXPECT_FALSE(holds("(n < m OR m < n) AND n = :3"));
  EXPECT_FALSE(holds("NOT n < m AND n = :1"));
  EXPECT_TRUE(holds("NOT NOT NOT NOT n < m"));
  EXPECT_TRUE(holds("n = :2 OR n = :3 OR n = :4 OR n = :1"));
  EXPECT_FALSE(holds("n = :1 AND m = :2 AND five = :4"));
  EXPECT_TRUE(holds("m BETWEEN n AND five AND n < m"));
}

TEST(Predicate, AsksForPresenceAndType) {
  EXPECT_TRUE(holds("attribute_exists(doc.y[1])"));
  EXPECT_FALSE(holds("attribute_exists(doc.y[2])"));
  EXPECT_FALSE(holds("attribute_exists(seq.y)"));
  EXPECT_FALSE(holds("attribute_exists(doc[0])"));
  EXPECT_TRUE(holds("attribute_not_exists(doc.z)"));
  EXPECT_FALSE(holds("attribute_not_exists(nil)"));
  EXPECT_TRUE(holds("attribute_type(s, :S)"));
  EXPECT_FALSE(holds("attribute_type(s, :N)"));
  EXPECT_FALSE(holds("attribute_type(gone, :S)"));
  EXPECT_TRUE(holds("attribute_type(:1, :N)"));
  EXPECT_TRUE(holds("(doc.y)[1] = :2 AND (doc).x = :1"));
}

TEST(Predicate, LooksWithinValues) {
  for (const char* text :
       {"begins_with(s, :hell)", "begins_with(s, t)", "begins_with(b, :hi)", "begins_with(s, :e)",
        "begins_with(:hell, t)", "contains(s, :ell)", "contains(s, :e)", "contains(b, :here)",
        "contains(ns, :4)", "contains(ss, :x)", "contains(bs, :hi)", "contains(seq, :2)",
        "contains(seq, :dog)", "contains(seq, :12)", "contains(seq, :l3)",
        "contains(ns, five) OR contains(ns, m)"}) {
    EXPECT_TRUE(holds(text)) << text;
  }
  for (const char* text :
       {"begins_with(s, :dog)", "begins_with(n, :dog)", "begins_with(gone, s)", "begins_with(s, b)",
        "contains(s, :dog)", "contains(s, :1)", "contains(b, :12)", "contains(ns, :3)",
        "contains(ns, :x)", "contains(ns, :12)", "contains(seq, :3)", "contains(gone, :1)",
        "contains(doc, :x)", "contains(n, :1)"}) {
    EXPECT_FALSE(holds(text)) << text;
  }
}

TEST(Predicate, MeasuresEachType) {
  for (const char* text :
       {"size(s) = :5", "size(ns) = :3", "size(seq) = :4", "size(b) = :8", "size(doc) = :2",
        "size(uni) = :3", "size(s) = five", "size(s) <> :4", "size(s) > m", "size(:dog) = :3",
        "size(ss) BETWEEN :1 AND :2", "size(s) IN (:1, :5)", ":4 < size(s)", "size(s) > size(t)",
        "size(n) <> :1"}) {
    EXPECT_TRUE(holds(text)) << text;
  }
  for (const char* text : {"size(n) = :1", "size(yes) = :1", "size(nil) = :1", "size(s) = :dog",
                           "size(gone) = :0", "size(gone) < :1", "size(s) = :8"}) {
    EXPECT_FALSE(holds(text)) << text;
  }
}

TEST(Predicate, SeesNothingWhereThereIsNoItem) {
  Placeholders given = placeholders();
  const auto absent = parse_condition("ConditionExpression", "attribute_not_exists(s)", given);
  const auto present = parse_condition("ConditionExpression", "s = :dog", given);
  EXPECT_TRUE(Predicate(std::get<Condition>(absent)).holds(ItemView()));
  EXPECT_FALSE(Predicate(std::get<Condition>(present)).holds(ItemView()));
}

std::string problem(std::string_view text) {
  Placeholders given = placeholders();
  const auto parsed = parse_condition("ConditionExpression", text, given);
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  const std::string_view front = "Invalid ConditionExpression: ";
  if (problem == nullptr) return "accepted";
  EXPECT_TRUE(problem->message.starts_with(front));
  return problem->message.substr(front.size());
}

TEST(Condition, RefusesOperandsInDynamoDbsWords) {
  const std::string type =
      "Incorrect operand type for operator or function; operator or function: ";
  const std::string count =
      "Incorrect number of operands for operator or function; operator or function: ";
  const std::pair<const char*, std::string> cases[] = {
      {"n < :l", type + "<, operand type: L"},
      {":l >= n", type + ">=, operand type: L"},
      {"n < :t", type + "<, operand type: BOOL"},
      {"n BETWEEN :l AND :l", type + "BETWEEN, operand type: L"},
      {"begins_with(s, :1)", type + "begins_with, operand type: N"},
      {"begins_with(s, size(t))", type + "begins_with, operand type: N"},
      {"size(:1) = :1", type + "size, operand type: N"},
      {"size(size(s)) = :1", type + "size, operand type: N"},
      {"attribute_type(s, t)",
       type + "attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"},
      {"attribute_type(s, :1)", type + "attribute_type, operand type: N"},
      {"attribute_type(s, :dog)",
       "Invalid attribute type name found; type: dog, valid types: "
       "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
      {"size(s, s) = :1", count + "size, number of operands: 2"},
      {"contains(s)", count + "contains, number of operands: 1"},
      {"attribute_exists(:1)",
       "Operator or function requires a document path; operator or function: attribute_exists"},
      {"contains(s, s)",
       "The first operand must be distinct from the remaining operands for this operator or "
       "function; operator: contains, first operand: [s]"},
      {"n BETWEEN :2 AND :1",
       "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
       "lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"},
      {"if_not_exists(s, s) = :1",
       "The function is not allowed in a condition expression; function: if_not_exists"},
      {"dog(s) = :1", "Invalid function name; function: dog"},
      {"size(s)",
       "The function is not allowed to be used this way in an expression; function: size"},
      {"attribute_exists(s) < :1",
       "The function is not allowed to be used this way in an expression; function: "
       "attribute_exists"},
      {"a[12345678901] = :1", "List index is not within the allowable range; index: [12345678901]"},
      {"n IN ()", "Syntax error; token: \")\", near: \"()\""},
      {"_a = :1", "Syntax error; token: \"_\", near: \"_a\""},
      {"n", "Syntax error; token: \"<EOF>\", near: \"n\""}};
  for (const auto& [text, message] : cases) EXPECT_EQ(problem(text), message) << text;
}

TEST(Condition, TellsTheFirstTestsProblemFirst) {
  EXPECT_EQ(problem("begins_with(s, :1) AND n = :undefined"),
            "Incorrect operand type for operator or function; operator or function: begins_with, "
            "operand type: N");
  EXPECT_EQ(problem("n = :undefined AND begins_with(s, :1)"),
            "An expression attribute value used in expression is not defined; attribute value: "
            ":undefined");
  EXPECT_EQ(problem(":undefined = #undefined"),
            "An expression attribute value used in expression is not defined; attribute value: "
            ":undefined");
  EXPECT_EQ(problem("contains(s, :undefined, :1)"),
            "An expression attribute value used in expression is not defined; attribute value: "
            ":undefined");
  EXPECT_EQ(problem("n = :undefined AND status = :1"),
            "Attribute name is a reserved keyword; reserved keyword: status");
}

TEST(Condition, TakesAHundredValuesInIn) {
  const auto with = [](int count) {
    std::string text = "n IN (:1";
    for (int i = 1; i < count; ++i) text += ", :1";
    return text + ")";
  };
  EXPECT_EQ(problem(with(100)), "accepted");
  EXPECT_EQ(problem(with(101)),
            "The IN operator is provided with too many operands; number of operands: 101");
}

}  // namespace
}  // namespace tidemark::expressions
