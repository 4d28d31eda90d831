// What a command is: its words, what they mean, and what it does. The one source of parsing,
// --help, the manual and completion.
//
//   const CommandSpec kTables{
//       .path = {"tables"},
//       .summary = "List tables with what protects them",
//       .examples = {{"tidemark tables", "every table of this account and region"}},
//       .run = list_tables};
//
// Threads   Plain values.
#pragma once

#include "base/result.h"
#include "cli/exit_code.h"
#include "cli/words.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidemark::cli {

class CommandContext;

// What is wrong with a value, as the end of a sentence; "" when nothing is.
using Check = std::string (*)(const std::string& value);

struct OptionSpec {
  std::string name;                    // "--keep"
  std::string value{};                 // what its value is called, "TIME"; empty: a flag
  std::string help;                    // a few words
  std::string otherwise{};             // the value that holds when it is not typed
  std::vector<std::string> choices{};  // the values it takes; empty: any
  Check check = nullptr;
  bool required = false;
  bool many = false;       // a list: "A,B", or typed again
  std::string needs{};     // another option that must be there, too
  std::string excludes{};  // another option that must not
};

struct PositionalSpec {
  std::string name;  // "TABLE"
  std::string help;
  bool optional = false;
  bool many = false;  // this one and all after it
  std::vector<std::string> choices{};
  Check check = nullptr;
};

struct Example {
  std::string line;
  std::string why{};
};

using Run = Result<ExitCode> (*)(const Words& words, CommandContext& context);

// How far a command reaches, and with it which of the shared options it takes
// (cli/global_options.h): each also takes those of the reaches before it.
enum class Reach : std::uint8_t {
  kAlone,    // none: serve, drill, man
  kShows,    // --output, --query: it shows what lies on this machine
  kReads,    // --region and the like: it asks AWS
  kChanges,  // --yes, --dry-run
  kPlans,    // --plan: it is carried out from a plan
};

struct CommandSpec {
  std::vector<std::string> path;  // {"backup", "create"}
  std::string summary;            // one line
  std::vector<PositionalSpec> positionals{};
  std::vector<OptionSpec> options{};
  std::string notes{};  // lines as they are to be shown, at most 92 columns
  std::vector<Example> examples{};
  Reach reach = Reach::kReads;
  bool shows_documents = true;  // takes --output and --query
  // What the words have to be together; "" when they are.
  std::string (*check)(const Words& words) = nullptr;
  Run run = nullptr;  // null: apps carries it out (serve, drill, check, repair, stats)
};

// Words that only lead to others: "backup" before create, list, delete.
struct GroupSpec {
  std::string word;
  std::string summary;
};

// "tidemark backup create".
std::string full_name(const CommandSpec& command);

// "tidemark backup create TABLE --name NAME [--keep TIME] [--wait]".
std::string usage_line(const CommandSpec& command);

}  // namespace tidemark::cli
