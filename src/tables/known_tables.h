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
#include <utility>

namespace tidemark::tables {

// A table as it was read, or nothing where there is no such table.
class KnownTable {
 public:
  KnownTable() = default;

  // `edition`: Store::catalog_edition() from before the row was read; 0, which no catalog that has
  // a row ever has: whoever must know asks again.
  explicit KnownTable(TableDescription table, std::uint64_t edition = 0)
      : table_(std::make_shared<const TableDescription>(std::move(table))), edition_(edition) {}

  explicit operator bool() const { return table_ != nullptr; }

  const TableDescription& operator*() const { return *table_; }

  const TableDescription* operator->() const { return table_.get(); }

  [[nodiscard]] std::uint64_t edition() const { return edition_; }

 private:
  std::shared_ptr<const TableDescription> table_;
  std::uint64_t edition_ = 0;
};

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
