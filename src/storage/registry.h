// What the store knows without looking into the data: tables, pins, job rows, bases, the clock.
// A Registry is immutable once published; a RegistryDraft is how a group changes one.
//
//   RegistryDraft draft(published);
//   draft.put_table(state);
//   draft.write_rows(batch, database);      // only what changed
//   published = draft.finish();
//
// Threads   A Registry: any. A RegistryDraft: one.
#pragma once

#include "base/result.h"
#include "storage/layout.h"
#include "storage/persistent_map.h"
#include "storage/types.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace rocksdb {
class WriteBatch;
}

namespace tidemark::storage {

class Database;

// The instants at which somebody durable (a table's strata, a pin) needs each keyspace.
class References {
 public:
  void add(const Strata& strata);
  void add(const StratumRef& stratum);

  [[nodiscard]] bool any(KeyspaceId keyspace) const { return instants_.contains(keyspace); }

  [[nodiscard]] bool exactly(const StratumRef& stratum) const;
  // Whether an instant lies in [start, end).
  [[nodiscard]] bool within(KeyspaceId keyspace, Timestamp start, Timestamp end) const;

  [[nodiscard]] bool empty() const { return instants_.empty(); }

  [[nodiscard]] const std::map<KeyspaceId, std::set<Timestamp>>& all() const { return instants_; }

 private:
  std::map<KeyspaceId, std::set<Timestamp>> instants_;
};

// A reader that holds the pointer of a table's state is itself a reference to its strata.
using TablePtr = std::shared_ptr<const TableState>;

// No table: a keyspace that is to be removed.
inline constexpr TableId kNoTable{0};

struct Registry {
  using Tables = PersistentMap<TablePtr, TableId>;
  using Pins = PersistentMap<PinState>;
  using Jobs = PersistentMap<JobRow>;
  using Bases = std::map<KeyspaceId, TableId>;

  Tables tables;
  Pins pins;
  Jobs jobs;
  std::shared_ptr<const Bases> bases = std::make_shared<Bases>();
  std::shared_ptr<const References> references = std::make_shared<References>();
  std::uint64_t next_number = kFirstNumber;
  ClockRow clock;

  static Result<Registry> load(const Database& database);

  [[nodiscard]] TablePtr table(TableId id) const;       // live or dropped with history
  [[nodiscard]] TablePtr live_table(TableId id) const;  // nullptr when dropped
  [[nodiscard]] const PinState* pin(std::string_view id) const;
  [[nodiscard]] const JobRow* job(std::string_view id) const;

  // Below this nothing but what references and leases see is kept. `history_off` is what it is
  // for tables without history, whose rows nobody can ask for before the last commit.
  [[nodiscard]] Timestamp floor_of(KeyspaceId keyspace, Timestamp history_off) const;

  void count_references();
};

class RegistryDraft {
 public:
  explicit RegistryDraft(std::shared_ptr<const Registry> base)
      : base_(std::move(base)), now_(*base_) {}

  [[nodiscard]] const Registry& now() const { return now_; }

  // Fresh when tables or pins changed in this draft.
  [[nodiscard]] const References& references();

  void put_table(TableState state);
  void erase_table(TableId id);
  void put_pin(PinState pin);
  bool erase_pin(std::string_view id);
  void put_job(JobRow job);
  void erase_job(std::string_view id);
  void put_base(KeyspaceId base, TableId table);
  void erase_base(KeyspaceId base);

  std::uint64_t take_number() { return now_.next_number++; }

  void set_clock(const ClockRow& clock) { now_.clock = clock; }

  [[nodiscard]] bool changed() const;

  // Tables and pins touched since the draft began: whose references may have gone.
  [[nodiscard]] bool references_changed() const { return references_touched_; }

  void write_rows(rocksdb::WriteBatch& batch, const Database& database) const;
  std::shared_ptr<const Registry> finish();

 private:
  // The map of `now_`, made our own before its first change.
  template <class Map>
  Map& own(std::shared_ptr<const Map>& map, std::shared_ptr<Map>& owned);

  std::shared_ptr<const Registry> base_;
  Registry now_;
  std::set<TableId> tables_;
  std::set<std::string, std::less<>> pins_;
  std::set<std::string, std::less<>> jobs_;
  std::set<KeyspaceId> bases_;
  bool references_stale_ = false;
  bool references_touched_ = false;
};

}  // namespace tidemark::storage
