#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/restoring.h"
#include "cli/running.h"
#include "operator/restore_to_new.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> restore(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  take_budget(words, *place);
  TM_TRY(const runbooks::Plan plan, runbooks::plan_restore_backup(place->site, runs_of(context),
                                                                  {.backup_arn = words.text("ARN"),
                                                                   .target = words.text("--to")}));
  return go(plan, *place, context);
}

}  // namespace

CommandSpec restore_backup_spec() {
  return {.path = {"restore", "backup"},
          .summary = "Make a table from an on-demand backup",
          .positionals = {{.name = "ARN", .help = "The backup's", .check = check_arn}},
          .options = {required(to_option()), budget_option()},
          .notes =
              "Its settings become those noted with the backup, when it was made by tidemark\n"
              "backup create on this machine, else those that the table it is of has now.",
          .examples = {{"tidemark restore backup arn:aws:dynamodb:...:table/orders/backup/0179... "
                        "--to orders-then"}},
          .reach = Reach::kPlans,
          .run = restore};
}

}  // namespace tidemark::cli
