#include "cli/commands/specs.h"
#include "cli/passports.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> compare_passports(const Words& words, CommandContext& context) {
  TM_TRY(const runbooks::Passport wanted, named_passport(words.text("WANTED"), context));
  TM_TRY(const runbooks::Passport found, named_passport(words.text("FOUND"), context));
  const runbooks::PassportDifference difference = runbooks::difference(wanted, found);
  TM_TRY(const codec::JsonValue json, codec::parse_json(runbooks::difference_json(difference)));
  TM_TRY_STATUS(context.show(json, runbooks::difference_text(difference)));
  return difference.none() ? ExitCode::kDone : ExitCode::kFound;
}

}  // namespace

CommandSpec passport_diff_spec() {
  return {.path = {"passport", "diff"},
          .summary = "Compare the settings of two tables, or of one then and now",
          .positionals = {{.name = "WANTED", .help = "A table, or a file"},
                          {.name = "FOUND", .help = "A table, or a file"}},
          .notes = std::string(kPassportNames) + "\n\nExit code 1 when a setting differs.",
          .examples = {{"tidemark passport diff orders-passport.json orders"},
                       {"tidemark passport diff orders orders-restored"}},
          .run = compare_passports};
}

}  // namespace tidemark::cli
