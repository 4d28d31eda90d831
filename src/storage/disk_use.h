// What a store's rows take on the disk and in memory, as RocksDB knows or estimates it.
//
// Threads   Plain functions; any.
#pragma once

#include "storage/store_metrics.h"

#include <span>
#include <vector>

namespace tidemark::storage {

class Database;

// Sets families, log_bytes and writes_stopped.
void add_disk_use(const Database& database, StoreMetrics& metrics);

// Whether rows that are not yet in sorted files count.
enum class Memory : std::uint8_t { kCount, kLeaveOut };

// In the order asked; zeros where RocksDB cannot tell.
std::vector<KeyspaceBytes> bytes_of_keyspaces(const Database& database,
                                              std::span<const KeyspaceId> keyspaces,
                                              Memory memory = Memory::kCount);

}  // namespace tidemark::storage
