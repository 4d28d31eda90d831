#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/vault_members.h"
#include "vault/recovery_point.h"

namespace tidemark::api {
namespace {

// A RecoveryPointByResource.
void write_short(codec::JsonWriter& out, const vault::RecoveryPoint& point) {
  out.begin_object();
  out.key("RecoveryPointArn").string(point.arn);
  out.key("CreationDate").epoch_seconds(point.created_at);
  out.key("Status").string("COMPLETED");
  out.key("BackupSizeBytes").number(point.bytes);
  out.key("BackupVaultName").string(point.vault.name);
  out.key("ResourceName").string(point.resource_name);
  out.key("VaultType").string("BACKUP_VAULT");
  out.key("IsParent").boolean(false);
  out.end_object();
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted wanted, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string* const managed = request.in_query("managedByAWSBackupOnly");
  const auto page = vault::points_of_resource(
      rows, request.call.account, request.in_path("resourceArn"), wanted.after, wanted.limit);
  if (!page) return backup_error(page.error());
  codec::JsonWriter out;
  out.begin_object().key("RecoveryPoints").begin_array();
  for (const vault::RecoveryPoint& point : page.value().points) {
    const bool classic_unwanted = managed != nullptr && *managed == "true" && point.classic();
    if (!classic_unwanted) write_short(out, point);
  }
  out.end_array();
  write_next_token(out, page.value().last);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListRecoveryPointsByResource{
    .name = "ListRecoveryPointsByResource",
    .method = "GET",
    .path = "/resources/{resourceArn}/recovery-points",
    .honoured = "resourceArn nextToken maxResults managedByAWSBackupOnly",
    .handle = handle};

}  // namespace tidemark::api
