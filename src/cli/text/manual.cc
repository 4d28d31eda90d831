#include "cli/text/manual.h"

#include "cli/commands.h"
#include "cli/text/help.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::cli {
namespace {

// Text that roff shows as it is: no request begins a line, no hyphen becomes a dash.
std::string plain(std::string_view text) {
  std::string shown;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) shown += "\\&";
    if (c == '\\') {
      shown += "\\e";
    } else if (c == '-') {
      shown += "\\-";
    } else {
      shown += c;
    }
    line_begins = c == '\n';
  }
  return shown;
}

// An argument of a request.
std::string quoted(std::string_view text) {
  std::string inner = plain(text);
  for (std::size_t at = 0; (at = inner.find('"', at)) != std::string::npos; at += 4) {
    inner.replace(at, 1, "\\(dq");
  }
  return "\"" + inner + "\"";
}

std::string section(std::string_view title) {
  return fmt::format(".SH {}\n", title);
}

std::string entry(std::string_view name, std::string_view meaning) {
  return fmt::format(".TP\n.B {}\n{}\n", quoted(name), plain(meaning));
}

// Lines that stay as they are.
std::string verbatim(std::string_view text) {
  return fmt::format(".nf\n{}\n.fi\n", plain(text));
}

std::string dashed(std::span<const std::string> path) {
  std::string name = "tidemark";
  for (const std::string& word : path) name += "-" + word;
  return name;
}

std::string head(std::span<const std::string> path, std::string_view summary,
                 std::string_view version) {
  const std::string name = dashed(path);
  std::string upper = name;
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return fmt::format(".TH {} 1 \"\" {} {}\n", quoted(upper),
                     quoted(fmt::format("tidemark {}", version)), quoted("Tidemark's manual")) +
         section("NAME") + fmt::format("{} \\- {}\n", plain(name), plain(summary));
}

std::string options_section(std::string_view title, std::span<const OptionSpec> options) {
  if (options.empty()) return "";
  std::string text = section(title);
  for (const OptionSpec& option : options) {
    text += entry(option.value.empty() ? option.name : option.name + " " + option.value,
                  option_help(option));
  }
  return text;
}

std::string examples_section(std::span<const Example> examples) {
  if (examples.empty()) return "";
  std::string text = section("EXAMPLES");
  for (const Example& example : examples) {
    text += example.why.empty() ? fmt::format(".TP\n.B {}\n", quoted(example.line))
                                : entry(example.line, example.why);
  }
  return text;
}

std::string words_section(std::span<const std::string> path) {
  std::string text = section("COMMANDS");
  for (const NextWord& next : next_words(path)) text += entry(next.word, next.summary);
  return text;
}

std::string exits_section() {
  std::string text = section("\"EXIT STATUS\"");
  for (const ExitCodeMeaning& row : exit_code_table()) {
    text += entry(std::to_string(number_of(row.code)), row.meaning);
  }
  return text;
}

std::string environment_section() {
  std::string text = section("ENVIRONMENT");
  for (const VariableMeaning& row : variable_table()) text += entry(row.names, row.meaning);
  return text;
}

std::string program_page(std::string_view version) {
  std::string text = head({}, "go back to any second, and prove it", version);
  text += section("SYNOPSIS") + ".B tidemark\nWORD... [OPTIONS]\n";
  text += section("DESCRIPTION") + plain(about_text()) + "\n";
  text += words_section({}) + exits_section() + environment_section();
  return text + section("\"SEE ALSO\"") +
         plain("tidemark man WORD... is the page of a word; tidemark WORD... --help is shorter.") +
         "\n";
}

std::string group_page(std::span<const std::string> path, std::string_view version) {
  const auto group = std::ranges::find(groups(), path.back(), &GroupSpec::word);
  return head(path, group != groups().end() ? group->summary : "", version) + words_section(path);
}

std::string command_page(const CommandSpec& command, std::string_view version) {
  std::string text = head(command.path, command.summary, version);
  text += section("SYNOPSIS") + plain(usage_line(command)) + "\n";
  if (!command.notes.empty()) text += section("DESCRIPTION") + verbatim(command.notes);
  if (!command.positionals.empty()) {
    text += section("ARGUMENTS");
    for (const PositionalSpec& positional : command.positionals) {
      text += entry(positional.name, positional.help);
    }
  }
  text += options_section("OPTIONS", command.options);
  text += options_section("\"SHARED OPTIONS\"", shared_options(command));
  text += examples_section(command.examples);
  if (command.reach == Reach::kAlone) return text;
  text += exits_section();
  return command.reach >= Reach::kReads ? text + environment_section() : text;
}

}  // namespace

std::string manual_page(std::span<const std::string> path, std::string_view version) {
  if (path.empty()) return program_page(version);
  const CommandSpec* command = find_command(path);
  return command != nullptr ? command_page(*command, version) : group_page(path, version);
}

}  // namespace tidemark::cli
