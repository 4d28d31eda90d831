// The catalog's rows of one store as they were last read: a request finds its table here instead
// of reading and decoding its row.
//
//   TM_TRY(const KnownTable table, known.find(store, name));
//   if (table) … table->keys …
//
// Threads   Any.
#pragma once

#include "base/result.h"
#include "storage/store.h"
#include "tables/table_description.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace tidemark::tables {

// Null: no such table.
using KnownTable = std::shared_ptr<const TableDescription>;

class KnownTables {
 public:
  // As tables::find(store, name); `store` is always the same one.
  Result<KnownTable> find(const storage::Store& store, const TableName& name);

 private:
  // Forgets everything when the catalog was written to.
  void follow(std::uint64_t edition);

  std::mutex mutex_;
  std::uint64_t edition_ = 0;
  std::map<std::string, KnownTable, std::less<>> tables_;  // by account and name
};

}  // namespace tidemark::tables
