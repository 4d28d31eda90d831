#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/reading.h"
#include "cli/times.h"

namespace tidemark::cli {
namespace {

using codec::JsonValue;

Result<ExitCode> query_table(const Words& words, CommandContext& context) {
  JsonValue::Members members = paged_members(words);
  members.emplace_back("KeyConditionExpression",
                       JsonValue(words.text("--key-condition-expression")));
  members.emplace_back("ScanIndexForward", JsonValue(!words.flag("--descending")));
  return show_pages("Query", members, words, context);
}

std::vector<OptionSpec> query_options() {
  std::vector<OptionSpec> options{
      {.name = "--key-condition-expression",
       .value = "EXPR",
       .help = "Which items: \"id = :id\"",
       .required = true},
      {.name = "--descending", .help = "From the greatest sort key down"}};
  for (OptionSpec& option : paged_options()) options.push_back(std::move(option));
  return reading_options(std::move(options));
}

}  // namespace

CommandSpec query_spec() {
  return {.path = {"query"},
          .summary = "Read the items of one partition, now or as of an instant",
          .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table}},
          .options = query_options(),
          .notes = kTimeForms,
          .examples = {{"tidemark query t --key-condition-expression 'k = :k' "
                        "--expression-attribute-values '{\":k\":{\"S\":\"a\"}}'"},
                       {"tidemark query t --key-condition-expression ... --as-of '1h ago'"}},
          .run = query_table};
}

}  // namespace tidemark::cli
