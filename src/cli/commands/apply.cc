#include "cli/commands/specs.h"
#include "cli/files.h"
#include "cli/running.h"

namespace tidemark::cli {
namespace {

constexpr std::size_t kLargestPlan = 1 << 20;

Result<ExitCode> apply_plan(const Words& words, CommandContext& context) {
  TM_TRY(const std::string text, text_of_file(words.text("FILE"), kLargestPlan));
  TM_TRY(const runbooks::Plan plan, runbooks::parse_plan(text));
  TM_TRY(const auto place, workplace(context));
  return go(plan, *place, context);
}

}  // namespace

CommandSpec apply_spec() {
  return {
      .path = {"apply"},
      .summary = "Carry out a plan that was written with --plan",
      .positionals = {{.name = "FILE", .help = "The plan; -: standard input"}},
      .notes = "The account, the region and every step are checked again before it begins.",
      .examples = {{"tidemark restore pitr orders --at '1h ago' --to orders-then --plan p.json"},
                   {"tidemark apply p.json"}},
      .reach = Reach::kChanges,
      .run = apply_plan};
}

}  // namespace tidemark::cli
