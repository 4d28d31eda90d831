#include "cli/commands/specs.h"
#include "cli/document.h"
#include "cli/running.h"
#include "operator/create_backup.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> prune_backups(const Words& /*words*/, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  const auto plan = runbooks::plan_prune(place->site, runs_of(context));
  if (!plan && plan.error().code == Code::kNotFound) {
    context.tell("nothing to delete: " + plan.error().message);
    return ExitCode::kDone;
  }
  if (!plan) return plan.error();
  return go(plan.value(), *place, context);
}

}  // namespace

CommandSpec backup_prune_spec() {
  return {.path = {"backup", "prune"},
          .summary = "Delete the backups that were made here with --keep and are past it",
          .notes =
              "Only what runs of this machine have made in this account and region; never what\n"
              "somebody else has.",
          .examples = {{"tidemark backup prune --dry-run"},
                       {"tidemark backup prune --yes", "in a timer, beside backup create"}},
          .reach = Reach::kPlans,
          .run = prune_backups};
}

}  // namespace tidemark::cli
