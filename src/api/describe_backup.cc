#include "api/backup_members.h"
#include "api/errors.h"
#include "api/operations.h"
#include "recovery/backups.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = backup_arn_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const recovery::BackupName name, backup_name_of(request.call, *arn));
  const auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_backup(*arn);
  const auto found = recovery::find_backup(*store, name);
  if (!found) return error_reply(found.error());
  if (!found.value()) return no_such_backup(*arn);
  codec::JsonWriter out;
  out.begin_object().key("BackupDescription");
  write_backup_description(out, *found.value(), "AVAILABLE");
  out.end_object();
  return Reply{.body = out.take()};
}

}  // namespace

const Operation kDescribeBackup{
    .name = "DescribeBackup", .honoured = "BackupArn", .handle = handle};

}  // namespace tidemark::api
