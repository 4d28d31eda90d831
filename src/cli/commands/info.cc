#include "cli/backup_rows.h"
#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/document.h"
#include "cli/running.h"
#include "cli/table_facts.h"
#include "client/backup.h"
#include "client/dynamodb.h"
#include "operator/passport_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::cli {
namespace {

codec::JsonValue window_of(const TableFacts& facts) {
  Members window;
  window.flag("pointInTimeRecovery", facts.window.enabled)
      .instant("earliest", facts.earliest())
      .instant("latest", facts.latest());
  if (facts.window.enabled) window.number("periodDays", facts.window.period_days);
  return window.take();
}

// Why some second of the last days cannot be had back, for people to act on.
std::vector<std::string> gaps_of(const TableFacts& facts, Timestamp now) {
  if (!facts.window.enabled) {
    return {"point-in-time recovery is off: only backups and recovery points can be restored"};
  }
  std::vector<std::string> gaps;
  const auto promised = now - std::chrono::hours{24} * facts.window.period_days;
  const bool younger = facts.table.created && *facts.table.created > promised;
  if (!younger && facts.window.earliest > promised + std::chrono::hours{1}) {
    gaps.emplace_back(
        "the window is shorter than its period: recovery was switched on, or off and on, later");
  }
  return gaps;
}

// A service that this endpoint or this caller does not have is told, not hidden.
struct Points {
  codec::JsonValue rows;
  std::string trouble;
};

Result<Points> points_of(client::Session& session, const std::string& arn, Timestamp now) {
  client::AwsBackup backup(session.of(client::Service::kBackup));
  TM_TRY(auto answer, backup.recovery_points_of(arn));
  if (const auto* error = std::get_if<client::ServiceError>(&answer)) {
    return Points{.rows = {}, .trouble = client::to_error("AWS Backup", *error).message};
  }
  return Points{.rows = codec::JsonValue(recovery_point_rows(
                    std::get<std::vector<client::RecoveryPoint>>(std::move(answer)), now)),
                .trouble = ""};
}

// What AWS's restores leave behind, as long as nobody puts it back.
Result<codec::JsonValue> settings_at_risk(client::Session& session, const std::string& table) {
  TM_TRY(const runbooks::Passport passport, runbooks::read_passport(session, table));
  Rows rows;
  for (const runbooks::Fact& fact : runbooks::facts_of(passport)) {
    rows.push_back(Members()
                       .text("setting", runbooks::words_of(fact.aspect))
                       .text("what", fact.what)
                       .text("value", fact.value)
                       .take());
  }
  return codec::JsonValue(std::move(rows));
}

// The run of this machine that ended last in a verified table.
Result<codec::JsonValue> last_verified(const std::string& table, const CommandContext& context) {
  TM_TRY(auto runs, runs_of(context).list());
  std::erase_if(runs, [&](const runbooks::RunSummary& run) {
    return !run.damage.empty() || run.plan.table != table ||
           run.progress.state != runbooks::RunState::kFinished ||
           run.progress.verdict != "verified";
  });
  const auto last = std::ranges::max_element(
      runs, {}, [](const runbooks::RunSummary& run) { return run.progress.last_at; });
  if (last == runs.end()) return codec::JsonValue();
  return Members()
      .text("run", last->id)
      .text("kind", last->plan.kind)
      .instant("at", last->progress.last_at)
      .take();
}

Result<ExitCode> show_table(const Words& words, CommandContext& context) {
  const std::string& table = words.text("TABLE");
  TM_TRY(client::Session* const session, context.session());
  const Timestamp now = context.around().clock.now();
  TM_TRY(const auto facts, table_facts(*session, table));
  if (!facts) return fail(Code::kNotFound, fmt::format("there is no table {}", table));
  client::DynamoDb dynamodb(session->of(client::Service::kDynamoDb));
  TM_TRY(const auto backups, client::accepted("ListBackups", dynamodb.list_backups(table)));
  TM_TRY(Points points, points_of(*session, facts->table.arn, now));
  TM_TRY(codec::JsonValue at_risk, settings_at_risk(*session, table));
  TM_TRY(codec::JsonValue verified, last_verified(table, context));
  auto notes = gaps_of(*facts, now);
  if (!points.trouble.empty()) notes.push_back(points.trouble);
  TM_TRY_STATUS(context.show(document()
                                 .text("table", table)
                                 .text("arn", facts->table.arn)
                                 .text("status", facts->table.status)
                                 .number("items", static_cast<std::int64_t>(facts->table.items))
                                 .number("bytes", static_cast<std::int64_t>(facts->table.bytes))
                                 .instant("created", facts->table.created)
                                 .flag("deletionProtection", facts->table.deletion_protection)
                                 .value("window", window_of(*facts))
                                 .texts("gaps", notes)
                                 .value("backups", codec::JsonValue(backup_rows(backups)))
                                 .value("recoveryPoints", std::move(points.rows))
                                 .value("lastVerifiedRestore", std::move(verified))
                                 .value("settingsAtRisk", std::move(at_risk))
                                 .take()));
  return ExitCode::kDone;
}

}  // namespace

CommandSpec info_spec() {
  return {
      .path = {"info"},
      .summary = "Tell what a table can be brought back to, and what would be lost",
      .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table}},
      .notes =
          "The window's ends are whole seconds inside it: both can be restored. Settings at risk\n"
          "are what AWS's restores lose; tidemark's put them back.",
      .examples = {{"tidemark info orders"},
                   {"tidemark info orders --query window.earliest --output text"}},
      .run = show_table};
}

}  // namespace tidemark::cli
