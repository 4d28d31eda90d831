#include "storage/lost_rows.h"

#include "storage/database.h"
#include "storage/layout.h"

#include <rocksdb/metadata.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/write_batch.h>

#include <algorithm>

namespace tidemark::storage {

namespace {

constexpr std::size_t kBatchBytes = 1u << 20;

std::string family_of(const std::string& rocksdb_name) {
  return rocksdb_name == rocksdb::kDefaultColumnFamilyName ? "meta" : rocksdb_name;
}

// The row next to the damage, seen from the file's beginning or from its end.
std::optional<std::string> last_readable(rocksdb::SstFileReader& reader, bool forward) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> rows(reader.NewIterator(options));
  std::optional<std::string> edge;
  for (forward ? rows->SeekToFirst() : rows->SeekToLast(); rows->Valid();
       forward ? rows->Next() : rows->Prev()) {
    edge = rows->key().ToString();
  }
  return edge;
}

// What no two tables have in common.
std::string properties_of(const rocksdb::TableProperties& table) {
  return fmt::format("{} {} {} {} {}", table.db_session_id, table.orig_file_number,
                     table.num_entries, table.data_size, table.raw_key_size);
}

LostRows lost_in(const rocksdb::LiveFileMetaData& file, rocksdb::SstFileReader* reader,
                 const std::string& path, const rocksdb::Status& why) {
  LostRows lost{.family = family_of(file.column_family_name),
                .from = file.smallestkey,
                .until = file.largestkey + '\0',
                .file = path,
                .why = why.ToString(),
                .number = file.file_number,
                .smallest = file.smallestkey,
                .properties = {}};
  if (reader == nullptr) return lost;
  const auto before = last_readable(*reader, true);
  const auto behind = last_readable(*reader, false);
  if (!before && !behind) return lost;
  lost.properties = properties_of(*reader->GetTableProperties());
  if (before) lost.from = *before + '\0';
  if (behind) lost.until = *behind;
  return lost;
}

class RowCopy {
 public:
  RowCopy(const Database& target, rocksdb::ColumnFamilyHandle* to) : target_(target), to_(to) {
    options_.disableWAL = true;  // flushed at the end; a copy cut short is thrown away
  }

  Status add(const rocksdb::Slice& key, const rocksdb::Slice& value) {
    ++rows_;
    const auto put = batch_.Put(to_, key, value);
    if (!put.ok()) return to_error(put, "copying a row");
    return batch_.GetDataSize() >= kBatchBytes ? write() : Status(Ok{});
  }

  Status finish() {
    TM_TRY_STATUS(write());
    const auto flushed = target_.db().Flush(rocksdb::FlushOptions(), to_);
    return flushed.ok() ? Status(Ok{}) : Status(to_error(flushed, "flushing the copy"));
  }

  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  Status write() {
    const auto written = target_.db().Write(options_, &batch_);
    batch_.Clear();
    return written.ok() ? Status(Ok{}) : Status(to_error(written, "writing the copy"));
  }

  const Database& target_;
  rocksdb::ColumnFamilyHandle* to_;
  rocksdb::WriteOptions options_;
  rocksdb::WriteBatch batch_;
  std::uint64_t rows_ = 0;
};

// A walk over the provable rows of one family.
class Provable {
 public:
  Provable(rocksdb::DB& source, rocksdb::ColumnFamilyHandle* family,
           const std::vector<LostRows>& lost)
      : source_(source), family_(family) {
    for (const LostRows& one : lost) {
      if (one.family == family_of(family->GetName()) && one.from < one.until) {
        holes_.push_back(&one);
      }
    }
    std::ranges::sort(holes_, {}, [](const LostRows* hole) { return hole->from; });
  }

  Status copy(RowCopy& to) const {
    std::string position;
    for (const LostRows* hole : holes_) {
      if (hole->from > position) TM_TRY_STATUS(copy_range(position, &hole->from, to));
      position = std::max(position, hole->until);
    }
    return copy_range(position, nullptr, to);
  }

 private:
  // Keys in [from, until); no `until`: to the end.
  Status copy_range(const std::string& from, const std::string* until, RowCopy& to) const {
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    const std::string end = until != nullptr ? *until : std::string();
    const rocksdb::Slice upper(end);
    if (until != nullptr) options.iterate_upper_bound = &upper;
    // A file whose first block is damaged would end the walk before it began.
    std::vector<std::string> out_of_range;
    for (const LostRows* hole : holes_) {
      if (until != nullptr && *until <= hole->smallest) out_of_range.push_back(hole->properties);
    }
    options.table_filter = [&](const rocksdb::TableProperties& table) {
      return std::ranges::find(out_of_range, properties_of(table)) == out_of_range.end();
    };
    const std::unique_ptr<rocksdb::Iterator> rows(source_.NewIterator(options, family_));
    for (rows->Seek(from); rows->Valid(); rows->Next()) {
      TM_TRY_STATUS(to.add(rows->key(), rows->value()));
    }
    // A range that ends at a hole may meet its damage in the step behind the last row.
    const bool expected = until != nullptr && rows->status().IsCorruption();
    if (rows->status().ok() || expected) return Ok{};
    return to_error(rows->status(), "reading the rows beside the damage");
  }

  rocksdb::DB& source_;
  rocksdb::ColumnFamilyHandle* family_;
  std::vector<const LostRows*> holes_;
};

}  // namespace

bool LostRows::touches(KeyspaceId keyspace) const {
  return family != "meta" && keyspace_prefix(keyspace) < until && from < keyspace_end(keyspace);
}

std::vector<LostRows> find_lost_rows(rocksdb::DB& source) {
  std::vector<rocksdb::LiveFileMetaData> files;
  source.GetLiveFilesMetaData(&files);
  rocksdb::Options options;
  options.env = source.GetEnv();
  std::vector<LostRows> lost;
  for (const auto& file : files) {
    const std::string path = file.db_path + file.name;
    rocksdb::SstFileReader reader(options);
    const auto opened = reader.Open(path);
    const auto status = opened.ok() ? reader.VerifyChecksum() : opened;
    if (status.ok()) continue;
    lost.push_back(lost_in(file, opened.ok() ? &reader : nullptr, path, status));
  }
  return lost;
}

Result<std::uint64_t> copy_provable_rows(rocksdb::DB& source, rocksdb::ColumnFamilyHandle* from,
                                         const std::vector<LostRows>& lost, const Database& target,
                                         rocksdb::ColumnFamilyHandle* to) {
  RowCopy copy(target, to);
  TM_TRY_STATUS(Provable(source, from, lost).copy(copy));
  TM_TRY_STATUS(copy.finish());
  return copy.rows();
}

}  // namespace tidemark::storage
