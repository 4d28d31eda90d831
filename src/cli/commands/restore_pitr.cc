#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/restoring.h"
#include "cli/running.h"
#include "cli/times.h"
#include "operator/restore_in_place.h"
#include "operator/restore_to_new.h"

namespace tidemark::cli {
namespace {

Result<runbooks::Plan> plan_of(const Words& words, Timestamp at, const Workplace& place) {
  const std::string& table = words.text("TABLE");
  if (words.has("--to")) {
    return runbooks::plan_restore_to_new(place.site,
                                         {.table = table, .at = at, .target = words.text("--to")});
  }
  return runbooks::plan_restore_in_place(place.site, {.table = table, .at = at});
}

Result<ExitCode> restore(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  take_budget(words, *place);
  TM_TRY(const Timestamp at, restorable_of(words, "--at", words.text("TABLE"), context));
  TM_TRY(const runbooks::Plan plan, plan_of(words, at, *place));
  return go(plan, *place, context);
}

std::string check_names(const Words& words) {
  if (const std::string why = check_target(words); !why.empty()) return why;
  return words.text("--to") == words.text("TABLE") ? "--to names the table itself" : "";
}

}  // namespace

CommandSpec restore_pitr_spec() {
  return {
      .path = {"restore", "pitr"},
      .summary = "Bring a table back to a second of its window",
      .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table}},
      .options = {{.name = "--at",
                   .value = "TIME",
                   .help = "As it was then; latest: the newest second there is",
                   .required = true},
                  to_option(),
                  strategy_option(),
                  budget_option()},
      .notes = std::string(kTimeForms) +
               "\n\nA restore under its own name keeps a duplicate and two backups until the "
               "table is verified,\nand ends the table's history and stream: the plan says so "
               "before it begins.",
      .examples = {{"tidemark restore pitr orders --at '2h ago' --to orders-then"},
                   {"tidemark restore pitr orders --at 2026-11-21T14:03:26Z --strategy recreate "
                    "--dry-run"}},
      .reach = Reach::kPlans,
      .check = check_names,
      .run = restore};
}

}  // namespace tidemark::cli
