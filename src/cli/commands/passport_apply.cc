#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/document.h"
#include "cli/passports.h"
#include "cli/running.h"
#include "operator/passport_steps.h"

#include <fmt/format.h>

namespace tidemark::cli {
namespace {

Status show_steps(const runbooks::PassportSteps& steps, CommandContext& context) {
  Rows rows;
  for (const runbooks::PassportStep& step : steps.all()) {
    rows.push_back(
        Members().text("setting", runbooks::key_of(step.aspect)).text("step", step.text).take());
  }
  return context.show(document("steps", std::move(rows)));
}

Result<ExitCode> apply_passport(const Words& words, CommandContext& context) {
  const std::string& table = words.text("TABLE");
  TM_TRY(const runbooks::Passport wanted, named_passport(words.text("WANTED"), context));
  TM_TRY(const auto place, workplace(context));
  if (context.options().dry_run) {
    TM_TRY_STATUS(show_steps({place->site.session, wanted, table, {}}, context));
    return ExitCode::kDone;
  }
  TM_TRY_STATUS(expect_account(*place));
  TM_TRY(const runbooks::PassportApplied applied,
         runbooks::apply_passport(place->site.session, wanted, table, {},
                                  [&](const auto& step) { context.tell(step.text); }));
  TM_TRY(const codec::JsonValue json, codec::parse_json(runbooks::applied_json(applied)));
  TM_TRY_STATUS(context.show(json, runbooks::applied_text(applied)));
  return applied.whole() ? ExitCode::kDone : ExitCode::kFound;
}

}  // namespace

CommandSpec passport_apply_spec() {
  return {.path = {"passport", "apply"},
          .summary = "Put settings back on a table",
          .positionals = {{.name = "WANTED", .help = "A table, or a file"},
                          {.name = "TABLE", .help = "Is given them", .check = check_table}},
          .notes = fmt::format("{}\n\nWhat is as it should be is left alone, and nothing is taken "
                               "away. Exit code 1 when something\ncould not be put back; it is "
                               "listed with the reason.",
                               kPassportNames),
          .examples = {{"tidemark passport apply orders-passport.json orders"},
                       {"tidemark passport apply orders orders-restored --dry-run"}},
          .reach = Reach::kChanges,
          .run = apply_passport};
}

}  // namespace tidemark::cli
