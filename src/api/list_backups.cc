#include "api/backup_members.h"
#include "api/errors.h"
#include "api/operations.h"
#include "api/table_members.h"
#include "recovery/backups.h"

namespace tidemark::api {
namespace {

// The cursor need not exist, but must be of this region.
Parsed<recovery::BackupName> cursor_of(const Call& call, const std::string& arn) {
  const recovery::ParsedBackupArn parsed = recovery::parse_backup_arn(arn);
  const auto* name = std::get_if<recovery::BackupName>(&parsed);
  if (name == nullptr) return validation_error("Invalid Backup ARN");
  if (name->table.region != call.region) {
    return validation_error(
        "Invalid Request: The supplied ExclusiveStartBackupArn does not match the region");
  }
  if (name->table.account != call.account) {
    return error_reply("AccessDeniedException", "Access is denied");
  }
  return *name;
}

Parsed<recovery::BackupFilter> filter_of(const Request& request) {
  Members members(request.body);
  const auto table = members.text("TableName", {.min = 1, .max = 1024});
  const auto limit = members.integer("Limit", {.min = 1, .max = 100});
  const auto from = members.epoch_micros("TimeRangeLowerBound");
  const auto until = members.epoch_micros("TimeRangeUpperBound");
  const auto cursor = members.text("ExclusiveStartBackupArn", {.min = 37, .max = 1024});
  const auto type = members.text("BackupType", {.one_of = {"USER", "SYSTEM", "AWS_BACKUP", "ALL"}});
  if (auto refusal = members.refusal()) return *std::move(refusal);

  recovery::BackupFilter filter{request.call.account, request.call.region, {}, {}, {}, {}, {}, 100};
  if (table) {
    TM_OR_REPLY(const tables::TableName name, table_name_of(request.call, *table));
    filter.table = name.name;
  }
  if (from && until && *from > *until) {
    return validation_error(
        "One or more parameter values were invalid: Time range lower bound must be less than or "
        "equal to upper bound");
  }
  if (cursor) {
    TM_OR_REPLY(filter.after, cursor_of(request.call, *cursor));
  }
  if (limit) filter.limit = static_cast<std::size_t>(*limit);
  if (from) filter.from = Timestamp{*from};
  if (until) filter.until = Timestamp{*until};
  if (!type || *type == "USER") filter.type = recovery::BackupType::kUser;
  if (type && *type == "SYSTEM") filter.type = recovery::BackupType::kSystem;
  if (type && *type == "AWS_BACKUP") filter.type = recovery::BackupType::kAwsBackup;
  return filter;
}

Reply answer(const Result<recovery::BackupPage>& page) {
  if (!page) return error_reply(page.error());
  codec::JsonWriter out;
  out.begin_object().key("BackupSummaries").begin_array();
  for (const recovery::Backup& backup : page.value().backups) write_backup_summary(out, backup);
  out.end_array();
  if (page.value().more) {
    out.key("LastEvaluatedBackupArn").string(recovery::arn_of(page.value().backups.back()));
  }
  out.end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  TM_OR_REPLY(const recovery::BackupFilter filter, filter_of(request));
  const auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return answer(recovery::BackupPage{});
  return BackgroundReply{
      [store, filter] { return answer(recovery::list_backups(*store, filter)); }};
}

}  // namespace

const Operation kListBackups{.name = "ListBackups",
                             .honoured =
                                 "TableName Limit TimeRangeLowerBound TimeRangeUpperBound "
                                 "ExclusiveStartBackupArn BackupType",
                             .handle = handle};

}  // namespace tidemark::api
