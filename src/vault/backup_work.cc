#include "vault/backup_work.h"

#include "base/log.h"
#include "vault/backup_end.h"
#include "vault/backup_start.h"
#include "vault/lineage.h"
#include "vault/lock.h"
#include "vault/points/names.h"
#include "vault/points/new_base.h"
#include "vault/points/plan_of_runs.h"
#include "vault/points/run_writer.h"
#include "vault/recovery_point.h"
#include "vault/role_check.h"
#include "vault/run_places.h"
#include "vault/table_copy.h"
#include "vault/vault_head.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Refused;
using storage::Step;
using storage::View;

constexpr std::uint64_t kStepBytes = 8u << 20;
// What may be a passing trouble is tried so often before the job fails.
constexpr std::uint32_t kMostTries = 3;

std::string merged_writer(const BackupProgress& progress) {
  return progress.point_id + ".base";
}

// The written segments of a run of the job, by number.
Result<std::vector<SegmentInfo>> segments_of(const Rows& rows, const std::string& job_id,
                                             const std::string& writer) {
  TM_TRY(const auto written, list<WrittenSegment>(rows, key_of(job_id, writer)));
  std::vector<SegmentInfo> segments;
  for (const WrittenSegment& one : written) segments.push_back(one.segment);
  return segments;
}

std::uint32_t permille(std::uint64_t done, std::uint64_t of) {
  return of == 0 ? 0 : static_cast<std::uint32_t>(std::min<std::uint64_t>(done * 1000 / of, 999));
}

}  // namespace

struct BackupWork::Doing {
  Rows rows;
  JobRow row;
  BackupProgress progress;
  BackupJob job;
  Timestamp now;

  [[nodiscard]] std::string prefix() const { return blob_prefix_of(job.vault); }
};

// What a job keeps in memory between its steps. Lost in a crash: made again from the progress.
struct BackupWork::Live {
  std::optional<Manifest> upon;
  std::optional<RunWriter> writer;
  std::optional<TableCopy> table;
  std::optional<NewBase> merge;
};

BackupWork::BackupWork(Works& works) : works_(works) {}

BackupWork::~BackupWork() = default;

Result<Step> BackupWork::step(storage::Store& store, const JobRow& row) {
  TM_TRY(BackupProgress progress, decode_backup_progress(row.state));
  Doing doing{{}, row, std::move(progress), {}, works_.clock.now()};
  TM_TRY(doing.rows, works_.regions.rows_in(store));
  TM_TRY(auto job, find<BackupJob>(doing.rows,
                                   backup_job_key(doing.progress.account, doing.progress.job_id)));
  if (!job) return Step{row, true, {}};
  doing.job = *std::move(job);
  Result<Step> next = advance(doing);
  if (next) return next;
  live_.erase(doing.job.id);
  const Error& error = next.error();
  const bool passing =
      error.code == Code::kBusy || (error.code == Code::kUnknown && row.failures + 1 < kMostTries);
  // What cannot be cleared now is tried again later, and no sooner.
  if (passing || doing.progress.phase == BackupPhase::kClearing) return next;
  log_warn("vault", "a backup job failed", {{"job", doing.job.id}, {"reason", error.message}});
  return end_early(doing, BackupState::kFailed, error.message, "FAILURE");
}

Result<Step> BackupWork::advance(Doing& doing) {
  const bool clearing = doing.progress.phase == BackupPhase::kClearing;
  if (!clearing && doing.job.state == BackupState::kAborting) {
    return end_early(doing, BackupState::kAborted, "Backup job was stopped by user.", "ABORTED");
  }
  if (!clearing && doing.now > doing.job.complete_by) {
    return end_early(doing, BackupState::kAborted,
                     "Backup job failed because it did not complete within its completion window.",
                     "EXPIRED");
  }
  switch (doing.progress.phase) {
    case BackupPhase::kWaiting: return start(doing);
    case BackupPhase::kBase:
    case BackupPhase::kDelta: return copy(doing);
    case BackupPhase::kMerge: return merge(doing);
    case BackupPhase::kManifest: return write_manifest(doing);
    case BackupPhase::kClearing: return clear(doing);
  }
  return end_early(doing, BackupState::kFailed, "The job's row has a phase that there is not", "");
}

// Empty: it may start.
Result<std::string> BackupWork::reason_not_to_start(const Doing& doing) const {
  const BackupJob& job = doing.job;
  TM_TRY(const auto vault, find<Vault>(doing.rows, vault_key(job.vault.account, job.vault.name)));
  if (!vault) {
    return fmt::format("Backup job failed because backup vault {} does not exist.",
                       arn_of(job.vault));
  }
  const Lifecycle lifecycle = job.lifecycle.value_or(Lifecycle{});
  if (auto problem = retention_problem(*vault, lifecycle.delete_after_days)) return *problem;
  if (works_.role_problem) {
    auto problem = works_.role_problem({.account = job.vault.account,
                                        .role_arn = job.iam_role_arn,
                                        .use = RoleUse::kBackup,
                                        .resource_arn = job.resource_arn,
                                        .region = job.vault.region,
                                        .classic = job.classic});
    if (problem) return *problem;
  }
  if (!doing.progress.table) return std::string("Table not found.");
  if (job.classic) return std::string();
  TM_TRY(const auto head, find<VaultHead>(doing.rows, vault_head_key(job.vault)));
  if (const Status keys = may_continue(works_.keys, head ? head->key_id : "", job.vault.name);
      !keys) {
    return keys.error().message;
  }
  return std::string();
}

Result<Step> BackupWork::start(Doing& doing) {
  if (doing.now > doing.job.start_by) {
    return end_early(doing, BackupState::kExpired, "Backup job expired before completion.",
                     "EXPIRED");
  }
  TM_TRY(const std::string reason, reason_not_to_start(doing));
  if (!reason.empty()) return end_early(doing, BackupState::kFailed, reason, "FAILURE");
  if (doing.job.classic) {
    const std::string id =
        fmt::format("{:014}-{}", doing.job.created_at.micros / 1000, works_.random.hex(8));
    return end_classic(doing.rows, doing.row, doing.progress, id, doing.now);
  }
  // A run is sealed with one key, also when the server goes on with it under another first key.
  if (const VaultKey* const key = works_.keys.current()) doing.progress.key_id = key->id();
  TM_TRY(GoneOnWith kept, choose_runs(doing));
  Step step{doing.row, false, {}};
  step.row.state = encode(doing.progress);
  step.also = [rows = doing.rows, progress = doing.progress, kept = std::move(kept),
               now = doing.now](View& view) {
    return decide_running(view, rows, progress, kept, now);
  };
  return step;
}

// Goes on with the newest point of the lineage if its runs can be read and the change index reaches
// back to it; else the whole table is written. The writers of the runs that are gone on with.
Result<GoneOnWith> BackupWork::choose_runs(Doing& doing) {
  BackupProgress& progress = doing.progress;
  const tables::TableDescription& table = *progress.table;
  GoneOnWith kept;
  progress.phase = BackupPhase::kBase;
  progress.upon.clear();
  TM_TRY(const auto lineage,
         find<Lineage>(doing.rows, key_of(progress.account, table.table_id, doing.job.vault.name)));
  if (!lineage || !lineage->newest || lineage->newest->at > progress.at) return kept;
  const auto& newest = *lineage->newest;
  const auto changed = doing.rows.store->changes(table.stored_as, newest.at, progress.at, 1, {});
  if (!changed) return kept;
  const std::string name = manifest_name(doing.prefix(), newest.point_id);
  TM_TRY(const std::string bytes, works_.blobs.get(name));
  const auto manifest = decode_manifest(name, bytes, works_.keys);
  if (!manifest && manifest.error().code == Code::kDenied) {
    log_warn("vault", "the whole table is backed up again", {{"reason", manifest.error().message}});
    return kept;
  }
  if (!manifest) return manifest.error();
  const RunPlan plan = plan_of_runs(manifest.value().runs);
  if (plan.keep.empty()) return kept;
  progress.phase = BackupPhase::kDelta;
  progress.upon = newest.point_id;
  progress.new_base = plan.new_base;
  for (const Run& run : plan.keep) kept.runs.push_back(run.writer);
  kept.since = newest.at;
  return kept;
}

// The key that the job began with.
Result<const VaultKey*> BackupWork::sealing_key(const BackupProgress& progress) const {
  return works_.keys.find(progress.key_id, fmt::format("backup job {}", progress.job_id));
}

Result<BackupWork::Live*> BackupWork::live_run(Doing& doing) {
  auto& live = live_[doing.job.id];
  if (live && live->writer) return live.get();
  live = std::make_unique<Live>();
  const BackupProgress& progress = doing.progress;
  const bool delta = progress.phase == BackupPhase::kDelta;
  TM_TRY(const VaultKey* const key, sealing_key(progress));
  live->writer.emplace(works_.blobs,
                       RunTarget{.prefix = doing.prefix(),
                                 .writer = progress.point_id,
                                 .kind = delta ? RunKind::kDelta : RunKind::kBase,
                                 .key = key},
                       progress.run);
  if (delta) {
    const std::string name = manifest_name(doing.prefix(), progress.upon);
    TM_TRY(const std::string bytes, works_.blobs.get(name));
    TM_TRY(live->upon, decode_manifest(name, bytes, works_.keys));
  }
  live->table.emplace(*doing.rows.store, pin_of(progress), *progress.table, progress.run.last);
  if (delta) live->table->only_changes(live->upon->at, progress.at);
  return live.get();
}

Result<Step> BackupWork::copy(Doing& doing) {
  TM_TRY(Live* const live, live_run(doing));
  const auto copied = live->table->copy(*live->writer, kStepBytes);
  const bool delta = doing.progress.phase == BackupPhase::kDelta;
  // The change index may end behind a point that was deleted just when the job began.
  const bool index_gone = !copied && delta && copied.error().code == Code::kInvalid;
  if (index_gone || (copied && copied.value().too_many_changes)) return copy_whole_table(doing);
  if (!copied) return copied.error();
  const TableCopy::Piece piece = copied.value();
  if (piece.done) TM_TRY_STATUS(live->writer->finish());
  const auto written = live->writer->take_segments();
  doing.progress.run = live->writer->progress();
  if (piece.done) {
    doing.progress.phase = doing.progress.new_base ? BackupPhase::kMerge : BackupPhase::kManifest;
  }
  const std::uint64_t rows = live->table->rows_copied();
  return keep_segments(doing.rows, doing.row, doing.progress,
                       {.writer = doing.progress.point_id,
                        .segments = written,
                        .permille = permille(rows, live->table->rows_expected())});
}

// Instead of what changed: more than fits into memory, where the whole table is not much more, or
// it can no longer be known.
Result<Step> BackupWork::copy_whole_table(Doing& doing) {
  live_.erase(doing.job.id);
  TM_TRY_STATUS(remove_run(works_.blobs, doing.prefix(), doing.progress.point_id));
  doing.progress.phase = BackupPhase::kBase;
  doing.progress.upon.clear();
  doing.progress.new_base = false;
  doing.progress.run = {};
  return keep_segments(doing.rows, doing.row, doing.progress, {.begins_anew = true});
}

Result<Step> BackupWork::merge(Doing& doing) {
  auto& live = live_[doing.job.id];
  if (!live || !live->merge) {
    TM_TRY(Manifest manifest, manifest_of(doing));
    TM_TRY(const VaultKey* const key, sealing_key(doing.progress));
    live = std::make_unique<Live>();
    live->upon = std::move(manifest);
    TM_TRY(live->merge, NewBase::open(works_.blobs, live->upon->runs, works_.keys,
                                      {.prefix = doing.prefix(),
                                       .writer = merged_writer(doing.progress),
                                       .kind = RunKind::kBase,
                                       .key = key},
                                      doing.progress.merged));
  }
  TM_TRY(const bool done, live->merge->step(kStepBytes));
  const auto written = live->merge->take_segments();
  doing.progress.merged = live->merge->progress();
  if (done) doing.progress.phase = BackupPhase::kManifest;
  return keep_segments(
      doing.rows, doing.row, doing.progress,
      {.writer = merged_writer(doing.progress), .segments = written, .permille = 999});
}

// Of what is written so far: the runs that are gone on with, and the job's own.
Result<Manifest> BackupWork::manifest_of(Doing& doing) {
  const BackupProgress& progress = doing.progress;
  Manifest manifest;
  manifest.point = progress.point_id;
  TM_TRY_STATUS(describe_table(*doing.rows.store, pin_of(progress), *progress.table, manifest));
  manifest.at = progress.at;
  manifest.created_at = doing.job.created_at;
  manifest.lineage = progress.table->table_id;
  for (const auto& [key, value] : doing.job.point_tags) manifest.tags.emplace_back(key, value);
  if (!progress.upon.empty()) {
    const std::string name = manifest_name(doing.prefix(), progress.upon);
    TM_TRY(const std::string bytes, works_.blobs.get(name));
    TM_TRY(const Manifest upon, decode_manifest(name, bytes, works_.keys));
    manifest.runs = plan_of_runs(upon.runs).keep;
  }
  Run run;
  run.writer = progress.point_id;
  run.kind = progress.upon.empty() ? RunKind::kBase : RunKind::kDelta;
  run.key_id = progress.key_id;
  TM_TRY(run.segments, segments_of(doing.rows, doing.job.id, run.writer));
  manifest.runs.push_back(std::move(run));
  return manifest;
}

Result<Step> BackupWork::write_manifest(Doing& doing) {
  const BackupProgress& progress = doing.progress;
  TM_TRY(Manifest manifest, manifest_of(doing));
  if (progress.new_base) {
    Run base;
    base.writer = merged_writer(progress);
    base.key_id = progress.key_id;
    TM_TRY(base.segments, segments_of(doing.rows, doing.job.id, base.writer));
    manifest.runs = {std::move(base)};
  }
  RecoveryPoint point = point_of(doing.job, progress, manifest, doing.now);
  if (const VaultKey* const key = works_.keys.current()) point.key_id = key->id();
  manifest.record = point.encode();
  TM_TRY(const auto head, find<VaultHead>(doing.rows, vault_head_key(doing.job.vault)));
  manifest.chain = next_in_chain(head ? std::optional(head->link) : std::nullopt);
  const std::string bytes = vault::encode(manifest, works_.keys.current());
  TM_TRY_STATUS(works_.blobs.put(manifest_name(doing.prefix(), progress.point_id), bytes));
  if (progress.new_base) {
    // The delta is in the new base, and nothing names it.
    TM_TRY_STATUS(remove_run(works_.blobs, doing.prefix(), progress.point_id));
  }
  live_.erase(doing.job.id);
  TM_TRY(const ManifestHead written, decode_head(progress.point_id, bytes));
  BackupEnd end{doing.rows,       progress,
                std::move(point), {doing.job.vault, written.chain, written.key_id},
                doing.now,        {}};
  for (std::size_t i = 0; i < doing.job.copies.size(); ++i) {
    end.copy_job_ids.push_back(works_.random.uuid());
  }
  Step step{doing.row, true, {}};
  step.also = [end = std::move(end)](View& view) { return decide_completed(view, end); };
  return step;
}

Result<Step> BackupWork::end_early(Doing& doing, BackupState state, std::string message,
                                   std::string category) {
  live_.erase(doing.job.id);
  // Told when nothing is left of what it wrote.
  doing.progress.phase = BackupPhase::kClearing;
  doing.progress.ends_as = state;
  doing.progress.ends_with = std::move(message);
  doing.progress.ends_in = std::move(category);
  Step step{doing.row, false, {}};
  step.row.state = encode(doing.progress);
  return step;
}

Status BackupWork::remove_written(const Doing& doing) const {
  const BackupProgress& progress = doing.progress;
  TM_TRY_STATUS(works_.blobs.remove(manifest_name(doing.prefix(), progress.point_id)));
  TM_TRY_STATUS(remove_run(works_.blobs, doing.prefix(), progress.point_id));
  return remove_run(works_.blobs, doing.prefix(), merged_writer(progress));
}

Result<Step> BackupWork::clear(Doing& doing) {
  const BackupProgress& progress = doing.progress;
  live_.erase(doing.job.id);
  if (!doing.job.classic) {
    TM_TRY_STATUS(gone_or_not_ours(remove_written(doing)));
  }
  Step step{doing.row, true, {}};
  step.also = [rows = doing.rows, progress, now = doing.now](View& view) -> Decision {
    return decide_cleared(view, rows, progress, now);
  };
  return step;
}

}  // namespace tidemark::vault
