#include "recovery/retire.h"

#include "recovery/expiry_jobs.h"
#include "recovery/window.h"
#include "tables/index_update.h"
#include "tables/write.h"

namespace tidemark::recovery {

namespace {

// Nothing, or the system backup and the jobs that end it and the table's history.
Status leave_behind(storage::View& view, const tables::TableDescription& table, Timestamp now,
                    storage::Changes& changes) {
  const auto state = view.table(table.stored_as);
  if (!state || !is_backed_up(table, *state)) return Ok{};
  // A clock that was set back must not shorten its life.
  now = std::max(now, view.before());
  Backup begun;
  begun.id = fmt::format("{:014}-00000000", now.micros / 1000);
  begun.name = table.name.name + "$DeletedTableBackup";
  begun.type = BackupType::kSystem;
  begun.created_at = {now.micros / 1000 * 1000};
  begun.expires_at = begun.created_at + kSystemBackupLife;
  TM_TRY(const Backup backup, add_backup(view, table, begun, changes));
  changes.jobs.push_back(expiry_job(backup));
  changes.jobs.push_back(forget_job(table, view.now() + state->history.period));
  return Ok{};
}

Result<storage::Decision> decide(storage::View& view, const tables::TableName& name, Timestamp now,
                                 RetireAnswer& answer) {
  answer = TableMissing{};
  TM_TRY(const tables::FoundTable found, tables::find(view, name));
  if (!found) return storage::Decision(storage::Refused{});
  if (tables::status_at(*found, now) == tables::TableStatus::kCreating) {
    answer = StillCreating{};
    return storage::Decision(storage::Refused{});
  }
  if (tables::has_unfinished_index(*found)) {
    answer = IndexesUnfinished{};
    return storage::Decision(storage::Refused{});
  }
  if (found->deletion_protected) {
    answer = DeletionProtected{};
    return storage::Decision(storage::Refused{});
  }
  TM_TRY(storage::Changes changes, tables::drop_changes(view, *found));
  TM_TRY_STATUS(leave_behind(view, *found, now, changes));
  changes.makes_room = true;
  answer = Retired{*found, view.tally(found->stored_as)};
  return storage::Decision(std::move(changes));
}

}  // namespace

Result<RetireAnswer> retire(storage::Store& store, const tables::TableName& name, Timestamp now) {
  tables::Write<RetireAnswer> write(
      store, {tables::live_key(name)},
      [&](storage::View& view, RetireAnswer& answer) { return decide(view, name, now, answer); });
  return write.run();
}

}  // namespace tidemark::recovery
