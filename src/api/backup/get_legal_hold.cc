#include "api/backup/errors.h"
#include "api/backup/legal_hold_members.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::LegalHold hold, hold_in_path(request, rows, engine));
  codec::JsonWriter out;
  out.begin_object();
  write_hold(out, hold);
  write_hold_selection(out, hold.selection);
  if (hold.cancelled) {
    out.key("CancelDescription").string(hold.cancelled->description);
    if (const auto until = hold.cancelled->retain_record_until) {
      out.key("RetainRecordUntil").epoch_seconds(*until);
    }
  }
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetLegalHold{.name = "GetLegalHold",
                                    .method = "GET",
                                    .path = "/legal-holds/{legalHoldId}",
                                    .honoured = "legalHoldId",
                                    .handle = handle};

}  // namespace tidemark::api
