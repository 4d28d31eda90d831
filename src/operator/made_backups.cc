#include "operator/made_backups.h"

#include "operator/create_backup.h"

#include <algorithm>
#include <charconv>

namespace tidemark::runbooks {
namespace {

std::optional<std::chrono::seconds> seconds_in(const std::string& digits) {
  std::int64_t seconds = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (digits.empty() || end.ec != std::errc()) return std::nullopt;
  return std::chrono::seconds{seconds};
}

std::string fact_of(const RunSummary& run, std::string_view name) {
  const auto found = run.progress.facts.find(name);
  return found != run.progress.facts.end() ? found->second : std::string();
}

}  // namespace

Result<std::vector<MadeBackup>> made_backups(const Runs& runs) {
  TM_TRY(const std::vector<RunSummary> all, runs.list());
  std::vector<MadeBackup> made;
  for (const RunSummary& run : all) {
    const std::string arn = fact_of(run, kMadeBackup);
    if (run.plan.kind != kCreateBackup || arn.empty()) continue;
    made.push_back({.run = run.id,
                    .table = run.plan.table,
                    .name = run.plan.input("name"),
                    .arn = arn,
                    .account = run.plan.account,
                    .region = run.plan.region,
                    .made_at = run.plan.made_at,
                    .keep = seconds_in(run.plan.input("keep-seconds")),
                    .passport = fact_of(run, "passport")});
  }
  std::ranges::reverse(made);
  return made;
}

Result<std::string> passport_noted_with(const Runs& runs, std::string_view backup_arn) {
  TM_TRY(const std::vector<MadeBackup> made, made_backups(runs));
  const auto found = std::ranges::find(made, backup_arn, &MadeBackup::arn);
  return found != made.end() ? found->passport : std::string();
}

Result<std::string> table_of_backup(std::string_view backup_arn) {
  const std::size_t table = backup_arn.find(":table/");
  const std::size_t backup = backup_arn.rfind("/backup/");
  if (!backup_arn.starts_with("arn:") || table == backup_arn.npos || backup == backup_arn.npos ||
      backup < table) {
    return fail(Code::kInvalid,
                fmt::format("\"{}\" is no ARN of a backup: arn:aws:dynamodb:REGION:ACCOUNT:table/"
                            "TABLE/backup/ID is one; `tidemark backup list` shows them",
                            backup_arn));
  }
  const std::size_t begin = table + std::string_view(":table/").size();
  return std::string(backup_arn.substr(begin, backup - begin));
}

}  // namespace tidemark::runbooks
