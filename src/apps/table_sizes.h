// What the tables of one store take, looked at now and then: cheap to ask often, and bounded
// however many tables there are.
//
//   for (const TableSize& table : sizes.largest(store, 100)) …
//
// A look costs some 30 microseconds a table. It is made when the last is kLookEvery old, at most
// kTablesALook tables at a time, the others in their turn.
//
// Threads   Any; one looks, others get what was known.
#pragma once

#include "base/stopwatch.h"
#include "storage/store.h"
#include "tables/table_description.h"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace tidemark::apps {

inline constexpr std::chrono::seconds kLookEvery{10};
inline constexpr std::size_t kTablesALook = 500;

struct TableSize {
  tables::TableName name;
  storage::Tally tally;
  storage::KeyspaceBytes disk;
};

class TableSizes {
 public:
  // The tables that take most, at most `limit`. Damage is left to those who read the rows.
  std::vector<TableSize> largest(const storage::Store& store, std::size_t limit,
                                 std::chrono::microseconds now = Stopwatch::now());

 private:
  void look(const storage::Store& store);
  // The next tables to look at, after the one looked at last.
  std::vector<tables::TableDescription> in_turn(std::vector<tables::TableDescription> all);

  std::mutex mutex_;
  std::optional<std::chrono::microseconds> looked_;
  std::map<storage::TableId, TableSize> known_;
  storage::TableId last_;
};

}  // namespace tidemark::apps
