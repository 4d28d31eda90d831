#include "expressions/projection.h"

#include "values/testing/item_text.h"

#include <gtest/gtest.h>

namespace tidemark::expressions {
namespace {

using values::item_in;

Placeholders placeholders() {
  return Placeholders(
      Placeholders::Names{{"#p", "pk"}, {"#dot", "a.b"}, {"#c", "c"}, {"#3", "[3]"}});
}

std::string projected(std::string_view text) {
  static const values::Item item = item_in(R"({
    "a": {"M": {"b": {"L": [{"N": "2"}, {"N": "4"}, {"M": {"x": {"S": "hi"}, "y": {"S": "yo"}}}]},
                "c": {"N": "5"}, "void0": {"M": {}}}},
    "b": {"S": "hello"}, "a.b": {"S": "dotted"}})");
  Placeholders given = placeholders();
  const auto parsed = parse_projection(text, given);
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  if (problem != nullptr) return problem->message;
  return values::to_json(project(std::get<Projection>(parsed), item));
}

// Facts of the Alternator suite, which was run against the service.
TEST(Projection, KeepsWhatIsNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {"b", R"({"b":{"S":"hello"}})"},
      {" b , x", R"({"b":{"S":"hello"}})"},
      {"#dot", R"({"a.b":{"S":"dotted"}})"},
      {"a.c, b", R"({"a":{"M":{"c":{"N":"5"}}},"b":{"S":"hello"}})"},
      {"a.#c", R"({"a":{"M":{"c":{"N":"5"}}}})"},
      {"a.b[0]", R"({"a":{"M":{"b":{"L":[{"N":"2"}]}}}})"},
      {"a.b[2].y", R"({"a":{"M":{"b":{"L":[{"M":{"y":{"S":"yo"}}}]}}}})"},
      {"a.b[1], a.b[0]", R"({"a":{"M":{"b":{"L":[{"N":"2"},{"N":"4"}]}}}})"},
      {"a.b[2].x, a.b[0]", R"({"a":{"M":{"b":{"L":[{"N":"2"},{"M":{"x":{"S":"hi"}}}]}}}})"},
      {"a.b[0], a.c", R"({"a":{"M":{"b":{"L":[{"N":"2"}]},"c":{"N":"5"}}}})"},
      {"a.x, a.b[0], x, a.b[3].x", R"({"a":{"M":{"b":{"L":[{"N":"2"}]}}}})"},
      {"a.void0", R"({"a":{"M":{"void0":{"M":{}}}}})"}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(projected(text), expected) << text;
}

TEST(Projection, LeavesOutWhatIsNotThere) {
  for (const char* text : {"x", "a.b[3]", "a.x", "a.x.y", "a.b[3].x", "a.b.x", "a[0]", "a.b[0].x",
                           "a.b[0][0]", "b.x", "b[0]"}) {
    EXPECT_EQ(projected(text), "{}") << text;
  }
}

TEST(Projection, RefusesPathsThatClash) {
  const auto overlap = [](const char* one, const char* two) {
    return fmt::format(
        "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or "
        "rewrite one of these paths; path one: {}, path two: {}",
        one, two);
  };
  EXPECT_EQ(projected("pk,#p"), overlap("[pk]", "[pk]"));
  EXPECT_EQ(projected("a.b[0],a.b[0]"), overlap("[a, b, [0]]", "[a, b, [0]]"));
  EXPECT_EQ(projected("a, b, a.b[2].c"), overlap("[a]", "[a, b, [2], c]"));
  EXPECT_EQ(projected("a.b.d.e, x, a.b"), overlap("[a, b, d, e]", "[a, b]"));
  EXPECT_EQ(projected("a.b, a[1]"),
            "Invalid ProjectionExpression: Two document paths conflict with each other; must "
            "remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]");
  EXPECT_EQ(projected("a[1], a.b, a[1].c"), overlap("[a, [1]]", "[a, [1], c]"));
  for (const char* text : {"a.b, a.c", "a.b.d, a.b.e", "x[1], x[2]", "a.b, a.c[2]"}) {
    EXPECT_TRUE(projected(text).starts_with("{")) << text;
  }
}

// Cases of the dynalite test suite (getItem, ProjectionExpression).
TEST(Projection, RefusesInDynamoDbsWords) {
  for (const char* text : {"whatever(stuff)", ":a", "a,,b", "a..b", "a[b]", "(a.b).c", "(a)",
                           "(a),(b)", "(a,b)", "a-b", "a,", ",a", "a[:v]", "a[#p]"}) {
    EXPECT_TRUE(projected(text).starts_with("Invalid ProjectionExpression: Syntax error; "))
        << text << " " << projected(text);
  }
  EXPECT_EQ(projected(""), "Invalid ProjectionExpression: The expression can not be empty;");
  EXPECT_EQ(projected("#p,ABSoLUTE"),
            "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: "
            "ABSoLUTE");
  EXPECT_EQ(projected("a,b,#x"),
            "Invalid ProjectionExpression: An expression attribute name used in the document path "
            "is not defined; attribute name: #x");
}

}  // namespace
}  // namespace tidemark::expressions
