#include "vault/restore_work.h"

#include "base/log.h"
#include "recovery/backups.h"
#include "recovery/restores.h"
#include "tables/catalog.h"
#include "tables/catalog_check.h"
#include "vault/points/names.h"
#include "vault/recovery_point.h"
#include "vault/restore_start.h"
#include "vault/role_check.h"
#include "vault/table_copy.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Refused;
using storage::Step;
using storage::View;

// More than other steps take: a piece ends with syncs, which cost as much as 2 MiB of rows, and
// somebody waits for the table.
constexpr std::size_t kStepBytes = 32u << 20;
constexpr std::uint32_t kMostTries = 3;

recovery::RestoreTarget target_of(const RestoreJob& job) {
  return {.name = {job.account, job.region, job.target_name}, .overrides = {}, .creating_for = {}};
}

// AWS's words for why a name is taken.
std::string words_of(const recovery::RestoreAnswer& answer, const std::string& name) {
  if (std::holds_alternative<recovery::TooManyRestores>(answer)) {
    return "Too many restores are under way at once";
  }
  if (std::holds_alternative<recovery::BackupMissing>(answer)) return "Backup not found.";
  return fmt::format("Table already exists: {}", name);
}

std::string tally_text(const storage::Tally& tally) {
  return fmt::format("{} rows, {} bytes, digest {:016x}{:016x}", tally.items, tally.bytes,
                     static_cast<std::uint64_t>(tally.digest >> 64),
                     static_cast<std::uint64_t>(tally.digest));
}

Result<RestoreJob> job_in(const View& view, const Rows& rows, const RestoreProgress& progress) {
  TM_TRY(auto job,
         find<RestoreJob>(view, rows.table, restore_job_key(progress.account, progress.job_id)));
  if (!job) return fail(Code::kNotFound, fmt::format("restore job {} is gone", progress.job_id));
  return *std::move(job);
}

Decision decided(Result<Changes> changes) {
  if (changes) return std::move(changes).value();
  log_error("vault", "a job's step could not be decided", {{"reason", changes.error().message}});
  return Refused{};
}

// The target is there, CREATING; or the job is on its way to fail since the name is taken.
Result<Changes> begun(View& view, const Rows& rows, RestoreProgress progress, JobRow row,
                      const recovery::RestoreTarget& target, const tables::TableDescription& source,
                      const tables::RestoredFrom& from,
                      const std::map<std::string, std::string>& tags, Timestamp now) {
  Changes changes;
  TM_TRY(RestoreJob job, job_in(view, rows, progress));
  TM_TRY(const auto answer,
         recovery::begin_refill(view, target, source, from, tags, progress.table_id, now, changes));
  if (const auto* refusal = std::get_if<recovery::RestoreAnswer>(&answer)) {
    progress.phase = RestorePhase::kClearing;
    progress.ends_with = words_of(*refusal, target.name.name);
  } else {
    progress.phase = RestorePhase::kFilling;
    progress.refill = std::get<recovery::Refill>(answer);
    job.state = RestoreState::kRunning;
    job.created_resource_arn = tables::arn_of(target.name);
    put_job(view, rows, changes, job);
  }
  row.state = encode(progress);
  changes.jobs.push_back(std::move(row));
  return changes;
}

// When the point was last brought back, for lists.
Status note_restored(const View& view, const Rows& rows, Changes& changes, const RestoreJob& job,
                     Timestamp now) {
  if (job.vault.region != rows.region) return Ok{};
  TM_TRY(auto point,
         find<RecoveryPoint>(view, rows.table, point_key(job.vault.account, job.point_arn)));
  if (!point) return Ok{};
  point->last_restored_at = now;
  put(changes, rows.table, *point);
  return Ok{};
}

void complete(RestoreJob& job, Timestamp now) {
  job.state = RestoreState::kCompleted;
  job.permille_done = 1000;
  job.completed_at = now;
}

Result<Changes> finished(View& view, const Rows& rows, const RestoreProgress& progress,
                         Timestamp now) {
  storage::Tally items;
  recovery::PartTallies parts;
  for (const auto& [part, tally] : progress.tallies) {
    if (part == storage::kItems) {
      items = tally;
    } else {
      parts.emplace_back(part, tally);
    }
  }
  TM_TRY(auto changes, recovery::finish_refill(view, *progress.refill, items, parts));
  TM_TRY(RestoreJob job, job_in(view, rows, progress));
  if (!changes) {
    changes.emplace();
    job.state = RestoreState::kFailed;
    job.message = "The table was deleted while it was being restored";
    job.completed_at = now;
  } else {
    complete(job, now);
    TM_TRY_STATUS(note_restored(view, rows, *changes, job, now));
  }
  put_job(view, rows, *changes, job);
  return *std::move(changes);
}

Result<Changes> cleared(View& view, const Rows& rows, const RestoreProgress& progress,
                        Timestamp now) {
  Changes changes;
  TM_TRY(RestoreJob job, job_in(view, rows, progress));
  if (progress.refill) {
    TM_TRY(changes, recovery::abandon_refill(view, *progress.refill));
  }
  job.state = RestoreState::kFailed;
  job.message = progress.ends_with;
  job.completed_at = now;
  job.created_resource_arn.clear();
  put_job(view, rows, changes, job);
  return changes;
}

}  // namespace

struct RestoreWork::Doing {
  Rows rows;
  JobRow row;
  RestoreProgress progress;
  RestoreJob job;
  Timestamp now;
};

// Lost in a crash: then the rows behind the durable ones are read again.
struct RestoreWork::Live {
  Manifest manifest;
  tables::TableDescription table;
  std::vector<storage::Part> parts;
  std::optional<MergedRows> rows;
  storage::TallyOf tally_of_items;
};

RestoreWork::RestoreWork(Works& works) : works_(works) {}

RestoreWork::~RestoreWork() = default;

Result<Step> RestoreWork::step(storage::Store& store, const JobRow& row) {
  TM_TRY(RestoreProgress progress, decode_restore_progress(row.state));
  Doing doing{{}, row, std::move(progress), {}, works_.clock.now()};
  TM_TRY(doing.rows, works_.regions.rows_in(store));
  TM_TRY(auto job, find<RestoreJob>(
                       doing.rows, restore_job_key(doing.progress.account, doing.progress.job_id)));
  if (!job) return Step{row, true, {}};
  doing.job = *std::move(job);
  Result<Step> next = advance(doing);
  if (next) return next;
  live_.erase(doing.job.id);
  const Error& error = next.error();
  const bool passing =
      error.code == Code::kBusy || (error.code == Code::kUnknown && row.failures + 1 < kMostTries);
  if (passing) return next;
  return fail_with(doing, error.message);
}

Result<Step> RestoreWork::advance(Doing& doing) {
  switch (doing.progress.phase) {
    case RestorePhase::kWaiting:
      return doing.progress.point_id.empty() ? start_classic(doing) : start(doing);
    case RestorePhase::kFilling: return fill(doing);
    case RestorePhase::kClearing: return clear(doing);
  }
  return fail_with(doing, "The job's row has a phase that there is not");
}

Step RestoreWork::fail_with(Doing& doing, std::string message) {
  log_warn("vault", "a restore job failed", {{"job", doing.job.id}, {"reason", message}});
  live_.erase(doing.job.id);
  doing.progress.phase = RestorePhase::kClearing;
  doing.progress.ends_with = std::move(message);
  Step step{doing.row, false, {}};
  step.row.state = encode(doing.progress);
  step.row.due_at = {};
  return step;
}

Result<Manifest> RestoreWork::manifest_of(const Doing& doing) const {
  const std::string name = manifest_name(doing.progress.prefix, doing.progress.point_id);
  TM_TRY(const std::string bytes, works_.blobs.get(name));
  return decode_manifest(name, bytes, works_.keys);
}

Result<Step> RestoreWork::start(Doing& doing) {
  if (works_.role_problem) {
    auto problem = works_.role_problem({.account = doing.job.account,
                                        .role_arn = doing.job.iam_role_arn,
                                        .use = RoleUse::kRestore,
                                        .resource_arn = tables::arn_of(target_of(doing.job).name),
                                        .region = doing.job.region});
    if (problem) return fail_with(doing, *problem);
  }
  TM_TRY(const Manifest manifest, manifest_of(doing));
  TM_TRY(tables::TableDescription source, tables::decode_table(manifest.table));
  const tables::RestoredFrom from{doing.job.point_arn, manifest.table_arn, manifest.created_at,
                                  true};
  std::map<std::string, std::string> tags = doing.progress.extra_tags;
  if (doing.job.copy_tags) tags.insert(source.tags.begin(), source.tags.end());
  Step step{doing.row, false, {}};
  step.also = [rows = doing.rows, progress = doing.progress, row = doing.row,
               target = target_of(doing.job), source = std::move(source), from, tags,
               now = doing.now](View& view) {
    return decided(begun(view, rows, progress, row, target, source, from, tags, now));
  };
  return step;
}

Result<RestoreWork::Live*> RestoreWork::live_of(Doing& doing) {
  auto& live = live_[doing.job.id];
  if (live) return live.get();
  auto made = std::make_unique<Live>();
  TM_TRY(made->manifest, manifest_of(doing));
  TM_TRY(made->table, tables::decode_table(made->manifest.table));
  made->parts = copied_parts(made->table);
  made->tally_of_items = tables::tally_of_items(made->table.keys);
  TM_TRY(made->rows, MergedRows::open(works_.blobs, doing.progress.prefix, made->manifest.runs,
                                      works_.keys, doing.progress.after));
  live = std::move(made);
  return live.get();
}

Result<Step> RestoreWork::fill(Doing& doing) {
  TM_TRY(Live* const live, live_of(doing));
  RestoreProgress& progress = doing.progress;
  std::size_t bytes = 0;
  bool begun = false;
  const auto next = [&]() -> Result<std::optional<storage::Store::BaseRow>> {
    using Row = std::optional<storage::Store::BaseRow>;
    if (begun) TM_TRY_STATUS(live->rows->next());
    begun = true;
    // Parts of indexes that were being deleted.
    while (live->rows->valid() &&
           !std::ranges::binary_search(live->parts, live->rows->row().part)) {
      TM_TRY_STATUS(live->rows->next());
    }
    if (!live->rows->valid() || bytes >= kStepBytes) {
      return Row();
    }
    const RowView& row = live->rows->row();
    TM_TRY(const storage::Tally tally, row.part == storage::kItems
                                           ? live->tally_of_items(row.key, *row.value)
                                           : tables::tally_of_entry(row.key, *row.value));
    progress.tallies[row.part] += tally;
    progress.after = RowKey{row.part, std::string(row.key)};
    ++progress.rows;
    bytes += row.key.size() + row.value->size();
    return Row({row.part, row.key, *row.value});
  };
  TM_TRY_STATUS(
      doing.rows.store->fill_base(progress.refill->base, progress.refill->begun_at, next));
  if (!live->rows->valid()) return finish(doing, *live);
  std::uint64_t expected = 0;
  for (const PartTally& part : live->manifest.tallies) {
    expected += static_cast<std::uint64_t>(part.tally.items);
  }
  Step step{doing.row, false, {}};
  step.row.state = encode(progress);
  step.also = [rows = doing.rows, progress, expected](View& view) -> Decision {
    return decided([&]() -> Result<Changes> {
      Changes changes;
      TM_TRY(RestoreJob job, job_in(view, rows, progress));
      job.permille_done = static_cast<std::uint32_t>(
          std::min<std::uint64_t>(expected == 0 ? 0 : progress.rows * 1000 / expected, 999));
      put_job(view, rows, changes, job);
      return changes;
    }());
  };
  return step;
}

// What came back must be what was told of it when it was written.
Result<Step> RestoreWork::finish(Doing& doing, const Live& live) {
  for (const PartTally& told : live.manifest.tallies) {
    const auto found = doing.progress.tallies.find(told.part);
    const storage::Tally counted =
        found == doing.progress.tallies.end() ? storage::Tally{} : found->second;
    if (counted == told.tally) continue;
    return fail_with(doing, fmt::format("Recovery point {} is damaged: part {} should have {}, has "
                                        "{}",
                                        doing.job.point_arn, told.part, tally_text(told.tally),
                                        tally_text(counted)));
  }
  live_.erase(doing.job.id);
  Step step{doing.row, true, {}};
  step.also = [rows = doing.rows, progress = doing.progress, now = doing.now](View& view) {
    return decided(finished(view, rows, progress, now));
  };
  return step;
}

Result<Step> RestoreWork::start_classic(Doing& doing) {
  const auto parsed = recovery::parse_backup_arn(doing.job.point_arn);
  const auto* name = std::get_if<recovery::BackupName>(&parsed);
  if (name == nullptr) return fail_with(doing, "Backup not found.");
  TM_TRY(const tables::FoundTable there,
         tables::find(*doing.rows.store, target_of(doing.job).name));
  const bool again = there && there->restored_from &&
                     there->restored_from->backup_arn == doing.job.point_arn &&
                     there->created_at >= doing.job.created_at;
  if (!again) {
    TM_TRY(const recovery::RestoreAnswer answer,
           recovery::restore_from_backup(*doing.rows.store, *name, target_of(doing.job), doing.now,
                                         works_.random));
    if (!std::holds_alternative<recovery::RestoreStarted>(answer)) {
      return fail_with(doing, words_of(answer, doing.job.target_name));
    }
  }
  Step step{doing.row, true, {}};
  step.also = [rows = doing.rows, progress = doing.progress, target = target_of(doing.job).name,
               tags = doing.progress.extra_tags, now = doing.now](View& view) {
    return decided([&]() -> Result<Changes> {
      Changes changes;
      TM_TRY(RestoreJob job, job_in(view, rows, progress));
      job.created_resource_arn = tables::arn_of(target);
      complete(job, now);
      TM_TRY_STATUS(note_restored(view, rows, changes, job, now));
      TM_TRY(tables::FoundTable table, tables::find(view, target));
      if (table && !tags.empty()) {
        table->tags.insert(tags.begin(), tags.end());
        tables::put(changes, *table);
      }
      put_job(view, rows, changes, job);
      return changes;
    }());
  };
  return step;
}

Result<Step> RestoreWork::clear(Doing& doing) {
  live_.erase(doing.job.id);
  Step step{doing.row, true, {}};
  step.also = [rows = doing.rows, progress = doing.progress, now = doing.now](View& view) {
    return decided(cleared(view, rows, progress, now));
  };
  return step;
}

}  // namespace tidemark::vault
