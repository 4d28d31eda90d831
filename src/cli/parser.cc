#include "cli/parser.h"

#include "cli/commands.h"
#include "cli/global_options.h"
#include "cli/text/help.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>

namespace tidemark::cli {
namespace {

// Where CLI11 leaves what was typed for one command, or before any.
struct Place {
  std::map<std::string, std::vector<std::string>> values;
  std::map<std::string, bool> flags;
};

CLI::Validator one_of(std::vector<std::string> choices) {
  return CLI::Validator(
      [choices = std::move(choices)](const std::string& value) {
        return std::ranges::find(choices, value) != choices.end()
                   ? std::string()
                   : fmt::format("\"{}\" is none of {}", value, fmt::join(choices, ", "));
      },
      "");
}

CLI::Validator checked_by(Check check) {
  return CLI::Validator([check](const std::string& value) { return check(value); }, "");
}

CLI::Option* add_option(CLI::App& app, const OptionSpec& spec, Place& place) {
  if (spec.value.empty()) return app.add_flag(spec.name, place.flags[spec.name], spec.help);
  auto* option = app.add_option(spec.name, place.values[spec.name], spec.help);
  // Without this a list would eat the positionals after it, and CLI11 would read "[a,b]" as two.
  option->expected(1)->allow_extra_args(false);
  if (spec.many) option->delimiter(',')->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (spec.required) option->required();
  if (!spec.choices.empty()) option->check(one_of(spec.choices));
  if (spec.check != nullptr) option->check(checked_by(spec.check));
  return option;
}

void add_positional(CLI::App& app, const PositionalSpec& spec, Place& place) {
  auto* option = app.add_option(spec.name, place.values[spec.name], spec.help);
  if (spec.many) {
    option->expected(spec.optional ? 0 : 1, CLI::detail::expected_max_vector_size);
  } else {
    option->expected(1)->allow_extra_args(false);
  }
  if (!spec.optional) option->required();
  if (!spec.choices.empty()) option->check(one_of(spec.choices));
  if (spec.check != nullptr) option->check(checked_by(spec.check));
}

void relate(CLI::App& app, const std::vector<OptionSpec>& specs) {
  for (const OptionSpec& spec : specs) {
    CLI::Option* option = app.get_option(spec.name);
    if (!spec.needs.empty()) option->needs(app.get_option(spec.needs));
    if (!spec.excludes.empty()) option->excludes(app.get_option(spec.excludes));
  }
}

class Parser {
 public:
  Parser() {
    root_.set_version_flag("--version", "tidemark " TIDEMARK_VERSION);
    root_.require_subcommand(1);
    root_.fallthrough();  // inherited by what is added from here on
    std::vector<OptionSpec> shared;
    for (const GlobalOptionSpec& global : global_option_specs()) {
      add_option(root_, global.option, before_);
      shared.push_back(global.option);
    }
    relate(root_, shared);
    for (const CommandSpec& command : commands()) add(command);
  }

  Parsed read(int argc, const char* const* argv) {
    const int own = words_for_cli11(argc, argv);
    rest_.assign(argv + std::min(own + 1, argc), argv + argc);
    try {
      root_.parse(own, argv);
    } catch (const CLI::CallForHelp&) {
      return Printed{.text = help_text(path())};
    } catch (const CLI::CallForVersion& version) {
      return Printed{.text = fmt::format("{}\n", version.what())};
    } catch (const CLI::RequiredError& error) {
      return refusal(unknown_word(argc, argv).value_or(error.what()));
    } catch (const CLI::ParseError& error) {
      return refusal(error.what());
    }
    return chosen();
  }

 private:
  void add(const CommandSpec& command) {
    CLI::App* app = &root_;
    std::string name;
    std::vector<std::string> words;
    for (const std::string& word : command.path) {
      name += " " + word;
      words.push_back(word);
      CLI::App*& next = apps_[name];
      if (next == nullptr) {
        next = app->add_subcommand(word);
        if (find_command(words) == nullptr) next->require_subcommand(1);
      }
      app = next;
    }
    Place& place = *(places_[&command] = std::make_unique<Place>());
    for (const PositionalSpec& spec : command.positionals) add_positional(*app, spec, place);
    for (const OptionSpec& spec : command.options) add_option(*app, spec, place);
    relate(*app, command.options);
  }

  // What follows "--" is for a list of words, or CLI11 would give it to the command's parents.
  // Elsewhere it is CLI11's to read: a table's name may begin with a hyphen.
  static int words_for_cli11(int argc, const char* const* argv) {
    const auto* const end = argv + argc;
    const auto* const mark = std::find(argv, end, std::string_view("--"));
    const std::vector<std::string> typed(std::min(argv + 1, mark), mark);
    const bool lists = std::ranges::any_of(commands(), [&](const CommandSpec& command) {
      return !command.positionals.empty() && command.positionals.back().many &&
             typed.size() >= command.path.size() &&
             std::equal(command.path.begin(), command.path.end(), typed.begin());
    });
    return lists ? static_cast<int>(mark - argv) : argc;
  }

  // The words that were understood, down to the deepest.
  [[nodiscard]] std::vector<std::string> path() const {
    std::vector<std::string> words;
    const CLI::App* app = &root_;
    while (!app->get_subcommands().empty()) {
      app = app->get_subcommands().front();
      words.push_back(app->get_name());
    }
    return words;
  }

  // CLI11 says only that a word is missing, even when there is one that it does not know.
  [[nodiscard]] std::optional<std::string> unknown_word(int argc, const char* const* argv) const {
    const auto known = path();
    if (find_command(known) != nullptr) return std::nullopt;
    std::vector<std::string> typed(argv + 1, argv + argc);
    auto at = typed.begin();
    for (const std::string& word : known) {
      at = std::find(at, typed.end(), word);
      if (at != typed.end()) ++at;
    }
    at = std::find_if(at, typed.end(), [](const std::string& w) { return !w.starts_with("-"); });
    std::vector<std::string> words;
    for (const NextWord& next : next_words(known)) words.push_back(next.word);
    if (at == typed.end()) return fmt::format("one of {} is required", fmt::join(words, ", "));
    return fmt::format("\"{}\" is none of {}", *at, fmt::join(words, ", "));
  }

  [[nodiscard]] Printed refusal(const std::string& why) const {
    std::string name = "tidemark";
    for (const std::string& word : path()) name += " " + word;
    return usage_error(name, why);
  }

  Parsed chosen() {
    const auto words = path();
    const CommandSpec* command = find_command(words);
    Chosen made{.command = command};
    const Place& place = *places_.at(command);
    fill(made.words, command->options, place);
    for (const PositionalSpec& spec : command->positionals) {
      for (const std::string& value : place.values.at(spec.name)) made.words.add(spec.name, value);
      if (!spec.many) continue;
      for (const std::string& value : rest_) made.words.add(spec.name, value);
    }
    if (const std::string why = typed_too_far_left(words); !why.empty()) return refusal(why);
    if (const std::string why = fill_shared(made); !why.empty()) return refusal(why);
    if (command->check != nullptr) {
      if (const std::string why = command->check(made.words); !why.empty()) return refusal(why);
    }
    return made;
  }

  // "restore" is a command, and the beginning of others that do not have its options.
  [[nodiscard]] std::string typed_too_far_left(std::vector<std::string> words) const {
    for (words.pop_back(); !words.empty(); words.pop_back()) {
      const CommandSpec* outer = find_command(words);
      if (outer == nullptr) continue;
      for (const auto& [name, values] : places_.at(outer)->values) {
        if (!values.empty()) return fmt::format("{} is no option of this command", name);
      }
      for (const auto& [name, typed] : places_.at(outer)->flags) {
        if (typed) return fmt::format("{} is no option of this command", name);
      }
    }
    return "";
  }

  static void fill(Words& words, std::span<const OptionSpec> specs, const Place& place) {
    for (const OptionSpec& spec : specs) {
      if (!spec.otherwise.empty()) words.set_default(spec.name, spec.otherwise);
      if (spec.value.empty()) {
        if (place.flags.at(spec.name)) words.add(spec.name, "");
      } else {
        for (const std::string& value : place.values.at(spec.name)) words.add(spec.name, value);
      }
    }
  }

  // Shared options stand before or after the command's words; one that it has no use for is
  // refused, never ignored.
  std::string fill_shared(Chosen& made) {
    const auto taken = shared_options(*made.command);
    fill(made.words, taken, before_);
    for (const GlobalOptionSpec& global : global_option_specs()) {
      const OptionSpec& spec = global.option;
      const bool typed =
          spec.value.empty() ? before_.flags.at(spec.name) : !before_.values.at(spec.name).empty();
      if (!typed || std::ranges::find(taken, spec.name, &OptionSpec::name) != taken.end()) continue;
      const bool own = std::ranges::find(made.command->options, spec.name, &OptionSpec::name) !=
                       made.command->options.end();
      return own ? fmt::format("{} goes after the word {}", spec.name, made.command->path.back())
                 : fmt::format("{} is no option of this command", spec.name);
    }
    return "";
  }

  CLI::App root_{"", "tidemark"};
  Place before_;
  std::vector<std::string> rest_;          // after "--"
  std::map<std::string, CLI::App*> apps_;  // by their words, " backup create"
  std::map<const CommandSpec*, std::unique_ptr<Place>> places_;
};

}  // namespace

Printed usage_error(const std::string& name, const std::string& why) {
  return {.text = fmt::format("{}: {}\nTry: {} --help\n", name, why, name),
          .exit_code = number_of(ExitCode::kUsage)};
}

Parsed parse(int argc, const char* const* argv) {
  return Parser().read(argc, argv);
}

}  // namespace tidemark::cli
