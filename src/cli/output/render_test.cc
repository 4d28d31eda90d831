#include "cli/output/render.h"

#include "cli/output/layout.h"

#include <gtest/gtest.h>

namespace tidemark::cli {
namespace {

codec::JsonValue json(std::string_view text) {
  return codec::parse_json(text).value();
}

constexpr const char* kDocument =
    R"({"schema":1,"table":"orders","deletionProtection":true,"window":null,)"
    R"("backups":[{"name":"b1","bytes":12},{"name":"longer","bytes":3456,"keep":["a","b"]}]})";

TEST(Render, WritesJsonWithTwoBlanksALevel) {
  EXPECT_EQ(json_text(json(R"({"a":[1,{"b":null}],"c":{},"d":[]})")),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n"
            "  \"c\": {},\n  \"d\": []\n}\n");
}

TEST(Render, WritesYamlWithQuotesWhereAKindCouldBeMistaken) {
  EXPECT_EQ(yaml_text(json(R"({"a":"yes","b":"plain","c":"2026-11-21","d":["x",["y"],{"e":1}]})")),
            "a: \"yes\"\nb: plain\nc: \"2026-11-21\"\nd:\n- x\n- - \"y\"\n- e: 1\n");
}

TEST(Render, WritesTabbedTextAsTheAwsCliDoes) {
  EXPECT_EQ(render(json(kDocument), {.form = OutputForm::kText}),
            "True\torders\tNone\nBACKUPS\t12\tb1\nBACKUPS\t3456\tlonger\nKEEP\ta\nKEEP\tb\n");
}

TEST(Render, ShowsPeopleFactsAndTables) {
  EXPECT_EQ(render(json(kDocument), {}),
            "Table                orders\n"
            "Deletion protection  yes\n"
            "Window               -\n"
            "\n"
            "Backups\n"
            "  Name    Bytes  Keep\n"
            "  ------  -----  ----\n"
            "  b1         12\n"
            "  longer   3456  a, b\n");
}

TEST(Render, MakesBlocksOfRowsThatDoNotFit) {
  const std::string shown = render(json(kDocument), {.columns = 20});

  EXPECT_NE(shown.find("  Name   longer\n  Bytes  3456\n"), std::string::npos) << shown;
}

TEST(Render, LetsNoControlCharacterThrough) {
  EXPECT_EQ(table_text(json(R"({"a":"x\u001b[2J"})"), 80, false), "A  x\\x1b[2J\n");
}

TEST(Render, BreaksLinesAtBlanksAndKeepsLongWordsWhole) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped(std::string(80, 'x'), 10), (std::vector<std::string>{std::string(80, 'x')}));
}

}  // namespace
}  // namespace tidemark::cli
