#include "tables/known_tables.h"

#include "tables/catalog.h"

namespace tidemark::tables {
namespace {

// A few megabytes of descriptions; a server of more tables forgets and reads again.
constexpr std::size_t kMostKept = 4096;

std::string key_of(const TableName& name) {
  std::string key;
  key.reserve(name.account.size() + 1 + name.name.size());
  return key.append(name.account).append("/").append(name.name);
}

}  // namespace

Result<KnownTable> KnownTables::find(const storage::Store& store, const TableName& name) {
  const std::string key = key_of(name);
  // Asked before the row is read: a write in between makes what was read look old, never new.
  const std::uint64_t edition = store.catalog_edition();
  {
    const std::lock_guard lock(mutex_);
    follow(edition);
    const auto known = tables_.find(key);
    if (known != tables_.end()) return known->second;
  }
  TM_TRY(FoundTable found, tables::find(store, name));
  if (!found) return KnownTable{};
  KnownTable table(*std::move(found), edition);
  const std::lock_guard lock(mutex_);
  if (edition_ != edition) return table;
  if (tables_.size() >= kMostKept) tables_.clear();
  tables_[key] = table;
  return table;
}

void KnownTables::follow(std::uint64_t edition) {
  if (edition <= edition_) return;
  tables_.clear();
  edition_ = edition;
}

}  // namespace tidemark::tables
