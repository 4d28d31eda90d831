#include "api/backup_members.h"
#include "api/errors.h"
#include "api/operations.h"
#include "api/restore_members.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const RestoreMembers wanted(members);
  const auto arn = backup_arn_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const recovery::BackupName name, backup_name_of(request.call, *arn));
  TM_OR_REPLY(const recovery::RestoreTarget target, wanted.target(request.call, engine));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_backup(*arn);
  return BackgroundReply{[store, name, target, arn = *arn, &engine] {
    return restore_reply(
        recovery::restore_from_backup(*store, name, target, engine.clock.now(), engine.random),
        target.name.name, "", arn);
  }};
}

}  // namespace

const Operation kRestoreTableFromBackup{.name = "RestoreTableFromBackup",
                                        .honoured = "BackupArn " TM_RESTORE_OVERRIDES,
                                        .partly = "SSESpecificationOverride",
                                        .handle = handle};

}  // namespace tidemark::api
