// What the store should remember, kept in the simplest way: every version of every key for ever,
// and a branch as a full copy of what it was taken of. The oracle of the model run.
//
//   Model model;
//   model.apply(changes, at, {.table = source, .at = then});
//   model.row({table, kItems, key}, at)     // what a read as of `at` must answer
//
// It forgets nothing, so it does not say whether an instant can still be read: that is
// Store::window's word, which the run checks against `floor_limit`.
//
// Threads   One.
#pragma once

#include "storage/changes.h"
#include "storage/types.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidemark::storage::testing {

using PartKey = std::pair<Part, std::string>;
using Versions = std::map<Timestamp, std::optional<std::string>>;  // nullopt: a delete
using Rows = std::map<PartKey, Versions>;
using Listing = std::vector<std::pair<std::string, Version>>;  // rows of one part, ascending

// What the run's decisions tally: rows of a part, their bytes, a sum that tells contents apart.
Tally tally_of(const std::string& key, const std::string& value);

// The newest version at or before `at`; nullopt when none or a delete.
std::optional<Version> version_at(const Versions& versions, Timestamp at);

struct Touch {
  Timestamp at;
  Part part = kItems;
  std::string key;
  friend auto operator<=>(const Touch&, const Touch&) = default;
};

struct ModelTable {
  TableState state;  // `history.floor` is what the decisions gave
  Rows rows;
  std::set<Touch> touched;  // by commits of its own, since its creation
  bool purged = false;
  Timestamp floor_limit;                  // the floor may have been raised this far, no further
  std::optional<Timestamp> indexed_from;  // the change index holds every commit after this

  [[nodiscard]] bool live() const { return !state.dropped_at; }
};

struct ModelPin {
  PinState state;
  Rows rows;  // one version a key: what it sees
};

// Where a new table's contents come from: a table's past or a pin. Neither: empty.
struct Origin {
  std::optional<TableId> table;
  Timestamp at;
  std::string pin;
};

class Model {
 public:
  // The store as it is when just made: the catalog, at its creation.
  void start(const TableState& catalog);

  // The effect of one commit; `origin` of its new table, if it makes one.
  void apply(const Changes& changes, Timestamp at, const Origin& origin);

  // Whether every table that the changes write to is there, as kNotFound would deny.
  [[nodiscard]] bool targets_live(const Changes& changes) const;

  // The clock says `now`: raises the limits of the floors.
  void note_time(Timestamp now);

  // No commit may get a time at or before `at` any more.
  void note_closed(Timestamp at);

  [[nodiscard]] const ModelTable* table(TableId id) const;
  [[nodiscard]] std::optional<Version> row(const KeyRef& key, Timestamp at) const;
  [[nodiscard]] Listing listing(TableId table, Part part, Timestamp at) const;
  [[nodiscard]] Listing pin_listing(const std::string& pin, Part part) const;
  [[nodiscard]] Tally tally(TableId table, Part part, Timestamp at) const;
  [[nodiscard]] Tally pin_tally(const std::string& pin, Part part) const;

  // Commits of the table with time in (after, until].
  [[nodiscard]] std::vector<Touch> changes(TableId table, Timestamp after, Timestamp until) const;

  // A table's instant that some pin keeps.
  [[nodiscard]] bool pinned(TableId table, Timestamp at) const;

  // A pin's or a table's strata name the instant: it is kept, and may be answered.
  [[nodiscard]] bool referenced(TableId table, Timestamp at) const;

  // The store may have forgotten this dropped table altogether.
  [[nodiscard]] bool may_be_gone(const ModelTable& table) const;

  [[nodiscard]] const std::map<TableId, ModelTable>& tables() const { return tables_; }

  [[nodiscard]] const std::map<std::string, ModelPin>& pins() const { return pins_; }

  [[nodiscard]] const std::map<std::string, JobRow>& jobs() const { return jobs_; }

  [[nodiscard]] Timestamp last_commit() const { return last_commit_; }

  [[nodiscard]] Timestamp closed() const { return closed_; }

  [[nodiscard]] bool id_was_used(std::uint64_t number) const { return used_.contains(number); }

  void use_id(std::uint64_t number) { used_.insert(number); }

 private:
  void create(const Changes::NewTable& made, Timestamp at, const Origin& origin);
  void set_history(const Changes::SetHistory& set, Timestamp at);
  void pin(const PinState& state);

  std::map<TableId, ModelTable> tables_;
  std::map<std::string, ModelPin> pins_;
  std::map<std::string, JobRow> jobs_;
  std::set<std::uint64_t> used_;  // numbers of tables and bases, also of those gone
  Timestamp last_commit_;
  Timestamp closed_;
};

}  // namespace tidemark::storage::testing
