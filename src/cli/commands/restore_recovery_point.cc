#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/recovery_points.h"
#include "cli/running.h"
#include "operator/restore_to_new.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> restore(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  TM_TRY(const PointNeeds needs,
         needs_of(words.text("ARN"), words.text("--vault"), words.text("--role"), *place, context));
  TM_TRY(const runbooks::Plan plan,
         runbooks::plan_restore_point(place->site, {.vault = needs.vault,
                                                    .recovery_point_arn = words.text("ARN"),
                                                    .role_arn = needs.role_arn,
                                                    .target = words.text("--to")}));
  return go(plan, *place, context);
}

}  // namespace

CommandSpec restore_point_spec() {
  return {.path = {"restore", "recovery-point"},
          .summary = "Make a table from a recovery point of AWS Backup",
          .positionals = {{.name = "ARN", .help = "The recovery point's", .check = check_arn}},
          .options = {{.name = "--to",
                       .value = "NEW",
                       .help = "The table, which must not exist",
                       .check = check_table,
                       .required = true},
                      {.name = "--vault", .value = "NAME", .help = "Default: tidemark.yaml's"},
                      {.name = "--role",
                       .value = "ROLE",
                       .help = "By name, path and name, or ARN (default: tidemark.yaml's)"}},
          .notes = "From cold storage it takes hours longer; the plan says so.",
          .examples = {{"tidemark restore recovery-point arn:aws:backup:... --to orders-then"}},
          .reach = Reach::kPlans,
          .run = restore};
}

}  // namespace tidemark::cli
