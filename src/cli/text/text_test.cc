#include "cli/commands.h"
#include "cli/text/completion.h"
#include "cli/text/help.h"
#include "cli/text/manual.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark::cli {
namespace {

std::vector<std::string> completed(std::vector<std::string> words) {
  return completions(words);
}

TEST(Help, OfEveryCommandHasExamplesAndFitsTheScreen) {
  for (const CommandSpec& command : commands()) {
    const std::string text = help_text(command.path);
    EXPECT_NE(text.find("\nExamples:\n"), std::string::npos) << full_name(command);
    std::size_t from = 0;
    while (from < text.size()) {
      const std::size_t end = text.find('\n', from);
      EXPECT_LE(end - from, 104u) << text.substr(from, end - from);
      from = end + 1;
    }
  }
}

TEST(Help, ListsEveryExitCode) {
  const std::string text = help_text({});
  for (const ExitCodeMeaning& row : exit_code_table()) {
    EXPECT_NE(text.find("\n  " + std::to_string(number_of(row.code)) + " "), std::string::npos);
  }
}

TEST(Specs, NameEachCommandAndOptionOnce) {
  std::set<std::string> names;
  for (const CommandSpec& command : commands()) {
    EXPECT_TRUE(names.insert(full_name(command)).second) << full_name(command);
    std::set<std::string> options;
    for (const OptionSpec& option : command.options) {
      EXPECT_TRUE(options.insert(option.name).second) << full_name(command) << option.name;
      EXPECT_TRUE(option.choices.empty() || !option.value.empty()) << option.name;
    }
  }
}

TEST(Manual, ProtectsWhatRoffWouldTakeForARequest) {
  for (const CommandSpec& command : commands()) {
    const std::string page = manual_page(command.path, "1");
    EXPECT_TRUE(page.starts_with(".TH \"TIDEMARK\\-")) << page;
    // An option's hyphens can be searched for and copied.
    EXPECT_EQ(page.find(" --"), std::string::npos) << full_name(command);
  }
}

TEST(Completion, OffersWordsOptionsAndChoices) {
  EXPECT_EQ(completed({"ser"}), (std::vector<std::string>{"serve"}));
  EXPECT_EQ(completed({"serve", "--cl"}), (std::vector<std::string>{"--clock"}));
  EXPECT_EQ(completed({"serve", "--clock", ""}), (std::vector<std::string>{"system", "simulated"}));
  EXPECT_EQ(completed({"completion", "z"}), (std::vector<std::string>{"zsh"}));
}

TEST(Completion, LeavesFilesToTheShell) {
  EXPECT_TRUE(completed({"serve", "--data", ""}).empty());
  EXPECT_TRUE(completed({"check", "da"}).empty());
}

TEST(Completion, OffersAnOptionOnce) {
  EXPECT_TRUE(completed({"serve", "--data", "d", "--dat"}).empty());
}

}  // namespace
}  // namespace tidemark::cli
