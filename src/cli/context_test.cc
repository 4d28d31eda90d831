#include "cli/context.h"

#include "cli/parser.h"

#include <gtest/gtest.h>

namespace tidemark::cli {
namespace {

// A person at a terminal that nobody sees.
struct Person {
  SimulatedClock clock{Timestamp::from_seconds(1795269806)};
  SeededRandom random{1};
  std::vector<std::string> typed{};
  std::string out{};
  std::string err{};
  client::Environment environment{};
  std::vector<client::SessionWords> connected{};

  CommandContext context(GlobalOptions options = {}) {
    return CommandContext(
        {.environment = environment,
         .connect = [this](const client::SessionWords& words) -> Result<OwnedSession> {
           connected.push_back(words);
           return fail(Code::kNotFound, "no region is set");
         },
         .clock = clock,
         .random = random,
         .write = [this](std::string_view text) { out += text; },
         .tell = [this](std::string_view text) { err += text; },
         .read_line = [this]() -> std::optional<std::string> {
           if (typed.empty()) return std::nullopt;
           const std::string line = typed.front();
           typed.erase(typed.begin());
           return line;
         }},
        std::move(options));
  }
};

CommandSpec command(Run run) {
  return {.path = {"try"}, .summary = "Try", .run = run};
}

TEST(Context, ConfirmsByTheWordAndNothingElse) {
  for (const auto& [typed, expected] : std::vector<std::pair<std::vector<std::string>, bool>>{
           {{"Orders"}, true}, {{"orders"}, false}, {{"yes"}, false}, {{""}, false}, {{}, false}}) {
    Person person{.typed = typed};
    CommandContext context = person.context();

    EXPECT_EQ(context.confirmed("It goes.", "Orders"), expected);
    EXPECT_EQ(person.out, "");
    EXPECT_NE(person.err.find("Type Orders to go on: "), std::string::npos);
  }
}

TEST(Context, AsksNothingWithYes) {
  Person person;
  CommandContext context = person.context({.yes = true});

  EXPECT_TRUE(context.confirmed("It goes.", "Orders"));
  EXPECT_EQ(person.err, "");
}

TEST(Context, ShowsWhatTheQueryPicks) {
  Person person;
  CommandContext context = person.context({.output = OutputForm::kText, .query = "rows[].name"});

  ASSERT_TRUE(context.show(codec::parse_json(R"({"rows":[{"name":"a"},{"name":"b"}]})").value()));

  EXPECT_EQ(person.out, "a\tb\n");
}

TEST(Context, GivesPeopleTextAndProgramsTheDocument) {
  const auto document = codec::parse_json(R"({"schema":1})").value();
  Person person;
  ASSERT_TRUE(person.context().show(document, "for people\n"));
  ASSERT_TRUE(person.context({.output = OutputForm::kJson}).show(document, "for people\n"));

  EXPECT_EQ(person.out, "for people\n{\n  \"schema\": 1\n}\n");
}

TEST(Context, EndsWith253WhenTheSurroundingsDoNotFit) {
  Person person;
  CommandContext context = person.context({.region = "eu-west-1"});
  const auto spec = command([](const Words&, CommandContext& given) -> Result<ExitCode> {
    TM_TRY_STATUS(given.session());
    return ExitCode::kDone;
  });

  EXPECT_EQ(run(spec, {}, context), 253);
  EXPECT_EQ(person.err, "tidemark try: no region is set\n");
  EXPECT_EQ(person.connected.at(0).region, "eu-west-1");
}

TEST(Context, EndsWith255ForAnythingElse) {
  Person person;
  CommandContext context = person.context();
  const auto spec = command([](const Words&, CommandContext&) -> Result<ExitCode> {
    return fail(Code::kConflict, "it is there already");
  });

  EXPECT_EQ(run(spec, {}, context), 255);
}

TEST(Context, EndsWithWhatTheCommandAnswers) {
  Person person;
  CommandContext context = person.context();
  const auto spec = command(
      [](const Words&, CommandContext&) -> Result<ExitCode> { return ExitCode::kUnfinished; });

  EXPECT_EQ(run(spec, {}, context), 4);
}

TEST(Parser, RefusesSharedOptionsThatMeanNothingToACommand) {
  const std::vector<const char*> lines[] = {
      {"tidemark", "tables", "--yes"},
      {"tidemark", "runs", "list", "--region", "eu-west-1"},
      {"tidemark", "--profile", "p", "man"},
      {"tidemark", "restore", "backup", "arn:a:b:c:d:e", "--to", "new", "--event", "f"}};
  for (const auto& words : lines) {
    const Parsed parsed = parse(static_cast<int>(words.size()), words.data());
    const auto* printed = std::get_if<Printed>(&parsed);
    ASSERT_TRUE(printed) << words.at(1);
    EXPECT_NE(printed->text.find("is no option of this command"), std::string::npos)
        << printed->text;
  }
}

TEST(Parser, TakesSharedOptionsBeforeAndAfterTheWords) {
  for (const std::vector<const char*>& words :
       {std::vector<const char*>{"tidemark", "--output", "json", "tables"},
        {"tidemark", "tables", "--output", "json"}}) {
    const Parsed parsed = parse(static_cast<int>(words.size()), words.data());
    const auto* chosen = std::get_if<Chosen>(&parsed);
    ASSERT_TRUE(chosen);
    EXPECT_EQ(chosen->words.text("--output"), "json");
  }
}

TEST(Parser, KeepsAQueryInBracketsWhole) {
  const std::vector<const char*> words{"tidemark", "tables", "--query", "[a, b]"};
  const Parsed parsed = parse(static_cast<int>(words.size()), words.data());

  EXPECT_EQ(std::get<Chosen>(parsed).words.text("--query"), "[a, b]");
}

}  // namespace
}  // namespace tidemark::cli
