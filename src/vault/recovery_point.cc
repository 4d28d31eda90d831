#include "vault/recovery_point.h"

#include "codec/varint.h"
#include "vault/point_locks.h"
#include "vault/row_fields.h"

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

std::string time_text(Timestamp at) {
  std::string bytes;
  codec::append_big_endian(bytes, static_cast<std::uint64_t>(at.micros));
  return bytes;
}

// Rows of kRecoveryPointsByResourcePart: account · "vault" or "resource" · which · created · ARN.
std::string by_vault(std::string_view account, std::string_view vault) {
  return key_of(account, "vault", vault);
}

std::string by_resource(std::string_view account, std::string_view resource_arn) {
  return key_of(account, "resource", resource_arn);
}

std::string listed_at(std::string prefix, const RecoveryPoint& point) {
  return prefix + key_of(time_text(point.created_at), point.arn);
}

std::vector<std::string> index_keys(const RecoveryPoint& point) {
  return {listed_at(by_vault(point.vault.account, point.vault.name), point),
          listed_at(by_resource(point.vault.account, point.resource_arn), point)};
}

Status count_in_vault(const storage::View& view, storage::Changes& changes, storage::TableId rows,
                      const RecoveryPoint& point, std::int64_t by) {
  TM_TRY(auto vault, find<Vault>(view, rows, vault_key(point.vault.account, point.vault.name)));
  if (!vault) return Ok{};
  vault->recovery_points += by;
  put(changes, rows, *vault);
  return Ok{};
}

Result<PointList> listed(const Rows& rows, std::string_view account, const std::string& prefix,
                         const std::string& after, std::size_t limit) {
  const std::string from = after.empty() ? prefix : after + '\0';
  TM_TRY(storage::Scan scan,
         rows.store->scan({rows.table, kRecoveryPointsByResourcePart, from, end_of_prefix(prefix)},
                          storage::Direction::kForward));
  PointList list;
  std::string last;
  for (; scan.valid(); scan.next()) {
    if (list.points.size() == limit) {
      list.last = last;
      break;
    }
    last = scan.key();
    std::string_view rest = scan.key().substr(prefix.size());
    TM_TRY_STATUS(codec::take_ordered(rest));
    TM_TRY(const std::string arn, codec::take_ordered(rest));
    TM_TRY(auto point, find<RecoveryPoint>(rows, point_key(account, arn)));
    // It may have gone since the walk began.
    if (point) list.points.push_back(std::move(*point));
  }
  TM_TRY_STATUS(scan.status());
  return list;
}

}  // namespace

std::string point_key(std::string_view account, std::string_view arn) {
  return key_of(account, arn);
}

std::string RecoveryPoint::key() const {
  return point_key(vault.account, arn);
}

std::string RecoveryPoint::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(arn);
  out.text(id);
  write_vault_name(out, vault);
  out.text(resource_arn);
  out.text(resource_name);
  out.text(table_id);
  out.instant(at);
  out.instant(created_at);
  out.instant(completed_at);
  out.byte(static_cast<std::uint8_t>(status));
  out.text(status_message);
  out.varint(static_cast<std::uint64_t>(bytes));
  out.varint(static_cast<std::uint64_t>(stored_bytes));
  out.text(iam_role_arn);
  out.optional(created_by, write_created_by);
  write_lifecycle(out, lifecycle);
  out.byte(static_cast<std::uint8_t>(storage_class));
  out.optional(cold_since, write_instant);
  out.optional(source_vault_arn, write_text);
  out.optional(source_point_arn, write_text);
  out.optional(last_restored_at, write_instant);
  out.list(runs, write_text);
  out.text(key_id);
  return out.take();
}

Result<RecoveryPoint> RecoveryPoint::decode(std::string_view bytes_read) {
  RowReader in(bytes_read, "a recovery point's row");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  RecoveryPoint point;
  point.arn = in.text();
  point.id = in.text();
  point.vault = read_vault_name(in);
  point.resource_arn = in.text();
  point.resource_name = in.text();
  point.table_id = in.text();
  point.at = in.instant();
  point.created_at = in.instant();
  point.completed_at = in.instant();
  point.status = static_cast<PointStatus>(in.byte(2));
  point.status_message = in.text();
  point.bytes = static_cast<std::int64_t>(in.varint());
  point.stored_bytes = static_cast<std::int64_t>(in.varint());
  point.iam_role_arn = in.text();
  point.created_by = in.optional(read_created_by);
  point.lifecycle = read_lifecycle(in);
  point.storage_class = static_cast<StorageClass>(in.byte(1));
  point.cold_since = in.optional(read_instant);
  point.source_vault_arn = in.optional(read_text);
  point.source_point_arn = in.optional(read_text);
  point.last_restored_at = in.optional(read_instant);
  point.runs = in.list(read_text);
  point.key_id = in.text();
  TM_TRY_STATUS(in.status());
  return point;
}

std::string point_arn(const VaultName& vault, std::string_view id) {
  return fmt::format("arn:aws:backup:{}:{}:recovery-point:{}", vault.region, vault.account, id);
}

CalculatedLifecycle dates_of(const RecoveryPoint& point) {
  return dates_of(point.lifecycle, point.created_at);
}

Status add_point(const storage::View& view, storage::Changes& changes, storage::TableId rows,
                 const RecoveryPoint& point, const Tags& tags) {
  TM_TRY(const auto before, find<RecoveryPoint>(view, rows, point.key()));
  put(changes, rows, point);
  if (before) return Ok{};
  put(changes, rows, TagRow{point.arn, tags});
  for (std::string& key : index_keys(point)) {
    changes.put({rows, kRecoveryPointsByResourcePart, std::move(key)}, "");
  }
  TM_TRY_STATUS(ask_for_locks(view, changes, rows, point));
  return count_in_vault(view, changes, rows, point, 1);
}

Status remove_point(const storage::View& view, storage::Changes& changes, storage::TableId rows,
                    const RecoveryPoint& point) {
  remove(changes, rows, point);
  remove_tags(changes, rows, point.arn);
  for (std::string& key : index_keys(point)) {
    changes.remove({rows, kRecoveryPointsByResourcePart, std::move(key)});
  }
  return count_in_vault(view, changes, rows, point, -1);
}

Result<PointList> points_of_vault(const Rows& rows, std::string_view account,
                                  std::string_view vault, const std::string& after,
                                  std::size_t limit) {
  return listed(rows, account, by_vault(account, vault), after, limit);
}

Result<PointList> points_of_resource(const Rows& rows, std::string_view account,
                                     std::string_view resource_arn, const std::string& after,
                                     std::size_t limit) {
  return listed(rows, account, by_resource(account, resource_arn), after, limit);
}

}  // namespace tidemark::vault
