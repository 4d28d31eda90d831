#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/running.h"
#include "operator/create_backup.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> delete_backup(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  TM_TRY(const runbooks::Plan plan, runbooks::plan_delete_backup(place->site, words.text("ARN")));
  return go(plan, *place, context);
}

}  // namespace

CommandSpec backup_delete_spec() {
  return {.path = {"backup", "delete"},
          .summary = "Delete an on-demand backup",
          .positionals = {{.name = "ARN", .help = "The backup's", .check = check_arn}},
          .notes = "It cannot be had back. The table's name is asked for.",
          .examples = {{"tidemark backup delete arn:aws:dynamodb:...:table/orders/backup/0179..."}},
          .reach = Reach::kPlans,
          .run = delete_backup};
}

}  // namespace tidemark::cli
