#include "cli/recovery_points.h"

#include "client/backup.h"
#include "operator/backup_role.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::cli {
namespace {

using client::AwsBackup;
using client::RecoveryPoint;

std::string table_of(const RecoveryPoint& point) {
  if (!point.resource_name.empty()) return point.resource_name;
  return point.resource_arn.substr(point.resource_arn.rfind('/') + 1);
}

// Of all vaults; asked for only when nobody names one.
Result<RecoveryPoint> found(AwsBackup& backup, const std::string& arn) {
  TM_TRY(const auto vaults, client::accepted("ListBackupVaults", backup.vaults()));
  for (const client::BackupVault& vault : vaults) {
    TM_TRY(auto described, backup.describe_recovery_point(vault.name, arn));
    if (auto* point = std::get_if<RecoveryPoint>(&described)) {
      point->vault = vault.name;
      return std::move(*point);
    }
  }
  return fail(Code::kNotFound, fmt::format("no vault here holds recovery point {}", arn));
}

Result<RecoveryPoint> described(AwsBackup& backup, const std::string& arn,
                                const std::string& vault) {
  if (vault.empty()) return found(backup, arn);
  TM_TRY(RecoveryPoint point,
         client::accepted("DescribeRecoveryPoint", backup.describe_recovery_point(vault, arn)));
  point.vault = vault;
  return point;
}

}  // namespace

Result<PointNeeds> needs_of(const std::string& arn, const std::string& vault,
                            const std::string& role, Workplace& place, CommandContext& context) {
  TM_TRY(const runbooks::Config config, context.config());
  const std::string& acting = role.empty() ? config.role : role;
  if (acting.empty()) {
    return fail(
        Code::kInvalid,
        "no role is named that AWS Backup acts by: say --role or put it into tidemark.yaml");
  }
  client::Session& session = place.site.session;
  AwsBackup backup(session.of(client::Service::kBackup));
  TM_TRY(const RecoveryPoint point, described(backup, arn, vault.empty() ? config.vault : vault));
  TM_TRY(std::string role_arn, runbooks::arn_of_role(session, acting));
  return PointNeeds{
      .vault = point.vault, .role_arn = std::move(role_arn), .table = table_of(point)};
}

}  // namespace tidemark::cli
