#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/point_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

bool fits(const BackupRequest& request, const JobFilter& filter,
          const vault::RecoveryPoint& point) {
  if (!filter.fits({point.created_at, {}, {}, point.resource_arn, {}})) return false;
  if (request.in_query("parentRecoveryPointArn") != nullptr) return false;
  const std::string* const plan = request.in_query("backupPlanId");
  return plan == nullptr || (point.created_by && point.created_by->plan_id == *plan);
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const JobFilter filter, job_filter(request, "status"));
  TM_OR_REPLY(const PageWanted wanted, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::Vault vault, vault_in_path(request, rows));
  codec::JsonWriter out;
  out.begin_object().key("RecoveryPoints").begin_array();
  std::string after = wanted.after;
  // Pages of the vault until one of the answer is full.
  for (std::size_t shown = 0; shown < wanted.limit;) {
    const auto page = vault::points_of_vault(rows, request.call.account, vault.name.name, after,
                                             wanted.limit - shown);
    if (!page) return backup_error(page.error());
    for (const vault::RecoveryPoint& point : page.value().points) {
      if (!fits(request, filter, point)) continue;
      out.begin_object();
      write_point(out, point);
      out.end_object();
      ++shown;
    }
    after = page.value().last;
    if (after.empty()) break;
  }
  out.end_array();
  write_next_token(out, after);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListRecoveryPointsByBackupVault{
    .name = "ListRecoveryPointsByBackupVault",
    .method = "GET",
    .path = "/backup-vaults/{backupVaultName}/recovery-points",
    .honoured =
        "backupVaultName nextToken maxResults resourceArn resourceType backupPlanId "
        "createdBefore createdAfter parentRecoveryPointArn",
    .refused = "backupVaultAccountId",
    .handle = handle};

}  // namespace tidemark::api
