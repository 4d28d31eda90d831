#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/protected_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto list = vault::protected_resources(rows, request.call.account, page.after, page.limit);
  if (!list) return backup_error(list.error());
  return protected_reply(list.value());
}

}  // namespace

const BackupOperation kListProtectedResources{.name = "ListProtectedResources",
                                              .method = "GET",
                                              .path = "/resources",
                                              .honoured = "nextToken maxResults",
                                              .handle = handle};

}  // namespace tidemark::api
