#include "api/backup/errors.h"
#include "api/backup/lifecycle_members.h"
#include "api/backup/operations.h"
#include "api/backup/point_members.h"
#include "api/backup/vault_members.h"
#include "api/services.h"
#include "vault/point_lifecycle.h"

namespace tidemark::api {
namespace {

Reply answer(const vault::RecoveryPoint& point) {
  codec::JsonWriter out;
  out.begin_object();
  out.key("BackupVaultArn").string(vault::arn_of(point.vault));
  out.key("RecoveryPointArn").string(point.arn);
  write_lifecycle(out, point.lifecycle);
  write_calculated_lifecycle(out, vault::dates_of(point));
  out.end_object();
  return backup_json(out.take());
}

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  const auto lifecycle = lifecycle_member(fields);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::RecoveryPoint point, point_in_path(request, rows));
  if (!lifecycle) return answer(point);
  if (auto problem = vault::problem_with(*lifecycle)) return invalid_value(*problem);
  const auto changed = vault::change_lifecycle(rows, request.call.account, point.arn, *lifecycle);
  if (!changed) return backup_error(changed.error());
  if (std::holds_alternative<vault::PointMissing>(changed.value())) {
    return no_such_point(point.arn);
  }
  if (const auto* kept = std::get_if<vault::PointKept>(&changed.value())) {
    return invalid_request(kept->why);
  }
  engine.services->poke_jobs();
  return answer(std::get<vault::RecoveryPoint>(changed.value()));
}

}  // namespace

const BackupOperation kUpdateRecoveryPointLifecycle{
    .name = "UpdateRecoveryPointLifecycle",
    .method = "POST",
    .path = "/backup-vaults/{backupVaultName}/recovery-points/{recoveryPointArn}",
    .honoured = "backupVaultName recoveryPointArn Lifecycle",
    .handle = handle};

}  // namespace tidemark::api
