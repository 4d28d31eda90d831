#include "recovery/restores.h"

#include "recovery/deleted_tables.h"
#include "recovery/restore_job.h"
#include "recovery/restore_target.h"
#include "tables/write.h"

#include <algorithm>

namespace tidemark::recovery {

namespace {

// A past that can be restored, found before the decision; the decision checks that it still is.
struct Past {
  tables::TableDescription settings;  // of the source as of `at`
  storage::Tally tally;
  PartTallies part_tallies;
  tables::RestoredFrom from;
  std::string job_id;
  // What the new table lies upon, seen by the decision.
  std::function<Result<storage::Strata>(storage::View&)> strata;
  // Why this past is gone now; nullopt while it is there.
  std::function<Result<std::optional<RestoreAnswer>>(storage::View&)> gone;
};

// The one commit of a restore; fills `answer`, also when it refuses.
Result<storage::Decision> decide_restore(storage::View& view, const RestoreTarget& target,
                                         const Past& past, Timestamp now,
                                         const std::string& table_id, RestoreAnswer& answer) {
  TM_TRY(std::optional<RestoreAnswer> gone, past.gone(view));
  if (gone) {
    answer = std::move(*gone);
    return storage::Decision(storage::Refused{});
  }
  TM_TRY(const tables::FoundTable found, tables::find(view, target.name));
  if (std::optional<RestoreAnswer> refusal = taken(found, now)) {
    answer = std::move(*refusal);
    return storage::Decision(storage::Refused{});
  }
  if (const auto busy = view.job(past.job_id); busy && !busy->failed) {
    answer = BackupBeingRestored{};
    return storage::Decision(storage::Refused{});
  }
  TM_TRY(storage::Strata strata, past.strata(view));
  tables::TableDescription table = target_of(target, past.settings, past.from, now, table_id);
  if (auto problem = choose_indexes(table, target.overrides.indexes)) {
    answer = std::visit([](auto& one) { return RestoreAnswer(std::move(one)); }, *problem);
    return storage::Decision(storage::Refused{});
  }
  // Too deep to be served: it waits in CREATING until the job has copied what lies beneath.
  if (strata.size() + 1 > storage::kMaxStrata) table.active_at = Timestamp::max();
  storage::Changes changes =
      tables::create(view, table, {{}, std::move(strata), past.tally, past.part_tallies});
  const storage::KeyspaceId base{view.new_table_id().value};
  changes.new_bases.push_back({base, table.stored_as});
  changes.jobs.push_back(restore_job(past.job_id, table, base));
  add_index_jobs(table, past.part_tallies, changes);
  answer = RestoreStarted{std::move(table), past.tally};
  return storage::Decision(std::move(changes));
}

// The tallies of every part that an index ever had, as `tally_of` tells them.
Result<PartTallies> part_tallies(
    const tables::TableDescription& table,
    const std::function<Result<storage::Tally>(storage::Part)>& tally_of) {
  PartTallies tallies;
  for (storage::Part part = 1; part < table.next_part; ++part) {
    TM_TRY(const storage::Tally tally, tally_of(part));
    if (!(tally == storage::Tally{})) tallies.emplace_back(part, tally);
  }
  return tallies;
}

std::size_t restores_under_way(const storage::Store& store) {
  const auto jobs = store.jobs();
  return static_cast<std::size_t>(std::count_if(jobs.begin(), jobs.end(), [](const auto& job) {
    return job.kind == kRestoreJob && !job.failed;
  }));
}

Result<RestoreAnswer> commit_restore(storage::Store& store, const RestoreTarget& target, Past past,
                                     Timestamp now, Random& random) {
  if (restores_under_way(store) >= kMaxRestoresAtOnce) return RestoreAnswer(TooManyRestores{});
  const std::string table_id = random.uuid();
  if (past.job_id.empty()) past.job_id = "restore:" + table_id;
  tables::Write<RestoreAnswer> write(
      store, {tables::live_key(target.name)}, [&](storage::View& view, RestoreAnswer& answer) {
        return decide_restore(view, target, past, now, table_id, answer);
      });
  return write.run();
}

struct FoundSource {
  tables::TableDescription table;
  std::optional<Timestamp> dropped_at;
};

Result<std::optional<FoundSource>> find_source(const storage::Store& store,
                                               const RestoreSource& source, Timestamp now) {
  if (const auto* live = std::get_if<LiveSource>(&source)) {
    TM_TRY(const tables::FoundTable found, tables::find(store, live->name));
    if (!found || tables::status_at(*found, now) == tables::TableStatus::kCreating) {
      return std::optional<FoundSource>();
    }
    return std::optional<FoundSource>({*found, std::nullopt});
  }
  const auto& wanted = std::get<DroppedSource>(source);
  TM_TRY(const std::vector<DeletedTable> deleted,
         list_deleted(store, wanted.name.account, wanted.name.region, now));
  std::optional<FoundSource> newest;
  for (const DeletedTable& one : deleted) {
    const tables::TableDescription& table = one.dropped.table;
    const bool fits =
        wanted.table_id ? table.table_id == *wanted.table_id : table.name.name == wanted.name.name;
    if (!fits || (newest && *newest->dropped_at > one.dropped.dropped_at)) continue;
    newest = FoundSource{table, one.dropped.dropped_at};
  }
  return newest;
}

}  // namespace

Result<RestoreAnswer> restore_to_point_in_time(storage::Store& store, const RestoreSource& source,
                                               std::optional<Timestamp> at,
                                               const RestoreTarget& target, Timestamp now,
                                               std::chrono::microseconds lag, Random& random) {
  TM_TRY(const std::optional<FoundSource> found, find_source(store, source, now));
  if (!found) return RestoreAnswer(SourceMissing{});
  const tables::TableDescription& table = found->table;
  const auto state = store.table(table.stored_as);
  if (!state) return RestoreAnswer(SourceMissing{});
  const std::optional<Window> window = window_of(table, *state, window_clock(store, now), lag);
  if (!window) return RestoreAnswer(PitrOff{});
  const std::optional<Timestamp> instant = window->resolve(at.value_or(window->shown_latest()));
  if (!instant) return RestoreAnswer(OutsideWindow{*at, *window});

  Past past;
  past.settings = table;
  TM_TRY(const tables::FoundTable then, tables::find_as_of(store, table.name, *instant));
  if (then && then->table_id == table.table_id) past.settings = *then;
  TM_TRY(past.tally, store.tally_as_of(table.stored_as, *instant));
  TM_TRY(past.part_tallies, part_tallies(past.settings, [&](storage::Part part) {
           return store.tally_as_of(table.stored_as, *instant, part);
         }));
  past.from = {"", tables::arn_of(table.name), at.value_or(*instant), true};
  past.strata = [id = table.stored_as, then = *instant](storage::View& view) {
    return view.strata_at(id, then);
  };
  past.gone = [id = table.stored_as, name = table.name, was_live = !found->dropped_at](
                  storage::View& view) -> Result<std::optional<RestoreAnswer>> {
    const auto now_state = view.table(id);
    if (!now_state || (was_live && now_state->dropped_at)) {
      return std::optional<RestoreAnswer>(SourceMissing{});
    }
    // Of a dropped table nothing is switched off any more.
    TM_TRY(const tables::FoundTable live, tables::find(view, name));
    const bool stream_only = was_live && live && live->history_for_stream_only;
    if (!now_state->history.kept || stream_only) return std::optional<RestoreAnswer>(PitrOff{});
    return std::optional<RestoreAnswer>();
  };
  return commit_restore(store, target, std::move(past), now, random);
}

Result<RestoreAnswer> restore_from_backup(storage::Store& store, const BackupName& name,
                                          const RestoreTarget& target, Timestamp now,
                                          Random& random) {
  TM_TRY(const std::optional<Backup> backup, find_backup(store, name));
  if (!backup) return RestoreAnswer(BackupMissing{});
  Past past;
  past.settings = backup->table;
  past.tally = backup->tally;
  TM_TRY(past.part_tallies, part_tallies(past.settings, [&](storage::Part part) {
           return store.pin_tally(pin_of(*backup), part);
         }));
  past.from = {arn_of(*backup), tables::arn_of(backup->table.name), backup->created_at, true};
  past.job_id = restore_job_of(*backup);
  past.strata = [pin = pin_of(*backup)](storage::View& view) -> Result<storage::Strata> {
    const auto found = view.pin(pin);
    if (!found) return fail(Code::kCorrupt, fmt::format("backup pin '{}' is not there", pin));
    return found->sees;
  };
  past.gone = [name,
               job = past.job_id](storage::View& view) -> Result<std::optional<RestoreAnswer>> {
    TM_TRY(const std::optional<Backup> still, find_backup(view, name));
    if (!still) return std::optional<RestoreAnswer>(BackupMissing{});
    return std::optional<RestoreAnswer>();
  };
  return commit_restore(store, target, std::move(past), now, random);
}

}  // namespace tidemark::recovery
