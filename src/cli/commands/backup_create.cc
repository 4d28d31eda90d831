#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/running.h"
#include "cli/times.h"
#include "operator/create_backup.h"
#include "operator/time_words.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> create_backup(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  runbooks::CreateBackup request{
      .table = words.text("TABLE"), .name = words.text("--name"), .wait = words.flag("--wait")};
  if (words.has("--keep")) request.keep = runbooks::read_duration(words.text("--keep")).value();
  TM_TRY(const runbooks::Plan plan, runbooks::plan_create_backup(place->site, request));
  return go(plan, *place, context);
}

}  // namespace

CommandSpec backup_create_spec() {
  return {.path = {"backup", "create"},
          .summary = "Make an on-demand backup of a table, its settings noted with it",
          .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table}},
          .options = {{.name = "--name",
                       .value = "NAME",
                       .help = "Of the backup (default: TABLE--orig-Nov-21-2026-14-05-00)",
                       .check = check_backup_name},
                      {.name = "--keep",
                       .value = "LENGTH",
                       .help = "tidemark backup prune may delete it after this: 90d, 12h",
                       .check = check_duration},
                      {.name = "--wait", .help = "Until it is AVAILABLE"}},
          .notes = "Without --keep it stays until somebody deletes it.",
          .examples = {{"tidemark backup create orders --name before-release --keep 90d --wait"}},
          .reach = Reach::kPlans,
          .run = create_backup};
}

}  // namespace tidemark::cli
