#include "api/backup/errors.h"
#include "api/backup/legal_hold_members.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto holds =
      vault::list<vault::LegalHold>(rows, vault::key_of(request.call.account), page.after);
  if (!holds) return backup_error(holds.error());
  codec::JsonWriter out;
  out.begin_object().key("LegalHolds").begin_array();
  std::string last;
  std::string next;
  std::size_t shown = 0;
  for (const vault::LegalHold& hold : holds.value()) {
    if (!vault::is_on_record(hold, engine.clock.now())) continue;
    if (shown++ == page.limit) {
      next = last;
      break;
    }
    out.begin_object();
    write_hold(out, hold);
    out.end_object();
    last = hold.key();
  }
  out.end_array();
  write_next_token(out, next);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListLegalHolds{.name = "ListLegalHolds",
                                      .method = "GET",
                                      .path = "/legal-holds",
                                      .honoured = "nextToken maxResults",
                                      .handle = handle};

}  // namespace tidemark::api
