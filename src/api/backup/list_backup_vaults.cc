#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

// There are no vaults of another type and none that others share.
bool wants_ours(const BackupRequest& request) {
  const std::string* const type = request.in_query("vaultType");
  const std::string* const shared = request.in_query("shared");
  return (type == nullptr || *type == "BACKUP_VAULT") && (shared == nullptr || *shared != "true");
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto vaults = vault::list<vault::Vault>(rows, vault::key_of(request.call.account),
                                                page.after, page.limit + 1);
  if (!vaults) return backup_error(vaults.error());
  codec::JsonWriter out;
  out.begin_object().key("BackupVaultList").begin_array();
  std::size_t shown = 0;
  for (; wants_ours(request) && shown < std::min(page.limit, vaults.value().size()); ++shown) {
    out.begin_object();
    write_vault(out, vaults.value()[shown]);
    out.end_object();
  }
  out.end_array();
  const bool more = shown > 0 && shown < vaults.value().size();
  write_next_token(out, more ? vaults.value()[shown - 1].key() : "");
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListBackupVaults{.name = "ListBackupVaults",
                                        .method = "GET",
                                        .path = "/backup-vaults",
                                        .honoured = "vaultType shared nextToken maxResults",
                                        .handle = handle};

}  // namespace tidemark::api
