// Drops history rows that no floor, reference or reader keeps: a compaction filter on `hist`, and
// what it needs to know of the files.
//
// Threads   RocksDB's compaction threads; start() and stop() by whoever opens and closes the store.
#pragma once

#include "storage/published.h"
#include "storage/trim_tracker.h"

#include <rocksdb/compaction_filter.h>
#include <rocksdb/table_properties.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tidemark::storage {

class Database;

class TrimFilters final : public rocksdb::CompactionFilterFactory {
 public:
  // Before start() (while the store opens) nothing is dropped.
  void start(const Published& published, TrimTracker& tracker);

  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context& context) override;

  [[nodiscard]] const char* Name() const override { return "tidemark.TrimFilters"; }

 private:
  std::mutex mutex_;
  const Published* published_ = nullptr;
  TrimTracker* tracker_ = nullptr;
};

// Notes in every file of `hist` the smallest end of its rows.
class OldestEndFactory final : public rocksdb::TablePropertiesCollectorFactory {
 public:
  rocksdb::TablePropertiesCollector* CreateTablePropertiesCollector(
      rocksdb::TablePropertiesCollectorFactory::Context context) override;

  [[nodiscard]] const char* Name() const override { return "tidemark.OldestEnd"; }
};

// One file of `hist`, and the smallest end of its rows.
struct HistoryFile {
  std::string smallest;
  std::string largest;
  std::uint64_t bytes = 0;
  Timestamp oldest_end;  // the epoch when the file does not tell

  [[nodiscard]] bool overlaps(KeyspaceId keyspace) const;
};

// By smallest key. Rows still in memory have no file to tell of them: flush first.
Result<std::vector<HistoryFile>> history_files(const Database& database);

}  // namespace tidemark::storage
