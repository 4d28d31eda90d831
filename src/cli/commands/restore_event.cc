#include "operator/restore_event.h"

#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/files.h"
#include "cli/recovery_points.h"
#include "cli/running.h"
#include "cli/times.h"
#include "operator/restore_to_new.h"

#include <fmt/format.h>

namespace tidemark::cli {
namespace {

using runbooks::Plan;
using runbooks::RestoreEvent;

constexpr std::size_t kLargestEvent = 1 << 20;

Result<Plan> plan_to_instant(const RestoreEvent& event, const Words& words, Workplace& place,
                             CommandContext& context) {
  const std::string& table = words.has("--table") ? words.text("--table") : event.table;
  if (table.empty()) {
    return fail(Code::kInvalid, "the event names no table: say --table, or add \"tableName\"");
  }
  TM_TRY(const std::string target, runbooks::restored_name(table, context.around().clock.now()));
  Timestamp at = event.at.value_or(Timestamp{});
  if (!event.at) {
    TM_TRY(at, latest_of(table, context));
  }
  return runbooks::plan_restore_to_new(place.site, {.table = table, .at = at, .target = target});
}

Result<Plan> plan_from_backup(const std::string& arn, const Words& words, Workplace& place,
                              CommandContext& context) {
  const Timestamp now = context.around().clock.now();
  // "arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/backup/0179…"
  if (const auto from = arn.find(":table/"); arn.find("/backup/") != std::string::npos) {
    const auto begin = from + std::string_view(":table/").size();
    TM_TRY(const std::string target,
           runbooks::restored_name(arn.substr(begin, arn.find('/', begin) - begin), now));
    return runbooks::plan_restore_backup(place.site, runs_of(context),
                                         {.backup_arn = arn, .target = target});
  }
  TM_TRY(const PointNeeds needs,
         needs_of(arn, words.text("--vault"), words.text("--role"), place, context));
  TM_TRY(const std::string target, runbooks::restored_name(needs.table, now));
  return runbooks::plan_restore_point(place.site, {.vault = needs.vault,
                                                   .recovery_point_arn = arn,
                                                   .role_arn = needs.role_arn,
                                                   .target = target});
}

Result<ExitCode> restore_by_event(const Words& words, CommandContext& context) {
  TM_TRY(const std::string text, text_of_file(words.text("--event"), kLargestEvent));
  const auto event = runbooks::parse_restore_event(text);
  if (!event) {
    context.tell("tidemark restore: " + event.error().message);
    return ExitCode::kUsage;
  }
  TM_TRY(const auto place, workplace(context));
  TM_TRY(const Plan plan,
         event.value().from_backup()
             ? plan_from_backup(event.value().recovery_point_arn, words, *place, context)
             : plan_to_instant(event.value(), words, *place, context));
  return go(plan, *place, context);
}

std::string check_event(const Words& words) {
  return words.has("--event") ? ""
                              : "--event FILE is required, or one of pitr, backup, recovery-point";
}

}  // namespace

CommandSpec restore_event_spec() {
  return {.path = {"restore"},
          .summary = "Restore into a new table: as an event says, or pitr, backup, recovery-point",
          .options = {{.name = "--event",
                       .value = "FILE",
                       .help = "The event, JSON; -: standard input",
                       .check = check_file_named},
                      {.name = "--table",
                       .value = "TABLE",
                       .help = "Of PITR, when the event does not say",
                       .check = check_table},
                      {.name = "--vault", .value = "NAME", .help = "Default: tidemark.yaml's"},
                      {.name = "--role",
                       .value = "ROLE",
                       .help = "By name, path and name, or ARN (default: tidemark.yaml's)"}},
          .notes =
              "An event is what serverless restore functions take; the table is called\n"
              "TABLE-restored-MILLISECONDS:\n"
              "  {\"restoreType\": \"PITR\", \"restoreDateTime\": \"2026-11-21T14:03:26Z\", "
              "\"tableName\": \"orders\"}\n"
              "  {\"restoreType\": \"PITR\", \"useLatestRestorableTime\": true, \"tableName\": "
              "\"orders\"}\n"
              "  {\"restoreType\": \"BACKUP\", \"recoveryPointArn\": \"arn:aws:...\"}\n"
              "One that is understood half is refused with exit code 252.",
          .examples = {{"tidemark restore --event event.json"},
                       {"tidemark restore --event - --table orders < event.json"}},
          .reach = Reach::kPlans,
          .check = check_event,
          .run = restore_by_event};
}

}  // namespace tidemark::cli
