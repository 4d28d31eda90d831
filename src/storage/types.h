// The nouns of the versioned store, shared by everything that reads, decides or steps.
// Format: docs/formats/store.md.
#pragma once

#include "base/timestamp.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::storage {

// A table of the store: one writable keyspace and what lies beneath it. Never reused.
struct TableId {
  std::uint64_t value = 0;
  friend auto operator<=>(const TableId&, const TableId&) = default;
};

// The catalog: a table of the store like any other, so that the past knows its own settings.
// Made with the store; its history is always kept.
inline constexpr TableId kCatalog{1};

// A physical range of keys: a table's own, or an immutable base made by materialising.
// A table's own keyspace bears the table's number.
struct KeyspaceId {
  std::uint64_t value = 0;
  friend auto operator<=>(const KeyspaceId&, const KeyspaceId&) = default;
};

// Which of a table's key ranges: 0 items, 1… indexes and streams. Never reused within a table.
// 0xffff is the store's own (tallies).
using Part = std::uint16_t;
inline constexpr Part kItems = 0;

// Keys are bytes, ordered bytewise, that within one part are prefix-free: use
// codec::append_ordered (escape and terminate) for every component, the same number of
// components for all keys of a part.
struct KeyRef {
  TableId table;
  Part part = kItems;
  std::string key;
  friend auto operator<=>(const KeyRef&, const KeyRef&) = default;
};

// One committed value and the commit that wrote it.
struct Version {
  Timestamp written_at;
  std::string value;
  friend bool operator==(const Version&, const Version&) = default;
};

// A keyspace as it was at `at`; Timestamp::max() for an immutable base, read as it is.
struct StratumRef {
  KeyspaceId keyspace;
  Timestamp at = Timestamp::max();
  friend bool operator==(const StratumRef&, const StratumRef&) = default;
};

// Newest first. Of a live table: what lies beneath its own keyspace. Of a pin: everything it sees.
using Strata = std::vector<StratumRef>;

// Own keyspace included, a table that is served is at most this deep. A branch of such a table may
// be one deeper, and must then not be served or branched before it is materialised.
inline constexpr std::size_t kMaxStrata = 4;

// How much of a table's past is kept.
struct History {
  // Off: nothing below now, except what pins see.
  bool kept = false;
  // While kept: the past that the trimming job leaves, counted back from min(now, last commit).
  std::chrono::microseconds period{0};
  // Nothing below this instant can be read, except at a pin. Only rises. While kept, trimming
  // raises it; while off it counts as now.
  Timestamp floor;
  // While set, the change index of commits after this instant is kept even with history off
  // (a vault still needs its next increment). With history kept, the change index reaches back
  // to `floor`, or to this if it is earlier.
  std::optional<Timestamp> changes_from;
  friend bool operator==(const History&, const History&) = default;
};

__extension__ typedef unsigned __int128 Uint128;

// What is known of a table without scanning it. `digest` is opaque to the store: 16 bytes,
// little-endian, added mod 2^128 (docs/formats/digest.md).
struct Tally {
  std::int64_t items = 0;
  std::int64_t bytes = 0;  // AWS item size, names and values
  Uint128 digest = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
  Tally& operator+=(const Tally& delta);
  Tally operator-() const;
};

struct TableState {
  TableId id;
  Strata beneath;
  History history;
  Timestamp created_at;
  std::optional<Timestamp> dropped_at;  // history outlives the drop until its floor passes it
  friend bool operator==(const TableState&, const TableState&) = default;
};

// Keeps what it sees alive: a backup, an export. Ids are the caller's, unique in the store.
struct PinState {
  std::string id;
  TableId table;  // the table it was taken of, which may be gone
  Timestamp at;
  Strata sees;  // first: the table's own keyspace at `at`
  friend bool operator==(const PinState&, const PinState&) = default;
};

// A piece of background work as data. `state` belongs to the kind; advanced by its step.
struct JobRow {
  std::string id;              // unique in the store
  std::string kind;            // names the step that advances it
  Timestamp due_at;            // not stepped before
  std::uint32_t failures = 0;  // in a row
  bool failed = false;         // ten failures in a row: kept, not stepped any more
  std::string reason;          // of the last failure
  std::string state;
  friend bool operator==(const JobRow&, const JobRow&) = default;
};

inline constexpr std::uint32_t kMaxJobFailures = 10;

}  // namespace tidemark::storage
