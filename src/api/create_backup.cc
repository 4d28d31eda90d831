#include "api/backup_members.h"
#include "api/continuous_backups_members.h"
#include "api/errors.h"
#include "api/operations.h"
#include "api/table_members.h"
#include "recovery/backups.h"

namespace tidemark::api {
namespace {

Reply answer(const Result<recovery::CreateBackupAnswer>& given, std::string_view table) {
  if (!given) return error_reply(given.error());
  const auto* backup = std::get_if<recovery::Backup>(&given.value());
  if (backup == nullptr) return no_table_to_recover(table);
  codec::JsonWriter out;
  out.begin_object().key("BackupDetails");
  write_backup_details(out, *backup, "CREATING");
  out.end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = members.text("TableName", {.min = 1, .max = 1024});
  const auto backup =
      members.text("BackupName", {.required = true, .min = 3, .max = 255, .pattern = kNamePattern});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_table_to_recover(name.name);
  return BackgroundReply{[store, name, backup = *backup, &engine] {
    return answer(recovery::create_backup(*store, name, backup, engine.clock.now(), engine.random),
                  name.name);
  }};
}

}  // namespace

const Operation kCreateBackup{
    .name = "CreateBackup", .honoured = "TableName BackupName", .handle = handle};

}  // namespace tidemark::api
