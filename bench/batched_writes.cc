#include "bench/batched_writes.h"

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <memory>

namespace tidemark::bench {
namespace {

constexpr std::size_t kRowsABatch = 1000;
constexpr std::size_t kBytesASync = 8u << 20;  // as much as a piece of a job

Status to_status(const rocksdb::Status& status) {
  if (status.ok()) return Ok{};
  return fail(Code::kUnknown, status.ToString());
}

rocksdb::Options options_of_engine() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = 32u << 20;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

BatchedWrites::~BatchedWrites() {
  static_cast<void>(rocksdb::DestroyDB(directory_, options_of_engine()));
}

Status BatchedWrites::write(const NextRow& next) {
  rocksdb::DB* opened = nullptr;
  TM_TRY_STATUS(to_status(rocksdb::DB::Open(options_of_engine(), directory_, &opened)));
  const std::unique_ptr<rocksdb::DB> plain(opened);
  std::size_t unsynced = 0;
  for (bool more = true; more;) {
    rocksdb::WriteBatch batch;
    for (std::size_t rows = 0; rows < kRowsABatch && more; ++rows) {
      TM_TRY(const auto row, next());
      more = row.has_value();
      if (more) TM_TRY_STATUS(to_status(batch.Put(row->first, row->second)));
    }
    unsynced += batch.GetDataSize();
    rocksdb::WriteOptions write;
    write.sync = unsynced >= kBytesASync || !more;
    if (write.sync) unsynced = 0;
    TM_TRY_STATUS(to_status(plain->Write(write, &batch)));
  }
  return Ok{};
}

}  // namespace tidemark::bench
