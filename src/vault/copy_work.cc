#include "vault/copy_work.h"

#include "base/log.h"
#include "storage/write.h"
#include "vault/backup_end.h"
#include "vault/copy_start.h"
#include "vault/lock.h"
#include "vault/notices.h"
#include "vault/point_ages.h"
#include "vault/points/names.h"
#include "vault/points/segment_blob.h"
#include "vault/role_check.h"
#include "vault/run_places.h"
#include "vault/settings.h"
#include "vault/tags.h"
#include "vault/vault_head.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Refused;
using storage::Step;
using storage::View;

constexpr std::size_t kStepBytes = 8u << 20;
constexpr std::uint32_t kMostTries = 3;

// The record as it ends; nothing when it is gone.
Decision ended(View& view, const Rows& rows, const std::string& key, CopyState state,
               const std::string& message, const std::string& point_arn, Timestamp now) {
  auto job = find<CopyJob>(view, rows.table, key);
  if (!job || !job.value()) return Refused{};
  Changes changes;
  job.value()->state = state;
  job.value()->message = message;
  job.value()->message_category = state == CopyState::kCompleted ? "SUCCESS" : "FAILURE";
  job.value()->destination_point_arn = point_arn;
  job.value()->completed_at = now;
  put_job(view, rows, changes, *job.value());
  return changes;
}

Status commit(const Rows& rows, const std::function<Result<Changes>(View&)>& changes_of) {
  struct Done {};

  storage::Write<Done> write(*rows.store, {}, [&](View& view, Done&) -> Result<Decision> {
    TM_TRY(Changes changes, changes_of(view));
    return Decision(std::move(changes));
  });
  auto done = write.run();
  return done ? Status(Ok{}) : Status(std::move(done).error());
}

}  // namespace

struct CopyWork::Doing {
  Rows rows;         // of the source, and of the job
  Rows destination;  // its store is null where nothing was ever written
  JobRow row;
  CopyProgress progress;
  CopyJob job;
  std::optional<RecoveryPoint> point;  // nothing: it is gone
  Timestamp now;

  [[nodiscard]] std::string from() const { return blob_prefix_of(job.source); }

  [[nodiscard]] std::string to() const { return blob_prefix_of(job.destination); }
};

Result<Step> CopyWork::step(storage::Store& store, const JobRow& row) {
  TM_TRY(CopyProgress progress, decode_copy_progress(row.state));
  Doing doing{{}, {}, row, std::move(progress), {}, {}, works_.clock.now()};
  TM_TRY(doing.rows, works_.regions.rows_in(store));
  const std::string key = copy_job_key(doing.progress.account, doing.progress.job_id);
  TM_TRY(auto job, find<CopyJob>(doing.rows, key));
  if (!job) return Step{row, true, {}};
  doing.job = *std::move(job);
  TM_TRY(doing.point, find<RecoveryPoint>(doing.rows, point_key(doing.job.source.account,
                                                                doing.job.source_point_arn)));
  TM_TRY(const auto destination, works_.regions.find(doing.job.destination.region));
  if (destination) doing.destination = *destination;
  Result<Step> next = advance(doing);
  if (next) return next;
  const Error& error = next.error();
  const bool passing =
      error.code == Code::kBusy || (error.code == Code::kUnknown && row.failures + 1 < kMostTries);
  // What cannot be cleared now is tried again later, and no sooner.
  if (passing || doing.progress.phase == CopyPhase::kClearing) return next;
  return fail_with(doing, error.message);
}

Result<Step> CopyWork::advance(Doing& doing) {
  if (doing.progress.phase == CopyPhase::kClearing) return clear(doing);
  if (!doing.point) return fail_with(doing, "Copy job failed. The recovery point was deleted.");
  return doing.progress.phase == CopyPhase::kWaiting ? start(doing) : copy(doing);
}

Step CopyWork::fail_with(Doing& doing, std::string message) {
  log_warn("vault", "a copy job failed", {{"job", doing.job.id}, {"reason", message}});
  doing.progress.phase = CopyPhase::kClearing;
  doing.progress.ends_with = std::move(message);
  Step step{doing.row, false, {}};
  step.row.state = encode(doing.progress);
  return step;
}

// Empty: it may start.
Result<std::string> CopyWork::reason_not_to_start(const Doing& doing) const {
  const CopyJob& job = doing.job;
  const std::string missing = fmt::format(
      "Copy job failed. The destination backup vault {} does not exist.", arn_of(job.destination));
  if (doing.destination.store == nullptr) return missing;
  TM_TRY(const auto vault,
         find<Vault>(doing.destination, vault_key(job.destination.account, job.destination.name)));
  if (!vault) return missing;
  if (doing.point->classic()) {
    return std::string(
        "Copy job failed. Backups of DynamoDB tables without advanced features cannot be copied.");
  }
  if (job.destination.account != job.source.account) {
    TM_TRY(const auto home, works_.regions.find(home_region(works_.regions)));
    GlobalSettings settings;
    if (home) {
      TM_TRY(settings, global_settings(*home, job.source.account));
    }
    if (!settings.cross_account) {
      return fmt::format(
          "Copy job failed. Cross-account backup is not enabled for account {}: set "
          "isCrossAccountBackupEnabled with UpdateGlobalSettings.",
          job.source.account);
    }
  }
  const Lifecycle lifecycle = job.lifecycle.value_or(Lifecycle{});
  if (retention_problem(*vault, lifecycle.delete_after_days)) {
    return std::string(
        "Copy job failed. The retention specified in the job is not within the range specified for "
        "the target Backup Vault.");
  }
  if (works_.role_problem) {
    auto problem = works_.role_problem({.account = job.source.account,
                                        .role_arn = job.iam_role_arn,
                                        .use = RoleUse::kCopy,
                                        .resource_arn = arn_of(job.destination),
                                        .region = job.destination.region,
                                        .resource_account = job.destination.account,
                                        .policy = vault->access_policy});
    if (problem) return *problem;
  }
  return std::string();
}

Result<Manifest> CopyWork::manifest_of(const Doing& doing) const {
  const std::string name = manifest_name(doing.from(), doing.point->id);
  TM_TRY(const std::string bytes, works_.blobs.get(name));
  return decode_manifest(name, bytes, works_.keys);
}

Result<Step> CopyWork::start(Doing& doing) {
  TM_TRY(const std::string reason, reason_not_to_start(doing));
  if (!reason.empty()) return fail_with(doing, reason);
  // Before the first segment is looked for: from now on nothing that it finds is swept away.
  CopyHold hold{doing.job.destination.account, doing.job.destination.name, doing.job.id,
                doing.point->runs};
  TM_TRY_STATUS(commit(doing.destination, [&](View&) -> Result<Changes> {
    Changes changes;
    put(changes, doing.destination.table, hold);
    return changes;
  }));
  doing.progress.phase = CopyPhase::kCopying;
  Step step{doing.row, false, {}};
  step.row.state = encode(doing.progress);
  step.also = [rows = doing.rows, key = doing.job.key()](View& view) -> Decision {
    auto job = find<CopyJob>(view, rows.table, key);
    if (!job || !job.value()) return Refused{};
    Changes changes;
    job.value()->state = CopyState::kRunning;
    put_job(view, rows, changes, *job.value());
    return changes;
  };
  return step;
}

Status CopyWork::copy_segment(const Doing& doing, const Run& run, const SegmentInfo& segment,
                              std::size_t& bytes) {
  const std::string to = segment_name(doing.to(), run.writer, segment.number);
  TM_TRY(const auto there, works_.blobs.find(to));
  if (there && there->bytes == segment.stored_bytes) return Ok{};
  const std::string from = segment_name(doing.from(), run.writer, segment.number);
  TM_TRY(const std::string blob, get_segment(works_.blobs, from));
  if (codec::sha256(blob) != segment.sha256) {
    return fail(Code::kCorrupt, fmt::format("segment {} is damaged", from));
  }
  bytes += blob.size();
  return works_.blobs.put(to, blob);
}

Result<Step> CopyWork::copy(Doing& doing) {
  TM_TRY(const Manifest manifest, manifest_of(doing));
  CopyProgress& progress = doing.progress;
  // Within one vault all segments are there already, and warm unless the point is cold.
  const bool there = doing.job.source == doing.job.destination &&
                     doing.point->storage_class == StorageClass::kWarm;
  for (std::size_t bytes = 0; !there && progress.run < manifest.runs.size();) {
    const Run& run = manifest.runs[progress.run];
    if (progress.segment == run.segments.size()) {
      ++progress.run;
      progress.segment = 0;
      continue;
    }
    if (bytes >= kStepBytes) {
      Step step{doing.row, false, {}};
      step.row.state = encode(progress);
      return step;
    }
    TM_TRY_STATUS(copy_segment(doing, run, run.segments[progress.segment], bytes));
    ++progress.segment;
  }
  return finish(doing, manifest);
}

Result<Step> CopyWork::finish(Doing& doing, const Manifest& manifest) {
  const CopyJob& job = doing.job;
  RecoveryPoint copy = *doing.point;
  copy.id = doing.progress.point_id;
  copy.vault = job.destination;
  copy.arn = point_arn(job.destination, copy.id);
  copy.source_vault_arn = arn_of(job.source);
  copy.source_point_arn = job.source_point_arn;
  copy.lifecycle = job.lifecycle.value_or(Lifecycle{});
  copy.storage_class = StorageClass::kWarm;
  copy.cold_since.reset();
  copy.last_restored_at.reset();
  copy.completed_at = doing.now;
  copy.iam_role_arn = job.iam_role_arn;
  copy.created_by = job.created_by;
  Manifest written = manifest;
  written.point = copy.id;
  written.record = copy.encode();
  TM_TRY(const Tags tags, tags_of(doing.rows, job.source_point_arn));
  written.tags.assign(tags.begin(), tags.end());
  TM_TRY(const auto head, find<VaultHead>(doing.destination, vault_head_key(job.destination)));
  written.chain = next_in_chain(head ? std::optional(head->link) : std::nullopt);
  const std::string bytes = vault::encode(written, works_.keys.current());
  TM_TRY_STATUS(works_.blobs.put(manifest_name(doing.to(), copy.id), bytes));
  TM_TRY(const ManifestHead next, decode_head(copy.id, bytes));
  const Status shown = commit(doing.destination, [&](View& view) -> Result<Changes> {
    Changes changes;
    TM_TRY_STATUS(add_point(view, changes, doing.destination.table, copy));
    tell_change(view, doing.destination, copy, PointChange::kCreated, changes);
    add_age(view, changes, doing.destination, copy);
    put(changes, doing.destination.table, VaultHead{job.destination, next.chain, next.key_id});
    if (!tags.empty()) put(changes, doing.destination.table, TagRow{copy.arn, tags});
    remove(changes, doing.destination.table,
           CopyHold{job.destination.account, job.destination.name, job.id, {}});
    return changes;
  });
  if (!shown) return shown.error();
  Step step{doing.row, true, {}};
  step.also = [rows = doing.rows, key = job.key(), arn = copy.arn, now = doing.now](View& view) {
    return ended(view, rows, key, CopyState::kCompleted, "", arn, now);
  };
  return step;
}

Status CopyWork::remove_written(const Doing& doing, const CopyHold& hold) const {
  const CopyJob& job = doing.job;
  TM_TRY_STATUS(works_.blobs.remove(manifest_name(doing.to(), doing.progress.point_id)));
  const std::string table_id = doing.point ? doing.point->table_id : "";
  TM_TRY(const auto named,
         named_runs(doing.destination, job.destination, job.resource_arn, table_id, job.id));
  for (bool settled = false; !settled;) {
    TM_TRY(settled, settle_runs(works_.blobs, doing.to(), hold.runs, named));
  }
  return Ok{};
}

Result<Step> CopyWork::clear(Doing& doing) {
  const CopyJob& job = doing.job;
  if (doing.destination.store != nullptr) {
    const CopyHold held{job.destination.account, job.destination.name, job.id, {}};
    TM_TRY(const auto hold, find<CopyHold>(doing.destination, held.key()));
    if (hold) {
      TM_TRY_STATUS(gone_or_not_ours(remove_written(doing, *hold)));
    }
    TM_TRY_STATUS(commit(doing.destination, [&](View&) -> Result<Changes> {
      Changes changes;
      remove(changes, doing.destination.table, held);
      return changes;
    }));
  }
  Step step{doing.row, true, {}};
  step.also = [rows = doing.rows, key = job.key(), why = doing.progress.ends_with, now = doing.now](
                  View& view) { return ended(view, rows, key, CopyState::kFailed, why, "", now); };
  return step;
}

}  // namespace tidemark::vault
