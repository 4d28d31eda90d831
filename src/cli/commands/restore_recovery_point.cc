#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/recovery_points.h"
#include "cli/restoring.h"
#include "cli/running.h"
#include "operator/restore_point_in_place.h"
#include "operator/restore_to_new.h"

namespace tidemark::cli {
namespace {

Result<runbooks::Plan> plan_of(const Words& words, const PointNeeds& needs,
                               const Workplace& place) {
  if (words.has("--to")) {
    return runbooks::plan_restore_point(place.site, {.vault = needs.vault,
                                                     .recovery_point_arn = words.text("ARN"),
                                                     .role_arn = needs.role_arn,
                                                     .target = words.text("--to")});
  }
  return runbooks::plan_restore_point_in_place(place.site, {.table = needs.table,
                                                            .vault = needs.vault,
                                                            .recovery_point_arn = words.text("ARN"),
                                                            .role_arn = needs.role_arn});
}

Result<ExitCode> restore(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  take_budget(words, *place);
  TM_TRY(const PointNeeds needs,
         needs_of(words.text("ARN"), words.text("--vault"), words.text("--role"), *place, context));
  TM_TRY(const runbooks::Plan plan, plan_of(words, needs, *place));
  return go(plan, *place, context);
}

}  // namespace

CommandSpec restore_point_spec() {
  return {.path = {"restore", "recovery-point"},
          .summary = "Make a table from a recovery point of AWS Backup, or bring it back to one",
          .positionals = {{.name = "ARN", .help = "The recovery point's", .check = check_arn}},
          .options = {to_option(),
                      strategy_option(),
                      budget_option(),
                      {.name = "--vault", .value = "NAME", .help = "Default: tidemark.yaml's"},
                      {.name = "--role",
                       .value = "ROLE",
                       .help = "By name, path and name, or ARN (default: tidemark.yaml's)"}},
          .notes =
              "From cold storage it takes hours longer; the plan says so. --strategy recreate is "
              "for the\n"
              "table that the point is of, under its own name.",
          .examples = {{"tidemark restore recovery-point arn:aws:backup:... --to orders-then"}},
          .reach = Reach::kPlans,
          .check = check_target,
          .run = restore};
}

}  // namespace tidemark::cli
