#include "vault/backup_end.h"

#include "base/log.h"
#include "recovery/backups.h"
#include "vault/backup_start.h"
#include "vault/copy_start.h"
#include "vault/lineage.h"
#include "vault/notices.h"
#include "vault/point_ages.h"
#include "vault/tags.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::Step;
using storage::View;

// A decision that met an error: it is logged, and the job's step is run again.
Decision decided(Result<Changes> changes) {
  if (changes) return std::move(changes).value();
  log_error("vault", "a job's step could not be decided", {{"reason", changes.error().message}});
  return Refused{};
}

Result<BackupJob> job_in(const View& view, const Rows& rows, const BackupProgress& progress) {
  TM_TRY(auto job,
         find<BackupJob>(view, rows.table, backup_job_key(progress.account, progress.job_id)));
  if (!job) return fail(Code::kNotFound, fmt::format("backup job {} is gone", progress.job_id));
  return *std::move(job);
}

Result<Lineage> lineage_in(const View& view, const Rows& rows, const BackupProgress& progress,
                           const std::string& vault) {
  const tables::TableDescription& table = *progress.table;
  return lineage_of(view, rows.table, progress.account, vault, table.table_id, table.stored_as);
}

// Pin and rows of segments go, and the lineage forgets the job.
Status let_go(View& view, const Rows& rows, Changes& changes, const BackupProgress& progress,
              Lineage& lineage) {
  changes.makes_room = true;
  changes.unpins.push_back(pin_of(progress));
  std::erase_if(lineage.under_way, [&](const auto& one) { return one.job_id == progress.job_id; });
  TM_TRY_STATUS(put_lineage(view, changes, rows.table, lineage));
  TM_TRY(const auto written,
         list<WrittenSegment>(view, rows.table, key_of(progress.job_id), {}, SIZE_MAX));
  for (const WrittenSegment& one : written) remove(changes, rows.table, one);
  return Ok{};
}

void complete(BackupJob& job, Timestamp now) {
  job.state = BackupState::kCompleted;
  job.message.clear();
  job.message_category = "SUCCESS";
  job.permille_done = 1000;
  job.completed_at = now;
}

Result<Changes> running(View& view, const Rows& rows, const BackupProgress& progress,
                        const GoneOnWith& kept, Timestamp now) {
  Changes changes;
  TM_TRY(BackupJob job, job_in(view, rows, progress));
  if (job.state == BackupState::kCreated) job.state = BackupState::kRunning;
  job.started_at = now;
  TM_TRY(Lineage lineage, lineage_in(view, rows, progress, job.vault.name));
  for (auto& one : lineage.under_way) {
    if (one.job_id != progress.job_id) continue;
    one.upon = progress.upon;
    one.runs = kept.runs;
    one.since = kept.since;
  }
  TM_TRY_STATUS(put_lineage(view, changes, rows.table, lineage));
  put_job(view, rows, changes, job);
  return changes;
}

Result<Changes> completed(View& view, const BackupEnd& end) {
  Changes changes;
  TM_TRY(BackupJob job, job_in(view, end.rows, end.progress));
  complete(job, end.now);
  job.bytes_transferred = end.point.stored_bytes;
  TM_TRY_STATUS(add_point(view, changes, end.rows.table, end.point));
  tell_change(view, end.rows, end.point, PointChange::kCreated, changes);
  add_age(view, changes, end.rows, end.point);
  put(changes, end.rows.table, end.head);
  if (!job.point_tags.empty()) put(changes, end.rows.table, TagRow{end.point.arn, job.point_tags});
  TM_TRY(Lineage lineage, lineage_in(view, end.rows, end.progress, job.vault.name));
  const bool newer = !lineage.newest || lineage.newest->at < end.point.at;
  if (newer) lineage.newest = {end.point.arn, end.point.id, end.point.at};
  TM_TRY_STATUS(let_go(view, end.rows, changes, end.progress, lineage));
  for (std::size_t i = 0; i < job.copies.size(); ++i) {
    add_copy_of_backup(view, end.rows, changes, job, job.copies[i], end.copy_job_ids[i], end.now);
  }
  put_job(view, end.rows, changes, job);
  return changes;
}

Result<Changes> cleared(View& view, const Rows& rows, const BackupProgress& progress,
                        Timestamp now) {
  Changes changes;
  TM_TRY(BackupJob job, job_in(view, rows, progress));
  job.state = progress.ends_as;
  job.message = progress.ends_with;
  job.message_category = progress.ends_in;
  job.completed_at = now;
  if (progress.table) {
    TM_TRY(Lineage lineage, lineage_in(view, rows, progress, job.vault.name));
    TM_TRY_STATUS(let_go(view, rows, changes, progress, lineage));
  }
  put_job(view, rows, changes, job);
  return changes;
}

Result<Changes> classic(View& view, const Rows& rows, const BackupProgress& progress,
                        const std::string& backup_id, Timestamp now) {
  Changes changes;
  TM_TRY(BackupJob job, job_in(view, rows, progress));
  const auto pin = view.pin(pin_of(progress));
  if (!pin) return fail(Code::kNotFound, fmt::format("the pin of job {} is gone", job.id));
  recovery::Backup backup;
  backup.id = backup_id;
  backup.name = fmt::format("awsbackup_{}", job.id);
  backup.type = recovery::BackupType::kAwsBackup;
  backup.created_at = {job.created_at.micros / 1000 * 1000};
  backup.at = progress.at;
  backup.table = *progress.table;
  TM_TRY(backup.tally, rows.store->pin_tally(pin->id, storage::kItems));
  changes.pins.push_back({recovery::pin_of(backup), pin->table, pin->at, pin->sees});
  changes.put(recovery::key_of(backup), recovery::encode(backup));
  job.point_arn = recovery::arn_of(backup);
  job.started_at = now;
  complete(job, now);
  RecoveryPoint point = point_of(job, progress, {}, now);
  point.arn = job.point_arn;
  point.id.clear();
  TM_TRY_STATUS(add_point(view, changes, rows.table, point));
  tell_change(view, rows, point, PointChange::kCreated, changes);
  add_age(view, changes, rows, point);
  if (!job.point_tags.empty()) put(changes, rows.table, TagRow{point.arn, job.point_tags});
  TM_TRY(Lineage lineage, lineage_in(view, rows, progress, job.vault.name));
  TM_TRY_STATUS(let_go(view, rows, changes, progress, lineage));
  put_job(view, rows, changes, job);
  return changes;
}

Result<Changes> kept(View& view, const Rows& rows, const BackupProgress& progress,
                     const WrittenPiece& written) {
  Changes changes;
  TM_TRY(BackupJob job, job_in(view, rows, progress));
  if (written.begins_anew) {
    TM_TRY(const auto before,
           list<WrittenSegment>(view, rows.table, key_of(progress.job_id), {}, SIZE_MAX));
    for (const WrittenSegment& one : before) remove(changes, rows.table, one);
    job.bytes_transferred = 0;
  }
  for (const SegmentInfo& segment : written.segments) {
    put(changes, rows.table, WrittenSegment{progress.job_id, written.writer, segment});
    job.bytes_transferred += static_cast<std::int64_t>(segment.stored_bytes);
  }
  job.permille_done = std::max(job.permille_done, written.permille);
  put_job(view, rows, changes, job);
  return changes;
}

}  // namespace

Decision decide_running(View& view, const Rows& rows, const BackupProgress& progress,
                        const GoneOnWith& kept, Timestamp now) {
  return decided(running(view, rows, progress, kept, now));
}

Decision decide_completed(View& view, const BackupEnd& end) {
  return decided(completed(view, end));
}

Decision decide_cleared(View& view, const Rows& rows, const BackupProgress& progress,
                        Timestamp now) {
  return decided(cleared(view, rows, progress, now));
}

Step end_classic(const Rows& rows, const storage::JobRow& row, const BackupProgress& progress,
                 std::string backup_id, Timestamp now) {
  Step step{row, true, {}};
  step.also = [rows, progress, backup_id = std::move(backup_id), now](View& view) {
    return decided(classic(view, rows, progress, backup_id, now));
  };
  return step;
}

Step keep_segments(const Rows& rows, const storage::JobRow& row, const BackupProgress& progress,
                   WrittenPiece written) {
  Step step{row, false, {}};
  step.row.state = encode(progress);
  step.also = [rows, progress, written = std::move(written)](View& view) {
    return decided(kept(view, rows, progress, written));
  };
  return step;
}

RecoveryPoint point_of(const BackupJob& job, const BackupProgress& progress,
                       const Manifest& manifest, Timestamp now) {
  RecoveryPoint point;
  point.arn = job.point_arn;
  point.id = progress.point_id;
  point.vault = job.vault;
  point.resource_arn = job.resource_arn;
  point.resource_name = job.resource_name;
  point.table_id = progress.table->table_id;
  point.at = progress.at;
  point.created_at = job.created_at;
  point.completed_at = now;
  point.bytes = job.bytes;
  point.iam_role_arn = job.iam_role_arn;
  point.created_by = job.created_by;
  point.lifecycle = job.lifecycle.value_or(Lifecycle{});
  for (const Run& run : manifest.runs) {
    point.runs.push_back(run.writer);
    if (run.writer.starts_with(progress.point_id)) {
      point.stored_bytes += static_cast<std::int64_t>(stored_bytes_of(run));
    }
  }
  return point;
}

Status gone_or_not_ours(const Status& removed) {
  if (removed || removed.error().code != Code::kDenied) return removed;
  log_warn("vault", "blobs of a job that failed stay", {{"reason", removed.error().message}});
  return Ok{};
}

}  // namespace tidemark::vault
