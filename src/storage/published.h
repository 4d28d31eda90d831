// The newest published registry, and who is reading what: the one place where readers, the
// committer and trimming agree on which rows are needed.
//
// Threads   All members may be called from any thread at once.
//
// Why a reader is safe: it takes its lease under the lock under which floors rise, so trimming
// either sees the lease or had raised the floor before. A reader of a table's newest state needs
// no lease: the TablePtr it holds names its strata, and a retired one counts while it is held.
#pragma once

#include "base/result.h"
#include "storage/registry.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace tidemark::storage {

class Published;

// Holds instants of keyspaces alive. Move-only.
class Lease {
 public:
  Lease() = default;

  Lease(Published& published, Strata strata) : published_(&published), strata_(std::move(strata)) {}

  Lease(Lease&& other) noexcept { *this = std::move(other); }

  Lease& operator=(Lease&& other) noexcept;

  ~Lease() { release(); }

 private:
  void release();
  Published* published_ = nullptr;
  Strata strata_;
};

// A table as of an instant, or what a pin sees: the list to read and what keeps it readable.
struct Reading {
  TablePtr table;  // nullptr for a pin
  Strata strata;   // newest first, the table's own keyspace included
  Lease lease;
};

// Everything that trimming must leave alone, at one moment.
struct Needed {
  std::shared_ptr<const Registry> registry;
  References leased;              // by readers
  std::vector<KeyspaceId> named;  // by lists that readers still hold
  Timestamp history_off;          // the floor of tables without history

  [[nodiscard]] bool read(KeyspaceId keyspace) const;
};

class Published {
 public:
  void start(std::shared_ptr<const Registry> registry);

  [[nodiscard]] std::shared_ptr<const Registry> registry() const;

  // The committer decided on a group's stamp and looks who needs the versions it replaces.
  // From now on a table without history can only be read from `stamp` on.
  References seal(Timestamp stamp);
  void publish(std::shared_ptr<const Registry> next);

  // Grows whenever a commit wrote to the catalog table; raised before the commit is told.
  [[nodiscard]] std::uint64_t catalog_edition() const { return catalog_edition_; }

  void raise_catalog_edition() { ++catalog_edition_; }

  // The greatest stamp given out, written or not.
  [[nodiscard]] Timestamp last_stamp() const;

  [[nodiscard]] Result<TablePtr> live_table(TableId id) const;

  // Errors: kNotFound, kInvalid (the instant is not kept).
  Result<Reading> read_table(TableId id, Timestamp at);
  Result<Reading> read_pin(std::string_view pin_id);
  // Keeps a keyspace from being removed. Errors: kNotFound when it is not, or no longer, a base.
  Result<Lease> hold_base(KeyspaceId base);

  [[nodiscard]] Needed needed() const;

  struct Readers {
    std::uint64_t count = 0;
    std::optional<Timestamp> oldest;  // instant; bases have none
  };

  // Who holds a lease now.
  [[nodiscard]] Readers readers() const;

 private:
  friend class Lease;
  Lease lease(Strata strata);  // mutex_ is held
  void release(const Strata& strata);
  void retire_old(const Registry& next);

  mutable std::mutex mutex_;
  std::shared_ptr<const Registry> registry_;
  Timestamp sealed_;
  std::atomic<std::uint64_t> catalog_edition_{0};
  std::map<std::pair<KeyspaceId, Timestamp>, std::uint64_t> leases_;
  std::vector<std::weak_ptr<const TableState>> retired_;
};

// What a reader of `table` walks: its own keyspace at `at` and what lies beneath.
Strata strata_of(const TableState& table, Timestamp at);

// Whether the table can be read, pinned or branched at `at`. Errors: kInvalid naming the window.
Status check_instant(const Registry& registry, const References& references,
                     const TableState& table, Timestamp at, Timestamp history_off);

}  // namespace tidemark::storage
