#include "storage/disk_use.h"

#include "storage/database.h"
#include "storage/layout.h"

#include <rocksdb/db.h>
#include <rocksdb/transaction_log.h>

namespace tidemark::storage {

namespace {

using Property = rocksdb::DB::Properties;

std::uint64_t property(const Database& database, rocksdb::ColumnFamilyHandle* family,
                       const std::string& name) {
  std::uint64_t value = 0;
  return database.db().GetIntProperty(family, name, &value) ? value : 0;
}

FamilyUse use_of(const Database& database, rocksdb::ColumnFamilyHandle* family) {
  FamilyUse use;
  use.name = family->GetName() == rocksdb::kDefaultColumnFamilyName ? "meta" : family->GetName();
  rocksdb::ColumnFamilyMetaData files;
  database.db().GetColumnFamilyMetaData(family, &files);
  use.file_bytes = files.size;
  use.files = files.file_count;
  if (!files.levels.empty()) use.level0_files = files.levels.front().files.size();
  use.memory_bytes = property(database, family, Property::kCurSizeAllMemTables);
  use.pending_compaction_bytes =
      property(database, family, Property::kEstimatePendingCompactionBytes);
  return use;
}

std::uint64_t bytes_of_logs(const Database& database) {
  rocksdb::VectorLogPtr logs;
  if (!database.db().GetSortedWalFiles(logs).ok()) return 0;
  std::uint64_t bytes = 0;
  for (const auto& file : logs) bytes += file->SizeFileBytes();
  return bytes;
}

}  // namespace

void add_disk_use(const Database& database, StoreMetrics& metrics) {
  for (auto* family : {database.meta(), database.cur(), database.hist(), database.log()}) {
    metrics.families.push_back(use_of(database, family));
  }
  metrics.log_bytes = bytes_of_logs(database);
  metrics.writes_stopped = property(database, database.cur(), Property::kIsWriteStopped) != 0;
}

std::vector<KeyspaceBytes> bytes_of_keyspaces(const Database& database,
                                              std::span<const KeyspaceId> keyspaces,
                                              Memory memory) {
  std::vector<KeyspaceBytes> result(keyspaces.size());
  std::vector<std::string> bounds;
  for (const KeyspaceId keyspace : keyspaces) {
    bounds.push_back(keyspace_prefix(keyspace));
    bounds.push_back(keyspace_end(keyspace));
  }
  std::vector<rocksdb::Range> ranges;
  for (std::size_t i = 0; i < bounds.size(); i += 2) ranges.emplace_back(bounds[i], bounds[i + 1]);
  rocksdb::SizeApproximationOptions options;
  options.include_memtables = memory == Memory::kCount;
  options.include_files = true;
  std::vector<std::uint64_t> sizes(ranges.size());
  const auto fill = [&](rocksdb::ColumnFamilyHandle* family, std::uint64_t KeyspaceBytes::* where) {
    const auto status = database.db().GetApproximateSizes(
        options, family, ranges.data(), static_cast<int>(ranges.size()), sizes.data());
    if (!status.ok()) return;
    for (std::size_t i = 0; i < sizes.size(); ++i) result[i].*where = sizes[i];
  };
  if (ranges.empty()) return result;
  fill(database.cur(), &KeyspaceBytes::current);
  fill(database.hist(), &KeyspaceBytes::history);
  fill(database.log(), &KeyspaceBytes::log);
  return result;
}

}  // namespace tidemark::storage
