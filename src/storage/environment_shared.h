// What Environment holds of RocksDB: kept out of the public header.
#pragma once

#include "storage/environment.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/write_buffer_manager.h>

namespace tidemark::storage {

struct Environment::Shared {
  EnvironmentOptions options;
  std::unique_ptr<rocksdb::Env> owned_env;  // when the file system was given
  rocksdb::Env* env = nullptr;
  std::shared_ptr<rocksdb::Cache> block_cache;
  std::shared_ptr<rocksdb::WriteBufferManager> write_buffers;

  // Does not return.
  void disk_failed(const std::string& reason) const;
};

}  // namespace tidemark::storage
