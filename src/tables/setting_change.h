// A change of what a table is set to, in one decision against its newest row.
//
//   auto write = change_setting<int>(store, name, [](TableDescription& table, Timestamp now) {
//     table.settings.insights.clear();
//     return 7;
//   });
//   write.start(done);  …  write.answer()   // NoTable, or a ChangedSetting<int> with 7
#pragma once

#include "tables/catalog.h"
#include "tables/write.h"

#include <functional>
#include <utility>
#include <variant>
#include <vector>

namespace tidemark::tables {

template <class Outcome>
struct ChangedSetting {
  TableDescription table;  // as it is now
  Outcome outcome;         // what `change` said
};

// NoTable also while the table is CREATING: such settings come after.
template <class Outcome>
using SettingAnswer = std::variant<NoTable, ChangedSetting<Outcome>>;

// `change` may be called more than once, each time with the newest row. Nothing is written of a
// table that it leaves as it is.
template <class Outcome>
Write<SettingAnswer<Outcome>> change_setting(
    storage::Store& store, TableName name,
    std::function<Outcome(TableDescription& table, Timestamp now)> change) {
  std::vector<storage::KeyRef> keys{live_key(name)};
  return {store, std::move(keys),
          [name = std::move(name), change = std::move(change)](
              storage::View& view, SettingAnswer<Outcome>& answer) -> Result<storage::Decision> {
            TM_TRY(const FoundTable before, find(view, name));
            if (!before || status_at(*before, view.now()) == TableStatus::kCreating) {
              answer = NoTable{};
              return storage::Decision{storage::Refused{}};
            }
            TableDescription table = *before;
            Outcome outcome = change(table, view.now());
            storage::Changes changes;
            const bool changed = table != *before;
            if (changed) put(changes, table);
            answer = ChangedSetting<Outcome>{std::move(table), std::move(outcome)};
            if (!changed) return storage::Decision{storage::Refused{}};
            return storage::Decision{std::move(changes)};
          }};
}

}  // namespace tidemark::tables
