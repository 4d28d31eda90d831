// What damaged sorted files hide: per file, the keys between its last readable row before the
// damage and its first readable row behind it.
//
// Outside of these ranges every file of the family can be read, so what RocksDB shows there is
// exactly what was written. Inside nothing is provable, not even rows of other files: the hidden
// block may hold a newer version, or the removal, of any of them.
//
// Threads   Plain functions.
#pragma once

#include "base/result.h"
#include "storage/types.h"

#include <cstdint>
#include <string>
#include <vector>

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
}  // namespace rocksdb

namespace tidemark::storage {

class Database;

struct LostRows {
  std::string family;  // "meta", "cur", "hist", "log"
  std::string from;    // the first key that may be hidden
  std::string until;   // the first one behind them
  std::string file;    // whose damage hides them: its path
  std::string why;     // RocksDB's word for it

  // Of the file, for those who read around the damage.
  std::uint64_t number = 0;
  std::string smallest;
  std::string properties;  // which tell its table from others; empty: nothing of it can be read

  [[nodiscard]] bool touches(KeyspaceId keyspace) const;
};

// Reads every block of every sorted file of an open database.
std::vector<LostRows> find_lost_rows(rocksdb::DB& source);

// Copies every row of `from` that lies in none of the ranges; files of which nothing can be read
// must be out of the way. Returns how many.
Result<std::uint64_t> copy_provable_rows(rocksdb::DB& source, rocksdb::ColumnFamilyHandle* from,
                                         const std::vector<LostRows>& lost, const Database& target,
                                         rocksdb::ColumnFamilyHandle* to);

}  // namespace tidemark::storage
