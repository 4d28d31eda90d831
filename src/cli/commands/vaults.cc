#include "cli/backup_rows.h"
#include "cli/commands/specs.h"
#include "cli/context.h"
#include "client/backup.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> list_vaults(client::AwsBackup& backup, CommandContext& context) {
  TM_TRY(const auto vaults, client::accepted("ListBackupVaults", backup.vaults()));
  Rows rows;
  for (const client::BackupVault& vault : vaults) {
    rows.push_back(Members()
                       .text("name", vault.name)
                       .number("recoveryPoints", vault.recovery_points)
                       .flag("locked", vault.locked)
                       .number("minRetentionDays", vault.min_retention_days)
                       .number("maxRetentionDays", vault.max_retention_days)
                       .instant("created", vault.created)
                       .text("arn", vault.arn)
                       .take());
  }
  TM_TRY_STATUS(context.show(document("vaults", std::move(rows))));
  return ExitCode::kDone;
}

Result<ExitCode> vaults(const Words& words, CommandContext& context) {
  TM_TRY(client::Session* const session, context.session());
  client::AwsBackup backup(session->of(client::Service::kBackup));
  const std::string& name = words.text("VAULT");
  if (name.empty()) return list_vaults(backup, context);
  TM_TRY(auto points,
         client::accepted("ListRecoveryPointsByBackupVault", backup.recovery_points_in(name)));
  TM_TRY_STATUS(context.show(
      document()
          .text("vault", name)
          .value("recoveryPoints", codec::JsonValue(recovery_point_rows(
                                       std::move(points), context.around().clock.now())))
          .take()));
  return ExitCode::kDone;
}

}  // namespace

CommandSpec vaults_spec() {
  return {.path = {"vaults"},
          .summary = "List AWS Backup's vaults, or the recovery points of one",
          .positionals = {{.name = "VAULT", .help = "Its recovery points", .optional = true}},
          .examples = {{"tidemark vaults"}, {"tidemark vaults nightly --output yaml"}},
          .run = vaults};
}

}  // namespace tidemark::cli
