#include "cli/jmespath/evaluate.h"
#include "cli/jmespath/expression.h"

#include <gtest/gtest.h>

namespace tidemark::cli::jmespath {
namespace {

using codec::JsonValue;

constexpr const char* kDocument = R"({
  "schema": 1,
  "tables": [
    {"name": "orders", "items": 120, "tags": ["a", "b"], "pitr": {"on": true}},
    {"name": "users", "items": 7, "tags": [], "pitr": {"on": false}},
    {"name": "ärger", "items": 3.5, "pitr": null}
  ],
  "odd name": {"x": {"deep": [[1, [2]], [3]]}}
})";

std::string found(std::string_view query, std::string_view document = kDocument) {
  const auto compiled = compile(query);
  if (!compiled) return "refused: " + compiled.error().message;
  const JsonValue json = codec::parse_json(document).value();
  const auto value = compiled.value().search(json);
  if (!value) return "failed: " + value.error().message;
  codec::JsonWriter out;
  codec::write_json(out, value.value());
  return out.take();
}

TEST(Query, PicksMembersAndElements) {
  EXPECT_EQ(found("schema"), "1");
  EXPECT_EQ(found("tables[0].name"), R"("orders")");
  EXPECT_EQ(found("tables[-1].items"), "3.5");
  EXPECT_EQ(found("tables[9]"), "null");
  EXPECT_EQ(found("nothing.at.all"), "null");
  EXPECT_EQ(found("\"odd name\".x.deep[1][0]"), "3");
}

TEST(Query, ProjectsListsAndLeavesNullsOut) {
  EXPECT_EQ(found("tables[].name"), R"(["orders","users","ärger"])");
  EXPECT_EQ(found("tables[*].pitr.on"), "[true,false]");
  EXPECT_EQ(found("tables[].tags[]"), R"(["a","b"])");
  EXPECT_EQ(found("*.x.deep[]"), "[[1,[2]],[3]]");
  EXPECT_EQ(found("\"odd name\".x.deep[][]"), "[1,2,3]");
}

TEST(Query, Slices) {
  EXPECT_EQ(found("[1:3]", "[0,1,2,3]"), "[1,2]");
  EXPECT_EQ(found("[::-1]", "[0,1,2,3]"), "[3,2,1,0]");
  EXPECT_EQ(found("[:-1]", "[0,1,2,3]"), "[0,1,2]");
  EXPECT_EQ(found("[10:-10:-2]", "[0,1,2,3]"), "[3,1]");
  EXPECT_EQ(found("[::0]", "[0,1]"), "failed: the step of a slice is 0");
}

TEST(Query, Filters) {
  EXPECT_EQ(found("tables[?items > `5`].name"), R"(["orders","users"])");
  EXPECT_EQ(found("tables[?pitr.on && items >= `100`].name | [0]"), R"("orders")");
  EXPECT_EQ(found("tables[?!(pitr.on)].name"), R"(["users","ärger"])");
  EXPECT_EQ(found("tables[?name == 'users' || name == `ärger`].items"), "[7,3.5]");
  EXPECT_EQ(found("tables[?name > 'p'].items"), "[7,3.5]");
  EXPECT_EQ(found("tables[?name > `1`]"), "[]");  // a string and a number have no order
}

TEST(Query, MakesListsAndObjects) {
  EXPECT_EQ(found("tables[].{n: name, i: items} | [1]"), R"({"n":"users","i":7})");
  EXPECT_EQ(found("tables[:1].[name, items]"), R"([["orders",120]])");
  EXPECT_EQ(found("nothing.[a, b]"), "null");
}

TEST(Query, CallsFunctions) {
  EXPECT_EQ(found("sort_by(tables, &items)[].items"), "[3.5,7,120]");
  EXPECT_EQ(found("max_by(tables, &items).name"), R"("orders")");
  EXPECT_EQ(found("length(tables[2].name)"), "5");
  EXPECT_EQ(found("reverse(tables[2].name)"), R"("regrä")");
  EXPECT_EQ(found("sum(tables[].items)"), "130.5");
  EXPECT_EQ(found("join(', ', tables[].name)"), R"("orders, users, ärger")");
  EXPECT_EQ(found("not_null(nothing, schema)"), "1");
  EXPECT_EQ(found("map(&items, tables)"), "[120,7,3.5]");
  EXPECT_EQ(found("merge({a: schema}, {b: schema, a: 'x'})"), R"({"a":"x","b":1})");
  EXPECT_EQ(found("contains(tables[0].tags, 'b')"), "true");
  EXPECT_EQ(found("avg(`[]`)"), "null");
  EXPECT_EQ(found("type(to_number('1e2'))"), R"("number")");
}

TEST(Query, RefusesWhatIsNoJmespathAndNamesThePlace) {
  EXPECT_EQ(found(""), "refused: at character 1: it ends too early");
  EXPECT_EQ(found("a..b"), "refused: at character 3: \".\" cannot stand here");
  EXPECT_EQ(found("tables[?items = `5`]"),
            "refused: at character 15: \"=\" is no operator, \"==\" is");
  EXPECT_EQ(found("a b"), "refused: at character 3: \"b\" cannot stand here");
  EXPECT_EQ(found("'a"), "refused: at character 1: the quotes do not end");
  EXPECT_EQ(found("a[0"), "refused: at character 4: \"]\" is missing here");
  EXPECT_EQ(found("frob(a)"), "refused: there is no function frob()");
  EXPECT_EQ(found("length(a, b)"), "refused: length() takes 1 argument");
  EXPECT_EQ(found("sort_by(a, b)"), "refused: sort_by() takes an expression there: \"&name\"");
  std::string deep(300, '!');
  deep += "a";
  EXPECT_EQ(found(deep), "refused: it is nested too deeply");
}

TEST(Query, FailsWhenAFunctionIsGivenWhatItDoesNotTake) {
  EXPECT_EQ(found("length(schema)"), "failed: length() takes a string, a list or an object");
  EXPECT_EQ(found("sort(tables)"),
            "failed: sort() takes numbers or strings, not both and nothing else");
}

}  // namespace
}  // namespace tidemark::cli::jmespath
