#include "vault/regions.h"

#include "services/events/event_log.h"
#include "services/topics/topics.h"
#include "storage/side_table.h"

namespace tidemark::vault {

Result<Rows> Regions::open(const std::string& region) {
  const std::lock_guard lock(mutex_);
  if (const auto found = opened_.find(region); found != opened_.end()) return found->second;
  TM_TRY(storage::Store* const store, tables_.open(region));
  TM_TRY(const storage::TableId table, storage::side_table(*store, "backup"));
  TM_TRY(const storage::TableId events, storage::side_table(*store, services::kEventsTable));
  TM_TRY(const storage::TableId topics, storage::side_table(*store, services::kTopicsTable));
  return opened_.emplace(region, Rows{store, table, region, events, topics}).first->second;
}

Result<std::optional<Rows>> Regions::find(const std::string& region) {
  if (tables_.find(region) == nullptr) return std::optional<Rows>();
  TM_TRY(Rows rows, open(region));
  return std::optional<Rows>(std::move(rows));
}

Result<Rows> Regions::rows_in(const storage::Store& store) {
  for (const auto& [region, one] : tables_.all()) {
    if (one == &store) return open(region);
  }
  return fail(Code::kNotFound, "the store is no region's");
}

Result<std::vector<Rows>> Regions::all() {
  std::vector<Rows> rows;
  for (const auto& [region, store] : tables_.all()) {
    TM_TRY(Rows one, open(region));
    rows.push_back(std::move(one));
  }
  return rows;
}

}  // namespace tidemark::vault
