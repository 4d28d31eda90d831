// What filling a table would cost without sorted files: rows written in batches to a RocksDB of
// the engine's settings, synced as often as a job syncs.
#pragma once

#include "base/result.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tidemark::bench {

// Key and value, good until it is asked again; nullopt: there is no more.
using NextRow =
    std::function<Result<std::optional<std::pair<std::string_view, std::string_view>>>()>;

// In a new directory; its database is open until what is returned goes, directory and all.
class BatchedWrites {
 public:
  explicit BatchedWrites(std::string directory) : directory_(std::move(directory)) {}

  ~BatchedWrites();
  BatchedWrites(const BatchedWrites&) = delete;
  BatchedWrites& operator=(const BatchedWrites&) = delete;

  Status write(const NextRow& next);

 private:
  std::string directory_;
};

}  // namespace tidemark::bench
