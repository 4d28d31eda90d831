// A secondary index of a table, as its description has it. Its entries are rows of a part of the
// table's own keyspace, written in the commit of the item: docs/formats/indexes.md.
#pragma once

#include "storage/types.h"
#include "tables/throughput.h"
#include "values/item_key.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::tables {

using values::KeyAttribute;
using values::KeyType;

enum class IndexKind : std::uint8_t {
  kLocal = 0,
  kGlobal = 1,
  // Ours alone, never shown: items by the instant at which they expire.
  kExpiry = 2
};

// Entries are written in all but the last. An index that is added to a table is allocating until
// its job has looked at the first items, then building until it has seen all.
enum class IndexState : std::uint8_t { kBuilding = 0, kActive = 1, kDeleting = 2, kAllocating = 3 };

enum class ProjectionType : std::uint8_t { kAll = 0, kKeysOnly = 1, kInclude = 2 };

// Source: developer guide, "Multi-attribute keys in global secondary indexes".
inline constexpr std::size_t kMaxIndexKeyAttributes = 4;  // of each of the two

struct IndexKeys {
  std::vector<KeyAttribute> hash;   // one to four
  std::vector<KeyAttribute> range;  // none to four
  friend bool operator==(const IndexKeys&, const IndexKeys&) = default;
};

struct Index {
  std::string name;
  IndexKind kind = IndexKind::kGlobal;
  storage::Part part = 0;
  IndexKeys keys;
  ProjectionType projection = ProjectionType::kAll;
  std::vector<std::string> included;  // kInclude: beside the keys
  Throughput provisioned;             // kGlobal: zeros for pay per request
  std::optional<Throughput> on_demand_maxima;
  std::optional<Throughput> warm;
  ThroughputMoves moves;
  IndexState state = IndexState::kActive;

  [[nodiscard]] bool is_written() const { return state != IndexState::kDeleting; }

  // Whether items that were there before it may have no entry yet.
  [[nodiscard]] bool is_being_made() const {
    return state == IndexState::kAllocating || state == IndexState::kBuilding;
  }

  friend bool operator==(const Index&, const Index&) = default;
};

}  // namespace tidemark::tables
