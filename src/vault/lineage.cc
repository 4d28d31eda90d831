#include "vault/lineage.h"

#include "vault/row_fields.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;
// Vaults that a table is backed up to.
constexpr std::size_t kMostLineages = 1000;

std::string lineage_key(std::string_view account, std::string_view table_id,
                        std::string_view vault) {
  return key_of(account, table_id, vault);
}

void lower(std::optional<Timestamp>& least, Timestamp at) {
  least = std::min(least.value_or(at), at);
}

// The oldest instant that this lineage needs the change index behind.
std::optional<Timestamp> needed_by(const Lineage& lineage) {
  std::optional<Timestamp> least;
  if (lineage.newest) lower(least, lineage.newest->at);
  for (const auto& job : lineage.under_way) lower(least, job.since.value_or(job.at));
  return least;
}

}  // namespace

std::string Lineage::key() const {
  return lineage_key(account, table_id, vault);
}

std::string Lineage::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(account);
  out.text(vault);
  out.text(table_id);
  out.varint(stored_as.value);
  out.optional(newest, [](RowWriter& to, const Newest& point) {
    to.text(point.point_arn);
    to.text(point.point_id);
    to.instant(point.at);
  });
  out.list(under_way, [](RowWriter& to, const UnderWay& job) {
    to.text(job.job_id);
    to.instant(job.at);
    to.text(job.upon);
    to.list(job.runs, write_text);
    to.optional(job.since, write_instant);
  });
  return out.take();
}

Result<Lineage> Lineage::decode(std::string_view bytes) {
  RowReader in(bytes, "a lineage's row");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  Lineage lineage;
  lineage.account = in.text();
  lineage.vault = in.text();
  lineage.table_id = in.text();
  lineage.stored_as.value = in.varint();
  lineage.newest = in.optional([](RowReader& from) {
    Newest point;
    point.point_arn = from.text();
    point.point_id = from.text();
    point.at = from.instant();
    return point;
  });
  lineage.under_way = in.list([](RowReader& from) {
    UnderWay job;
    job.job_id = from.text();
    job.at = from.instant();
    job.upon = from.text();
    job.runs = from.list(read_text);
    job.since = from.optional(read_instant);
    return job;
  });
  TM_TRY_STATUS(in.status());
  return lineage;
}

Result<Lineage> lineage_of(const storage::View& view, storage::TableId rows,
                           const std::string& account, const std::string& vault,
                           const std::string& table_id, storage::TableId stored_as) {
  TM_TRY(auto found, find<Lineage>(view, rows, lineage_key(account, table_id, vault)));
  if (found) return *std::move(found);
  return Lineage{account, vault, table_id, stored_as, {}, {}};
}

Status put_lineage(const storage::View& view, storage::Changes& changes, storage::TableId rows,
                   const Lineage& lineage) {
  const bool has_any = lineage.newest || !lineage.under_way.empty();
  if (has_any) {
    put(changes, rows, lineage);
  } else {
    remove(changes, rows, lineage);
  }
  const auto table = view.table(lineage.stored_as);
  if (!table || table->dropped_at) return Ok{};
  TM_TRY(const auto others,
         list<Lineage>(view, rows, key_of(lineage.account, lineage.table_id), {}, kMostLineages));
  std::optional<Timestamp> least = needed_by(lineage);
  for (const Lineage& other : others) {
    const auto needed = needed_by(other);
    if (needed && other.vault != lineage.vault) lower(least, *needed);
  }
  if (table->history.changes_from == least) return Ok{};
  storage::History history = table->history;
  history.changes_from = least;
  changes.histories.push_back({lineage.stored_as, history});
  return Ok{};
}

}  // namespace tidemark::vault
