#include "vault/point_locks.h"

#include "codec/row_bytes.h"
#include "vault/points/manifest.h"
#include "vault/points/names.h"

#include <algorithm>
#include <chrono>

namespace tidemark::vault {
namespace {

using storage::JobRow;
using storage::Step;

// What is locked, and how far it is.
struct Progress {
  std::string account;
  std::string point_arn;
  std::uint64_t done = 0;  // blobs, in the order of names_of()
};

std::string encode(const Progress& progress) {
  codec::RowWriter out;
  out.byte(1);
  out.text(progress.account);
  out.text(progress.point_arn);
  out.varint(progress.done);
  return out.take();
}

Result<Progress> decode(std::string_view bytes) {
  codec::RowReader in(bytes, "a job that locks a recovery point's blobs");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  Progress progress;
  progress.account = in.text();
  progress.point_arn = in.text();
  progress.done = in.varint();
  TM_TRY_STATUS(in.status());
  return progress;
}

std::optional<Timestamp> held_until(const RecoveryPoint& point, const Vault& vault) {
  if (const auto ends = dates_of(point).delete_at) return ends;
  if (!vault.lock || !vault.lock->min_retention_days) return std::nullopt;
  return point.created_at + std::chrono::days(*vault.lock->min_retention_days);
}

// Every segment of every run that the manifest names, then the manifest.
Result<std::vector<std::string>> names_of(Works& works, const RecoveryPoint& point) {
  const std::string prefix = blob_prefix_of(point.vault);
  const std::string name = manifest_name(prefix, point.id);
  TM_TRY(const std::string bytes, works.blobs.get(name));
  TM_TRY(const Manifest manifest, decode_manifest(name, bytes, works.keys));
  std::vector<std::string> names;
  for (const Run& run : manifest.runs) {
    for (const SegmentInfo& segment : run.segments) {
      names.push_back(segment_name(prefix, run.writer, segment.number));
    }
  }
  names.push_back(name);
  return names;
}

}  // namespace

Status ask_for_locks(const storage::View& view, storage::Changes& changes, storage::TableId rows,
                     const RecoveryPoint& point) {
  if (point.classic()) return Ok{};
  TM_TRY(const auto vault,
         find<Vault>(view, rows, vault_key(point.vault.account, point.vault.name)));
  if (!vault || !is_compliance_locked(*vault, view.now())) return Ok{};
  JobRow row;
  row.id = fmt::format("{}:{}", kLockPointJob, point.arn);
  row.kind = kLockPointJob;
  row.state = encode({.account = point.vault.account, .point_arn = point.arn});
  changes.jobs.push_back(std::move(row));
  return Ok{};
}

Result<Step> step_lock_point(Works& works, storage::Store& store, const JobRow& row) {
  const Step finished{row, true, {}};
  if (!works.blobs.locks()) return finished;
  TM_TRY(Progress progress, decode(row.state));
  TM_TRY(const Rows rows, works.regions.rows_in(store));
  TM_TRY(const auto point,
         find<RecoveryPoint>(rows, point_key(progress.account, progress.point_arn)));
  if (!point) return finished;
  TM_TRY(const auto vault, find<Vault>(rows, vault_key(progress.account, point->vault.name)));
  const auto until = vault ? held_until(*point, *vault) : std::nullopt;
  if (!until || *until <= works.clock.now()) return finished;
  TM_TRY(const std::vector<std::string> names, names_of(works, *point));
  const std::size_t end = std::min<std::size_t>(names.size(), progress.done + kLocksAStep);
  for (; progress.done < end; ++progress.done) {
    TM_TRY_STATUS(works.blobs.lock(names[progress.done], *until));
  }
  Step step{row, progress.done == names.size(), {}};
  step.row.state = encode(progress);
  return step;
}

}  // namespace tidemark::vault
