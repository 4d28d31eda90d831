#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/drill_options.h"

#include <fmt/format.h>

namespace tidemark::cli {
namespace {

constexpr long long kMostConnections = 64;

std::string check_connections(const std::string& text) {
  Words word;
  word.add("N", text);
  const bool good =
      check_whole(text).empty() && word.number("N") >= 1 && word.number("N") <= kMostConnections;
  return good ? "" : fmt::format("\"{}\" is not 1 to {}", text, kMostConnections);
}

}  // namespace

CommandSpec drill_spec() {
  return {
      .path = {"drill"},
      .summary = "Lose data, go back to the second before, prove it",
      .options =
          {
              {.name = "--input",
               .value = "FILE",
               .help = "DynamoDB-JSON lines (default: Debian's packages)"},
              {.name = "--key",
               .value = "HASH[,RANGE]",
               .help = "The items' key (default: Package,Build)",
               .needs = "--input"},
              {.name = "--json", .help = "Report as JSON, progress on standard error"},
              {.name = "--keep", .help = "Leave the server running, say how to look"},
              {.name = "--connections",
               .value = "N",
               .help = "Connections at once",
               .otherwise = "8",
               .check = check_connections},
              {.name = "--seed",
               .value = "N",
               .help = "Chooses the items that the incident hits",
               .otherwise = "1",
               .check = check_whole},
              {.name = "--directory",
               .value = "DIR",
               .help = "Of the temporary directory (default: TMPDIR or /tmp)"},
          },
      .notes =
          "Starts a server of its own in a temporary directory and leaves nothing behind.\n"
          "\n"
          "Exit codes: 0 the data came back to the last item; 1 it did not, or the drill could "
          "not\n"
          "be finished; 130 interrupted; 252 these words were not understood.",
      .examples =
          {
              {"tidemark drill"},
              {"tidemark drill --input items.jsonl --key Artist,SongTitle"},
              {"tidemark drill --json > drill.json"},
              {"tidemark drill --keep"},
          },
      .reach = Reach::kAlone,
  };
}

DrillOptions drill_options(const Words& words) {
  return {.input = words.text("--input"),
          .key = words.text("--key"),
          .json = words.flag("--json"),
          .keep = words.flag("--keep"),
          .connections = static_cast<unsigned>(words.number("--connections")),
          .seed = static_cast<std::uint64_t>(words.number("--seed")),
          .directory = words.text("--directory")};
}

}  // namespace tidemark::cli
