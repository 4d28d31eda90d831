#include "recovery/continuous_backups.h"

#include "tables/stream_description.h"
#include "tables/write.h"

#include <algorithm>

namespace tidemark::recovery {

namespace {

// The history that `wanted` makes of a table's, or nothing when it is so already; `table` follows.
std::optional<storage::History> turned_off(tables::TableDescription& table,
                                           const storage::TableState& state) {
  if (!is_backed_up(table, state)) return std::nullopt;
  storage::History history = state.history;
  history.kept = table.stream.has_value();
  history.period = history.kept ? tables::kStreamHistory : std::chrono::microseconds(0);
  table.history_for_stream_only = history.kept;
  table.backups_from = {};
  return history;
}

std::optional<storage::History> turned_on(tables::TableDescription& table,
                                          const storage::TableState& state,
                                          const SetContinuousBackups& wanted,
                                          const storage::View& view, Timestamp trusted) {
  const bool was_on = is_backed_up(table, state);
  storage::History history = state.history;
  const auto asked = wanted.period.value_or(was_on ? history.period : kDefaultPeriod);
  if (was_on && history.period == asked) return std::nullopt;
  if (was_on) {
    // Neither what the old period had given up nor what the new one does comes back.
    history.floor =
        std::max(history.floor, std::min(view.now(), trusted) - std::min(history.period, asked));
  } else if (history.kept) {
    // What is there is the stream's.
    table.backups_from = view.before();
  } else {
    history.floor = view.before();
  }
  table.history_for_stream_only = false;
  history.kept = true;
  history.period = asked;
  return history;
}

bool is_missing(const tables::FoundTable& found, Timestamp now) {
  return !found || tables::status_at(*found, now) == tables::TableStatus::kCreating;
}

ContinuousBackups described(const tables::TableDescription& table, const storage::TableState& state,
                            const WindowClock& clock, std::chrono::microseconds lag) {
  return {window_of(table, state, clock, lag), state.history.period};
}

}  // namespace

Result<ContinuousBackupsAnswer> describe_continuous_backups(const storage::Store& store,
                                                            const tables::TableName& name,
                                                            Timestamp now,
                                                            std::chrono::microseconds lag) {
  TM_TRY(const tables::FoundTable found, tables::find(store, name));
  if (is_missing(found, now)) return ContinuousBackupsAnswer(TableMissing{});
  const auto state = store.table(found->stored_as);
  if (!state) return ContinuousBackupsAnswer(TableMissing{});
  return ContinuousBackupsAnswer(described(*found, *state, window_clock(store, now), lag));
}

Result<ContinuousBackupsAnswer> set_continuous_backups(storage::Store& store,
                                                       const tables::TableName& name,
                                                       const SetContinuousBackups& wanted,
                                                       Timestamp now,
                                                       std::chrono::microseconds lag) {
  const Timestamp trusted = store.trusted_clock();
  tables::Write<std::monostate> write(
      store, {tables::live_key(name)},
      [&](storage::View& view, std::monostate&) -> Result<storage::Decision> {
        TM_TRY(tables::FoundTable found, tables::find(view, name));
        const auto state = is_missing(found, now) ? std::nullopt : view.table(found->stored_as);
        if (!state) return storage::Decision(storage::Refused{});
        tables::TableDescription table = *found;
        const auto history = wanted.enabled ? turned_on(table, *state, wanted, view, trusted)
                                            : turned_off(table, *state);
        if (!history) return storage::Decision(storage::Refused{});
        storage::Changes changes;
        changes.histories.push_back({state->id, *history});
        changes.first_in_group = wanted.enabled && !is_backed_up(*found, *state);
        changes.makes_room = !wanted.enabled;
        if (!(table == *found)) tables::put(changes, table);
        return storage::Decision(std::move(changes));
      });
  TM_TRY_STATUS(write.run());
  return describe_continuous_backups(store, name, now, lag);
}

}  // namespace tidemark::recovery
