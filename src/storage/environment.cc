#include "storage/environment.h"

#include "base/log.h"
#include "storage/environment_shared.h"

#include <cstdlib>
#include <unistd.h>

namespace tidemark::storage {

namespace {

constexpr int kDiskFailureStatus = 74;  // EX_IOERR

}  // namespace

Environment::Environment(EnvironmentOptions options) : shared_(std::make_unique<Shared>()) {
  Shared& shared = *shared_;
  shared.options = std::move(options);
  if (shared.options.file_system) {
    shared.owned_env = rocksdb::NewCompositeEnv(shared.options.file_system);
    shared.env = shared.owned_env.get();
  } else {
    shared.env = rocksdb::Env::Default();
  }
  shared.env->SetBackgroundThreads(shared.options.background_threads, rocksdb::Env::LOW);
  shared.env->SetBackgroundThreads(1, rocksdb::Env::HIGH);
  shared.block_cache = rocksdb::NewLRUCache(shared.options.block_cache_bytes);
  shared.write_buffers =
      std::make_shared<rocksdb::WriteBufferManager>(shared.options.write_buffer_bytes);
}

Environment::~Environment() = default;

Environment::Memory Environment::memory() const {
  return {.block_cache_used = shared_->block_cache->GetUsage(),
          .block_cache_pinned = shared_->block_cache->GetPinnedUsage(),
          .block_cache_capacity = shared_->block_cache->GetCapacity(),
          .write_buffers_used = shared_->write_buffers->memory_usage(),
          .write_buffers_capacity = shared_->write_buffers->buffer_size()};
}

void Environment::Shared::disk_failed(const std::string& reason) const {
  if (options.on_disk_failure) options.on_disk_failure(reason);
  // What reached the disk is unknown now; only reading it back at the next start can tell.
  log_error("storage", reason);
  _exit(kDiskFailureStatus);
}

}  // namespace tidemark::storage
