#include "api/backup/errors.h"
#include "api/backup/legal_hold_members.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/protected_members.h"
#include "api/backup/vault_members.h"
#include "vault/held_points.h"

namespace tidemark::api {
namespace {

void write_point(codec::JsonWriter& out, const vault::RecoveryPoint& point) {
  out.begin_object();
  out.key("RecoveryPointArn").string(point.arn);
  out.key("ResourceArn").string(point.resource_arn);
  out.key("ResourceType").string(kind_of(point.resource_arn));
  out.key("BackupVaultName").string(point.vault.name);
  out.end_object();
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::LegalHold hold, hold_in_path(request, rows, engine));
  const auto held = vault::points_held_by(rows, hold, page.after, page.limit);
  if (!held) return backup_error(held.error());
  codec::JsonWriter out;
  out.begin_object().key("RecoveryPoints").begin_array();
  for (const vault::RecoveryPoint& point : held.value().points) write_point(out, point);
  out.end_array();
  write_next_token(out, held.value().last);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListRecoveryPointsByLegalHold{
    .name = "ListRecoveryPointsByLegalHold",
    .method = "GET",
    .path = "/legal-holds/{legalHoldId}/recovery-points",
    .honoured = "legalHoldId nextToken maxResults",
    .handle = handle};

}  // namespace tidemark::api
