#include "cli/text/help.h"

#include "cli/commands.h"
#include "cli/global_options.h"
#include "cli/output/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tidemark::cli {
namespace {

constexpr std::size_t kColumns = 92;
constexpr std::size_t kWidestName = 26;

using Entry = std::pair<std::string, std::string>;  // what is typed, what it means

// Two columns; a name too wide for its column has a line of its own.
std::string entries_text(std::string_view heading, const std::vector<Entry>& entries) {
  if (entries.empty()) return "";
  std::size_t width = 0;
  for (const Entry& entry : entries) {
    if (entry.first.size() <= kWidestName) width = std::max(width, entry.first.size());
  }
  std::string text = fmt::format("\n{}:\n", heading);
  for (const auto& [name, meaning] : entries) {
    const auto lines = wrapped(meaning, kColumns - width - 4);
    text += fmt::format("  {:<{}}", name, width);
    if (name.size() > width) text += fmt::format("\n{:{}}", "", width + 2);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      text += i == 0 ? "  " + lines[i] + "\n" : fmt::format("{:{}}{}\n", "", width + 4, lines[i]);
    }
  }
  return text;
}

std::vector<Entry> option_entries(std::span<const OptionSpec> options) {
  std::vector<Entry> entries;
  for (const OptionSpec& option : options) {
    entries.emplace_back(option.value.empty() ? option.name : option.name + " " + option.value,
                         option_help(option));
  }
  return entries;
}

std::string examples_text(std::span<const Example> examples) {
  if (examples.empty()) return "";
  std::size_t width = 0;
  for (const Example& example : examples) {
    if (!example.why.empty()) width = std::max(width, example.line.size());
  }
  std::string text = "\nExamples:\n";
  for (const Example& example : examples) {
    if (example.why.empty() || width + example.why.size() + 6 > kColumns) {
      if (!example.why.empty()) text += fmt::format("  # {}\n", example.why);
      text += fmt::format("  {}\n", example.line);
    } else {
      text += fmt::format("  {:<{}}  {}\n", example.line, width, example.why);
    }
  }
  return text;
}

std::string command_help(const CommandSpec& command) {
  std::string text = fmt::format("{}\n\n  {}\n", command.summary, usage_line(command));
  if (!command.notes.empty()) text += fmt::format("\n{}\n", command.notes);
  std::vector<Entry> positionals;
  for (const PositionalSpec& positional : command.positionals) {
    positionals.emplace_back(positional.name, positional.help);
  }
  text += entries_text("Arguments", positionals);
  text += entries_text("Options", option_entries(command.options));
  text += entries_text(command.options.empty() ? "Options" : "Shared options",
                       option_entries(shared_options(command)));
  text += examples_text(command.examples);
  if (command.reach != Reach::kAlone) text += "\nExit codes: tidemark --help lists them.\n";
  return text;
}

std::vector<Entry> word_entries(std::span<const std::string> path) {
  std::vector<Entry> entries;
  for (NextWord& next : next_words(path)) {
    entries.emplace_back(std::move(next.word), std::move(next.summary));
  }
  return entries;
}

std::string program_help() {
  static const std::vector<Example> kExamples{
      {"tidemark doctor", "is everything there that a recovery needs"},
      {"tidemark info orders", "what a table can be brought back to"},
      {"tidemark restore pitr orders --at '2h ago' --to orders-then", "as it was then"},
      {"tidemark runs list", "what was begun here: resume it, or undo it"},
      {"tidemark drill", "lose data, get it back, prove it"},
      {"tidemark serve --data ./data", "an endpoint on http://127.0.0.1:8000"},
      {"tidemark check ./data", "is every byte of it what it should be"}};
  std::string text = fmt::format("{}\n\n  tidemark WORD... [OPTIONS]\n", about_text());
  text += entries_text("Commands", word_entries({}));
  text +=
      entries_text("Options", {{"--version", "What this is"}, {"--help", "This, of every word"}});
  text += examples_text(kExamples);
  std::vector<Entry> codes;
  for (const ExitCodeMeaning& row : exit_code_table()) {
    codes.emplace_back(std::to_string(number_of(row.code)), row.meaning);
  }
  text += entries_text("Exit codes", codes);
  return text + "\ntidemark WORD --help tells more about a word; tidemark man is the manual.\n";
}

std::string group_help(std::span<const std::string> path) {
  const auto group = std::ranges::find(groups(), path.back(), &GroupSpec::word);
  std::string name = "tidemark";
  for (const std::string& word : path) name += " " + word;
  std::string text = fmt::format("{}\n\n  {} WORD... [OPTIONS]\n",
                                 group != groups().end() ? group->summary : "", name);
  return text + entries_text("Commands", word_entries(path));
}

}  // namespace

std::string help_text(std::span<const std::string> path) {
  if (path.empty()) return program_help();
  const CommandSpec* command = find_command(path);
  return command != nullptr ? command_help(*command) : group_help(path);
}

std::string option_help(const OptionSpec& option) {
  std::string text = option.help;
  if (option.required) return text + " (required)";
  return option.otherwise.empty() ? text : fmt::format("{} (default: {})", text, option.otherwise);
}

std::vector<OptionSpec> shared_options(const CommandSpec& command) {
  std::vector<OptionSpec> shared;
  for (const GlobalOptionSpec& global : global_option_specs()) {
    if (command.reach == Reach::kAlone || global.from > command.reach) continue;
    if (global.of_documents && !command.shows_documents) continue;
    const bool own = std::ranges::find(command.options, global.option.name, &OptionSpec::name) !=
                     command.options.end();
    if (!own) shared.push_back(global.option);
  }
  return shared;
}

std::string_view about_text() {
  return "Tidemark: a DynamoDB-compatible database whose every committed write stays readable\n"
         "as of any second, and the tools to go back there, on AWS as well.";
}

std::span<const VariableMeaning> variable_table() {
  static constexpr std::array kTable{
      VariableMeaning{"AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
                      "credentials; without them the profile's, then a container's or instance's"},
      VariableMeaning{"AWS_PROFILE, AWS_REGION, AWS_DEFAULT_REGION",
                      "what --profile and --region say when they are not typed"},
      VariableMeaning{"AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_BACKUP, ...",
                      "another endpoint, for every service or for one"},
      VariableMeaning{"AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE",
                      "the AWS configuration files, when they are not in ~/.aws"},
      VariableMeaning{"NO_COLOR", "when it is set, nothing is coloured"},
      VariableMeaning{"HOME, XDG_CONFIG_HOME, XDG_STATE_HOME",
                      "where tidemark/tidemark.yaml and tidemark/runs are"},
  };
  return kTable;
}

}  // namespace tidemark::cli
