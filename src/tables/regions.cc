#include "tables/regions.h"

namespace tidemark::tables {

Regions::Regions(storage::DataDirectory& directory, storage::Environment& environment, Clock& clock,
                 storage::JobRunner& jobs, std::vector<std::string> served,
                 storage::StoreOptions options)
    : directory_(directory),
      environment_(environment),
      clock_(clock),
      jobs_(jobs),
      served_(served.begin(), served.end()),
      options_(options) {}

Regions::~Regions() {
  for (auto& [region, store] : stores_) jobs_.remove_store(*store);
}

Status Regions::open_existing() {
  for (const std::string& region : directory_.regions()) {
    TM_TRY_STATUS(open_directory(region));
  }
  return Ok{};
}

storage::Store* Regions::find(const std::string& region) const {
  const std::lock_guard lock(mutex_);
  const auto found = stores_.find(region);
  return found == stores_.end() ? nullptr : found->second.get();
}

Result<storage::Store*> Regions::open(const std::string& region) {
  if (!served_.contains(region)) {
    return fail(Code::kInvalid,
                fmt::format("The region {} is not served here: start the server with --regions "
                            "that name it",
                            region));
  }
  return open_directory(region);
}

Result<storage::Store*> Regions::open_directory(const std::string& region) {
  const std::lock_guard lock(mutex_);
  if (const auto found = stores_.find(region); found != stores_.end()) return found->second.get();
  TM_TRY(const std::string path, directory_.region_directory(region));
  TM_TRY(auto store, storage::Store::open(path, environment_, clock_, options_));
  storage::Store* const opened = store.get();
  stores_.emplace(region, std::move(store));
  jobs_.add_store(*opened);
  return opened;
}

std::vector<std::pair<std::string, storage::Store*>> Regions::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, storage::Store*>> all;
  for (const auto& [region, store] : stores_) all.emplace_back(region, store.get());
  return all;
}

}  // namespace tidemark::tables
