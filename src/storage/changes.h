// What one decision asks the store to do: all of it at one commit, or none.
//
//   Changes changes;
//   changes.put({orders, kItems, key}, bytes);
//   changes.tally(orders, {.items = 1, .bytes = 312, .digest = digest_of(item)});
//   changes.tally(orders, by_customer, {.items = 1, .bytes = 40});   // of another part
//
// Takes effect in commit order, also for later decisions of the same group. Within one Changes
// the order is: new tables, new bases, histories, strata, pins, unpins, writes, tallies, drops,
// purges, jobs.
#pragma once

#include "storage/types.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::storage {

struct Changes {
  struct Write {
    KeyRef key;
    std::optional<std::string> value;  // nullopt deletes
  };

  struct TallyDelta {
    TableId table;
    Part part = kItems;
    Tally delta;
  };

  // A new table. With `beneath` it is a branch: it reads as that until it is written to, and
  // starts with `tally` and `part_tallies`. `beneath` comes from View::strata_at or PinState::sees.
  struct NewTable {
    TableId id;  // from View::new_table_id
    History history;
    Strata beneath;
    Tally tally;  // of the items
    std::vector<std::pair<Part, Tally>> part_tallies = {};
  };

  // A base keyspace that materialise_piece will fill for `table`; its number comes from
  // View::new_table_id. It goes by itself when no list names it and `table` is gone or has
  // exchanged it away.
  struct NewBase {
    KeyspaceId base;
    TableId table;
  };

  // Makes `beneath` what lies beneath the table; what it reads must stay the same.
  struct SetBeneath {
    TableId table;
    Strata beneath;
  };

  // Floors only rise: one below what is still there is raised to it, silently. Where history was
  // off that is View::before().
  struct SetHistory {
    TableId table;
    History history;
  };

  std::vector<Write> writes;
  std::vector<TallyDelta> tallies;
  std::vector<NewTable> new_tables;
  std::vector<NewBase> new_bases;
  std::vector<KeyspaceId> abandoned_bases;  // the filling ended before its exchange
  std::vector<TableId> drops;      // the table ends; its history stays while kept or pinned
  std::vector<TableId> purges;     // a dropped table's history ends too; pins on it stay valid
  std::vector<SetBeneath> strata;  // the layer exchange
  std::vector<SetHistory> histories;
  std::vector<PinState> pins;
  std::vector<std::string> unpins;
  std::vector<JobRow> jobs;  // inserts or replaces by id
  std::vector<std::string> finished_jobs;

  // The commit needs the state exactly as it was before its own group: it pins or opens history
  // at View::before(). It then runs first in a group of its own making; `decide` may be run again.
  bool first_in_group = false;

  // Allowed although the disk reserve is reached, since it makes room or only reads.
  bool makes_room = false;

  void put(KeyRef key, std::string value) { writes.push_back({std::move(key), std::move(value)}); }

  void remove(KeyRef key) { writes.push_back({std::move(key), std::nullopt}); }

  void tally(TableId table, const Tally& delta) { tally(table, kItems, delta); }

  void tally(TableId table, Part part, const Tally& delta) {
    tallies.push_back({table, part, delta});
  }

  // Everything of `other` after everything of this; flags are joined.
  void append(Changes other);

  [[nodiscard]] bool empty() const;
};

}  // namespace tidemark::storage
