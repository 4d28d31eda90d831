#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/running.h"
#include "cli/times.h"
#include "operator/backup_role.h"
#include "operator/schedule_backups.h"
#include "operator/time_words.h"
#include "schedule/cron.h"

#include <fmt/format.h>

namespace tidemark::cli {
namespace {

using std::chrono::days;

// Whole days, rounded up: nothing is kept for less than was asked for.
int days_of(const std::string& length) {
  return static_cast<int>(std::chrono::ceil<days>(runbooks::read_duration(length).value()).count());
}

std::string check_cron(const std::string& text) {
  const auto cron = schedule::Cron::parse(text);
  return cron ? "" : cron.error().message;
}

Error unnamed(std::string_view what) {
  return fail(Code::kInvalid,
              fmt::format("no {} is named: say --{} or put it into tidemark.yaml", what, what));
}

Result<ExitCode> make_schedule(const Words& words, CommandContext& context) {
  TM_TRY(const runbooks::Config config, context.config());
  const std::string vault = words.has("--vault") ? words.text("--vault") : config.vault;
  const std::string role = words.has("--role") ? words.text("--role") : config.role;
  if (vault.empty()) return unnamed("vault");
  if (role.empty()) return unnamed("role");
  TM_TRY(const auto place, workplace(context));
  TM_TRY(const std::string role_arn, runbooks::arn_of_role(place->site.session, role));
  runbooks::ScheduleBackups request{.table = words.text("TABLE"),
                                    .cron = words.text("--cron"),
                                    .vault = vault,
                                    .role_arn = role_arn,
                                    .keep_days = days_of(words.text("--keep")),
                                    .time_zone = config.time_zone};
  if (words.has("--cold-after")) request.cold_after_days = days_of(words.text("--cold-after"));
  TM_TRY(const runbooks::Plan plan, runbooks::plan_schedule(place->site, request));
  return go(plan, *place, context);
}

}  // namespace

CommandSpec backup_schedule_spec() {
  return {.path = {"backup", "schedule"},
          .summary = "Have AWS Backup back a table up by the clock",
          .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table}},
          .options = {{.name = "--cron",
                       .value = "CRON",
                       .help = "When, six fields: 'cron(0 5 ? * * *)'",
                       .check = check_cron,
                       .required = true},
                      {.name = "--keep",
                       .value = "LENGTH",
                       .help = "How long each recovery point is kept",
                       .otherwise = "90d",
                       .check = check_duration},
                      {.name = "--cold-after",
                       .value = "LENGTH",
                       .help = "Moved to cold storage after this; --keep is 90 days more at least",
                       .check = check_duration},
                      {.name = "--vault", .value = "NAME", .help = "Default: tidemark.yaml's"},
                      {.name = "--role",
                       .value = "ROLE",
                       .help = "By name, path and name, or ARN (default: tidemark.yaml's)"}},
          .notes =
              "Makes a plan of one rule with a selection of that table. Times are of the time\n"
              "zone in tidemark.yaml, else UTC.",
          .examples = {{"tidemark backup schedule orders --cron 'cron(0 5 ? * * *)' --keep 30d"}},
          .reach = Reach::kPlans,
          .run = make_schedule};
}

}  // namespace tidemark::cli
