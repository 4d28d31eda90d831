// What every region's store shares: the file system, one block cache, one write-buffer budget.
//
// Threads   Any. Outlives every Store opened with it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace rocksdb {
class Env;
class FileSystem;
}  // namespace rocksdb

namespace tidemark::storage {

struct EnvironmentOptions {
  std::size_t block_cache_bytes = 256u << 20;
  std::size_t write_buffer_bytes = 128u << 20;  // over all stores
  int background_threads = 2;
  // The seam of crash tests; nullptr: the real one. Shared with RocksDB's own threads.
  std::shared_ptr<rocksdb::FileSystem> file_system;
  // Told when the disk refused a write or a sync: does not return. nullptr: log and end the
  // process with status 74.
  std::function<void(const std::string&)> on_disk_failure;
};

class Environment {
 public:
  explicit Environment(EnvironmentOptions options = {});
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  struct Shared;  // environment_shared.h: RocksDB's types stay inside storage

  [[nodiscard]] Shared& shared() { return *shared_; }

  [[nodiscard]] const Shared& shared() const { return *shared_; }

  struct Memory {
    std::size_t block_cache_used = 0;
    std::size_t block_cache_pinned = 0;  // by readers, and what never leaves
    std::size_t block_cache_capacity = 0;
    std::size_t write_buffers_used = 0;
    std::size_t write_buffers_capacity = 0;
  };

  [[nodiscard]] Memory memory() const;

 private:
  std::unique_ptr<Shared> shared_;
};

}  // namespace tidemark::storage
