#include "cli/backup_rows.h"

#include <algorithm>

namespace tidemark::cli {
namespace {

template <class T>
void newest_first(std::vector<T>& rows) {
  std::ranges::stable_sort(rows, [](const T& a, const T& b) {
    return a.created.value_or(Timestamp{}) > b.created.value_or(Timestamp{});
  });
}

// DescribeRecoveryPoint says which it is; of a list the calculated day does.
std::string storage_class(const client::RecoveryPoint& point, Timestamp now) {
  if (!point.storage_class.empty()) return point.storage_class;
  return point.cold_at && *point.cold_at <= now ? "COLD" : "WARM";
}

}  // namespace

Rows backup_rows(std::vector<client::Backup> backups) {
  newest_first(backups);
  Rows rows;
  for (const client::Backup& backup : backups) {
    rows.push_back(Members()
                       .text("table", backup.table)
                       .text("name", backup.name)
                       .text("status", backup.status)
                       .text("type", backup.type)
                       .instant("created", backup.created)
                       .number("bytes", static_cast<std::int64_t>(backup.bytes))
                       .text("arn", backup.arn)
                       .take());
  }
  return rows;
}

Rows recovery_point_rows(std::vector<client::RecoveryPoint> points, Timestamp now) {
  newest_first(points);
  Rows rows;
  for (const client::RecoveryPoint& point : points) {
    rows.push_back(Members()
                       .text("vault", point.vault)
                       .text("status", point.status)
                       .text("storageClass", storage_class(point, now))
                       .instant("created", point.created)
                       .instant("deleteAt", point.delete_at)
                       .number("bytes", point.bytes)
                       .text("arn", point.arn)
                       .take());
  }
  return rows;
}

}  // namespace tidemark::cli
