#include "recovery/continuous_backups.h"

#include "tables/write.h"

#include <algorithm>

namespace tidemark::recovery {

namespace {

// The history that `wanted` makes of a table's; nullopt: it is so already.
std::optional<storage::History> history_for(const storage::TableState& table,
                                            const SetContinuousBackups& wanted,
                                            const storage::View& view, Timestamp trusted) {
  storage::History history = table.history;
  if (!wanted.enabled) {
    if (!history.kept) return std::nullopt;
    history.kept = false;
    history.period = {};
    return history;
  }
  const auto asked = wanted.period.value_or(history.kept ? history.period : kDefaultPeriod);
  if (history.kept && history.period == asked) return std::nullopt;
  if (history.kept) {
    // Neither what the old period had given up nor what the new one does comes back.
    history.floor =
        std::max(history.floor, std::min(view.now(), trusted) - std::min(history.period, asked));
  } else {
    history.floor = view.before();
  }
  history.kept = true;
  history.period = asked;
  return history;
}

bool is_missing(const tables::FoundTable& found, Timestamp now) {
  return !found || tables::status_at(*found, now) == tables::TableStatus::kCreating;
}

ContinuousBackups described(const storage::TableState& state, const WindowClock& clock,
                            std::chrono::microseconds lag) {
  return {window_of(state, clock, lag), state.history.period};
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
  return ContinuousBackupsAnswer(described(*state, window_clock(store, now), lag));
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
        TM_TRY(const tables::FoundTable found, tables::find(view, name));
        const auto state = is_missing(found, now) ? std::nullopt : view.table(found->stored_as);
        const auto history = state ? history_for(*state, wanted, view, trusted) : std::nullopt;
        if (!history) return storage::Decision(storage::Refused{});
        storage::Changes changes;
        changes.histories.push_back({state->id, *history});
        changes.first_in_group = !state->history.kept;
        changes.makes_room = !history->kept;
        return storage::Decision(std::move(changes));
      });
  TM_TRY_STATUS(write.run());
  return describe_continuous_backups(store, name, now, lag);
}

}  // namespace tidemark::recovery
