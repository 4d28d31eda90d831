#include "recovery/restore_job.h"

#include "codec/varint.h"
#include "storage/faults.h"

namespace tidemark::recovery {

namespace {

constexpr char kFormat = 1;

// The exchange: the base instead of what the table was restored from.
storage::Decision exchange(storage::View& view, const RestoreProgress& progress) {
  const auto state = view.table(progress.stored_as);
  storage::Changes changes;
  if (!state || state->dropped_at) return changes;
  changes.strata.push_back({progress.stored_as, {{progress.base, Timestamp::max()}}});
  changes.makes_room = true;
  const Result<tables::FoundTable> found = tables::find(view, progress.target);
  if (!found || !found.value() || found.value()->table_id != progress.table_id) return changes;
  tables::TableDescription table = *found.value();
  if (table.restored_from) table.restored_from->in_progress = false;
  if (table.active_at == Timestamp::max()) table.active_at = {};
  tables::put(changes, table);
  return changes;
}

}  // namespace

storage::JobRow restore_job(const std::string& id, const tables::TableDescription& target,
                            storage::KeyspaceId base) {
  storage::JobRow row;
  row.id = id;
  row.kind = kRestoreJob;
  row.due_at = {};  // at once, and after each piece again, wherever the clock is set meanwhile
  row.state = encode({target.name, target.table_id, target.stored_as, base, {}, 0});
  return row;
}

std::string encode(const RestoreProgress& progress) {
  std::string bytes(1, kFormat);
  codec::append_sized(bytes, progress.target.account);
  codec::append_sized(bytes, progress.target.region);
  codec::append_sized(bytes, progress.target.name);
  codec::append_sized(bytes, progress.table_id);
  codec::append_varint(bytes, progress.stored_as.value);
  codec::append_varint(bytes, progress.base.value);
  codec::append_sized(bytes, progress.cursor);
  codec::append_varint(bytes, progress.pieces);
  return bytes;
}

Result<RestoreProgress> decode_restore_progress(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != kFormat) {
    return fail(Code::kCorrupt, "a restore job's row is damaged");
  }
  bytes.remove_prefix(1);
  RestoreProgress progress;
  TM_TRY(progress.target.account, codec::take_sized(bytes));
  TM_TRY(progress.target.region, codec::take_sized(bytes));
  TM_TRY(progress.target.name, codec::take_sized(bytes));
  TM_TRY(progress.table_id, codec::take_sized(bytes));
  TM_TRY(progress.stored_as.value, codec::take_varint(bytes));
  TM_TRY(progress.base.value, codec::take_varint(bytes));
  TM_TRY(progress.cursor, codec::take_sized(bytes));
  TM_TRY(progress.pieces, codec::take_varint(bytes));
  return progress;
}

Result<storage::Step> step_restore(storage::Store& store, const storage::JobRow& row) {
  TM_TRY(RestoreProgress progress, decode_restore_progress(row.state));
  const auto state = store.table(progress.stored_as);
  if (!state || state->dropped_at) return storage::Step{row, true, {}};

  TM_TRY(const storage::Store::Piece piece,
         store.materialise_piece(progress.stored_as, progress.base, progress.cursor));
  TM_FAILPOINT("restore.between_piece_and_row");
  storage::Step step{row, piece.last, {}};
  progress.cursor = piece.cursor;
  ++progress.pieces;
  step.row.state = encode(progress);
  if (piece.last) {
    step.also = [progress](storage::View& view) { return exchange(view, progress); };
  }
  return step;
}

Result<std::optional<RestoreProgress>> restore_under_way(const storage::Store& store,
                                                         const tables::TableDescription& table) {
  for (const storage::JobRow& row : store.jobs()) {
    if (row.kind != kRestoreJob) continue;
    TM_TRY(RestoreProgress progress, decode_restore_progress(row.state));
    if (progress.table_id == table.table_id) return std::optional(std::move(progress));
  }
  return std::optional<RestoreProgress>();
}

}  // namespace tidemark::recovery
