#include "storage/trimming.h"

#include "storage/database.h"
#include "storage/faults.h"
#include "storage/layout.h"

#include <rocksdb/db.h>
#include <rocksdb/metadata.h>

#include <algorithm>
#include <map>

namespace tidemark::storage {

namespace {

constexpr const char* kOldestEnd = "tidemark.oldest-end";

class TrimFilter final : public rocksdb::CompactionFilter {
 public:
  TrimFilter(Needed needed, TrimTracker& tracker) : needed_(std::move(needed)), tracker_(tracker) {}

  bool Filter(int, const rocksdb::Slice& key, const rocksdb::Slice&, std::string*,
              bool*) const override {
    const auto name = parse_hist_key(key.ToStringView());
    if (!name) return false;
    const KeyspaceId keyspace{take_u64(key.ToStringView())};
    if (!known_ || keyspace != keyspace_) look_at(keyspace);
    const Timestamp end =
        TM_FAULT(kFloorInclusive) ? name->end - std::chrono::microseconds(1) : name->end;
    if (end > floor_) {
      tracker_.left_row(keyspace, name->end);
      return false;
    }
    if (TM_FAULT(kForgetPinWhenTrimming)) return true;
    if (needed_.registry->references->within(keyspace, name->start, name->end)) {
      tracker_.left_for_reference(keyspace);
      return false;
    }
    if (needed_.leased.within(keyspace, name->start, name->end)) {
      tracker_.left_for_reader(keyspace);
      return false;
    }
    return true;
  }

  [[nodiscard]] const char* Name() const override { return "tidemark.TrimFilter"; }

 private:
  void look_at(KeyspaceId keyspace) const {
    known_ = true;
    keyspace_ = keyspace;
    floor_ = needed_.registry->floor_of(keyspace, needed_.history_off);
  }

  const Needed needed_;
  TrimTracker& tracker_;
  // RocksDB calls one filter from one thread, keyspace after keyspace.
  mutable bool known_ = false;
  mutable KeyspaceId keyspace_;
  mutable Timestamp floor_;
};

class OldestEnd final : public rocksdb::TablePropertiesCollector {
 public:
  rocksdb::Status AddUserKey(const rocksdb::Slice& key, const rocksdb::Slice&,
                             rocksdb::EntryType type, rocksdb::SequenceNumber,
                             std::uint64_t) override {
    const auto name = parse_hist_key(key.ToStringView());
    if (name && type == rocksdb::kEntryPut) oldest_ = std::min(oldest_, name->end);
    return rocksdb::Status::OK();
  }

  rocksdb::Status Finish(rocksdb::UserCollectedProperties* properties) override {
    *properties = GetReadableProperties();
    return rocksdb::Status::OK();
  }

  [[nodiscard]] rocksdb::UserCollectedProperties GetReadableProperties() const override {
    return {{kOldestEnd, std::to_string(oldest_.micros)}};
  }

  [[nodiscard]] const char* Name() const override { return "tidemark.OldestEnd"; }

 private:
  Timestamp oldest_ = Timestamp::max();
};

}  // namespace

void TrimFilters::start(const Published& published, TrimTracker& tracker) {
  const std::lock_guard lock(mutex_);
  published_ = &published;
  tracker_ = &tracker;
}

std::unique_ptr<rocksdb::CompactionFilter> TrimFilters::CreateCompactionFilter(
    const rocksdb::CompactionFilter::Context&) {
  const std::lock_guard lock(mutex_);
  if (published_ == nullptr) return nullptr;
  return std::make_unique<TrimFilter>(published_->needed(), *tracker_);
}

rocksdb::TablePropertiesCollector* OldestEndFactory::CreateTablePropertiesCollector(
    rocksdb::TablePropertiesCollectorFactory::Context) {
  return new OldestEnd();
}

bool HistoryFile::overlaps(KeyspaceId keyspace) const {
  return take_u64(smallest) <= keyspace.value && keyspace.value <= take_u64(largest);
}

namespace {

Timestamp oldest_end_of(const rocksdb::TableProperties& properties) {
  const auto found = properties.user_collected_properties.find(kOldestEnd);
  if (found == properties.user_collected_properties.end()) return Timestamp{};
  return {std::strtoll(found->second.c_str(), nullptr, 10)};
}

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

Result<std::vector<HistoryFile>> history_files(const Database& database) {
  rocksdb::DB& db = database.db();
  rocksdb::TablePropertiesCollection properties;
  const auto got = db.GetPropertiesOfAllTables(database.hist(), &properties);
  if (!got.ok()) return to_error(got, "reading file properties");
  std::map<std::string, Timestamp> oldest;
  for (const auto& [path, of_file] : properties) oldest[base_name(path)] = oldest_end_of(*of_file);
  std::vector<rocksdb::LiveFileMetaData> files;
  db.GetLiveFilesMetaData(&files);
  std::vector<HistoryFile> result;
  for (const auto& file : files) {
    if (file.column_family_name != database.hist()->GetName()) continue;
    result.push_back({file.smallestkey, file.largestkey, file.size, oldest[base_name(file.name)]});
  }
  std::ranges::sort(result, {}, &HistoryFile::smallest);
  return result;
}

}  // namespace tidemark::storage
