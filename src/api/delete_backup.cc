#include "api/backup_members.h"
#include "api/errors.h"
#include "api/operations.h"
#include "codec/iso8601.h"
#include "recovery/backups.h"

namespace tidemark::api {
namespace {

Reply answer(const Result<recovery::DeleteBackupAnswer>& given, const std::string& arn) {
  if (!given) return error_reply(given.error());
  if (std::holds_alternative<recovery::BackupMissing>(given.value())) return no_such_backup(arn);
  if (std::holds_alternative<recovery::BackupInUse>(given.value())) {
    return error_reply("BackupInUseException",
                       fmt::format("Backup is being used to restore table: {}", arn));
  }
  if (const auto* system = std::get_if<recovery::SystemBackup>(&given.value())) {
    return validation_error(fmt::format(
        "Invalid Request: User is not allowed to delete the system backup with arn {}. It will "
        "automatically expire on {}",
        arn, codec::to_iso8601(system->expires_at)));
  }
  if (std::holds_alternative<recovery::ManagedBackup>(given.value())) {
    return validation_error(
        fmt::format("Backup {} is managed by AWS Backup: delete its recovery point there", arn));
  }
  codec::JsonWriter out;
  out.begin_object().key("BackupDescription");
  write_backup_description(out, std::get<recovery::Backup>(given.value()), "DELETED");
  out.end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = backup_arn_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const recovery::BackupName name, backup_name_of(request.call, *arn));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_backup(*arn);
  return BackgroundReply{
      [store, name, arn = *arn] { return answer(recovery::delete_backup(*store, name), arn); }};
}

}  // namespace

const Operation kDeleteBackup{.name = "DeleteBackup", .honoured = "BackupArn", .handle = handle};

}  // namespace tidemark::api
